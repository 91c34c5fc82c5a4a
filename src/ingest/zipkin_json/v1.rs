//! Version 1: one object holds what every party of a call has told, each with its endpoint.
//!
//! The rules are those of `V1SpanConverter` of openzipkin/zipkin, which OpenTelemetry's specification names as the reference.

use std::collections::BTreeMap;

use super::annotations::CoreAnnotation::{
    self, ClientReceive, ClientSend, MessageReceive, MessageSend, ServerReceive, ServerSend, WireReceive, WireSend,
};
use super::annotations::{BinaryAnnotation, CoreTime};
use super::endpoint::Endpoint;
use super::part::{Part, Reading};
use crate::ingest::words::{self, Word, Words};
use crate::store::{EventDraft, StoreBuilder, Sym, Value};
use crate::units::SpanKind;

/// An object that is taken apart.
struct Split<'a> {
    /// The first is that of the whole object.
    parts: Vec<Part>,
    /// The part of each service; of one that calls itself, the part that calls.
    by_service: BTreeMap<Sym, usize>,
    core: Vec<CoreTime>,
    /// The start and the duration of the object, which are those of whoever has started the span.
    start_ns: u64,
    duration_ns: Option<u64>,
    builder: &'a mut StoreBuilder,
}

impl Reading {
    /// Takes an object of version 1 apart.
    ///
    /// # Errors
    ///
    /// `Limit` where the store holds too many strings.
    pub(super) fn split(&mut self, words: &Words, builder: &mut StoreBuilder) -> crate::error::Result<()> {
        let mut first = std::mem::take(&mut self.first);
        let (start_ns, duration_ns) = (first.start_ns, first.duration_ns.filter(|&duration_ns| duration_ns > 0));
        (first.start_ns, first.duration_ns) = (0, None);
        let core = std::mem::take(&mut self.core);
        let by_service = BTreeMap::new();
        let mut split = Split { parts: vec![first], by_service, core, start_ns, duration_ns, builder };
        for &time in &split.core.clone() {
            let part = split.part_of(Some(time.endpoint));
            if let Some(kind) = time.core.kind() {
                split.parts[part].kind = kind;
            }
        }
        for (event, endpoint) in self.annotations.drain(..) {
            let part = split.part_of(Some(endpoint));
            split.parts[part].events.push(event);
        }
        split.guess_starts();
        split.time_calls()?;
        split.time_messages()?;
        split.tag(words, &self.binary);
        let Split { parts, core, .. } = split;
        let mut parts = parts.into_iter();
        self.first = parts.next().unwrap_or_default();
        self.others.extend(parts);
        self.core = core;
        Ok(())
    }
}

