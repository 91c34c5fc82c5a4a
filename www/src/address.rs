//! What the address of the page says: where traces come from and what is shown of them, without the traces themselves.
//!
//! It is the part after `#`, which browsers keep to themselves: `#url=…&filter=…&from=…`. Whatever a person would call "what I am
//! looking at" is in it, so that a link shows the same to somebody else. Headers never are.

mod frame;
mod pairs;

use spanlens::analysis::{Baseline, CauseKey, CauseSelection, Fate, Selection, TraceColumn, TraceListOptions};
use spanlens::store::Population;
use spanlens::units::{DurationRange, TimeRange};

use crate::words::{AFTER, BEFORE, DEFAULT_GROUP, Origin, POPULATIONS, Tab, TraceName, Zoom};
use pairs::Pairs;

pub(crate) use pairs::encoded;

/// What the address of the page says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Address {
    /// Where traces come from. Nothing said means the demo.
    pub(crate) origins: Vec<Origin>,
    pub(crate) population: Population,
    pub(crate) filter: String,
    pub(crate) hides_health: bool,
    pub(crate) zoom: Zoom,
    pub(crate) selection: Option<Selection>,
    pub(crate) baseline: Option<Baseline>,
    pub(crate) tab: Tab,
    pub(crate) counts_spans: bool,
    pub(crate) list: TraceListOptions,
    /// Two traces that are compared.
    pub(crate) compared: Option<[TraceName; 2]>,
    pub(crate) trace: Option<TraceName>,
}

const COLUMNS: [(TraceColumn, &str); 10] = [
    (TraceColumn::Start, "start"),
    (TraceColumn::Duration, "duration"),
    (TraceColumn::Spans, "spans"),
    (TraceColumn::Errors, "errors"),
    (TraceColumn::Services, "services"),
    (TraceColumn::Operation, "operation"),
    (TraceColumn::Status, "status"),
    (TraceColumn::Incomplete, "incomplete"),
    (TraceColumn::TraceId, "trace"),
    (TraceColumn::SpanId, "span"),
];

impl Address {
    /// The text after `#`. What is as it is without being said is left out.
    pub(crate) fn to_hash(&self) -> String {
        let mut pairs = Pairs::default();
        for origin in &self.origins {
            match origin {
                Origin::Demo => {}
                Origin::Url(url) => pairs.add("url", url),
                Origin::File { name, group } => pairs.add(word(&GROUPS, &group.as_str()), name),
            }
        }
        if self.population != Population::default() {
            pairs.add("unit", word(&POPULATIONS, &self.population));
        }
        if !self.filter.is_empty() {
            pairs.add("filter", &self.filter);
        }
        if self.hides_health {
            pairs.add("health", "hidden");
        }
        pairs.add_range("view", self.zoom.time.map(bounds_of_time));
        pairs.add_range("view-duration", self.zoom.durations.map(bounds_of_durations));
        if let Some(selection) = &self.selection {
            add_selection(&mut pairs, "", selection);
        }
        match &self.baseline {
            None => {}
            Some(Baseline::Rest) => pairs.add("baseline", "rest"),
            Some(Baseline::Before) => pairs.add("baseline", "before"),
            Some(Baseline::Rectangle(selection)) => {
                pairs.add("baseline", "rectangle");
                add_selection(&mut pairs, "baseline-", selection);
            }
        }
        if self.tab != Tab::default() {
            pairs.add("tab", self.tab.name());
        }
        if self.counts_spans {
            pairs.add("compare", "spans");
        }
        self.add_list(&mut pairs);
        if let Some([left, right]) = &self.compared {
            left.add(&mut pairs, "left", "left-group");
            right.add(&mut pairs, "right", "right-group");
        }
        if let Some(trace) = &self.trace {
            trace.add(&mut pairs, "trace", "group");
            if let Some(span) = &trace.span {
                pairs.add("span", span);
            }
        }
        pairs.into_text()
    }

