//! From parts to spans, see the table of [the module](super).

use super::Record;
use super::classes::{Class, Classes};
use super::endpoint::Side;
use super::part::Part;
use crate::error::Result;
use crate::ingest::json::Parse;
use crate::ingest::words::{self, ScopeName, Told, Word, Words, drop_repeats};
use crate::store::{PairRow, RawValue, ResourceDraft, ScopeDraft, ScopeRow, SpanDraft, StoreBuilder, Sym, Value};
use crate::units::StatusCode;

/// How many origins are remembered.
const RECENT: usize = 8;

/// What Zipkin's exporters write where a resource names no service.
const NO_SERVICE: &str = "OTLPResourceNoServiceName";

/// What is known of tags and origins from span to span.
#[derive(Debug, Default)]
pub(super) struct Translator {
    words: Words,
    classes: Classes,
    resource: Vec<PairRow>,
    /// Some origins of the last spans, since the next one's is mostly one of them.
    recent: Vec<(Vec<PairRow>, ScopeName, ScopeRow)>,
}

impl Translator {
    /// Makes itself known to a store.
    ///
    /// # Errors
    ///
    /// `Limit` where that holds too many strings.
    pub(super) fn prepare(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        if self.words.is_empty() {
            self.words = Words::of(builder)?;
        }
        Ok(())
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// Fills the draft of an object with what one of its parts says; whose the span is.
    pub(super) fn translate(
        &mut self,
        record: &mut Record<'_, '_>,
        part: &Part,
        draft: &mut SpanDraft,
    ) -> Parse<ScopeRow> {
        draft.kind = part.kind;
        (draft.start_ns, draft.end_ns) = (part.start_ns, 0);
        if let Some(duration_ns) = part.duration_ns {
            draft.end_ns = part.start_ns.saturating_add(duration_ns);
        }
        if draft.parent_id == draft.span_id {
            // Who has no parent may say so.
            draft.parent_id = crate::units::SpanId::NONE;
        }
        draft.attributes.clear();
        draft.links.clear();
        draft.events.clear();
        draft.events.extend_from_slice(&part.events);
        let mut told = Told::default();
        let names = self.sort_tags(record, part, draft, &mut told)?;
        give_status(record.builder, &told, draft);
        let scope = told.scope(record.builder, draft);
        self.add_endpoints(record.builder, part, draft)?;
        drop_repeats(&mut draft.attributes);
        self.name_service(record.builder, part, names)?;
        Ok(self.origin(record.builder, scope)?)
    }

    /// Sorts the tags by what they are; the tags `service.name` and the one that says what the service's name is called.
    fn sort_tags(
        &mut self,
        record: &mut Record<'_, '_>,
        part: &Part,
        draft: &mut SpanDraft,
        told: &mut Told,
    ) -> Parse<[Option<Sym>; 2]> {
        let mut names = [None; 2];
        self.resource.clear();
        for &tag in &part.tags {
            let builder = &mut *record.builder;
            let key = builder.pairs().key(tag);
            match self.classes.of(builder, key) {
                Class::Resource | Class::Word(Word::HostName) => self.resource.push(tag),
                Class::Link => {
                    let text = words::text(builder, tag).unwrap_or_default();
                    match record.unpack_link(text, &mut draft.nested)? {
                        Some(link) => draft.links.push(link),
                        None => draft.attributes.push(tag),
                    }
                }
                Class::Word(Word::ServiceName) => names[0] = words::text(builder, tag).or(names[0]),
                Class::Word(Word::ServiceNameSource) => names[1] = words::text(builder, tag).or(names[1]),
                Class::Word(Word::LocalComponent) => {
                    let value = builder.pairs().value(tag);
                    draft.attributes.push(builder.intern_pair(self.words.sym(Word::Component), value)?);
                }
                Class::Word(word) if told.take(builder, word, tag, draft) => {}
                Class::Word(_) | Class::Plain => draft.attributes.push(tag),
            }
        }
        Ok(names)
    }

    fn add_endpoints(&mut self, builder: &mut StoreBuilder, part: &Part, draft: &mut SpanDraft) -> Result<()> {
        let attributes = &mut draft.attributes;
        let peer = self.words.sym(Word::PeerService);
        let is_peer = |pair: &PairRow| builder.pairs().key(*pair) == peer;
        if part.remote.service != Sym::EMPTY && !attributes.iter().any(is_peer) {
            attributes.push(builder.intern_pair(peer, RawValue::string(part.remote.service))?);
        }
        part.remote.push_address(Side::Remote, &self.words, builder, attributes)?;
        part.local.push_address(Side::Local, &self.words, builder, attributes)?;
        if part.start_ns == 0 {
            let absent = self.words.sym(Word::AbsentStart);
            attributes.push(builder.intern_pair(absent, RawValue::bool(true))?);
        }
        Ok(())
    }

    /// Adds the name of the service to the resource: a tag goes before the endpoint, which some exporters do not fill in.
    fn name_service(
        &mut self,
        builder: &mut StoreBuilder,
        part: &Part,
        [name, source]: [Option<Sym>; 2],
    ) -> Result<()> {
        let name = name.unwrap_or(part.local.service);
        if name == Sym::EMPTY || builder.strings().text(name) == NO_SERVICE {
            return Ok(());
        }
        let key = source.unwrap_or_else(|| self.words.sym(Word::ServiceName));
        self.resource.push(builder.intern_pair(key, RawValue::string(name))?);
        Ok(())
    }

    /// The row of the scope in the resource of the span.
    fn origin(&mut self, builder: &mut StoreBuilder, scope: ScopeName) -> Result<ScopeRow> {
        drop_repeats(&mut self.resource);
        let mut recent = self.recent.iter();
        if let Some(&(.., row)) = recent.find(|(resource, of, _)| *of == scope && *resource == self.resource) {
            return Ok(row);
        }
        let attributes = self.resource.clone();
        let resource = builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() })?;
        let (name, version) = scope;
        let row = builder.intern_scope(resource, &mut ScopeDraft { name, version, ..ScopeDraft::default() })?;
        if self.recent.len() == RECENT {
            self.recent.remove(0);
        }
        self.recent.push((self.resource.clone(), scope, row));
        Ok(row)
    }
}

/// The status: a tag `error` of any value but false makes a span ERROR, and its text is the message.
fn give_status(builder: &StoreBuilder, told: &Told, draft: &mut SpanDraft) {
    let is_false = |tag: &PairRow| matches!(words::value(builder, *tag), Value::Bool(false) | Value::String("false"));
    let failed = told.error.filter(|tag| !is_false(tag));
    draft.attributes.extend(told.error.filter(is_false));
    draft.status = if failed.is_some() { StatusCode::Error } else { told.code.unwrap_or_default() };
    let error = failed.and_then(|tag| words::text(builder, tag)).filter(|&text| builder.strings().text(text) != "true");
    let description = told.description.and_then(|tag| words::text(builder, tag));
    match description {
        Some(text) if failed.is_some() || told.code.is_some() => {
            draft.status_message = text;
            let is_more = error.is_some_and(|error| error != text && error != Sym::EMPTY);
            draft.attributes.extend(failed.filter(|_| is_more));
        }
        _ => {
            draft.status_message = error.unwrap_or_default();
            draft.attributes.extend(told.description);
        }
    }
}
