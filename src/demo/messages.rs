//! Messages about orders: how they are written down, and the mail that follows one.

use super::{
    faults,
    scene::{Kind, Scene},
    services::{Scope, Service},
    text::{self, List},
};

/// The ids of a span that published a message: its trace, in two halves, and its own.
pub(super) type Message = ([u64; 2], u64);

/// Email takes up the message of an order and sends a confirmation, mostly after the request has been answered.
pub(super) fn confirm(scene: &mut Scene, place: usize, message: Message) {
    scene.now_ns = scene.spans()[place].end_ns;
    scene.work(180_000);
    scene.reopen(place);
    scene.enter(Service::Email, Scope::Own, "process order-placed", Kind::Consumer);
    describe_message(scene.attributes(), "process");
    link(&mut scene.span().links, message);
    scene.step("render confirmation", 14_000);
    scene.enter(Service::Email, Scope::Own, "send mail", Kind::Client);
    scene.attributes().string("server.address", "mail-relay");
    scene.attributes().int("server.port", 25);
    scene.work(62_000);
    if scene.rng.once_in(55) {
        let fault = scene.fail(&faults::MAIL_SERVER_BUSY);
        scene.span().blame(fault);
        scene.leave();
        scene.span().blame(fault);
    } else {
        scene.leave();
    }
    scene.leave();
}

/// The attributes of a span that handles a message about an order.
pub(super) fn describe_message(attributes: &mut List, operation: &str) {
    attributes.string("messaging.system", "kafka");
    attributes.string("messaging.destination.name", "order-placed");
    attributes.string("messaging.operation.type", operation);
}

/// Adds a link to the span that published a message.
pub(super) fn link(links: &mut List, ([high, low], span): Message) {
    let out = links.item();
    text::raw(out, "{\"traceId\":\"");
    text::hex(out, high);
    text::hex(out, low);
    text::raw(out, "\",\"spanId\":\"");
    text::hex(out, span);
    text::raw(out, "\",\"attributes\":[");
    let mut attributes = List::default();
    attributes.string("messaging.operation.type", "send");
    out.extend_from_slice(attributes.items());
    text::raw(out, "]}");
}
