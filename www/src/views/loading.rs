//! How far something has come that is being read.

use leptos::prelude::*;
use spanlens::protocol::Progress;

use crate::format;
use crate::session::Session;
use crate::state::Loading;

/// How far a load has come, and what stops it.
#[component]
pub(super) fn LoadingLine(loading: Loading, on_cancel: Callback<()>) -> impl IntoView {
    let Loading { progress, bytes_per_s, is_stopping, .. } = loading;
    let share = progress.as_ref().and_then(share_read);
    let beginning = || {
        let state = expect_context::<Session>().state;
        let server = untrack(|| state.clickhouse()).map(|place| place.host().to_owned());
        let server = server.or_else(|| untrack(|| state.search()).map(|place| place.host().to_owned()));
        server.map_or_else(|| "Starting the engine …".to_owned(), |host| format!("Asking {host} …"))
    };
    let words = progress.map_or_else(beginning, |progress| words(&progress, bytes_per_s));
    view! {
        <p class="line loading">
            <progress aria-label="Reading" max="100" prop:value=share class:unknown=share.is_none()></progress>
            <button type="button" disabled=is_stopping on:click=move |_| on_cancel.run(())>
                {if is_stopping { "Stopping …" } else { "Cancel" }}
            </button>
            <span>{words}</span>
        </p>
    }
}

/// In percent, where the whole is known.
#[expect(clippy::cast_precision_loss, reason = "a bar has fewer pixels")]
fn share_read(progress: &Progress) -> Option<f64> {
    if progress.total_spans > 0 {
        return Some(100.0 * f64::from(progress.spans) / f64::from(progress.total_spans));
    }
    (progress.total_bytes > 0).then(|| 100.0 * progress.bytes as f64 / progress.total_bytes as f64)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a speed is a small positive number")]
fn words(progress: &Progress, bytes_per_s: f64) -> String {
    let spans = format::counted(progress.spans, "span", "spans");
    if progress.joining {
        return format!("Joining {spans} into traces …");
    }
    if progress.total_spans > 0 {
        let total = format::counted(progress.total_spans, "span", "spans");
        let (spans, read) = (format::count(progress.spans), format::bytes(progress.bytes));
        let speed = format::bytes(bytes_per_s as u64);
        return format!("{}: {spans} of {total} · {read} · {speed}/s", progress.name);
    }
    let of_total = match progress.total_bytes {
        0 => String::new(),
        total => format!(" of {}", format::bytes(total)),
    };
    let (read, speed) = (format::bytes(progress.bytes), format::bytes(bytes_per_s as u64));
    let room = match progress.fitting_spans {
        0 => String::new(),
        fitting => format!(" · more than fits: memory will be full at about {} spans", format::count(rounded(fitting))),
    };
    format!("{}: {read}{of_total} · {spans} · {speed}/s{room}", progress.name)
}

/// An estimate with the two digits that it is good for.
fn rounded(number: u32) -> u32 {
    let unit = 10_u32.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(bytes: u64, total_bytes: u64, joining: bool) -> Progress {
        Progress { name: "a.json".to_owned(), bytes, total_bytes, spans: 7_600, joining, ..Progress::default() }
    }

    #[test]
    fn spans_that_were_counted_say_how_far_it_is() {
        let progress = Progress { total_spans: 15_200, ..progress(5_000_000, 0, false) };
        assert_eq!(words(&progress, 1e6), "a.json: 7,600 of 15,200 spans · 5 MB · 1 MB/s");
        assert_eq!(share_read(&progress), Some(50.0));
    }

    #[test]
    fn progress_is_told_in_bytes_spans_and_speed() {
        let text = words(&progress(50_000_000, 200_000_000, false), 812_345_678.0);
        assert_eq!(text, "a.json: 50 MB of 200 MB · 7,600 spans · 812 MB/s");
        assert_eq!(words(&progress(50_000_000, 0, false), 1e6), "a.json: 50 MB · 7,600 spans · 1 MB/s");
        assert_eq!(words(&progress(1, 1, true), 1.0), "Joining 7,600 spans into traces …");
        let too_much = Progress { fitting_spans: 9_876_543, ..progress(50_000_000, 200_000_000, false) };
        assert_eq!(
            words(&too_much, 1e6),
            "a.json: 50 MB of 200 MB · 7,600 spans · 1 MB/s · more than fits: memory will be full at about 9,800,000 spans"
        );
        assert_eq!([0, 7, 10, 109].map(rounded), [0, 7, 10, 100]);
    }

    #[test]
    fn a_bar_needs_to_know_the_whole() {
        assert_eq!(share_read(&progress(50, 200, false)), Some(25.0));
        assert_eq!(share_read(&progress(50, 0, false)), None);
    }
}
