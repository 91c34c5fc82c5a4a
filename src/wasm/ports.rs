//! The connected clients.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use crate::engine::Port;
use crate::js::to_js;
use crate::protocol::Reply;

/// What hears the messages of a port.
pub(super) type Listener = Closure<dyn FnMut(MessageEvent)>;

/// The connected clients, by number.
#[derive(Default)]
pub(super) struct Ports {
    connected: RefCell<BTreeMap<Port, Connection>>,
    /// The number of the next one. None is given twice, so that no reply reaches another client than the one that asked.
    next: Cell<Port>,
}

/// A port, and what it may call for as long as it is connected.
struct Connection {
    port: MessagePort,
    _listener: Listener,
}

impl Ports {
    /// Listens to a port from now on, with a listener made for its number.
    pub(super) fn connect(&self, port: MessagePort, listener: impl FnOnce(Port) -> Listener) {
        let number = self.next.get();
        self.next.set(number + 1);
        let listener = listener(number);
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        self.connected.borrow_mut().insert(number, Connection { port, _listener: listener });
    }

    /// Hears nothing more from a port, and tells it nothing more.
    pub(super) fn disconnect(&self, port: Port) {
        self.connected.borrow_mut().remove(&port);
    }

    /// Ends all connections.
    pub(super) fn disconnect_all(&self) {
        self.connected.borrow_mut().clear();
    }

    /// Tells a port, if it is still connected.
    pub(super) fn send(&self, port: Port, replies: impl IntoIterator<Item = Reply>) {
        let connected = self.connected.borrow();
        let Some(connection) = connected.get(&port) else { return };
        for reply in replies {
            connection.post(&reply);
        }
    }

    /// Tells every port.
    pub(super) fn send_to_all(&self, reply: &Reply) {
        self.connected.borrow().values().for_each(|connection| connection.post(reply));
    }

    /// Tells every port but one.
    pub(super) fn send_to_others(&self, than: Port, reply: &Reply) {
        for (_, connection) in self.connected.borrow().iter().filter(|&(&number, _)| number != than) {
            connection.post(reply);
        }
    }
}

impl Connection {
    fn post(&self, reply: &Reply) {
        // A port whose other end is gone takes messages all the same; a reply is plain data and can always be cloned.
        let _ = to_js(reply).map(|reply| self.port.post_message(&reply));
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}
