//! Signals and memos that forget who has read them and is gone.
//!
//! Those of `reactive_graph` keep a note of every effect and memo that reads them, and go on to do so when that reader has ended. On a page
//! that is made anew every second, as of live traces, these notes would fill the memory. So the page uses the two types here instead, which
//! have the same names and are used alike.

use std::collections::HashSet;
use std::ops::DerefMut;
use std::panic::Location;

use leptos::prelude::{ArcMemo, Get, Memo as BaseMemo, RwSignal as BaseSignal, Signal, StoredValue, WriteValue};
use leptos::reactive::graph::{AnySource, AnySubscriber, Observer, Source, ToAnySource};
use leptos::reactive::traits::{DefinedAt, IsDisposed, Notify, ReadUntracked, Track, UntrackableGuard, Write};

/// A value that can be read and written, and tells who has read it when it changes.
#[derive(Debug)]
pub(crate) struct RwSignal<T: 'static> {
    base: BaseSignal<T>,
    readers: StoredValue<Readers>,
}

/// A value that is computed from signals and other memos, and tells who has read it when it changes.
#[derive(Debug)]
pub(crate) struct Memo<T: Send + Sync + 'static> {
    base: BaseMemo<T>,
    readers: StoredValue<Readers>,
}

/// Who has read a source since the last time that those who are gone were looked for.
#[derive(Debug)]
struct Readers {
    noted: HashSet<AnySubscriber>,
    /// With how many the next search begins: twice as many as were left after the last one, so that a search costs no more than the readings before it.
    enough: usize,
}

/// No search begins with fewer readers than this.
const FEW: usize = 32;

impl Default for Readers {
    fn default() -> Self {
        Self { noted: HashSet::new(), enough: FEW }
    }
}

/// Notes who is reading now. Gives whether it is time to look for those who are gone.
fn note(readers: StoredValue<Readers>) -> bool {
    let (Some(reader), Some(mut readers)) = (Observer::get(), readers.try_write_value()) else { return false };
    readers.noted.insert(reader) && readers.noted.len() >= readers.enough
}

/// Makes a source forget who is gone.
fn forget_gone(readers: StoredValue<Readers>, source: &AnySource) {
    let Some(mut readers) = readers.try_write_value() else { return };
    readers.noted.retain(|reader| {
        let lives = reader.1.strong_count() > 0;
        if !lives {
            source.remove_subscriber(reader);
        }
        lives
    });
    readers.enough = FEW.max(readers.noted.len() * 2);
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { base: BaseSignal::new(value), readers: StoredValue::new(Readers::default()) }
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// It is computed when it is first read, and again when it is read after something that it reads has changed. Readers are told of values that differ.
    pub(crate) fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self { base: BaseMemo::new(compute), readers: StoredValue::new(Readers::default()) }
    }
}

impl<T: Send + Sync + 'static> Memo<T> {
    /// The same, where `differ` says whether readers are told of a value after another.
    pub(crate) fn new_with_compare(
        compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
        differ: fn(Option<&T>, Option<&T>) -> bool,
    ) -> Self {
        Self { base: BaseMemo::new_with_compare(compute, differ), readers: StoredValue::new(Readers::default()) }
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Memo<T> {}

impl<T: Send + Sync> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Track for RwSignal<T> {
    fn track(&self) {
        self.base.track();
        if note(self.readers) {
            forget_gone(self.readers, &self.base.to_any_source());
        }
    }
}

impl<T: Send + Sync + 'static> Track for Memo<T> {
    fn track(&self) {
        self.base.track();
        if note(self.readers) {
            forget_gone(self.readers, &ArcMemo::from(self.base).to_any_source());
        }
    }
}

impl<T: Send + Sync + 'static> ReadUntracked for RwSignal<T> {
    type Value = <BaseSignal<T> as ReadUntracked>::Value;

    fn try_read_untracked(&self) -> Option<Self::Value> {
        self.base.try_read_untracked()
    }
}

impl<T: Send + Sync + 'static> ReadUntracked for Memo<T> {
    type Value = <BaseMemo<T> as ReadUntracked>::Value;

    fn try_read_untracked(&self) -> Option<Self::Value> {
        self.base.try_read_untracked()
    }
}

impl<T: Send + Sync + 'static> Write for RwSignal<T> {
    type Value = T;

    fn try_write(&self) -> Option<impl UntrackableGuard<Target = T>> {
        self.base.try_write()
    }

    fn try_write_untracked(&self) -> Option<impl DerefMut<Target = T>> {
        self.base.try_write_untracked()
    }
}

impl<T: Send + Sync + 'static> Notify for RwSignal<T> {
    fn notify(&self) {
        self.base.notify();
    }
}

impl<T> DefinedAt for RwSignal<T> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        self.base.defined_at()
    }
}

impl<T: Send + Sync> DefinedAt for Memo<T> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        self.base.defined_at()
    }
}

impl<T> IsDisposed for RwSignal<T> {
    fn is_disposed(&self) -> bool {
        self.base.is_disposed()
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::{Owner, Set};

    use super::*;

    /// Reads a source by memos that end right away, and returns how many readers it knows then.
    fn known_after(
        readings: usize,
        read: impl Fn() -> u32 + Copy + Send + Sync + 'static,
        of: StoredValue<Readers>,
    ) -> usize {
        for _ in 0..readings {
            let owner = Owner::new();
            owner.with(|| BaseMemo::new(move |_| read()).get());
            owner.cleanup();
        }
        of.write_value().noted.len()
    }

    #[test]
    fn readers_that_are_gone_are_forgotten() {
        let owner = Owner::new();
        owner.with(|| {
            let signal = RwSignal::new(1_u32);
            assert!(known_after(10_000, move || signal.get(), signal.readers) <= FEW);
            let memo = Memo::new(move |_| signal.get() + 1);
            assert!(known_after(10_000, move || memo.get(), memo.readers) <= FEW);
        });
    }

    #[test]
    fn readers_that_live_are_told() {
        let owner = Owner::new();
        owner.with(|| {
            let signal = RwSignal::new(1_u32);
            let lives: Vec<_> = (0..100).map(|more| Memo::new(move |_| signal.get() + more)).collect();
            let sum = Memo::new(move |_| lives.iter().map(Get::get).sum::<u32>());
            assert_eq!(sum.get(), 100 + 4950);
            known_after(10_000, move || signal.get(), signal.readers);
            signal.set(2);
            assert_eq!(sum.get(), 200 + 4950);
        });
    }
}
