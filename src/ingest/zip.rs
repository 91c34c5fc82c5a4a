//! The files of a ZIP archive, one after the other, as its bytes arrive.
//!
//! The list at the end of an archive is not needed: each file stands behind a header of its own. A file that cannot be unpacked is
//! passed over, if its header says how long it is; where that comes behind the file, the end of a deflated stream shows by itself.
//!
//! Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.

mod header;
mod inflate;

use super::excerpt;
use crate::error::{Error, ErrorKind, Result};
use header::{Descriptor, LocalHeader, Method, Signature};
use inflate::{Checked, Inflate};

/// Whether a file of these first four bytes is an archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    matches!(Signature::of(head), Some(Signature::File | Signature::End | Signature::Descriptor))
}

/// What an archive consists of.
#[derive(Debug)]
pub(super) enum Event<'a> {
    /// A file begins.
    Begin {
        /// Its name, with the folders that it lies in.
        name: String,
        /// Whether it is packed.
        is_packed: bool,
    },
    /// Some of what the file holds.
    Bytes(&'a [u8]),
    /// The file has ended.
    End {
        /// How many bytes of the archive it took.
        packed_bytes: u64,
        /// Why it cannot be read to its end, if so.
        fault: Option<Error>,
    },
}

/// Takes in what an archive consists of.
type Each<'a> = dyn FnMut(Event<'_>) -> Result<()> + 'a;

/// An archive that is being read.
#[derive(Debug, Default)]
pub(super) struct Zip {
    place: Place,
    /// The start of a header or a descriptor whose end has not arrived.
    buffer: Vec<u8>,
    /// The bytes that were taken in.
    offset: u64,
    /// Where the latest header begins.
    start: u64,
}

#[derive(Debug, Default)]
enum Place {
    /// Before a header.
    #[default]
    Header,
    /// In a file of a known length.
    Known {
        data: Data,
        left: u64,
        packed_bytes: u64,
        /// What stands behind it, if anything does.
        behind: Option<Descriptor>,
    },
    /// In a file whose end shows by itself.
    Open(Box<Checked<Inflate>>),
    /// Behind a file, before its checksum and lengths.
    Descriptor {
        expected: Descriptor,
        /// Whether the end of the file has been told.
        is_told: bool,
    },
    /// In the list at the end, or behind it.
    Done,
}

/// What is done with the bytes of a file.
#[derive(Debug)]
enum Data {
    Stored(Checked<()>),
    Deflated(Box<Checked<Inflate>>),
    /// Nothing more: it cannot be read, or that has been told.
    Passed,
}

