//! Words that are there for a moment.

use std::time::Duration;

use leptos::prelude::*;

use crate::signals::RwSignal;

/// How long a few words stay.
pub(super) const SAID: Duration = Duration::from_secs(3);

/// Says something, and nothing any more after some time, unless something else has been said by then.
pub(super) fn flash<T>(said: RwSignal<T>, what: T, time: Duration)
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
{
    // Whoever shows it may be gone.
    let _ = said.try_set(what.clone());
    set_timeout(
        move || {
            if said.try_with_untracked(|now| *now == what) == Some(true) {
                said.set(T::default());
            }
        },
        time,
    );
}
