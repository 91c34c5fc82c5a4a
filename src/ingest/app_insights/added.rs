//! What the application or its SDK added to a span: most of it are attributes, the rest says more. And whose span it is.

use super::Record;
use super::item::Item;
use crate::ingest::json::Parse;
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::resource_keys::is_resource_key;
use crate::ingest::words;
use crate::store::{ResourceDraft, ScopeDraft, ScopeRow, SpanDraft, Sym};
use crate::units::StatusCode;

/// A property that is no attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Status,
    Description,
    Service,
    Scope,
    Version,
    Resource,
    Attribute,
}

/// What a property of a key means, as the collector's exporter writes them.
fn means(key: &str) -> Means {
    match key {
        "otel.status_code" => Means::Status,
        "otel.status_description" => Means::Description,
        "service.name" => Means::Service,
        "instrumentationlibrary.name" => Means::Scope,
        "instrumentationlibrary.version" => Means::Version,
        _ if is_resource_key(key) => Means::Resource,
        _ => Means::Attribute,
    }
}

impl Record<'_, '_> {
    /// Adds the properties of an item to its span; the scope of that.
    pub(super) fn add_properties(
        &mut self,
        item: &mut Item,
        scopes: &mut OwnScopes,
        draft: &mut SpanDraft,
    ) -> Parse<ScopeRow> {
        let mut resource = ResourceDraft { attributes: std::mem::take(&mut item.resource), ..ResourceDraft::default() };
        let mut scope = ScopeDraft::default();
        let mut service = Sym::EMPTY;
        for &pair in &item.properties {
            let key = self.builder.pairs().key(pair);
            let text = words::text(self.builder, pair);
            match (means(self.builder.strings().text(key)), text) {
                (Means::Status, Some(name)) => {
                    let name = self.builder.strings().text(name);
                    let name = name.strip_prefix("STATUS_CODE_").unwrap_or(name);
                    let status = StatusCode::ALL.into_iter().find(|status| status.word().eq_ignore_ascii_case(name));
                    draft.status = status.unwrap_or(draft.status);
                }
                (Means::Description, Some(text)) => draft.status_message = text,
                (Means::Service, Some(text)) => service = text,
                (Means::Scope, Some(text)) => scope.name = text,
                (Means::Version, Some(text)) => scope.version = text,
                (Means::Resource, _) => resource.attributes.push(pair),
                _ => draft.attributes.push(pair),
            }
        }
        words::drop_repeats(&mut draft.attributes);
        self.name_service(item.role, service, &mut resource)?;
        words::drop_repeats(&mut resource.attributes);
        let row = scopes.row(self.builder, &resource, &scope)?;
        item.resource = resource.attributes;
        Ok(row)
    }

    /// Adds the name of the service, which an exporter may have added. Exporters write a role as `[namespace]/name` if there is a namespace.
    fn name_service(&mut self, role: Sym, own: Sym, resource: &mut ResourceDraft) -> Parse<()> {
        if own != Sym::EMPTY {
            return self.push_text("service.name", own, &mut resource.attributes);
        }
        let text = self.builder.strings().text(role);
        match text.strip_prefix('[').and_then(|rest| rest.split_once("]/")) {
            Some((namespace, name)) => {
                let (namespace, name) = (namespace.to_owned(), name.to_owned());
                self.push_str("service.namespace", &namespace, &mut resource.attributes)?;
                self.push_str("service.name", &name, &mut resource.attributes)
            }
            None => self.push_text("service.name", role, &mut resource.attributes),
        }
    }
}
