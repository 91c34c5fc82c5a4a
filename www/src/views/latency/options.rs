//! How the flame graph is made: what is shown of it, whose time it is, what is compared with what.

use leptos::prelude::*;
use spanlens::analysis::{Attribution, MixControl};

use super::flame::Flame;
use super::legend::Legend;
use super::saving::picture;
use crate::effect::effect;
use crate::format;
use crate::latency::Tree;
use crate::signals::Memo;
use crate::views::save_chart::save_menu;
use crate::views::segments::segments;

/// The toolbar.
#[component]
pub(super) fn Options(flame: Flame) -> impl IntoView {
    let options = flame.session.state.latency_options;
    let has_diff = Memo::new(move |_| flame.with(|latency| latency.diff().is_some()) == Some(true));
    let outside_ns = Memo::new(move |_| flame.with(|latency| latency.whole_ns(Tree::Outside)).unwrap_or_default());
    // A tree that is not there any more is not shown.
    effect(move || {
        if outside_ns.get() <= 0.0 && flame.tree.get_untracked() == Tree::Outside {
            flame.tree.set(Tree::Within);
        }
    });
    let trees = move || {
        (outside_ns.get() > 0.0).then(|| {
            let outside = format!("Time outside the parent, {}", format::mean_duration(outside_ns.get()));
            let choices = [(Tree::Within, "Waited for".to_owned()), (Tree::Outside, outside)];
            segments("Tree", choices, move || flame.tree.get(), move |tree| flame.tree.set(tree))
        })
    };
    let attributions =
        [(Attribution::CriticalPath, "Critical path".to_owned()), (Attribution::Shared, "Shared".to_owned())];
    let mixes = [
        (MixControl::None, "all"),
        (MixControl::RootOperation, "same operation"),
        (MixControl::RootAndCalls, "same operation and calls"),
    ]
    .map(|(mix, name)| (mix, name.to_owned()));
    view! {
        <div class="toolbar">
            <Search flame/>
            {trees}
            {segments(
                "Time of spans that run at once",
                attributions,
                move || options.with(|options| options.graph.attribution),
                move |attribution| options.update(|options| options.graph.attribution = attribution),
            )}
            <Show when=move || has_diff.get()>
                <span class="labelled">
                    <span class="number" aria-hidden="true">"compare"</span>
                    {segments(
                        "Compare",
                        mixes.clone(),
                        move || options.with(|options| options.mix),
                        move |mix| options.update(|options| options.mix = mix),
                    )}
                </span>
            </Show>
            <label class="check" title="Names that differ in ids and numbers only become one frame">
                <input
                    type="checkbox"
                    prop:checked=move || options.with(|options| options.graph.templates)
                    on:change=move |event| options.update(|options| options.graph.templates = event_target_checked(&event))
                />
                "Group similar names"
            </label>
            <input
                type="text"
                class="keys"
                aria-label="Attributes in the names of frames"
                title="Keys of attributes, with commas in between, whose values keep frames apart"
                placeholder="by attributes: http.route, …"
                spellcheck="false"
                autocomplete="off"
                prop:value=move || options.with(|options| options.graph.attributes.join(", "))
                on:change=move |event| options.update(|options| options.graph.attributes = keys(&event_target_value(&event)))
            />
            <Legend flame/>
            {save_menu(flame.session, picture(flame))}
        </div>
    }
    .into_any()
}

/// The keys in a text, which commas or spaces keep apart.
fn keys(text: &str) -> Vec<String> {
    let keys = text.split([',', ' ']).filter(|key| !key.is_empty());
    keys.map(str::to_owned).collect()
}

/// Looks for frames.
#[component]
fn Search(flame: Flame) -> impl IntoView {
    let press = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => flame.go_to_match(),
        "Escape" => {
            event.prevent_default();
            flame.query.set(String::new());
            flame.focus();
        }
        _ => {}
    };
    let found = move || {
        let matches = flame.matches.get()?;
        Some(format::counted(u32::try_from(matches.len()).unwrap_or(u32::MAX), "frame", "frames"))
    };
    view! {
        <span class="labelled">
            <input
                type="search"
                aria-label="Search frames"
                placeholder="Search frames"
                prop:value=move || flame.query.get()
                on:input=move |event| flame.query.set(event_target_value(&event))
                on:keydown=press
            />
            <span class="number" role="status">{found}</span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_between_commas_and_spaces() {
        assert_eq!(keys(" http.route,db.system  peer.service, "), ["http.route", "db.system", "peer.service"]);
        assert_eq!(keys(" , "), [""; 0]);
    }
}
