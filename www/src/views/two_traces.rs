//! Two traces side by side, by path: what one does and the other does not, and what takes longer.

mod table;

use std::rc::Rc;
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use spanlens::analysis::{Frames, TraceDiff};
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::TraceDiffQuestion;

use super::trace::handle_of;
use super::{CopyTable, HelpOpen, TableSource};
use crate::effect::{effect, reactive};
use crate::format;
use crate::keys::is_plain;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::dialog::cover;
use crate::words::OpenTrace;

/// The digits of a trace id that are shown.
const ID_DIGITS: usize = 8;
/// How many rows are shown before more are asked for.
const ROWS: usize = 300;
/// The indentation of a level, and the most of it.
const INDENT_PX: (u32, u32) = (12, 240);

type Found = Option<Result<Arc<TraceDiff>, String>>;

/// The dialog of the two traces that are compared.
#[component]
pub(crate) fn TwoTraces() -> impl IntoView {
    let session = expect_context::<Session>();
    let compared = session.state.compared;
    let found = follow(session);
    let is_open = Memo::new(move |_| compared.with(Option::is_some));
    let dialog = cover(session.host, move || is_open.get());
    let copied: TableSource = Rc::new(move || {
        let table = found.get_untracked().and_then(Result::ok).map(|diff| table::table(&diff));
        Box::pin(std::future::ready(table))
    });
    follow_esc(session);
    view! {
        <dialog node_ref=dialog class="two" aria-labelledby="two-title" on:close=move |_| compared.set(None)>
            <div class="bar">
                <h2 id="two-title">"Two traces compared"</h2>
                <CopyTable table=copied of="paths"/>
                <button type="button" class="quiet close" aria-label="Close the comparison" title="Close (Esc)" on:click=move |_| compared.set(None)>
                    "×"
                </button>
            </div>
            {reactive(move || match found.get() {
                None => ().into_any(),
                Some(Err(words)) => view! { <p class="nothing" role="alert">{words}</p> }.into_any(),
                Some(Ok(diff)) => view! { <Compared session diff/> }.into_any(),
            })}
        </dialog>
    }
    .into_any()
}

/// Esc leads back, unless something lies over the dialog.
fn follow_esc(session: Session) {
    let help = expect_context::<HelpOpen>();
    session.host.listen(&ev::keydown, move |event| {
        let state = session.state;
        let is_covered = help.0.get_untracked() || state.open_trace.with_untracked(Option::is_some);
        let is_open = state.compared.with_untracked(Option::is_some);
        if is_open && !is_covered && event.key() == "Escape" && is_plain(&event) {
            event.prevent_default();
            state.compared.set(None);
        }
    });
}

/// Asks for the difference whenever other traces are meant, or other data are loaded.
fn follow(session: Session) -> RwSignal<Found> {
    let (state, found) = (session.state, RwSignal::new(None));
    effect(move || {
        state.version.track();
        found.set(None);
        let Some(traces) = state.compared.get() else { return };
        session.spawn_until_next(async move {
            match ask(session, traces).await {
                Ok(diff) => found.set(Some(Ok(Arc::new(diff)))),
                // The engine was replaced: what it is given now will be asked again.
                Err(failure) if failure.code == ErrorCode::Cancelled => {}
                Err(failure) => found.set(Some(Err(format::sentence(&failure.message)))),
            }
        });
    });
    found
}

/// The difference of two traces by their handles or, where those are of what was loaded before, by their ids.
async fn ask(session: Session, [left, right]: [OpenTrace; 2]) -> Result<TraceDiff, Failure> {
    if let Some((left, right)) = left.handle.zip(right.handle) {
        match session.ask(TraceDiffQuestion { left, right }).await {
            Err(failure) if failure.code == ErrorCode::StaleHandle => {}
            answer => return answer,
        }
    }
    let (left, right) = (handle_of(session, &left).await?, handle_of(session, &right).await?);
    session.ask(TraceDiffQuestion { left, right }).await
}

