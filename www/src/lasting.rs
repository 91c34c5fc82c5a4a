//! Signals that outlive what reads them.
//!
//! A signal of `reactive_graph` keeps a note of every effect and memo that reads it, and goes on to do so when they are gone. On a page that is made anew every second, as of
//! live traces, these notes would fill the memory.

use std::ops::DerefMut;
use std::panic::Location;

use leptos::prelude::*;
use leptos::reactive::graph::{Observer, Source, ToAnySource};
use leptos::reactive::traits::{DefinedAt, IsDisposed, Notify, ReadUntracked, Track, UntrackableGuard, Write};

/// A signal that outlives what reads it: it forgets who did as soon as they end, or look again.
#[derive(Debug)]
pub(crate) struct Lasting<T: 'static>(RwSignal<T>);

impl<T: Send + Sync + 'static> Lasting<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(RwSignal::new(value))
    }
}

impl<T: Default + Send + Sync + 'static> Default for Lasting<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Copy for Lasting<T> {}

impl<T> Clone for Lasting<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Track for Lasting<T> {
    fn track(&self) {
        self.0.track();
        let signal = self.0;
        if let Some(reader) = Observer::get().filter(|_| !signal.is_disposed()) {
            let signal = signal.to_any_source();
            on_cleanup(move || signal.remove_subscriber(&reader));
        }
    }
}

impl<T: Send + Sync + 'static> ReadUntracked for Lasting<T> {
    type Value = <RwSignal<T> as ReadUntracked>::Value;

    fn try_read_untracked(&self) -> Option<Self::Value> {
        self.0.try_read_untracked()
    }
}

impl<T: Send + Sync + 'static> Write for Lasting<T> {
    type Value = T;

    fn try_write(&self) -> Option<impl UntrackableGuard<Target = T>> {
        self.0.try_write()
    }

    fn try_write_untracked(&self) -> Option<impl DerefMut<Target = T>> {
        self.0.try_write_untracked()
    }
}

impl<T: Send + Sync + 'static> Notify for Lasting<T> {
    fn notify(&self) {
        self.0.notify();
    }
}

impl<T> DefinedAt for Lasting<T> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        self.0.defined_at()
    }
}

impl<T> IsDisposed for Lasting<T> {
    fn is_disposed(&self) -> bool {
        self.0.is_disposed()
    }
}
