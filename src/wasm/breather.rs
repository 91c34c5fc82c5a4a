//! Going back to the event loop between two pieces of work.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Gives the event loop a turn. A message to oneself is the fastest way round it: timers are held back to four milliseconds.
pub(super) struct Breather {
    channel: Option<MessageChannel>,
}

impl Default for Breather {
    fn default() -> Self {
        Self { channel: MessageChannel::new().ok() }
    }
}

impl Breather {
    /// Resolves after the events that are waiting now.
    pub(super) async fn pause(&self) {
        let Some(channel) = &self.channel else { return };
        let turn = Promise::new(&mut |resolve, _| {
            channel.port1().set_onmessage(Some(&resolve));
            // Fails only for values that cannot be cloned.
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
