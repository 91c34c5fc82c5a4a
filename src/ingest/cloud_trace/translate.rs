//! From spans of either version to what the store keeps, see the table of [the module](super).

use super::Record;
use super::span::Span;
use crate::ingest::json::Parse;
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::words;
use crate::store::{ResourceDraft, ScopeDraft, ScopeRow, Sym};
use crate::units::StatusCode;

impl Record<'_, '_> {
    /// Completes a span, but for its trace; its scope. `project` is the one of the trace around it.
    pub(super) fn complete(&mut self, span: &mut Span, project: Sym, scopes: &mut OwnScopes) -> Parse<ScopeRow> {
        let id = self.chosen_id(span.id, span.is_v2);
        span.draft.span_id = if id.is_none() { span.named_id } else { id };
        span.draft.parent_id = self.chosen_id(span.parent, span.is_v2);
        self.give_status(span);
        self.scope(span, project, scopes)
    }

    /// Sets the status, which version 1 has in labels alone.
    fn give_status(&mut self, span: &mut Span) {
        let draft = &mut span.draft;
        if draft.status == StatusCode::Unset && !span.is_v2 && (span.has_error || span.http_status >= 500) {
            draft.status = StatusCode::Error;
        }
        let Some(message) = span.error_message else { return };
        let text = words::text(self.builder, message);
        match text {
            Some(text) if draft.status == StatusCode::Error && draft.status_message == Sym::EMPTY => {
                draft.status_message = text;
            }
            _ => draft.attributes.push(message),
        }
    }

    fn scope(&mut self, span: &mut Span, project: Sym, scopes: &mut OwnScopes) -> Parse<ScopeRow> {
        let mut attributes = std::mem::take(&mut span.resource);
        let service = span.services.iter().copied().find(|&name| name != Sym::EMPTY).unwrap_or_default();
        self.push_text("service.name", service, &mut attributes)?;
        let project = if span.project == Sym::EMPTY { project } else { span.project };
        let account = self.builder.intern("cloud.account.id")?;
        if !attributes.iter().any(|&pair| self.builder.pairs().key(pair) == account) {
            self.push_text("cloud.account.id", project, &mut attributes)?;
        }
        words::drop_repeats(&mut attributes);
        let resource = ResourceDraft { attributes, ..ResourceDraft::default() };
        let row = scopes.row(self.builder, &resource, &ScopeDraft::default())?;
        span.resource = resource.attributes;
        Ok(row)
    }
}