#[component]
fn Compared(session: Session, diff: Arc<TraceDiff>) -> impl IntoView {
    let shows_all = RwSignal::new(false);
    let count = diff.frames.len();
    let shown = Arc::clone(&diff);
    let rows = move || {
        let most = if shows_all.get() { count } else { ROWS.min(count) };
        (0..most).map(|frame| row(&shown, frame)).collect_view()
    };
    let names = session.state.compared.get_untracked().map(|traces| traces.map(|trace| short(&trace)));
    let [left, right] = names.unwrap_or_default();
    let durations = [diff.left.duration_ns, diff.right.duration_ns];
    let [left_time, right_time] = durations.map(format::precise_duration);
    let heads = move |left: String, right: String| {
        view! { <th scope="col">{left}</th><th scope="col">{right}</th> }
    };
    view! {
        <p>
            {format!("{left} takes {left_time}, {right} takes {right_time}: {}.", difference(durations[0], durations[1]))}
        </p>
        <div class="scroll" tabindex="0" role="region" aria-label="Two traces">
            <table>
                <thead>
                    <tr class="sides">
                        <td></td>
                        <th scope="colgroup" colspan="2">"Spans"</th>
                        <th scope="colgroup" colspan="3">"Total"</th>
                        <th scope="colgroup" colspan="3">"Self"</th>
                    </tr>
                    <tr>
                        <th scope="col" class="text">"Path"</th>
                        {heads(left.clone(), right.clone())}
                        {heads(left.clone(), right.clone())}
                        <th scope="col">"Δ"</th>
                        {heads(left, right)}
                        <th scope="col">"Δ"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Show when=move || (count > ROWS) && !shows_all.get()>
            <button type="button" on:click=move |_| shows_all.set(true)>
                {format!("Show {} more paths", format::count((count - ROWS) as u64))}
            </button>
        </Show>
    }
    .into_any()
}

fn row(diff: &TraceDiff, frame: usize) -> AnyView {
    let TraceDiff { frames, left, right } = diff;
    let indent = frames.depths[frame].saturating_mul(INDENT_PX.0).min(INDENT_PX.1);
    let counts = [left.counts[frame], right.counts[frame]].map(|count| {
        let text = if count == 0 { "–".to_owned() } else { format::count(count) };
        view! { <td>{text}</td> }
    });
    view! {
        <tr>
            <th scope="row" class="text" style:padding-left=format!("{}px", 8 + indent) title=path(frames, frame)>
                <span class="number">{frames.service(frame).to_owned()}</span>
                " "
                {frames.name(frame).to_owned()}
            </th>
            {counts}
            {times(left.total_ns[frame], right.total_ns[frame])}
            {times(left.self_ns[frame], right.self_ns[frame])}
        </tr>
    }
    .into_any()
}

/// Where a frame is, for where indentation does not tell.
fn path(frames: &Frames, frame: usize) -> String {
    format!("Level {}", frames.depths[frame] + 1)
}

/// Two times and their difference.
fn times(left_ns: u64, right_ns: u64) -> AnyView {
    let (is_slower, is_faster) = (right_ns > left_ns, right_ns < left_ns);
    view! {
        <td>{format::duration(left_ns)}</td>
        <td>{format::duration(right_ns)}</td>
        <td class:slower=is_slower class:faster=is_faster>{difference(left_ns, right_ns)}</td>
    }
    .into_any()
}

/// From one time to another.
fn difference(from_ns: u64, to_ns: u64) -> String {
    let text = format::duration(from_ns.abs_diff(to_ns));
    match to_ns.cmp(&from_ns) {
        std::cmp::Ordering::Less => format!("−{text}"),
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{text}"),
    }
}

fn short(trace: &OpenTrace) -> String {
    trace.trace_id.chars().take(ID_DIGITS).collect()
}

/// Picks a trace of the list to be compared; two at most.
#[component]
pub(crate) fn PickTrace(trace: OpenTrace) -> impl IntoView {
    let picked = expect_context::<Session>().state.picked;
    let label = format!("Compare trace {}", short(&trace));
    let (asked, own) = (trace.clone(), trace.clone());
    let is_picked = move || picked.with(|picked| picked.contains(&asked));
    let is_full = move || picked.with(|picked| picked.len() == 2 && !picked.contains(&trace));
    let toggle = move |_| {
        picked.update(|picked| match picked.iter().position(|known| *known == own) {
            Some(at) => drop(picked.remove(at)),
            None => picked.push(own.clone()),
        });
    };
    view! {
        <input type="checkbox" class="pick" aria-label=label prop:checked=is_picked disabled=is_full on:change=toggle/>
    }
    .into_any()
}

/// Compares the traces that are picked.
#[component]
pub(crate) fn ComparePicked() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let count = Memo::new(move |_| state.picked.with(Vec::len));
    // Rows of other data are other traces.
    effect(move || {
        state.version.track();
        state.picked.set(Vec::new());
    });
    let compare = move |_| {
        let picked = state.picked.get_untracked();
        state.compared.set(picked.try_into().ok());
    };
    let words = move || if count.get() == 2 { "Compare the two" } else { "Pick one more to compare" };
    view! {
        <Show when=move || { count.get() > 0 }>
            <button type="button" disabled=move || count.get() != 2 on:click=compare>{words}</button>
        </Show>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_from_the_one_to_the_other() {
        assert_eq!(difference(1_000_000, 3_000_000), "+2 ms");
        assert_eq!(difference(3_000_000, 1_000_000), "−2 ms");
        assert_eq!(difference(u64::MAX, u64::MAX), "0");
    }
}
