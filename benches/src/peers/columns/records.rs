//! The objects of OTLP, and where each of their fields goes.

use serde::de::MapAccess;

use super::strings::{Strings, Symbol};
use super::visit::{Id, Integer, List, Object, Record, Text, skip};
use super::{Attributes, Columns, Events, Owners, Value};

/// An `ExportTraceServiceRequest`.
pub(super) struct Document<'a>(pub(super) &'a mut Columns);

impl Record for Document<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "resourceSpans" => map.next_value_seed(List(ResourceSpans(self.0))),
            _ => skip(map),
        }
    }
}

struct ResourceSpans<'a>(&'a mut Columns);

impl Record for ResourceSpans<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "resource" => map.next_value_seed(Object(&mut Owner::resource(self.0))),
            "scopeSpans" => map.next_value_seed(List(ScopeSpans(self.0))),
            _ => skip(map),
        }
    }
}

struct ScopeSpans<'a>(&'a mut Columns);

impl Record for ScopeSpans<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "scope" => map.next_value_seed(Object(&mut Owner::scope(self.0))),
            "spans" => map.next_value_seed(List(Span(self.0))),
            _ => skip(map),
        }
    }
}

/// A resource or a scope. Both come before their spans in the generated file.
struct Owner<'a> {
    spans: usize,
    strings: &'a mut Strings,
    owners: &'a mut Owners,
    name: Symbol,
    version: Symbol,
}

impl<'a> Owner<'a> {
    fn resource(columns: &'a mut Columns) -> Self {
        Self {
            spans: columns.spans(),
            strings: &mut columns.strings,
            owners: &mut columns.resources,
            name: 0,
            version: 0,
        }
    }

    fn scope(columns: &'a mut Columns) -> Self {
        Self { spans: columns.spans(), strings: &mut columns.strings, owners: &mut columns.scopes, name: 0, version: 0 }
    }
}

impl Record for Owner<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "name" => self.name = map.next_value_seed(Text(self.strings))?,
            "version" => self.version = map.next_value_seed(Text(self.strings))?,
            "attributes" => map.next_value_seed(List(KeyValue::new(self.strings, &mut self.owners.attributes)))?,
            _ => skip(map)?,
        }
        Ok(())
    }

    fn end(&mut self) {
        self.owners.first_span.push(self.spans);
        self.owners.name.push(self.name);
        self.owners.version.push(self.version);
        self.owners.attributes_end.push(self.owners.attributes.keys.len());
    }
}

struct Span<'a>(&'a mut Columns);

impl Record for Span<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        let row = self.0.spans();
        let Columns { strings, attributes, events, draft, .. } = &mut *self.0;
        match name {
            "traceId" => draft.trace_id = map.next_value_seed(Id)?,
            "spanId" => draft.span_id = map.next_value_seed(Id)?,
            "parentSpanId" => draft.parent_id = map.next_value_seed(Id)?,
            "flags" => draft.flags = map.next_value_seed(Integer)?,
            "name" => draft.name = map.next_value_seed(Text(strings))?,
            "kind" => draft.kind = map.next_value_seed(Integer)?,
            "startTimeUnixNano" => draft.start_ns = map.next_value_seed(Integer)?,
            "endTimeUnixNano" => draft.end_ns = map.next_value_seed(Integer)?,
            "attributes" => map.next_value_seed(List(KeyValue::new(strings, attributes)))?,
            "events" => map.next_value_seed(List(Event { row, strings, events, time_ns: 0, name: 0 }))?,
            "status" => map.next_value_seed(Object(&mut Status(self.0)))?,
            _ => skip(map)?,
        }
        Ok(())
    }

    fn end(&mut self) {
        self.0.push_span();
    }
}

struct Status<'a>(&'a mut Columns);

impl Record for Status<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "code" => self.0.draft.status = map.next_value_seed(Integer)?,
            "message" => self.0.draft.status_message = map.next_value_seed(Text(&mut self.0.strings))?,
            _ => skip(map)?,
        }
        Ok(())
    }
}

struct Event<'a> {
    row: usize,
    strings: &'a mut Strings,
    events: &'a mut Events,
    time_ns: u64,
    name: Symbol,
}

impl Record for Event<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "timeUnixNano" => self.time_ns = map.next_value_seed(Integer)?,
            "name" => self.name = map.next_value_seed(Text(self.strings))?,
            "attributes" => map.next_value_seed(List(KeyValue::new(self.strings, &mut self.events.attributes)))?,
            _ => skip(map)?,
        }
        Ok(())
    }

    fn end(&mut self) {
        self.events.span.push(self.row);
        self.events.time_ns.push(std::mem::take(&mut self.time_ns));
        self.events.name.push(std::mem::take(&mut self.name));
        self.events.attributes_end.push(self.events.attributes.keys.len());
    }
}

struct KeyValue<'a> {
    strings: &'a mut Strings,
    attributes: &'a mut Attributes,
    key: Symbol,
    value: Value,
}

impl<'a> KeyValue<'a> {
    fn new(strings: &'a mut Strings, attributes: &'a mut Attributes) -> Self {
        Self { strings, attributes, key: 0, value: Value::Empty }
    }
}

impl Record for KeyValue<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "key" => self.key = map.next_value_seed(Text(self.strings))?,
            "value" => map.next_value_seed(Object(&mut AnyValue(self.strings, &mut self.value)))?,
            _ => skip(map)?,
        }
        Ok(())
    }

    fn end(&mut self) {
        self.attributes.keys.push(std::mem::take(&mut self.key));
        self.attributes.values.push(std::mem::take(&mut self.value));
    }
}

/// The value of an attribute. Lists and maps, which the generated file does not have, are left empty.
struct AnyValue<'a>(&'a mut Strings, &'a mut Value);

impl Record for AnyValue<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        *self.1 = match name {
            "stringValue" => Value::String(map.next_value_seed(Text(self.0))?),
            "boolValue" => Value::Bool(map.next_value()?),
            "intValue" => Value::Int(map.next_value_seed(Integer)?.cast_signed()),
            "doubleValue" => Value::Double(map.next_value()?),
            _ => return skip(map),
        };
        Ok(())
    }
}