    fn add_list(&self, pairs: &mut Pairs) {
        let TraceListOptions { column, descending, offset, .. } = self.list;
        if (column, descending) != (TraceColumn::default(), false) {
            let sign = if descending { "-" } else { "" };
            pairs.add("sort", &format!("{sign}{}", word(&COLUMNS, &column)));
        }
        if offset > 0 {
            pairs.add("offset", &offset.to_string());
        }
    }

    /// What a text after `#` says. What it says in other words than those of [`Address::to_hash`] is as if it were not said.
    pub(crate) fn from_hash(hash: &str) -> Self {
        let pairs = Pairs::of(hash);
        let urls = pairs.all("url").map(|url| Origin::Url(url.to_owned()));
        let files = GROUPS.iter().flat_map(|&(group, key)| {
            pairs.all(key).map(|name| Origin::File { name: name.to_owned(), group: group.to_owned() })
        });
        let baseline = match pairs.first("baseline") {
            Some("rest") => Some(Baseline::Rest),
            Some("before") => Some(Baseline::Before),
            Some("rectangle") => selection(&pairs, "baseline-").map(Baseline::Rectangle),
            _ => None,
        };
        let trace = TraceName::of(&pairs, "trace", "group")
            .map(|trace| TraceName { span: pairs.first("span").map(str::to_owned), ..trace });
        let compared = TraceName::of(&pairs, "left", "left-group").zip(TraceName::of(&pairs, "right", "right-group"));
        Self {
            origins: urls.chain(files).collect(),
            population: meaning(&POPULATIONS, pairs.first("unit")).unwrap_or_default(),
            filter: pairs.first("filter").unwrap_or_default().to_owned(),
            hides_health: pairs.first("health") == Some("hidden"),
            zoom: Zoom {
                time: pairs.range("view").and_then(time_of),
                durations: pairs.range("view-duration").map(durations_of),
            },
            selection: selection(&pairs, ""),
            baseline,
            tab: Tab::ALL.into_iter().find(|tab| pairs.first("tab") == Some(tab.name())).unwrap_or_default(),
            counts_spans: pairs.first("compare") == Some("spans"),
            list: list(&pairs),
            compared: compared.map(|(left, right)| [left, right]),
            trace,
        }
    }

    /// Whether another address is one step further, to which the way back should lead: not where only the place within what
    /// is shown has changed.
    pub(crate) fn is_a_step_from(&self, other: &Self) -> bool {
        let place = |address: &Self| Self {
            zoom: Zoom::default(),
            list: TraceListOptions::default(),
            trace: address.trace.clone().map(|trace| TraceName { span: None, ..trace }),
            ..address.clone()
        };
        place(self) != place(other)
    }
}

impl TraceName {
    /// Says which trace, in these keys.
    fn add(&self, pairs: &mut Pairs, id: &str, group: &str) {
        pairs.add(id, &self.trace_id);
        if self.group != DEFAULT_GROUP {
            pairs.add(group, &self.group);
        }
    }

    /// The trace that is said in these keys.
    fn of(pairs: &Pairs, id: &str, group: &str) -> Option<Self> {
        let group = pairs.first(group).unwrap_or(DEFAULT_GROUP).to_owned();
        pairs.first(id).map(|trace_id| Self { trace_id: trace_id.to_owned(), group, span: None })
    }
}

/// The groups, and the keys of their files.
const GROUPS: [(&str, &str); 3] = [(DEFAULT_GROUP, "file"), (BEFORE, "before"), (AFTER, "after")];

const FATES: [(Fate, &str); 3] =
    [(Fate::Cause, "cause"), (Fate::Recovered, "recovered"), (Fate::Asynchronous, "asynchronous")];

