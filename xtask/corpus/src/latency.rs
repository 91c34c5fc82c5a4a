//! A fault with a known place: a fault-free minute of a shop, and one in which the network of one of its services is slow.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use spanlens::analysis::{
    Attribution, FlameDiff, FlameDiffOptions, FlameGraphOptions, FrameMarks, LatencyDiff, latency_diff,
};
use spanlens::ingest::FileReader;
use spanlens::store::{RowSet, Store, StoreBuilder};

/// The files, each in the group that it is compared as.
pub(super) const FILES: [(&str, &str); 2] = [
    ("nezha/ob_2022-08-23_14_31.otlp.json", "faulty"),
    ("nezha/ob_faultfree_2022-08-23_17_00.otlp.json", "fault-free"),
];
/// Where the fault was injected, and who calls it most.
pub(super) const FAULTY: &str = "productcatalogservice";
const CALLER: &str = "frontend";

/// Compares the two minutes, where the folder has them. Gives what was found, and whether it is as it should be.
///
/// # Errors
///
/// If a file cannot be read.
pub(super) fn compare(folder: &Path) -> Result<Vec<(String, bool)>> {
    if FILES.iter().any(|(file, _)| !folder.join(file).exists()) {
        return Ok(Vec::new());
    }
    let store = read(folder)?;
    let [faulty, fault_free] = ["faulty", "fault-free"].map(|group| requests_of(&store, group));
    let compare = |selection: &RowSet, baseline: &RowSet, attribution| {
        let graph = FlameGraphOptions { attribution, ..FlameGraphOptions::default() };
        latency_diff(&store, selection, baseline, &FlameDiffOptions { graph, ..FlameDiffOptions::default() })
    };
    let waited = compare(&faulty, &fault_free, Attribution::CriticalPath)?;
    let ran = compare(&faulty, &fault_free, Attribution::Shared)?;
    let halves = halves(&fault_free);
    let calm = compare(&halves[0], &halves[1], Attribution::CriticalPath)?;
    let mut findings = vec![first_contributor(&waited), first_contributor(&ran), sums(&ran), suspects(&waited)];
    findings.extend([colours(&waited), colours(&ran), nobody(&calm)]);
    Ok(findings)
}

fn read(folder: &Path) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    for (file, group) in FILES {
        let bytes = fs::read(folder.join(file)).with_context(|| file.to_owned())?;
        let mut reader = FileReader::new(builder.add_source(file, group));
        reader.push(&mut builder, &bytes)?;
        let report = reader.finish(&mut builder);
        ensure!(report.fault.is_none(), "{file} cannot be read to its end");
    }
    Ok(builder.seal())
}

fn requests_of(store: &Store, group: &str) -> RowSet {
    let mut requests = RowSet::empty(store.spans().len());
    let is_of = |trace| store.sources().groups()[store.traces().group(trace) as usize] == group;
    let rows = store.requests().iter().filter(|&unit| is_of(store.spans().trace(unit)));
    rows.for_each(|unit| requests.insert(unit));
    requests
}

/// The earlier ones, and the later ones.
fn halves(rows: &RowSet) -> [RowSet; 2] {
    let mut halves = [0, 1].map(|_| RowSet::empty(rows.universe()));
    let half = rows.count() as usize / 2;
    rows.iter().enumerate().for_each(|(at, unit)| halves[usize::from(at >= half)].insert(unit));
    halves
}

fn ms(ns: f64) -> f64 {
    ns / 1e6
}

fn first_contributor(LatencyDiff { flames, .. }: &LatencyDiff) -> (String, bool) {
    let Some(&first) = flames.contributors.first() else { return ("no contributor".to_owned(), false) };
    let (frames, at) = (&flames.frames, first as usize);
    let self_ns = flames.deltas.self_ns[at];
    let text = format!(
        "first contributor: {} → {}, {:+.1} of {:+.1} ms",
        frames.service(at),
        frames.callee(at).unwrap_or("nobody"),
        ms(self_ns),
        ms(flames.delta_mean_ns)
    );
    let is_known = (frames.service(at), frames.callee(at)) == (CALLER, Some(FAULTY));
    (text, is_known && self_ns > 0.9 * flames.delta_mean_ns)
}

/// Numbers that were found before by other means: the means, the change, the mix effect and what really got faster.
fn sums(LatencyDiff { flames, .. }: &LatencyDiff) -> (String, bool) {
    let deltas = &flames.deltas;
    let is_convert = |&frame: &usize| {
        flames.frames.callee(frame).is_some() && flames.frames.name(frame) == "hipstershop.CurrencyService/Convert"
    };
    let convert = (0..flames.frames.len()).filter(is_convert).map(|frame| deltas.self_ns[frame]).sum::<f64>();
    let change = |&first: &u32| flames.selection.self_ns[first as usize] - flames.baseline.self_ns[first as usize];
    let first = flames.contributors.first().map_or(0.0, change);
    let (before, after) = (flames.baseline_mean_ns, flames.selection_mean_ns);
    let sums = [before, after, flames.delta_mean_ns, first, flames.mix_ns, convert].map(ms);
    let expected = [(219.0, 0.5), (704.0, 0.5), (484.4, 0.05), (461.5, 0.05), (-9.2, 0.05), (-40.6, 0.05)];
    let holds = sums.iter().zip(expected).all(|(sum, (expected, within))| (sum - expected).abs() <= within);
    let added = deltas.self_ns.iter().sum::<f64>() + flames.mix_ns - flames.delta_mean_ns;
    (
        format!("shared: mean, change, first, mix, conversions: {sums:.1?} ms"),
        holds && added.abs() < 1e-9 * flames.delta_mean_ns,
    )
}

fn suspects(LatencyDiff { suspects, .. }: &LatencyDiff) -> (String, bool) {
    let texts: Vec<String> = (suspects.suspects.iter().take(4))
        .map(|suspect| format!("{} {:.1} ({:+.1})", suspect.service, ms(suspect.certain_ns), ms(suspect.expected_ns)))
        .collect();
    let holds = match &suspects.suspects[..] {
        [first, others @ ..] => {
            first.service == FAULTY && others.iter().all(|other| other.certain_ns <= 0.1 * first.certain_ns)
        }
        [] => false,
    };
    (format!("suspects, at least, in ms: {}", texts.join(", ")), holds)
}

/// Is anything painted as faster that takes longer, per request and per call?
fn colours(LatencyDiff { flames, .. }: &LatencyDiff) -> (String, bool) {
    let FlameDiff { selection, baseline, deltas, .. } = flames;
    let is_wrong = |&frame: &usize| {
        let (after_ns, before_ns) = (selection.total_ns[frame], baseline.total_ns[frame]);
        let is_slower = after_ns > before_ns && after_ns * baseline.calls[frame] > before_ns * selection.calls[frame];
        is_slower && deltas.total_ns[frame] < 0.0 && FrameMarks(deltas.marks[frame]).contains(FrameMarks::CLEAR)
    };
    let wrong = (0..flames.frames.len()).filter(is_wrong).count();
    (format!("{wrong} of {} frames got slower and look faster", flames.frames.len()), wrong == 0)
}

fn nobody(LatencyDiff { flames, suspects, .. }: &LatencyDiff) -> (String, bool) {
    let most = suspects.suspects.iter().map(|suspect| suspect.certain_ns).fold(0.0, f64::max);
    let share = 100.0 * most / flames.baseline_mean_ns;
    (format!("two halves without a fault: somebody is named for {share:.2} % of the mean"), share <= 2.0)
}
