//! JSON inside of a JSON string.

use super::Record;
use crate::ingest::json::{Parse, RawText, Stop};
use crate::ingest::report::Reason;

impl<H> Record<'_, '_, H> {
    /// Reads what stands in a string. What `read` notes counts as noted where the string is. `None`, with a note, where it is not as it
    /// should be.
    pub(crate) fn within<T>(
        &mut self,
        raw: RawText<'_>,
        read: impl FnOnce(&mut Record<'_, '_, H>) -> Parse<T>,
    ) -> Parse<Option<T>> {
        let noted = self.flaw_count();
        let mut text = String::with_capacity(raw.bytes.len());
        self.decode(raw, &mut text);
        let mut inner = Record::new((text.as_bytes(), self.offset), self.builder, self.memory);
        let result = read(&mut inner);
        self.memory.put_flaws_after(noted, raw.at);
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Syntax { .. }) => {
                self.flaw(Reason::BrokenDocument, raw.at);
                Ok(None)
            }
            Err(stop) => Err(stop),
        }
    }
}