impl Zip {
    /// Takes in bytes of the archive and hands on what they are.
    ///
    /// # Errors
    ///
    /// `Malformed` or `Compression` where nobody knows where the next file is, and whatever `each` says.
    pub(super) fn push(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = match self.place {
                Place::Done => rest.len(),
                Place::Header => self.header(rest, each)?,
                Place::Descriptor { .. } => self.descriptor(rest, each)?,
                Place::Known { .. } => self.known(rest, each)?,
                Place::Open(_) => self.open(rest, each)?,
            };
            self.offset += used as u64;
            rest = &rest[used..];
        }
        Ok(())
    }

    /// Ends the archive.
    ///
    /// # Errors
    ///
    /// `Truncated` where its end is missing.
    pub(super) fn finish(&mut self, each: &mut Each<'_>) -> Result<()> {
        let expected = match self.place {
            Place::Done => return Ok(()),
            Place::Header => "the list of files at the end of an archive",
            Place::Known { .. } | Place::Open(_) | Place::Descriptor { .. } => "the rest of a file",
        };
        let fault = Error::from(ErrorKind::Truncated { offset: self.offset, expected });
        let is_told = matches!(
            self.place,
            Place::Header | Place::Known { data: Data::Passed, .. } | Place::Descriptor { is_told: true, .. }
        );
        self.place = Place::Done;
        if !is_told {
            let cut = self.broken("the end of the file is missing".to_owned());
            each(Event::End { packed_bytes: 0, fault: Some(cut) })?;
        }
        Err(fault)
    }

    /// Reads on in a header; how many bytes were taken in.
    fn header(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<usize> {
        if self.buffer.is_empty() {
            self.start = self.offset;
        }
        let needed = LocalHeader::len(&self.buffer);
        let used = bytes.len().min(needed - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..used]);
        if self.buffer.len() < LocalHeader::len(&self.buffer) {
            return self.is_header().map(|()| used);
        }
        match Signature::of(&self.buffer) {
            Some(Signature::File) => {
                let header = LocalHeader::of(&self.buffer);
                self.buffer.clear();
                self.begin(header, each)?;
            }
            // An archive in parts has a mark of its own at the beginning.
            Some(Signature::Descriptor) => self.buffer.clear(),
            _ => self.place = Place::Done,
        }
        Ok(used)
    }

    /// Makes sure that what was read so far starts a header.
    fn is_header(&self) -> Result<()> {
        if self.buffer.len() < 4 || Signature::of(&self.buffer).is_some() {
            return Ok(());
        }
        let found = excerpt::excerpt(&self.buffer[..4]);
        Err(ErrorKind::Malformed { offset: self.start, expected: "the header of a file in the archive", found }.into())
    }

    /// Begins a file.
    fn begin(&mut self, header: LocalHeader, each: &mut Each<'_>) -> Result<()> {
        let LocalHeader { name, method, is_encrypted, told, comes_behind } = header;
        each(Event::Begin { name, is_packed: method != Method::Stored })?;
        let detail = match method {
            _ if is_encrypted => Some("the file is encrypted".to_owned()),
            Method::Other(number) => Some(format!("the file is packed by method {number}")),
            Method::Stored if told.is_none() => Some("the file is stored, and its length comes behind it".to_owned()),
            Method::Stored | Method::Deflated => None,
        };
        let fault = detail.map(|detail| self.broken(detail));
        if let Some(fault) = &fault {
            let packed_bytes = told.map_or(0, |told| told.packed_bytes);
            each(Event::End { packed_bytes, fault: Some(fault.clone()) })?;
        }
        let Some(told) = told else {
            self.place = Place::Open(Box::default());
            return fault.map_or(Ok(()), Err);
        };
        let data = match method {
            _ if fault.is_some() => Data::Passed,
            Method::Deflated => Data::Deflated(Box::new(Checked::expecting(told.checksum))),
            _ => Data::Stored(Checked::expecting(told.checksum)),
        };
        let packed_bytes = told.packed_bytes;
        let behind = comes_behind.then_some(told);
        self.place = Place::Known { data, left: packed_bytes, packed_bytes, behind };
        self.end_if_whole(each)
    }

    /// Reads on in a file of a known length.
    fn known(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<usize> {
        let Place::Known { data, left, packed_bytes, .. } = &mut self.place else { return Ok(0) };
        let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
        *left -= used as u64;
        let part = &bytes[..used];
        let outcome = match data {
            Data::Passed => Ok(()),
            Data::Stored(stored) => {
                stored.update(part);
                each(Event::Bytes(part))?;
                Ok(())
            }
            Data::Deflated(deflated) => deflated.push(part, &mut |text| each(Event::Bytes(text)))?.map(drop),
        };
        if let Err(detail) = outcome {
            let packed_bytes = *packed_bytes;
            *data = Data::Passed;
            let fault = Some(self.broken(detail));
            each(Event::End { packed_bytes, fault })?;
        }
        self.end_if_whole(each)?;
        Ok(used)
    }

    /// Ends a file of a known length, if all of it was there.
    fn end_if_whole(&mut self, each: &mut Each<'_>) -> Result<()> {
        let &Place::Known { ref data, left: 0, packed_bytes, behind } = &self.place else { return Ok(()) };
        let outcome = match data {
            Data::Passed => None,
            Data::Stored(stored) => Some(stored.check()),
            Data::Deflated(deflated) => Some(deflated.check_end()),
        };
        self.place = behind.map_or(Place::Header, |expected| Place::Descriptor { expected, is_told: true });
        match outcome {
            None => Ok(()),
            Some(outcome) => each(Event::End { packed_bytes, fault: outcome.err().map(|detail| self.broken(detail)) }),
        }
    }

    /// Reads on in a file whose end shows by itself.
    fn open(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<usize> {
        let Place::Open(deflated) = &mut self.place else { return Ok(0) };
        match deflated.push(bytes, &mut |text| each(Event::Bytes(text)))? {
            Ok(used) => {
                if deflated.has_ended() {
                    self.place = Place::Descriptor { expected: deflated.descriptor(), is_told: false };
                }
                Ok(used)
            }
            Err(detail) => {
                let fault = self.broken(detail);
                self.place = Place::Done;
                each(Event::End { packed_bytes: 0, fault: Some(fault.clone()) })?;
                Err(fault)
            }
        }
    }

    /// Reads on in the descriptor behind a file, which is of one of four lengths.
    fn descriptor(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<usize> {
        let Place::Descriptor { expected, is_told } = self.place else { return Ok(0) };
        for (used, &byte) in (1..).zip(bytes) {
            self.buffer.push(byte);
            let found = expected.is_whole(&self.buffer);
            if found.is_none() && self.buffer.len() < Descriptor::LONGEST {
                continue;
            }
            self.buffer.clear();
            self.place = Place::Header;
            let detail = "the checksum of the file is another, or its length".to_owned();
            let fault = if found == Some(true) { None } else { Some(self.broken(detail)) };
            if !is_told {
                each(Event::End { packed_bytes: expected.packed_bytes, fault: fault.clone() })?;
            }
            return match fault.filter(|_| found.is_none()) {
                Some(fault) => Err(fault),
                None => Ok(used),
            };
        }
        Ok(bytes.len())
    }

    fn broken(&self, detail: String) -> Error {
        ErrorKind::Compression { offset: self.start, detail }.into()
    }
}
