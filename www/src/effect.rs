//! What follows signals by itself. It is boxed, so that what runs it is compiled once, and not for each closure.

use leptos::prelude::*;

/// A view that is made anew whenever a signal changes that it reads.
pub(crate) type ReactiveView = Box<dyn FnMut() -> AnyView + Send>;

/// Runs something soon, and again whenever a signal that it reads changes, for as long as the owner lives.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// What is shown of something, made anew whenever a signal changes that it reads.
pub(crate) fn reactive<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> ReactiveView {
    Box::new(move || view().into_any())
}
