//! Telling a client how far its load has come: once in a while, as a browser hands over a gigabyte in thousands of pieces, and a page draws
//! itself anew each time that it is told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Date;

use super::breather::sleep;
use super::{Host, turns};
use crate::engine::Port;
use crate::protocol::Reply;

/// At least so many milliseconds pass from one progress to the next.
const INTERVAL_MS: f64 = 30.0;

/// What has been told of the load that is under way, and what will be.
#[derive(Default)]
pub(super) struct Telling {
    /// When something was told last, in milliseconds since 1970.
    last_ms: Cell<f64>,
    /// What is to be told next, and to whom.
    next: RefCell<Option<(Port, Reply)>>,
    /// Whether a timer will tell it.
    is_awaited: Cell<bool>,
}

impl Telling {
    /// Ends with a load: nothing more is told of it. The first progress of the next one is told at once.
    pub(super) fn end(&self) {
        self.last_ms.set(0.0);
        self.next.take();
    }
}

impl Host {
    /// Tells progress: now, or if the last one was told just before, a little later, unless there is newer progress by then.
    pub(super) fn tell_soon(self: &Rc<Self>, port: Port, progress: Reply) {
        self.telling.next.replace(Some((port, progress)));
        // A clock that was set back says nothing about that.
        if (Date::now() - self.telling.last_ms.get()).abs() >= INTERVAL_MS {
            self.tell_next();
        } else if !self.telling.is_awaited.replace(true) {
            let host = Rc::clone(self);
            turns::spawn(async move {
                sleep(INTERVAL_MS).await;
                host.telling.is_awaited.set(false);
                host.tell_next();
            });
        }
    }

    fn tell_next(&self) {
        if let Some((port, progress)) = self.telling.next.take() {
            self.telling.last_ms.set(Date::now());
            self.ports.send(port, [progress]);
        }
    }

    /// Tells progress now.
    pub(super) fn tell_now(&self, port: Port, progress: Reply) {
        self.telling.next.replace(Some((port, progress)));
        self.tell_next();
    }
}
