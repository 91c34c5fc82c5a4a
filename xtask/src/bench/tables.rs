//! Figures side by side.

use std::fs;

use anyhow::{Context, Result};

use super::measurements::Measurements;

/// Reading, by everybody.
pub(super) fn print_speeds(native: &Measurements, browser: &Measurements) {
    let mut names: Vec<&str> = native.names("MB/s").collect();
    names.extend(browser.names("MB/s").filter(|name| native.names("MB/s").all(|known| known != *name)));
    if !names.is_empty() {
        print_row("reading, MB/s", ["native", "Chromium"].map(str::to_owned));
        for name in names {
            print_row(name, [native, browser].map(|from| from.cell(name, "MB/s", 0)));
        }
    }
}

/// What else there is to know of this engine.
pub(super) fn print_details(native: &Measurements, browser: &Measurements) {
    const DETAILS: [(&str, &str, usize); 15] = [
        ("sealing, which is part of it", "ms", 0),
        ("sealed store", "bytes/span", 0),
        ("heatmap of all spans", "ms", 1),
        ("heatmap of 1,000,000 units", "ms", 1),
        ("filter over an attribute of 1,000,000 spans", "ms", 1),
        ("filter over an attribute, 1,000,000 spans of demos", "ms", 1),
        ("structural filter, 1,000,000 spans of demos", "ms", 1),
        ("service map, 1,000,000 spans", "ms", 0),
        ("layout of a service map, 200 services and 1,000 edges", "ms", 1),
        ("calls, 1,000,000 spans", "ms", 0),
        ("a log in memory, with its text", "bytes/log", 0),
        ("first attribute comparison, spans alone", "ms", 0),
        ("first attribute comparison, spans with three logs each", "ms", 0),
        ("attribute comparison, spans alone", "ms", 0),
        ("attribute comparison, spans with three logs each", "ms", 0),
    ];
    let measured = |name: &str, unit: &str| [native, browser].iter().any(|from| from.median(name, unit).is_some());
    if DETAILS.iter().any(|(name, unit, _)| measured(name, unit)) {
        print_row("this engine", ["native", "Chromium"].map(str::to_owned));
    }
    for (name, unit, digits) in DETAILS.into_iter().filter(|(name, unit, _)| measured(name, unit)) {
        print_row(&format!("{name}, {unit}"), [native, browser].map(|from| from.cell(name, unit, digits)));
    }
}

/// What was done on the page, under a title.
pub(super) fn print_on_page(title: &str, measured: &Measurements) {
    let units = ["s", "ms", "MB/s", "MB", "bytes", "spans", "rows read", "bytes sent"];
    if units.iter().any(|unit| measured.names(unit).next().is_some()) {
        println!("\n  {title}");
    }
    for unit in units {
        for name in measured.names(unit) {
            let figures = measured.cell(name, unit, if unit == "s" { 2 } else { 0 });
            println!("  {:52} {figures:>26}", format!("{name}, {unit}"));
        }
    }
}

fn print_row(name: &str, [native, browser]: [String; 2]) {
    let line_before = if native == "native" { "\n" } else { "" };
    println!("{line_before}  {name:52} {native:>20} {browser:>20}");
}

/// The size of a file in MB of 10⁶ bytes.
#[expect(clippy::cast_precision_loss, reason = "no file has 2^52 bytes")]
pub(super) fn megabytes(path: &str) -> Result<f64> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {path}"))?;
    Ok(metadata.len() as f64 / 1e6)
}
