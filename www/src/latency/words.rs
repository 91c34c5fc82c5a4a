//! What is said about latency.

use spanlens::analysis::{FlameDiff, FrameMarks, RowKind, RowName, Suspect, SuspectRow, Suspects};

use super::{Latency, Tree};
use crate::format::{self, service_name};

/// What is said first: who made units slower, and how sure that is; then what the mean did. `nouns` are the words for one unit and
/// for many.
pub(crate) fn headline(latency: &Latency, nouns: (&str, &str)) -> (String, String) {
    let (one, many) = nouns;
    let mean = format::mean_duration(latency.whole_ns(Tree::Within));
    match (latency.diff().zip(latency.suspects()), latency.units()) {
        (Some((diff, suspects)), _) => (verdict(suspects, one), means(diff, nouns)),
        (None, (0, _)) => {
            (format!("There are no {many} here."), format!("Choose a part of the heatmap that has some {many}."))
        }
        (None, (_, Some(_))) => (
            format!("There are no {many} to compare with."),
            format!("This is where the {mean} of the selected {many} go. Choose another baseline to see what changed."),
        ),
        (None, (units, None)) => (
            format!("A {one} takes {mean} on average."),
            format!(
                "This is where that time goes, over {}. Select slow ones in the heatmap to see what made them slow.",
                format::counted(units, one, many)
            ),
        ),
    }
}

/// The first suspect, or that there is none.
fn verdict(suspects: &Suspects, one: &str) -> String {
    let delta_ns = suspects.delta_mean_ns;
    let delta = format::signed_duration(delta_ns);
    match suspects.suspects.first() {
        Some(first) if first.certain_ns > 0.0 => {
            let certain = format::mean_duration(first.certain_ns);
            let name = service_name(&first.service);
            if first.certain_ns <= delta_ns {
                format!("{name}: at least {certain} of the {delta} per {one}.")
            } else {
                format!("{name}: at least +{certain} per {one}, while the mean changed by {delta}.")
            }
        }
        _ => {
            let likely = suspects.suspects.iter().max_by(|a, b| a.expected_ns.total_cmp(&b.expected_ns));
            let likely =
                likely.filter(|likely| likely.expected_ns > 0.0).map(|Suspect { service, expected_ns, .. }| {
                    format!(
                        " Most likely is {}, with {}.",
                        service_name(service),
                        format::signed_duration(*expected_ns)
                    )
                });
            format!("Nothing certain: no service is slower than chance explains.{}", likely.unwrap_or_default())
        }
    }
}

/// The means of both sides, and what the mix of units has to do with it.
fn means(diff: &FlameDiff, (one, many): (&str, &str)) -> String {
    let FlameDiff { selection_mean_ns, baseline_mean_ns, delta_mean_ns, mix_ns, .. } = diff;
    let mix = match format::signed_duration(*mix_ns) {
        zero if zero == "0" => String::new(),
        mix => format!(" {mix} of that is the mix of {many}: other ones than in the baseline, not slower ones."),
    };
    format!(
        "The mean {one} takes {}, in the baseline {}: {}.{mix}",
        format::mean_duration(*selection_mean_ns),
        format::mean_duration(*baseline_mean_ns),
        format::signed_duration(*delta_mean_ns)
    )
}

/// What the tab is called.
pub(crate) fn tab_title(latency: Option<&Latency>) -> String {
    let first = latency.and_then(Latency::suspects).and_then(|suspects| suspects.suspects.first());
    match first.filter(|first| first.certain_ns > 0.0) {
        Some(first) => {
            format!("Latency: {} {}", service_name(&first.service), format::signed_duration(first.expected_ns))
        }
        None => "Latency".to_owned(),
    }
}

/// What a frame is called: `cart GET /cart`, `cart → cart-redis, in transit`.
pub(crate) fn frame_title(latency: &Latency, frame: u32) -> String {
    let (frames, at) = (latency.frames(), frame as usize);
    let service = service_name(frames.service(at));
    match frames.callee(at) {
        Some(callee) => format!("{service} → {callee}, in transit"),
        None => format!("{service} {}", frames.name(at)),
    }
}

