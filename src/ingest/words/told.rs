//! What the tags of a span tell together.

use super::{Word, count, kind, text, value};
use crate::store::{PairRow, SpanDraft, StoreBuilder, Sym, Value};
use crate::units::{SpanKind, StatusCode};

/// The name and version of an instrumentation scope.
pub(crate) type ScopeName = (Sym, Sym);

/// Tags whose meaning depends on other tags, or on the format.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) error: Option<PairRow>,
    pub(crate) code: Option<StatusCode>,
    pub(crate) description: Option<PairRow>,
    pub(crate) http_message: Option<Sym>,
    scope: [Option<PairRow>; 2],
    library: [Option<PairRow>; 2],
}

impl Told {
    /// Takes what a tag says that is more than an attribute. Whether it is none any more.
    pub(crate) fn take(&mut self, builder: &StoreBuilder, word: Word, tag: PairRow, draft: &mut SpanDraft) -> bool {
        match word {
            Word::SpanKind => take_kind(builder, tag, draft),
            Word::TraceState => text(builder, tag).map(|state| draft.trace_state = state).is_some(),
            Word::DroppedAttributes => count(builder, tag).map(|count| draft.dropped.attributes = count).is_some(),
            Word::DroppedEvents => count(builder, tag).map(|count| draft.dropped.events = count).is_some(),
            Word::DroppedLinks => count(builder, tag).map(|count| draft.dropped.links = count).is_some(),
            Word::Error => self.error.is_none() && self.error.insert(tag) == &tag,
            Word::StatusCode => {
                let code = code(builder, tag);
                self.code = code.or(self.code);
                code.is_some()
            }
            Word::StatusDescription => keep_text(builder, tag, &mut self.description),
            Word::HttpStatusMessage => {
                self.http_message = text(builder, tag);
                false
            }
            Word::ScopeName => keep_text(builder, tag, &mut self.scope[0]),
            Word::ScopeVersion => keep_text(builder, tag, &mut self.scope[1]),
            Word::LibraryName => keep_text(builder, tag, &mut self.library[0]),
            Word::LibraryVersion => keep_text(builder, tag, &mut self.library[1]),
            _ => false,
        }
    }

    /// The scope that the tags name. Exporters of many years write its older name as well; one that differs stays an attribute.
    pub(crate) fn scope(&self, builder: &StoreBuilder, draft: &mut SpanDraft) -> ScopeName {
        let text = |tag: Option<PairRow>| tag.and_then(|tag| text(builder, tag)).unwrap_or_default();
        let [name, version] = [0, 1].map(|at| {
            let (name, older) = (text(self.scope[at]), text(self.library[at]));
            if name == Sym::EMPTY {
                return older;
            }
            draft.attributes.extend(self.library[at].filter(|_| older != name));
            name
        });
        (name, version)
    }
}

fn keep_text(builder: &StoreBuilder, tag: PairRow, place: &mut Option<PairRow>) -> bool {
    let is_text = text(builder, tag).is_some();
    if is_text {
        *place = Some(tag);
    }
    is_text
}

/// Takes the kind, unless the span has another.
fn take_kind(builder: &StoreBuilder, tag: PairRow, draft: &mut SpanDraft) -> bool {
    let Some(kind) = kind(builder, tag) else { return false };
    if draft.kind == SpanKind::Unspecified {
        draft.kind = kind;
    }
    draft.kind == kind
}

/// The status that a tag names, in letters of either case, with OTLP's prefix or without.
fn code(builder: &StoreBuilder, tag: PairRow) -> Option<StatusCode> {
    let Value::String(name) = value(builder, tag) else { return None };
    let name = name.strip_prefix("STATUS_CODE_").unwrap_or(name);
    StatusCode::ALL.into_iter().find(|code| code.word().eq_ignore_ascii_case(name))
}
