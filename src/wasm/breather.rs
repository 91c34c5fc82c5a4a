//! Yielding to the event loop: between two pieces of work, and for some time.

use std::cell::Cell;

use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, MessageChannel, WorkerGlobalScope};

/// After so many milliseconds of work, the event loop gets a turn before the next piece.
const TURN_MS: f64 = 8.0;

/// Gives the event loop a turn. A message to oneself is the fastest way round it: timers are held back to four milliseconds.
///
/// Node handles up to a thousand messages of a channel before it looks at anything else, so that neither a cancellation nor a request would
/// come through. There it is `setImmediate`, which browsers do not have.
pub(super) struct Breather {
    /// `setImmediate`, where there is one.
    immediate: Option<Function>,
    channel: Option<MessageChannel>,
    /// That a listener hears one message. A port that listens keeps Node alive, so after a trap, when nothing here runs any more, none may.
    once: AddEventListenerOptions,
    /// When the last pause ended, or when this was made, in milliseconds since 1970.
    last_ms: Cell<f64>,
}

impl Default for Breather {
    fn default() -> Self {
        let immediate = Reflect::get(&js_sys::global(), &"setImmediate".into()).ok();
        let immediate = immediate.and_then(|found| found.dyn_into::<Function>().ok());
        let channel = if immediate.is_some() { None } else { MessageChannel::new().ok() };
        if let Some(channel) = &channel {
            channel.port1().start();
        }
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        Self { immediate, channel, once, last_ms: Cell::new(Date::now()) }
    }
}

impl Breather {
    /// Pauses between two small pieces of work if the last pause was a while ago. A turn for each piece would take a noticeable part of the time.
    pub(super) async fn pause_if_due(&self) {
        // A clock that was set back says nothing, so that is a while, too.
        if (Date::now() - self.last_ms.get()).abs() >= TURN_MS {
            self.pause().await;
        }
    }

    /// Resolves after the events that are waiting now.
    pub(super) async fn pause(&self) {
        self.turn().await;
        self.last_ms.set(Date::now());
    }

    async fn turn(&self) {
        if let Some(immediate) = &self.immediate {
            let turn = Promise::new(&mut |resolve, _| {
                let _ = immediate.call1(&JsValue::UNDEFINED, &resolve);
            });
            let _ = JsFuture::from(turn).await;
            return;
        }
        let Some(channel) = &self.channel else { return };
        let turn = Promise::new(&mut |resolve, _| {
            // Listening never fails; posting does for values that cannot be cloned.
            let _ = channel
                .port1()
                .add_event_listener_with_callback_and_add_event_listener_options("message", &resolve, &self.once);
            let _ = channel.port2().post_message(&JsValue::NULL);
        });
        let _ = JsFuture::from(turn).await;
    }
}

impl Drop for Breather {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.port1().close();
            channel.port2().close();
        }
    }
}

/// Resolves after some milliseconds.
pub(super) async fn sleep(ms: f64) {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    #[expect(clippy::cast_possible_truncation, reason = "a short time")]
    let timer = Promise::new(&mut |resolve, _| {
        // A timer is never refused.
        let _ = scope.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms as i32);
    });
    let _ = JsFuture::from(timer).await;
}