/// Where a frame is, beside its title: `of HGETALL in gateway GET /cart`. Empty for the outermost ones.
pub(crate) fn frame_place(latency: &Latency, frame: u32) -> String {
    let (frames, at) = (latency.frames(), frame as usize);
    let call = frames.callee(at).map(|_| format!("of {}", frames.name(at)));
    let outermost = std::iter::successors(frames.parent(at), |&frame| frames.parent(frame)).last();
    let unit = outermost.map(|root| format!("in {} {}", service_name(frames.service(root)), frames.name(root)));
    [call, unit].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A mean number of calls.
fn calls(number: f64) -> String {
    let number = format::mean_count(number);
    let noun = if number == "1" { "call" } else { "calls" };
    format!("{number} {noun}")
}

/// What there is to say of a frame, in a few words each, its title first.
pub(crate) fn frame_lines(latency: &Latency, frame: u32, tree: Tree, one: &str) -> Vec<String> {
    let (at, times) = (frame as usize, latency.times());
    let baseline = latency.diff().map(|diff| &diff.baseline);
    let (totals, own) = match tree {
        Tree::Within => (&times.total_ns, &times.self_ns),
        Tree::Outside => (&times.outside_total_ns, &times.outside_self_ns),
    };
    let base = baseline.map(|times| match tree {
        Tree::Within => (times.total_ns[at], times.self_ns[at]),
        Tree::Outside => (times.outside_total_ns[at], times.outside_self_ns[at]),
    });
    let mut lines = vec![frame_title(latency, frame)];
    lines.extend(latency.frames().callee(at).map(|_| format!("of calls {}", latency.frames().name(at))));
    if let Some(change) = latency.change(frame, tree) {
        let chance = if change.is_clear() || change.ns == 0.0 { "" } else { ", which may be chance" };
        let (ns, error) = (format::signed_duration(change.ns), format::mean_duration(change.error_ns));
        lines.push(format!("{ns} ± {error} per {one}{chance}"));
    }
    let beside = |text: Option<String>| text.map_or_else(String::new, |text| format!(", baseline {text}"));
    lines.push(format!(
        "{} per {one}{}",
        format::mean_duration(totals[at]),
        beside(base.map(|(total_ns, _)| format::mean_duration(total_ns)))
    ));
    lines.push(format!(
        "own time {}{}",
        format::mean_duration(own[at]),
        beside(base.map(|(_, own_ns)| format::mean_duration(own_ns)))
    ));
    lines.push(format!(
        "{} per {one}{}",
        calls(times.calls[at]),
        beside(baseline.map(|times| format::mean_count(times.calls[at])))
    ));
    let per_call = |total_ns: f64, calls: f64| {
        if calls > 0.0 { format::mean_duration(total_ns / calls) } else { "–".to_owned() }
    };
    lines.push(format!(
        "{} per call{}",
        per_call(totals[at], times.calls[at]),
        beside(base.zip(baseline).map(|((total_ns, _), times)| per_call(total_ns, times.calls[at])))
    ));
    if latency.has_mark(frame, FrameMarks::NEW) {
        lines.push("new: the baseline does not have it".to_owned());
    }
    if latency.has_mark(frame, FrameMarks::GONE) {
        lines.push("gone: only the baseline has it".to_owned());
    }
    lines
}

/// What a row of the evidence is about.
pub(crate) fn row_title(row: &SuspectRow) -> String {
    let SuspectRow { service, name, callee, callee_name, .. } = row;
    title((service, name), callee.as_deref(), callee_name.as_deref())
}

/// What a row is called.
pub(super) fn row_name(row: &RowName) -> String {
    let RowName { service, name, callee, callee_name, .. } = row;
    title((service, name), callee.as_deref(), callee_name.as_deref())
}

fn title((service, name): (&str, &str), callee: Option<&str>, callee_name: Option<&str>) -> String {
    let own = format!("{} {name}", service_name(service));
    match (callee, callee_name) {
        (Some(callee), Some(callee_name)) => format!("{own} → {} {callee_name}", service_name(callee)),
        (Some(callee), None) => format!("{own} → {}", service_name(callee)),
        (None, _) => own,
    }
}

/// What the time of a row was spent on.
pub(crate) fn kind_name(kind: RowKind) -> &'static str {
    match kind {
        RowKind::OwnTime => "own time",
        RowKind::Request => "request leg",
        RowKind::Response => "response leg",
        RowKind::Wire => "wire",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{compared, plain};
    use super::*;

    const NOUNS: (&str, &str) = ("request", "requests");

    #[test]
    fn the_first_suspect_is_named_with_what_is_certain() {
        let (lead, facts) = headline(&compared(), NOUNS);
        assert!(lead.starts_with("cart: at least ") && lead.ends_with(" of the +100 ms per request."), "{lead}");
        assert_eq!(facts, "The mean request takes 131 ms, in the baseline 31 ms: +100 ms.");
        assert_eq!(tab_title(Some(&compared())), "Latency: cart +100 ms");
    }

    #[test]
    fn without_a_baseline_it_is_said_where_the_time_goes() {
        let (lead, facts) = headline(&plain(), NOUNS);
        assert_eq!(lead, "A request takes 131 ms on average.");
        assert!(facts.contains("over 4 requests"), "{facts}");
        assert_eq!(tab_title(Some(&plain())), "Latency");
    }

    #[test]
    fn empty_sides_are_sentences() {
        let none = Latency::Graph(Box::default());
        assert_eq!(headline(&none, NOUNS).0, "There are no requests here.");
        let Latency::Diff(mut diff) = compared() else { panic!("it is a difference") };
        diff.flames.baseline_units = 0;
        assert_eq!(headline(&Latency::Diff(diff), NOUNS).0, "There are no requests to compare with.");
    }

    #[test]
    fn nothing_certain_is_an_answer() {
        let Latency::Diff(mut diff) = compared() else { panic!("it is a difference") };
        diff.suspects.suspects.truncate(1);
        diff.suspects.suspects[0].certain_ns = 0.0;
        let latency = Latency::Diff(diff);
        let (lead, _) = headline(&latency, NOUNS);
        assert_eq!(
            lead,
            "Nothing certain: no service is slower than chance explains. Most likely is cart, with +100 ms."
        );
        assert_eq!(tab_title(Some(&latency)), "Latency");
    }

    #[test]
    fn a_frame_is_told_with_both_sides() {
        let latency = compared();
        let lines = frame_lines(&latency, 2, Tree::Within, "request");
        assert_eq!(lines[0], "cart get");
        assert_eq!(frame_place(&latency, 2), "in shop GET /");
        assert_eq!(frame_place(&latency, 3), "of get in shop GET /");
        assert_eq!(frame_place(&latency, 0), "");
        assert!(lines[1].starts_with("+100 ms ± ") && lines[1].ends_with(" per request"), "{lines:?}");
        assert_eq!(
            lines[2..],
            [
                "110 ms per request, baseline 10 ms",
                "own time 110 ms, baseline 10 ms",
                "1 call per request, baseline 1",
                "110 ms per call, baseline 10 ms",
            ]
        );
    }
}
