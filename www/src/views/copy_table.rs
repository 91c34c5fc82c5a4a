//! Buttons that copy a table.

use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::flash::flash;
use crate::export::{Format, Table, copy};
use crate::format;
use crate::session::Session;
use crate::signals::RwSignal;

/// Gives the table once it is asked for, or nothing where there is none.
pub(crate) type TableSource = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Option<Table>>>>>;

const REFUSED: &str = "The browser does not let this page copy.";
const NOTHING: &str = "There was nothing to copy.";

/// How long it is said that something was copied.
const SAID: Duration = Duration::from_secs(8);

/// Gives the text of a finding once it is asked for, or nothing where there is none.
pub(crate) type FindingSource = Rc<dyn Fn() -> Option<String>>;

/// Copies a table, and says how much of it; or what was found, for people.
#[component]
pub(crate) fn CopyTable(
    table: TableSource,
    #[prop(optional)] finding: Option<FindingSource>,
    /// What the button is called that copies what was found.
    #[prop(default = "Copy finding")]
    finding_label: &'static str,
    /// What the rows are, where there are several tables.
    #[prop(optional)]
    of: Option<&'static str>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let words = RwSignal::new(String::new());
    let finding = finding.map(|finding| {
        let start = move |_| {
            let finding = finding();
            session.spawn(async move { flash(words, told(finding).await, SAID) });
        };
        let title = "Copy what was found as Markdown, with a link to it";
        view! { <button type="button" class="quiet" title=title on:click=start>{finding_label}</button> }
    });
    let button = |table: TableSource, format: Format, label: &'static str| {
        let start = move |_| {
            let table = table();
            session.spawn(async move { flash(words, outcome(table.await, format).await, SAID) });
        };
        let name = of.map(|rows| format!("{label} of {rows}"));
        let title = format!("Copy the table as {}", format.name());
        view! { <button type="button" class="quiet" aria-label=name title=title on:click=start>{label}</button> }
    };
    view! {
        <span class="copy">
            <span role="status">{move || words.get()}</span>
            {finding}
            {button(Rc::clone(&table), Format::Csv, "Copy CSV")}
            {button(table, Format::Json, "Copy JSON")}
        </span>
    }
}

async fn told(finding: Option<String>) -> String {
    match finding {
        Some(finding) if copy(&finding).await => "Copied what was found as Markdown.".to_owned(),
        Some(_) => REFUSED.to_owned(),
        None => NOTHING.to_owned(),
    }
}

async fn outcome(table: Option<Table>, format: Format) -> String {
    match table {
        Some(table) if copy(&table.write(format)).await => copied(&table, format),
        Some(_) => REFUSED.to_owned(),
        None => NOTHING.to_owned(),
    }
}

fn copied(table: &Table, format: Format) -> String {
    let (rows, total, format) = (table.rows.len(), table.total, format.name());
    if rows == total {
        format!("Copied {} {} as {format}.", format::count(rows as u64), table.noun)
    } else {
        format!(
            "Copied the first {} of {} {} as {format}.",
            format::count(rows as u64),
            format::count(total as u64),
            table.noun
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_much_was_copied() {
        let table = |rows, total| Table { rows: vec![Vec::new(); rows], total, noun: "requests", ..Table::default() };
        assert_eq!(copied(&table(1200, 1200), Format::Csv), "Copied 1,200 requests as CSV.");
        assert_eq!(copied(&table(2, 3), Format::Json), "Copied the first 2 of 3 requests as JSON.");
    }
}
