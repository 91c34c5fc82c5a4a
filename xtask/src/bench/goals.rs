//! The goals, and how far the figures are from them.

use super::measurements::Measurements;

const ENGINE: &str = "spanlens, to a sealed store";
const JSON_PARSE: &str = "JSON.parse, to objects";
const PROST: &str = "prost, to messages";
const MIB: f64 = 1024.0 * 1024.0;

/// A goal: what it is about, the figure, and what is wanted of it.
struct Goal {
    what: &'static str,
    figure: Option<f64>,
    bound: Bound,
    unit: &'static str,
    digits: usize,
}

enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// Prints all goals for which there is a figure, with a verdict.
pub(super) fn print(
    native: &Measurements,
    [browser, questions, served, dropped, opened, scaled, live]: [&Measurements; 7],
) {
    let ratio = |input: &str, peer: &str| {
        let speed = |reader: &str| browser.median(&format!("{input}{reader}"), "MB/s");
        speed(ENGINE).zip(speed(peer)).map(|(own, other)| own / other)
    };
    let seconds = |name| dropped.median(name, "s");
    let alone = seconds("to the final heatmap");
    let gain = alone.zip(seconds("to the final heatmap, two parse workers")).map(|(alone, together)| alone / together);
    let with_logs = |what: &str, unit: &str| {
        let of = |whose: &str| native.median(&what.replace('*', whose), unit);
        of("spans with three logs each").zip(of("spans alone")).map(|(with, alone)| with / alone)
    };
    let over_scan = |what| served.median(what, "ms").zip(served.median("bare scan of the same columns", "ms"));
    let over_scan = |what| over_scan(what).map(|(all, scan)| all / scan);
    let goals = [
        goal("speed against JSON.parse alone", ratio("", JSON_PARSE), Bound::AtLeast(3.5), ("×", 2)),
        goal("protobuf: speed against prost alone", ratio("protobuf: ", PROST), Bound::AtLeast(2.0), ("×", 2)),
        goal("Jaeger: speed against JSON.parse alone", ratio("Jaeger: ", JSON_PARSE), Bound::AtLeast(3.0), ("×", 2)),
        goal(
            "a sealed span and its strings",
            browser.median("sealed store", "bytes/span"),
            Bound::AtMost(300.0),
            ("bytes", 0),
        ),
        peak("wasm memory at its peak", browser),
        measured(browser, "heatmap of 1,000,000 units", Bound::AtMost(15.0), ("ms", 1)),
        measured(browser, "filter over an attribute of 1,000,000 spans", Bound::AtMost(20.0), ("ms", 1)),
        goal(
            "a structural filter against one over an attribute",
            native
                .median("structural filter, 1,000,000 spans of demos", "ms")
                .zip(native.median("filter over an attribute, 1,000,000 spans of demos", "ms"))
                .map(|(related, plain)| related / plain),
            Bound::AtMost(3.0),
            ("×", 2),
        ),
        measured(native, "layout of a service map, 200 services and 1,000 edges", Bound::AtMost(200.0), ("ms", 1)),
        measured(questions, "flame diff with suspects, 1,000,000 spans", Bound::AtMost(250.0), ("ms", 0)),
        measured(questions, "error causes, 1,000,000 spans", Bound::AtMost(50.0), ("ms", 1)),
        measured(questions, "attribute comparison, 1,000,000 spans", Bound::AtMost(100.0), ("ms", 1)),
        measured(questions, "findings, 1,000,000 spans", Bound::AtMost(1_000.0), ("ms", 0)),
        measured(questions, "findings: longest step, 1,000,000 spans", Bound::AtMost(8.0), ("ms", 1)),
        measured(questions, "findings of one operation: longest step, 1,000,000 spans", Bound::AtMost(8.0), ("ms", 1)),
        goal(
            "on a server: heatmap against the bare scan",
            over_scan("heatmap with percentile lines"),
            Bound::AtMost(1.5),
            ("×", 2),
        ),
        goal("on a server: overview against the bare scan", over_scan("overview"), Bound::AtMost(1.5), ("×", 2)),
        goal("1 GB dropped to final heatmap", alone, Bound::AtMost(3.0), ("s", 2)),
        goal(
            "largest gap between frames meanwhile",
            dropped.median("largest gap between frames", "ms"),
            Bound::AtMost(50.0),
            ("ms", 0),
        ),
        goal("times as fast with two parse workers", gain, Bound::AtLeast(1.35), ("×", 2)),
        peak("wasm memory at its peak, 1 GB", dropped),
        peak("wasm memory at its peak, 10,000,000 spans", scaled),
        measured(opened, "a trace of 100,000 spans to its first paint", Bound::AtMost(100.0), ("ms", 0)),
        measured(opened, "largest gap while it is scrolled", Bound::AtMost(50.0), ("ms", 0)),
        measured(opened, "largest gap while it is collapsed and expanded", Bound::AtMost(50.0), ("ms", 0)),
        goal(
            "natively: speed with logs against spans alone",
            with_logs("*: spanlens, to a sealed store", "MB/s"),
            Bound::AtLeast(2.0 / 3.0),
            ("×", 2),
        ),
        goal(
            "natively: attribute comparison with logs against without",
            with_logs("attribute comparison, *", "ms"),
            Bound::AtMost(2.0),
            ("×", 2),
        ),
    ];
    println!("\n  {:66} {:>20} {:>20}", "goals, in Chromium", "wanted", "median");
    for Goal { what, figure, bound, unit, digits } in goals.into_iter().chain(of_live(live)) {
        let Some(figure) = figure else { continue };
        let (wanted, met) = match bound {
            Bound::AtLeast(least) => (format!("≥ {least:.digits$} {unit}"), figure >= least),
            Bound::AtMost(most) => (format!("≤ {most:.digits$} {unit}"), figure <= most),
        };
        let verdict = if met { "met" } else { "MISSED" };
        println!("  {what:66} {wanted:>20} {:>20}  {verdict}", format!("{figure:.digits$} {unit}"));
    }
}

/// The goals for live spans.
fn of_live(live: &Measurements) -> [Goal; 4] {
    let tab = |when| live.median(when, "MB");
    let tab_growth = tab("memory of the tab at the end").zip(tab("memory of the tab when the window is full"));
    let named = |what, figure, most| goal(what, live.median(figure, "ms"), Bound::AtMost(most), ("ms", 0));
    [
        goal(
            "live: memory of the tab at the end against that of a full window",
            tab_growth.map(|(end, full)| end / full),
            Bound::AtMost(1.1),
            ("×", 2),
        ),
        named("live: largest gap between frames", "largest gap between frames", 50.0),
        named("live: longest task of the page, processor time", "longest task of the page, processor time", 50.0),
        named("live: age of the oldest answer", "age of the oldest answer", 3_000.0),
    ]
}

fn goal(what: &'static str, figure: Option<f64>, bound: Bound, (unit, digits): (&'static str, usize)) -> Goal {
    Goal { what, figure, bound, unit, digits }
}

/// A goal for a figure of the same name.
fn measured(figures: &Measurements, what: &'static str, bound: Bound, unit: (&'static str, usize)) -> Goal {
    goal(what, figures.median(what, unit.0), bound, unit)
}

/// At most 1.15 times the store and 64 MiB.
fn peak(what: &'static str, measured: &Measurements) -> Goal {
    let store = measured.median("sealed store", "bytes").unwrap_or_default();
    let peak = measured.median("wasm memory at its peak", "bytes").map(|bytes| bytes / MIB);
    goal(what, peak, Bound::AtMost(1.15 * store / MIB + 64.0), ("MiB", 0))
}
