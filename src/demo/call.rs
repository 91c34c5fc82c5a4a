//! How services call each other, and how a call is written down on both of its sides.

use super::{
    faults::Fault,
    scene::{Kind, Scene, Span},
    services::{Scope, Service},
    text,
};

/// The way from one service to another, median in microseconds.
const WIRE_US: u32 = 220;

/// How a call goes.
pub(super) type Answer = Result<(), Fault>;

/// What a service does when it is called.
pub(super) type Serve = fn(&mut Scene) -> Answer;

/// How a service is asked to do something, and what it does then.
pub(super) struct Endpoint {
    pub(super) service: Service,
    /// The name of its spans: `GET /orders`, `shop.Catalog/Quote`.
    pub(super) name: &'static str,
    pub(super) protocol: Protocol,
    pub(super) serve: Serve,
}

/// What two services speak.
#[derive(Clone, Copy)]
pub(super) enum Protocol {
    Http { method: &'static str, route: &'static str },
    Rpc { service: &'static str, method: &'static str },
}

impl Protocol {
    const fn scope(self) -> Scope {
        match self {
            Self::Http { .. } => Scope::Http,
            Self::Rpc { .. } => Scope::Rpc,
        }
    }
}

impl Scene {
    /// Calls two services at once and goes on when both have answered.
    pub(super) fn call_both(&mut self, endpoints: [&Endpoint; 2]) -> [Answer; 2] {
        let begin_ns = self.now_ns;
        let mut end_ns = begin_ns;
        endpoints.map(|endpoint| {
            self.now_ns = begin_ns;
            let result = self.call(endpoint);
            end_ns = end_ns.max(self.now_ns);
            self.now_ns = end_ns;
            result
        })
    }

    /// Calls a service from the open span and waits for its answer.
    pub(super) fn call(&mut self, endpoint: &Endpoint) -> Answer {
        let caller = self.span().service;
        let name = match endpoint.protocol {
            Protocol::Http { method, .. } => method,
            Protocol::Rpc { .. } => endpoint.name,
        };
        self.enter(caller, endpoint.protocol.scope(), name, Kind::Client);
        self.describe(endpoint.protocol);
        self.attributes().string("server.address", endpoint.service.name());
        self.work(WIRE_US);
        let result = self.serve(endpoint);
        self.work(WIRE_US);
        self.answer(endpoint.protocol, result);
        self.leave();
        result
    }

    /// The callee's side of a call, or of a request from outside.
    pub(super) fn serve(&mut self, endpoint: &Endpoint) -> Answer {
        self.enter(endpoint.service, endpoint.protocol.scope(), endpoint.name, Kind::Server);
        self.describe(endpoint.protocol);
        let result = (endpoint.serve)(self);
        self.answer(endpoint.protocol, result);
        self.leave();
        result
    }

    /// Writes down what the open span asks for.
    fn describe(&mut self, protocol: Protocol) {
        let product = self.visit.product;
        let Span { attributes, kind, .. } = self.span();
        match protocol {
            Protocol::Rpc { service, method } => {
                attributes.string("rpc.system", "grpc");
                attributes.string("rpc.service", service);
                attributes.string("rpc.method", method);
            }
            Protocol::Http { method, route } => {
                attributes.string("http.request.method", method);
                let path = |out: &mut Vec<u8>| match route.split_once('{') {
                    Some((before, _)) => {
                        text::raw(out, before);
                        text::decimal(out, product);
                    }
                    None => text::raw(out, route),
                };
                if *kind == Kind::Server {
                    attributes.string("http.route", route);
                    attributes.text("url.path", path);
                } else {
                    attributes.string("url.template", route);
                }
            }
        }
    }

    /// Writes down how it went, by the conventions: what is an error for the caller need not be one for the callee.
    fn answer(&mut self, protocol: Protocol, result: Answer) {
        let fault = result.err();
        let span = self.span();
        let is_client = span.kind == Kind::Client;
        match protocol {
            Protocol::Rpc { .. } => {
                span.attributes.int("rpc.grpc.status_code", fault.map_or(0, |fault| fault.class.grpc.code));
                if let Some(fault) = fault.filter(|fault| is_client || fault.class.grpc.blames_server) {
                    span.attributes.string("error.type", fault.class.grpc.name);
                    span.blame(fault);
                }
            }
            Protocol::Http { .. } => {
                let status = fault.map_or(200, |fault| fault.class.http);
                span.attributes.int("http.response.status_code", status);
                if status >= if is_client { 400 } else { 500 } {
                    span.attributes.text("error.type", |out| text::decimal(out, status));
                    span.failed = true;
                }
            }
        }
    }
}
