//! Endpoints: who took part in a call, and where.

use super::Record;
use super::keys::EndpointKey;
use crate::error::Result;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::words::{Word, Words};
use crate::store::{PairRow, RawValue, StoreBuilder, Sym};

/// An endpoint; what is not known of it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Endpoint {
    pub(super) service: Sym,
    ipv4: Sym,
    ipv6: Sym,
    port: u32,
}

/// The side of a call that an endpoint is, seen from its span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Local,
    Remote,
}

impl Endpoint {
    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Appends the address and the port as attributes.
    ///
    /// # Errors
    ///
    /// `Limit` where the store holds too many of them.
    pub(super) fn push_address(
        &self,
        side: Side,
        words: &Words,
        builder: &mut StoreBuilder,
        attributes: &mut Vec<PairRow>,
    ) -> Result<()> {
        let (address, port) = match side {
            Side::Local => (Word::LocalAddress, Word::LocalPort),
            Side::Remote => (Word::PeerAddress, Word::PeerPort),
        };
        for text in [self.ipv4, self.ipv6].into_iter().filter(|&text| text != Sym::EMPTY) {
            attributes.push(builder.intern_pair(words.sym(address), RawValue::string(text))?);
        }
        if self.port > 0 {
            attributes.push(builder.intern_pair(words.sym(port), RawValue::int(i64::from(self.port)))?);
        }
        Ok(())
    }
}

impl Record<'_, '_> {
    /// Reads an endpoint, if there is one.
    pub(super) fn endpoint(&mut self) -> Parse<Option<Endpoint>> {
        let mut endpoint = Endpoint::default();
        if !self.open(Kind::Object)? {
            return Ok(None);
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<EndpointKey>(previous)? {
            previous = Some(key);
            match key {
                EndpointKey::ServiceName => endpoint.service = self.text()?,
                EndpointKey::Ipv4 => endpoint.ipv4 = self.text()?,
                EndpointKey::Ipv6 => endpoint.ipv6 = self.text()?,
                EndpointKey::Port => endpoint.port = self.count()?,
                EndpointKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(Some(endpoint))
    }
}
