//! A live source: its stream is read until it ends, and the engine reads the waiting deliveries from time to time.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Date;
use web_sys::ReadableStreamDefaultReader;

use super::breather::sleep;
use super::stream::{self, Stream};
use super::{Host, turns};
use crate::engine::Load;
use crate::error::Result;
use crate::protocol::{LiveQuestion, Reply};

/// How often it is looked whether something has come, in milliseconds.
const LOOK_MS: f64 = 200.0;

/// The least time between two times that what is loaded changes, in milliseconds.
const INTERVAL_MS: f64 = 1_000.0;

/// What has come is read so rarely that it takes no more than one part in so many of the time,
const SHARE: f64 = 10.0;

/// but for so much of the time, in milliseconds: where a window is full, what is kept of it is copied now and then, and what comes next is not to
/// wait for that.
const CREDIT_MS: f64 = 10_000.0;

/// How long questions that are worked on may hold up what has come, in milliseconds.
const PATIENCE_MS: f64 = 4_000.0;

/// The stream that is being read, if there is one.
#[derive(Default)]
pub(super) struct LiveStream(RefCell<Option<ReadableStreamDefaultReader>>);

impl LiveStream {
    /// Ends the stream.
    pub(super) fn end(&self) {
        // This calls back into JavaScript, so nothing is borrowed meanwhile.
        let reader = self.0.borrow_mut().take();
        if let Some(reader) = reader {
            stream::cancel(&reader);
        }
    }
}

impl Host {
    /// Reads a source without an end from now on.
    pub(super) fn begin_live(self: &Rc<Self>, load: Load, stream: Stream) {
        if !self.engine.borrow_mut().begin_live(load) {
            return;
        }
        *self.live.0.borrow_mut() = Some(stream.reader().clone());
        let host = Rc::clone(self);
        turns::spawn(async move {
            // A stream that fails has ended, too: what has come of it stays.
            let _ = host.read_live(stream).await;
            host.engine.borrow_mut().end_live();
            host.tell_live();
        });
        let host = Rc::clone(self);
        turns::spawn(async move { host.follow_live().await });
    }

    /// Says how it goes on.
    ///
    /// # Errors
    ///
    /// As [`Engine::steer_live`](crate::engine::Engine::steer_live).
    pub(super) fn steer_live(self: &Rc<Self>, question: LiveQuestion) -> Result<()> {
        self.engine.borrow_mut().steer_live(question)
    }

    async fn read_live(&self, mut stream: Stream) -> Result<()> {
        let mut buffer = Vec::new();
        while !self.ended.get() && stream.read_into(&mut buffer).await? {
            self.engine.borrow_mut().push_live(&buffer)?;
            while !self.engine.borrow().has_room_for_live() && !self.ended.get() {
                sleep(LOOK_MS / 4.0).await;
            }
        }
        Ok(())
    }

    /// Lets the engine read what has come, for as long as it is there.
    async fn follow_live(self: &Rc<Self>) {
        // How much of the time has been used before it came.
        let (mut last_ms, mut debt_ms) = (0.0, 0.0_f64);
        while !self.ended.get() {
            sleep(LOOK_MS).await;
            let now_ms = Date::now();
            let has_news = self.engine.borrow().has_live_news(ns(now_ms));
            let pause_ms = INTERVAL_MS.max(debt_ms - CREDIT_MS);
            let is_held_up = self.engine.borrow().has_work() && now_ms - last_ms < pause_ms + PATIENCE_MS;
            if !has_news || now_ms - last_ms < pause_ms || is_held_up || self.ended.get() {
                continue;
            }
            self.engine.borrow_mut().refresh(ns(now_ms));
            debt_ms = (debt_ms - (now_ms - last_ms)).max(0.0) + (Date::now() - now_ms) * SHARE;
            last_ms = Date::now();
            self.tell_live();
        }
    }

    /// Tells everybody what is loaded now.
    fn tell_live(self: &Rc<Self>) {
        let summary = Box::new(self.engine.borrow().summary());
        self.ports.send_to_all(&Reply::Changed(summary));
        self.work();
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole milliseconds since 1970")]
fn ns(ms: f64) -> u64 {
    ms as u64 * 1_000_000
}
