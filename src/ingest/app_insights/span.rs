//! From items to spans, see the table of [the module](super).

use super::Record;
use super::calls::{Call, is_queue, method, peer};
use super::ids::{is_operation, item_id, operation_id, trace_of_item};
use super::item::Item;
use super::table::Table;
use crate::ingest::ids::ReadId;
use crate::ingest::json::{Parse, parse_int};
use crate::ingest::record::ReadValue;
use crate::ingest::report::Reason;
use crate::store::{PairRow, SpanDraft, Sym};
use crate::units::{SpanId, SpanKind, StatusCode, TraceId};

impl Record<'_, '_> {
    /// Makes of an item the span that it is, but for what the application added. It began at `at`.
    pub(super) fn span(&mut self, table: Table, item: &mut Item, at: usize, draft: &mut SpanDraft) -> Parse<()> {
        draft.clear();
        (draft.trace_id, draft.parent_id) = self.place(item, at);
        draft.span_id = self.checked(item_id(&item.id), at);
        draft.name = [item.name, item.operation_name, item.data]
            .into_iter()
            .find(|&name| name != Sym::EMPTY)
            .unwrap_or_default();
        draft.start_ns = item.time_ns.unwrap_or_default();
        draft.end_ns = item.duration_ns.map_or(0, |duration_ns| draft.start_ns.saturating_add(duration_ns));
        draft.status = if item.success == Some(false) { StatusCode::Error } else { StatusCode::Unset };
        draft.links.append(&mut item.links);
        match table {
            Table::Requests => self.request(item, draft)?,
            Table::Dependencies => self.dependency(item, draft)?,
            Table::Availability => draft.kind = SpanKind::Client,
            Table::PageViews => draft.kind = SpanKind::Internal,
            _ => draft.kind = SpanKind::Unspecified,
        }
        if matches!(table, Table::PageViews | Table::Availability | Table::Unknown) {
            self.push_text("url.full", item.url, &mut draft.attributes)?;
            self.push_text("message", item.message, &mut draft.attributes)?;
        }
        self.stands_for(item, draft)?;
        if item.operation_name != draft.name {
            self.push_text("operation_Name", item.operation_name, &mut draft.attributes)?;
        }
        draft.attributes.append(&mut item.others);
        Ok(())
    }

    /// The trace and the parent of an item.
    pub(super) fn place(&mut self, item: &Item, at: usize) -> (TraceId, SpanId) {
        let trace_id = match trace_of_item(&item.id) {
            Some(trace_id) if item.operation.is_empty() => trace_id,
            _ => self.checked(operation_id(&item.operation), at),
        };
        let is_root = item.parent.is_empty() || item.parent == item.id || is_operation(&item.parent, &item.operation);
        (trace_id, if is_root { SpanId::NONE } else { self.checked(item_id(&item.parent), at) })
    }

    fn checked<T>(&mut self, read: ReadId<T>, at: usize) -> T {
        if read.derived {
            self.flaw(Reason::UnreadableId, at);
        }
        read.id
    }

    fn request(&mut self, item: &Item, draft: &mut SpanDraft) -> Parse<()> {
        let strings = self.builder.strings();
        let (source, url) = (strings.text(item.source).to_owned(), strings.text(item.url));
        let is_queue = is_queue(&source, url);
        draft.kind = if is_queue { SpanKind::Consumer } else { SpanKind::Server };
        let attributes = &mut draft.attributes;
        self.push_method(item.name, attributes)?;
        self.push_text("url.full", item.url, attributes)?;
        self.result_code(item.result_code, Call::Http, attributes)?;
        if !is_queue {
            let is_address = source.parse::<std::net::IpAddr>().is_ok();
            return self.push_text(if is_address { "client.address" } else { "source" }, item.source, attributes);
        }
        match source.split_once('/') {
            Some((host, queue)) if !source.contains("://") => {
                self.push_str("server.address", host, attributes)?;
                self.push_str("messaging.destination.name", queue, attributes)
            }
            _ => self.push_text("messaging.destination.name", item.source, attributes),
        }
    }

