//! Runs tasks in turns, each within a function of the host.
//!
//! A trap of WebAssembly, for example when its memory is exhausted, is an exception for the JavaScript caller. The event loop calls the
//! turns of a future, where nothing catches the exception: Node would end. So the host provides a function that calls back for every turn,
//! catches exceptions, and tells waiting clients. After a trap, this module is unusable.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;

thread_local! {
    static GUARD: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes every turn of the engine's own within `guard` from now on: a function that calls the one that it is given, and does not throw.
#[wasm_bindgen(js_name = guardTurns)]
pub fn guard_turns(guard: Function) {
    GUARD.set(Some(guard));
}

/// What a task does until it is done.
type Work = Pin<Box<dyn Future<Output = ()>>>;

/// A future, and what a turn of it needs.
struct Task {
    future: RefCell<Option<Work>>,
    waker: RefCell<Option<Waker>>,
    is_done: Cell<bool>,
}

impl Task {
    /// Goes on until the future waits for something.
    fn turn(&self) {
        let Some(waker) = self.waker.take() else { return };
        let mut future = self.future.borrow_mut();
        let Some(pending) = &mut *future else { return };
        if pending.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            *future = None;
            self.is_done.set(true);
        }
    }
}

/// Runs a future to its end, in turns of its own.
pub(super) fn spawn(future: impl Future<Output = ()> + 'static) {
    let Some(guard) = GUARD.with_borrow(Option::clone) else {
        wasm_bindgen_futures::spawn_local(future);
        return;
    };
    let work: Work = Box::pin(future);
    let (future, waker, is_done) = (RefCell::new(Some(work)), RefCell::default(), Cell::new(false));
    let task = Rc::new(Task { future, waker, is_done });
    let turn = Closure::<dyn Fn()>::new({
        let task = Rc::clone(&task);
        move || task.turn()
    });
    wasm_bindgen_futures::spawn_local(poll_fn(move |context| {
        task.waker.replace(Some(context.waker().clone()));
        // It does not throw, and tells by itself what it has caught.
        let _ = guard.call1(&JsValue::NULL, turn.as_ref());
        if task.is_done.get() { Poll::Ready(()) } else { Poll::Pending }
    }));
}
