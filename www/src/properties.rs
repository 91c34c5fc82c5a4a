//! The properties of elements: from values of JavaScript to what is shown.

use serde::Deserialize;
use spanlens::units::FailureRule;
use wasm_bindgen::JsValue;

use crate::format::Zone;
use crate::session::Session;
use crate::state::change;
use crate::theme::{Theme, Themes};
use crate::words::{OpenTrace, POPULATIONS, Tab, TraceName, word};
use crate::zone::LOCAL_ZONE;

/// The open trace, as pages write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    trace_id: String,
    #[serde(default)]
    group: String,
    span_id: Option<String>,
}

/// Sets a property. What is undefined is as if nobody had said anything.
///
/// # Errors
///
/// A sentence that says what was expected.
pub(crate) fn set(session: Session, themes: Themes, name: &str, value: JsValue) -> Result<(), JsValue> {
    let state = session.state;
    match name {
        "theme" => change(themes.chosen, one_of(name, &value, Theme::ALL.map(|theme| (theme.name(), theme)))?),
        "zone" => change(state.zone, one_of(name, &value, [("utc", Zone::Utc), ("local", LOCAL_ZONE)])?),
        "tab" => change(state.tab, one_of(name, &value, Tab::ALL.map(|tab| (tab.name(), tab)))?),
        "population" => {
            let words = POPULATIONS.map(|population| (word(&population), population));
            change(state.population, one_of(name, &value, words)?);
        }
        "fail" => change(state.fail, one_of(name, &value, FailureRule::ALL.map(|rule| (word(&rule), rule)))?),
        "weighted" => change(state.weighs, value.is_truthy()),
        "filter" => change(state.filter, value.as_string().unwrap_or_default()),
        "selection" => change(state.selection, serde_wasm_bindgen::from_value(value)?),
        "baseline" => change(state.chosen_baseline, serde_wasm_bindgen::from_value(value)?),
        "axis" => state.choose_axis(serde_wasm_bindgen::from_value(value)?),
        "trace" => {
            let trace: Option<Named> = serde_wasm_bindgen::from_value(value)?;
            let named = trace.map(|Named { trace_id, group, span_id }| TraceName { trace_id, group, span: span_id });
            change(state.open_trace, named.map(OpenTrace::from));
        }
        _ => return Err(format!("there is no property {name}").into()),
    }
    Ok(())
}

/// The meaning of a word; of nothing, the first.
fn one_of<T: Copy, const N: usize>(
    name: &str,
    value: &JsValue,
    meanings: [(impl Into<String>, T); N],
) -> Result<T, JsValue> {
    let meanings = meanings.map(|(word, meaning)| (word.into(), meaning));
    let word = if value.is_null_or_undefined() { Some(meanings[0].0.clone()) } else { value.as_string() };
    let known = meanings.iter().find(|(known, _)| word.as_ref() == Some(known));
    known.map(|&(_, meaning)| meaning).ok_or_else(|| {
        let words = meanings.map(|(known, _)| known).join(", ");
        format!("{name} must be one of {words}").into()
    })
}