impl Split<'_> {
    fn find(&self, core: CoreAnnotation) -> Option<CoreTime> {
        self.core.iter().rev().copied().find(|time| time.core == core)
    }

    /// The part that an endpoint belongs to: its service's. What names no endpoint belongs to the first.
    fn part_of(&mut self, endpoint: Option<Endpoint>) -> usize {
        let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.is_empty()) else { return 0 };
        if self.parts[0].local.is_empty() {
            self.parts[0].local = endpoint;
        }
        if self.parts[0].local.service == endpoint.service {
            return 0;
        }
        let known = self.by_service.get(&endpoint.service).copied();
        known.unwrap_or_else(|| self.add(endpoint, SpanKind::Unspecified))
    }

    fn add(&mut self, local: Endpoint, kind: SpanKind) -> usize {
        self.parts.push(Part { kind, local, ..Part::default() });
        let at = self.parts.len() - 1;
        self.by_service.entry(local.service).or_insert(at);
        at
    }

    fn event(&mut self, part: usize, core: CoreAnnotation, time_ns: u64) -> crate::error::Result<()> {
        let name = self.builder.intern(core.text())?;
        self.parts[part].events.push(EventDraft { time_ns, name, ..EventDraft::default() });
        Ok(())
    }

    /// Where only the end of a side was told, and the object's own times end there, they begin where that side does.
    fn guess_starts(&mut self) {
        for (start, end) in [(ClientSend, ClientReceive), (ServerReceive, ServerSend)] {
            if let (None, Some(end), Some(duration_ns)) = (self.find(start), self.find(end), self.duration_ns)
                && self.start_ns > 0
                && self.start_ns.saturating_add(duration_ns) == end.time_ns
            {
                self.core.push(CoreTime { core: start, time_ns: self.start_ns, endpoint: end.endpoint });
            }
        }
    }

    fn time_calls(&mut self) -> crate::error::Result<()> {
        let (sent, received) = (self.find(ClientSend), self.find(ClientReceive));
        let (begun, ended) = (self.find(ServerReceive), self.find(ServerSend));
        match (sent, begun) {
            (Some(sent), Some(begun)) => self.time_both_sides(sent, received, begun, ended),
            (Some(sent), None) if received.is_some() => self.time_side(sent, received),
            (None, Some(begun)) if ended.is_some() => self.time_side(begun, ended),
            _ => self.time_incomplete()?,
        }
        // By convention whoever did not start a span tells no start of it.
        if let (None, Some(begun)) = (sent, begun)
            && (self.start_ns == 0 || ended.is_some() && self.duration_ns.is_none())
        {
            let part = self.part_of(Some(begun.endpoint));
            self.parts[part].shared = true;
        }
        Ok(())
    }

    fn time_both_sides(
        &mut self,
        sent: CoreTime,
        received: Option<CoreTime>,
        begun: CoreTime,
        ended: Option<CoreTime>,
    ) {
        // The side that has started the span owns its times.
        self.time_side(sent, received);
        let client = self.part_of(Some(sent.endpoint));
        self.parts[client].kind = SpanKind::Client;
        let server = if sent.endpoint.service == begun.endpoint.service {
            self.add(begun.endpoint, SpanKind::Server)
        } else {
            self.part_of(Some(begun.endpoint))
        };
        let server = &mut self.parts[server];
        (server.shared, server.start_ns) = (true, begun.time_ns);
        if let Some(ended) = ended {
            server.duration_ns = Some(ended.time_ns.saturating_sub(begun.time_ns));
        }
        if received.is_none() && self.duration_ns.is_none() {
            self.parts[client].duration_ns = None;
        }
    }

    /// The times of a side: the object's own, if it has them, else those that were told.
    fn time_side(&mut self, start: CoreTime, end: Option<CoreTime>) {
        let part = self.part_of(Some(start.endpoint));
        let part = &mut self.parts[part];
        if self.start_ns > 0 && self.duration_ns.is_some() {
            (part.start_ns, part.duration_ns) = (self.start_ns, self.duration_ns);
        } else {
            part.start_ns = start.time_ns;
            part.duration_ns = end.map(|end| end.time_ns.saturating_sub(start.time_ns)).or(part.duration_ns);
        }
    }

    /// Calls of which neither side is whole: what was told of ends is kept as events.
    fn time_incomplete(&mut self) -> crate::error::Result<()> {
        for part in 0..self.parts.len() {
            let (start, end) = match self.parts[part].kind {
                SpanKind::Client => (ClientSend, ClientReceive),
                SpanKind::Server => (ServerReceive, ServerSend),
                _ => continue,
            };
            if let Some(start) = self.find(start) {
                self.parts[part].start_ns = start.time_ns;
            }
            if let Some(end) = self.find(end) {
                self.event(part, end.core, end.time_ns)?;
            }
        }
        if self.start_ns > 0 {
            (self.parts[0].start_ns, self.parts[0].duration_ns) = (self.start_ns, self.duration_ns);
        }
        Ok(())
    }

    fn time_messages(&mut self) -> crate::error::Result<()> {
        let (sent, received) = (self.find(MessageSend), self.find(MessageReceive));
        let (wire_sent, wire_received) = (self.find(WireSend), self.find(WireReceive));
        match (sent, received) {
            (Some(sent), Some(received)) => {
                let producer = self.part_of(Some(sent.endpoint));
                let is_loop = sent.endpoint.service == received.endpoint.service;
                self.parts[producer].kind = SpanKind::Producer;
                let consumer = if is_loop {
                    self.add(received.endpoint, SpanKind::Consumer)
                } else {
                    self.part_of(Some(received.endpoint))
                };
                let end = |from: u64, to: Option<CoreTime>| to.map(|to| to.time_ns.saturating_sub(from));
                let begun_ns = wire_received.map_or(received.time_ns, |wire| wire.time_ns);
                self.parts[consumer].shared = true;
                self.parts[consumer].start_ns = begun_ns;
                self.parts[consumer].duration_ns = end(begun_ns, wire_received.map(|_| received));
                self.parts[producer].start_ns = sent.time_ns;
                self.parts[producer].duration_ns = end(sent.time_ns, wire_sent);
            }
            (Some(sent), None) => self.time_side(sent, wire_sent),
            (None, Some(received)) => match wire_received {
                Some(wire) => self.time_side(wire, Some(received)),
                None => self.time_side(received, None),
            },
            (None, None) => {
                for wire in [wire_sent, wire_received].into_iter().flatten() {
                    let part = self.part_of(Some(wire.endpoint));
                    self.event(part, wire.core, wire.time_ns)?;
                }
            }
        }
        Ok(())
    }

    /// Gives tags to the parts of those who told them, and addresses to the parts that they are the other side of.
    fn tag(&mut self, words: &Words, binary: &[BinaryAnnotation]) {
        let mut addresses = [None; 3];
        for &BinaryAnnotation { pair, endpoint } in binary {
            let word = words.word(self.builder, pair);
            let is_true = matches!(words::value(self.builder, pair), Value::Bool(true) | Value::String("true"));
            let place = match word.filter(|word| is_true || *word == Word::LocalComponent) {
                Some(Word::ClientAddress) => &mut addresses[0],
                Some(Word::ServerAddress) => &mut addresses[1],
                Some(Word::MessageAddress) => &mut addresses[2],
                word => {
                    let is_marker = word == Some(Word::LocalComponent)
                        && matches!(words::value(self.builder, pair), Value::String("") | Value::Empty);
                    let part = self.part_of(endpoint);
                    if !is_marker {
                        self.parts[part].tags.push(pair);
                    }
                    continue;
                }
            };
            *place = endpoint.or(*place);
        }
        self.address(addresses);
    }

    fn address(&mut self, [client, server, broker]: [Option<Endpoint>; 3]) {
        let sent = self.find(ClientSend).or_else(|| self.find(ClientReceive));
        let begun = self.find(ServerReceive).or_else(|| self.find(ServerSend));
        match (sent.or(begun), client, server) {
            (None, Some(client), Some(server)) => {
                let part = self.part_of(Some(client));
                self.parts[part].remote = server;
            }
            (None, None, Some(server)) => self.parts[0].remote = server,
            (None, Some(client), None) => {
                self.parts[0].kind = SpanKind::Server;
                self.parts[0].remote = client;
            }
            _ => {}
        }
        if let (Some(mut client), Some(begun)) = (client, begun)
            && client != begun.endpoint
        {
            // Some name the caller's port, and their own service for it.
            if client.service == begun.endpoint.service {
                client.service = Sym::EMPTY;
            }
            let part = self.part_of(Some(begun.endpoint));
            let part = self.server_of(part, begun.endpoint);
            self.parts[part].remote = client;
        }
        if let (Some(server), Some(sent)) = (server, sent) {
            let part = self.part_of(Some(sent.endpoint));
            self.parts[part].remote = server;
        }
        for message in [self.find(MessageSend), self.find(MessageReceive)].into_iter().flatten() {
            if let Some(broker) = broker {
                let part = self.part_of(Some(message.endpoint));
                self.parts[part].remote = broker;
            }
        }
    }

    /// Of a service that calls itself, the part that is called.
    fn server_of(&self, part: usize, endpoint: Endpoint) -> usize {
        let is_server = |part: &Part| part.kind == SpanKind::Server && part.local.service == endpoint.service;
        self.parts.iter().position(is_server).unwrap_or(part)
    }
}
