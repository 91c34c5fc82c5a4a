//! UTC or local time. The choice stays on this machine.

use leptos::prelude::*;

use crate::effect::effect;
use crate::format::Zone;
use crate::host::Host;
use crate::signals::RwSignal;

const KEY: &str = "spanlens-zone";
const LOCAL: &str = "local";

/// The clock of this machine.
pub(crate) const LOCAL_ZONE: Zone = Zone::Local(offset_s);

/// Reads what is remembered, and remembers the choice from now on.
pub(crate) fn follow(host: Host, zone: RwSignal<Zone>) {
    if host.remembered(KEY).as_deref() == Some(LOCAL) {
        zone.set(LOCAL_ZONE);
    }
    effect(move || host.remember(KEY, if zone.get() == Zone::Utc { "utc" } else { LOCAL }));
}

/// The other one.
pub(crate) fn other(zone: Zone) -> Zone {
    if zone == Zone::Utc { LOCAL_ZONE } else { Zone::Utc }
}

/// How far this machine's clock is ahead of UTC at a time, in seconds; not at all where it knows no such time.
#[expect(clippy::cast_precision_loss, reason = "clocks are set at whole seconds")]
#[expect(clippy::cast_possible_truncation, reason = "no clock is set by more than a day")]
fn offset_s(ns: u64) -> i32 {
    let ms = (ns / 1_000_000) as f64;
    (-60.0 * js_sys::Date::new(&ms.into()).get_timezone_offset()).round() as i32
}