    fn dependency(&mut self, item: &Item, draft: &mut SpanDraft) -> Parse<()> {
        let strings = self.builder.strings();
        let [kind, target, data] = [item.kind, item.target, item.data].map(|text| strings.text(text).to_owned());
        let call = Call::of(&kind);
        draft.kind = call.span_kind();
        let attributes = &mut draft.attributes;
        match call {
            Call::Inside(namespace) => self.push_str("az.namespace", namespace, attributes)?,
            Call::Message(system) => self.push_str("messaging.system", system, attributes)?,
            Call::Rpc(system) => self.push_str("rpc.system", system, attributes)?,
            Call::Database(system) => self.push_str("db.system.name", system, attributes)?,
            Call::Http => {
                self.push_method(item.name, attributes)?;
                if !kind.eq_ignore_ascii_case("HTTP") {
                    self.push_text("type", item.kind, attributes)?;
                }
            }
            Call::Other => self.push_text("type", item.kind, attributes)?,
        }
        let is_url = data.starts_with("http://") || data.starts_with("https://");
        let data_key = match call {
            _ if is_url => "url.full",
            Call::Database(_) => "db.query.text",
            _ => "data",
        };
        self.push_text(data_key, item.data, attributes)?;
        self.target(&target, call, attributes)?;
        self.result_code(item.result_code, call, attributes)
    }

    /// Adds who was called.
    fn target(&mut self, target: &str, call: Call<'_>, out: &mut Vec<PairRow>) -> Parse<()> {
        let peer = peer(target, call);
        // Exporters that know nobody else write the system itself.
        if matches!(call, Call::Message(system) if system == target) {
            return Ok(());
        }
        self.push_str("server.address", peer.host, out)?;
        if let Some(port) = peer.port {
            self.push_attribute("server.port", ReadValue::Int(port), out)?;
        }
        match (call, peer.part.strip_prefix("roleName:")) {
            (_, Some(role)) => self.push_str("peer.service", role, out),
            (Call::Database(_), None) => self.push_str("db.namespace", peer.part, out),
            (Call::Message(_), None) => self.push_str("messaging.destination.name", peer.part, out),
            (_, None) if !peer.part.is_empty() => self.push_str("target", target, out),
            (_, None) => Ok(()),
        }
    }

    /// Adds what was answered: a status of HTTP or gRPC, or a code of another kind. 0 is what exporters write where there is none.
    fn result_code(&mut self, code: Sym, call: Call<'_>, out: &mut Vec<PairRow>) -> Parse<()> {
        let text = self.builder.strings().text(code);
        let key = match (call, parse_int(text.as_bytes())) {
            (_, Some(0)) => return Ok(()),
            (Call::Rpc(_), Some(number @ 1..=16)) => ("rpc.grpc.status_code", Some(number)),
            (Call::Http | Call::Other, Some(number @ 100..=599)) => ("http.response.status_code", Some(number)),
            _ => ("resultCode", None),
        };
        match key {
            (key, Some(number)) => self.push_attribute(key, ReadValue::Int(number), out),
            (key, None) => self.push_text(key, code, out),
        }
    }

    fn push_method(&mut self, name: Sym, out: &mut Vec<PairRow>) -> Parse<()> {
        let method = method(self.builder.strings().text(name));
        self.push_str("http.request.method", method.unwrap_or_default(), out)
    }

    /// Appends an attribute that is text, unless that is empty.
    pub(super) fn push_str(&mut self, key: &str, text: &str, out: &mut Vec<PairRow>) -> Parse<()> {
        let text = self.builder.intern(text)?;
        self.push_text(key, text, out)
    }

    /// Adds how many items this one stands for, as OpenTelemetry says it, too: by the threshold of sampling.
    fn stands_for(&mut self, item: &Item, draft: &mut SpanDraft) -> Parse<()> {
        if item.count < 2 {
            return Ok(());
        }
        let count = i64::try_from(item.count).unwrap_or(i64::MAX);
        self.push_attribute("itemCount", ReadValue::Int(count), &mut draft.attributes)?;
        draft.trace_state = self.builder.intern(&format!("ot=th:{}", threshold(item.count)))?;
        Ok(())
    }
}

/// The threshold of sampling by which one of so many is kept: 56 bits of a fraction, without the zeros at its end.
fn threshold(count: u64) -> String {
    let whole = 1_u64 << 56;
    let digits = format!("{:014x}", whole - whole / count);
    digits.trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_those_of_opentelemetry() {
        assert_eq!([2, 4, 8, 16, 256].map(threshold), ["8", "c", "e", "f", "ff"]);
        assert_eq!(threshold(3), "aaaaaaaaaaaaab");
    }
}