fn word<T: PartialEq>(words: &[(T, &'static str)], meant: &T) -> &'static str {
    words.iter().find(|(meaning, _)| meaning == meant).map_or("", |&(_, word)| word)
}

fn meaning<T: Copy>(words: &[(T, &str)], said: Option<&str>) -> Option<T> {
    words.iter().find(|&&(_, word)| Some(word) == said).map(|&(meaning, _)| meaning)
}

fn list(pairs: &Pairs) -> TraceListOptions {
    let sort = pairs.first("sort").unwrap_or_default();
    let (descending, column) = sort.strip_prefix('-').map_or((false, sort), |column| (true, column));
    let known = meaning(&COLUMNS, Some(column));
    TraceListOptions {
        column: known.unwrap_or_default(),
        descending: descending && known.is_some(),
        offset: pairs.first("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0),
        ..TraceListOptions::default()
    }
}

/// A selection, in keys with a prefix.
fn add_selection(pairs: &mut Pairs, prefix: &str, selection: &Selection) {
    let Selection { time, durations, errors_only, filter, cause, group, frame } = selection;
    pairs.add_range(&format!("{prefix}time"), time.map(bounds_of_time));
    pairs.add_range(&format!("{prefix}duration"), durations.map(bounds_of_durations));
    if *errors_only {
        pairs.add(&format!("{prefix}errors"), "only");
    }
    if let Some(filter) = filter {
        pairs.add(&format!("{prefix}where"), filter);
    }
    if let Some(CauseSelection { key: CauseKey { service, name, error_type, message }, fate }) = cause {
        pairs.add(&format!("{prefix}error"), word(&FATES, fate));
        for (key, text) in [("service", service), ("name", name), ("type", error_type), ("message", message)] {
            if !text.is_empty() {
                pairs.add(&format!("{prefix}error-{key}"), text);
            }
        }
    }
    if let Some(group) = group {
        pairs.add(&format!("{prefix}of"), group);
    }
    if let Some(frame) = frame {
        frame::add(pairs, prefix, frame);
    }
}

/// A selection that says anything.
fn selection(pairs: &Pairs, prefix: &str) -> Option<Selection> {
    let key = |name: &str| format!("{prefix}{name}");
    let selection = Selection {
        time: pairs.range(&key("time")).and_then(time_of),
        durations: pairs.range(&key("duration")).map(durations_of),
        errors_only: pairs.first(&key("errors")) == Some("only"),
        filter: pairs.first(&key("where")).map(str::to_owned),
        cause: cause(pairs, prefix),
        group: pairs.first(&key("of")).map(str::to_owned),
        frame: frame::of(pairs, prefix),
    };
    (selection != Selection::default()).then_some(selection)
}

fn cause(pairs: &Pairs, prefix: &str) -> Option<CauseSelection> {
    let fate = meaning(&FATES, pairs.first(&format!("{prefix}error")))?;
    let text = |key: &str| pairs.first(&format!("{prefix}error-{key}")).unwrap_or_default().to_owned();
    let key =
        CauseKey { service: text("service"), name: text("name"), error_type: text("type"), message: text("message") };
    Some(CauseSelection { key, fate })
}

fn bounds_of_time(TimeRange { from_ns, to_ns }: TimeRange) -> (u64, Option<u64>) {
    (from_ns, Some(to_ns))
}

fn time_of((from_ns, to_ns): (u64, Option<u64>)) -> Option<TimeRange> {
    to_ns.map(|to_ns| TimeRange { from_ns, to_ns })
}

fn bounds_of_durations(DurationRange { min_ns, max_ns }: DurationRange) -> (u64, Option<u64>) {
    (min_ns, max_ns)
}

fn durations_of((min_ns, max_ns): (u64, Option<u64>)) -> DurationRange {
    DurationRange { min_ns, max_ns }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Address {
        let selection = Selection {
            time: Some(TimeRange { from_ns: 1_773_756_000_000_000_000, to_ns: u64::MAX }),
            durations: Some(DurationRange { min_ns: 1_000_000_000, max_ns: None }),
            errors_only: true,
            filter: Some("{ span.a&b = \"x=1 #é+%\" }".to_owned()),
            cause: Some(CauseSelection {
                key: CauseKey {
                    service: "pay".to_owned(),
                    error_type: "Oops".to_owned(),
                    message: "no worker within <n> ms".to_owned(),
                    ..CauseKey::default()
                },
                fate: Fate::Recovered,
            }),
            group: Some(AFTER.to_owned()),
            frame: Some(frame::tests::in_transit()),
        };
        Address {
            origins: vec![
                Origin::Url("https://example.org/traces.json?a=1&b=2#c".to_owned()),
                Origin::File { name: "day 1/spans, all.json".to_owned(), group: DEFAULT_GROUP.to_owned() },
                Origin::File { name: "spans.json".to_owned(), group: BEFORE.to_owned() },
                Origin::File { name: "spans.json".to_owned(), group: AFTER.to_owned() },
            ],
            population: Population::Entries,
            filter: "{ status = error } && !{ name = `a|b` }".to_owned(),
            hides_health: true,
            zoom: Zoom {
                time: Some(TimeRange { from_ns: 5, to_ns: 7 }),
                durations: Some(DurationRange { min_ns: 0, max_ns: Some(9) }),
            },
            selection: Some(selection.clone()),
            baseline: Some(Baseline::Rectangle(Selection { errors_only: false, ..selection })),
            tab: Tab::Attributes,
            counts_spans: true,
            list: TraceListOptions { column: TraceColumn::Duration, descending: true, offset: 200, limit: 100 },
            compared: Some(["1", "2"].map(|digit| TraceName {
                trace_id: digit.repeat(32),
                group: format!("group {digit}"),
                span: None,
            })),
            trace: Some(TraceName {
                trace_id: "0a".repeat(16),
                group: "before".to_owned(),
                span: Some("1".repeat(16)),
            }),
        }
    }

    #[test]
    fn an_address_says_everything_and_is_understood() {
        let hash = full().to_hash();
        assert_eq!(Address::from_hash(&hash), full());
        assert_eq!(Address::from_hash(&format!("#{hash}")), full());
        let uri_safe = |c: char| c.is_ascii_alphanumeric() || "-._~/:?@!$'()*,;=&%".contains(c);
        assert!(hash.chars().all(uri_safe), "{hash}");
    }

    #[test]
    fn what_goes_without_saying_is_not_said() {
        assert_eq!(Address::default().to_hash(), "");
        assert_eq!(Address::from_hash(""), Address::default());
        let demo = Address { origins: vec![Origin::Demo], ..Address::default() };
        assert_eq!(demo.to_hash(), "");
    }

    #[test]
    fn an_address_can_be_read() {
        let address = Address {
            filter: "{ status = error }".to_owned(),
            selection: Some(Selection { time: Some(TimeRange { from_ns: 5, to_ns: 7 }), ..Selection::default() }),
            tab: Tab::Traces,
            ..Address::default()
        };
        assert_eq!(address.to_hash(), "filter=%7B%20status%20=%20error%20%7D&time=5-7&tab=traces");
    }

    #[test]
    fn nonsense_is_as_if_it_were_not_said() {
        for hash in
            ["#", "x", "=&=&&", "time=7", "time=a-b", "unit=cats&tab=&sort=-&offset=-1", "view=%F0%9F&%", "sort=-cats"]
        {
            assert_eq!(Address::from_hash(hash), Address::default(), "{hash}");
        }
    }

    #[test]
    fn a_step_is_more_than_another_place() {
        let here = full();
        let moved = Address { zoom: Zoom::default(), list: TraceListOptions::default(), ..full() };
        assert!(!moved.is_a_step_from(&here));
        assert!(Address { trace: None, ..full() }.is_a_step_from(&here));
        assert!(Address { compared: None, ..full() }.is_a_step_from(&here));
        assert!(Address { selection: None, ..full() }.is_a_step_from(&here));
    }
}
