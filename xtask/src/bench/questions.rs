//! What is asked about many spans: how long it takes as their number grows, and how long others take.

use super::measurements::Measurements;

/// The questions, as they are called where they are measured.
const QUESTIONS: [&str; 7] = [
    "error causes",
    "attribute comparison",
    "flame diff with suspects",
    "findings",
    "findings: longest step",
    "findings of one operation",
    "findings of one operation: longest step",
];
const GROWTH: [&str; 3] = ["100,000 spans", "1,000,000 spans", "4,000,000 spans"];

/// Prints how long this engine takes in the browser, by the number of spans.
pub(super) fn print_growth(browser: &Measurements) {
    let cells = |question: &str| GROWTH.map(|spans| browser.cell(&format!("{question}, {spans}"), "ms", 1));
    print("growth, half selected, Chromium, ms", GROWTH, cells);
}

/// Prints what everybody takes for a million spans.
pub(super) fn print_peers(native: &Measurements, browser: &Measurements, databases: &Measurements) {
    let columns = [
        ("native", native, "1,000,000 spans"),
        ("Chromium", browser, "1,000,000 spans"),
        ("JavaScript, Chromium", browser, "JavaScript"),
        ("ClickHouse", databases, "ClickHouse"),
        ("DuckDB", databases, "DuckDB"),
    ];
    let cells =
        |question: &str| columns.map(|(_, measured, who)| measured.cell(&format!("{question}, {who}"), "ms", 1));
    print("1,000,000 spans, half selected, ms", columns.map(|(title, ..)| title), cells);
}

/// Prints a table with a row for each question, if there is a figure in it.
fn print<const N: usize>(title: &str, columns: [&str; N], cells: impl Fn(&str) -> [String; N]) {
    let rows = QUESTIONS.map(|question| (question, cells(question)));
    let measured = rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| cell != "–"));
    let rows: Vec<(&str, [String; N])> = measured.collect();
    if rows.is_empty() {
        return;
    }
    println!("\n  {title:40}{}", columns.map(|column| format!("{column:>25}")).concat());
    for (question, cells) in rows {
        println!("  {question:40}{}", cells.map(|cell| format!("{cell:>25}")).concat());
    }
}
