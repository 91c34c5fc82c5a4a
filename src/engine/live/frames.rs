//! Parsing the stream of a live source.

use crate::error::{ErrorKind, Result};

/// The most bytes of a frame: those of the largest delivery that the program takes, with room to spare.
const MAX_FRAME: usize = 256 << 20;

/// The bytes before the content of a frame: its kind and its length.
const HEADER: usize = 5;

/// What comes in a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A file.
    Delivery(Vec<u8>),
    /// What the source tells, line by line.
    Told(String),
}

/// The frame that is not complete yet.
#[derive(Debug, Default)]
pub(super) struct Frames {
    begun: Vec<u8>,
}

impl Frames {
    /// Takes the next bytes, wherever they are cut, and hands on the frames that are complete with them.
    ///
    /// # Errors
    ///
    /// `BadMessage` if a frame is longer than any can be.
    pub(super) fn push(&mut self, bytes: &[u8], mut take: impl FnMut(Frame)) -> Result<()> {
        self.begun.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(&[kind, a, b, c, d]) = self.begun[at..].first_chunk::<HEADER>() {
            let length = u32::from_le_bytes([a, b, c, d]) as usize;
            if length > MAX_FRAME {
                let detail = format!("the stream has a frame of {length} bytes, and none has more than {MAX_FRAME}");
                return Err(ErrorKind::BadMessage { detail }.into());
            }
            let Some(content) = self.begun[at + HEADER..].get(..length) else { break };
            match kind {
                b'B' => take(Frame::Delivery(content.to_vec())),
                b'T' => take(Frame::Told(String::from_utf8_lossy(content).into_owned())),
                _ => {}
            }
            at += HEADER + length;
        }
        self.begun.drain(..at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [&[kind][..], &length, content].concat()
    }

    #[test]
    fn frames_are_the_same_however_they_are_cut() {
        let stream = [frame(b'T', b"endpoint x"), frame(b'?', b"new"), frame(b'B', b""), frame(b'B', b"{}")].concat();
        let expected =
            [Frame::Told("endpoint x".to_owned()), Frame::Delivery(Vec::new()), Frame::Delivery(b"{}".to_vec())];
        for size in 1..=stream.len() {
            let (mut frames, mut taken) = (Frames::default(), Vec::new());
            stream.chunks(size).for_each(|part| frames.push(part, |frame| taken.push(frame)).unwrap());
            assert_eq!(taken, expected, "{size}");
        }
    }

    #[test]
    fn a_length_that_no_frame_has_is_an_error() {
        let pushed = Frames::default().push(&[b'B', 255, 255, 255, 255], |_| {});
        assert!(pushed.unwrap_err().to_string().contains("4294967295"));
    }
}
