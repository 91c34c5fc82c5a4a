//! Is what is written down about the demo true? Counted again from its text, by other means than the engine's.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::Value;
use spanlens::demo::{self, Demo, INCIDENTS, Incident, LOST_PARENTS, REPEATED_CALLS, Trouble};

/// The attributes that the answers speak of; the others are not kept.
const KEYS: [&str; 9] = [
    "app.client.build",
    "app.feature_flag.dynamic-pricing",
    "app.tenant",
    "cloud.availability_zone",
    "error.type",
    "exception.type",
    "http.route",
    "server.address",
    "service.name",
];

const CLIENT: u64 = 3;
const CONSUMER: u64 = 5;

static HOUR: LazyLock<Hour> = LazyLock::new(|| Hour::read(Demo::new()));
static CALM: LazyLock<Hour> = LazyLock::new(|| Hour::read(Demo::calm()));

#[derive(PartialEq)]
struct Span {
    parent: String,
    service: String,
    name: String,
    kind: u64,
    start_ns: u64,
    end_ns: u64,
    is_error: bool,
    links: u32,
    /// Those of the resource, the span, its events and its logs.
    attributes: Vec<(&'static str, String)>,
    /// Severities, and lines or names, in the order of the file.
    logs: Vec<(u64, String)>,
}

impl Span {
    fn has(&self, (key, value): (&str, &str)) -> bool {
        self.attributes.iter().any(|(other, text)| *other == key && text == value)
    }
}

/// The spans of a trace by their ids.
type Trace = BTreeMap<String, Span>;

#[derive(Default)]
struct Hour {
    traces: BTreeMap<String, Trace>,
    repeated: u32,
    logs: u32,
    logs_of_traces: u32,
    bytes: usize,
}

impl Hour {
    fn read(lines: Demo) -> Self {
        let mut hour = Self::default();
        let mut logs = Vec::new();
        for line in lines {
            hour.bytes += line.len();
            let line: Value = serde_json::from_slice(&line).unwrap();
            for resource in list(&line["resourceSpans"]) {
                let scopes = list(&resource["scopeSpans"]).iter();
                for span in scopes.flat_map(|scope| list(&scope["spans"])) {
                    hour.add(&resource["resource"], span);
                }
            }
            let scopes = list(&line["resourceLogs"]).iter().flat_map(|resource| list(&resource["scopeLogs"]));
            logs.extend(scopes.flat_map(|scope| list(&scope["logRecords"])).cloned());
        }
        for log in &logs {
            hour.add_log(log);
        }
        hour
    }

    /// Adds a log after all spans.
    fn add_log(&mut self, log: &Value) {
        self.logs += 1;
        let trace = self.traces.get_mut(&text(&log["traceId"])).unwrap();
        let Some(span) = trace.get_mut(&text(&log["spanId"])) else {
            self.logs_of_traces += 1;
            return;
        };
        let time_ns = number(&log["timeUnixNano"]);
        assert!((span.start_ns..=span.end_ns).contains(&time_ns), "a log of {} is not of its time", span.name);
        span.attributes.extend(known(list(&log["attributes"]).iter()));
        let said = log.get("body").map_or_else(|| text(&log["eventName"]), |body| text(&body["stringValue"]));
        span.logs.push((log["severityNumber"].as_u64().unwrap(), said));
    }

    fn add(&mut self, resource: &Value, span: &Value) {
        let trace = self.traces.entry(text(&span["traceId"])).or_default();
        let read = read_span(resource, span);
        match trace.entry(text(&span["spanId"])) {
            std::collections::btree_map::Entry::Vacant(place) => _ = place.insert(read),
            std::collections::btree_map::Entry::Occupied(place) => {
                assert!(*place.get() == read, "an id is used twice");
                self.repeated += 1;
            }
        }
    }

    fn spans(&self) -> impl Iterator<Item = &Span> {
        self.traces.values().flat_map(Trace::values)
    }

    /// The traces whose root starts in the window of an incident.
    fn window(&self, incident: &Incident) -> impl Iterator<Item = &Trace> {
        let window = incident.window;
        self.traces.values().filter(move |trace| root(trace).is_some_and(|root| window.contains(root.start_ns)))
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_str().unwrap().parse().unwrap()
}

fn read_span(resource: &Value, span: &Value) -> Span {
    let events = list(&span["events"]).iter().flat_map(|event| list(&event["attributes"]));
    let pairs = list(&resource["attributes"]).iter().chain(list(&span["attributes"])).chain(events);
    let attributes = known(pairs);
    Span {
        parent: text(&span["parentSpanId"]),
        service: attributes.iter().find(|(key, _)| *key == "service.name").unwrap().1.clone(),
        name: text(&span["name"]),
        kind: span["kind"].as_u64().unwrap(),
        start_ns: number(&span["startTimeUnixNano"]),
        end_ns: number(&span["endTimeUnixNano"]),
        is_error: span["status"]["code"] == 2,
        links: u32::try_from(list(&span["links"]).len()).unwrap(),
        attributes,
        logs: Vec::new(),
    }
}

/// Those of the attributes that the answers speak of.
fn known<'a>(pairs: impl Iterator<Item = &'a Value>) -> Vec<(&'static str, String)> {
    let of = |pair: &Value| {
        let key = KEYS.into_iter().find(|key| pair["key"] == *key)?;
        Some((key, text(&pair["value"]["stringValue"])))
    };
    pairs.filter_map(of).collect()
}

fn root(trace: &Trace) -> Option<&Span> {
    trace.values().find(|span| span.parent.is_empty())
}

fn is_failing(trace: &Trace) -> bool {
    root(trace).is_some_and(|root| root.is_error)
}

fn has(trace: &Trace, attribute: (&str, &str)) -> bool {
    trace.values().any(|span| span.has(attribute))
}

fn is_affected(incident: &Incident, trace: &Trace) -> bool {
    trace.values().any(|span| incident.operations.contains(&span.name.as_str()) && span.has(incident.attribute))
}

fn duration_ns(trace: &Trace) -> u64 {
    root(trace).map_or(0, |root| root.end_ns - root.start_ns)
}

/// How many items there are, as the answers count.
fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap()
}

/// The incident of a kind.
fn incident(trouble: Trouble) -> &'static Incident {
    INCIDENTS.iter().find(|incident| incident.trouble == trouble).unwrap()
}

#[test]
fn the_totals_are_as_written_down() {
    let orphans = HOUR
        .traces
        .values()
        .map(|trace| count(trace.values().filter(|span| !span.parent.is_empty() && !trace.contains_key(&span.parent))));
    let counted = [
        ("traces", count(HOUR.traces.values())),
        ("incomplete", count(HOUR.traces.values().filter(|trace| root(trace).is_none()))),
        ("failing", count(HOUR.traces.values().filter(|trace| is_failing(trace)))),
        ("spans", count(HOUR.spans())),
        ("repeated", HOUR.repeated),
        ("error spans", count(HOUR.spans().filter(|span| span.is_error))),
        ("orphans", orphans.sum()),
        ("links", HOUR.spans().map(|span| span.links).sum()),
        ("logs", HOUR.logs),
        ("logs of traces", HOUR.logs_of_traces),
    ];
    let written_down = [
        ("traces", demo::TRACES),
        ("incomplete", demo::INCOMPLETE),
        ("failing", demo::FAILING),
        ("spans", demo::SPANS),
        ("repeated", demo::REPEATED),
        ("error spans", demo::ERROR_SPANS),
        ("orphans", demo::ORPHANS),
        ("links", demo::LINKS),
        ("logs", demo::LOGS),
        ("logs of traces", demo::LOGS_OF_TRACES),
    ];
    assert_eq!(counted, written_down);
}

#[test]
fn the_demo_is_large_enough_to_matter_and_small_enough_to_load_at_once() {
    assert!(HOUR.traces.len() >= 20_000);
    assert!((6..=9).contains(&(HOUR.spans().count() / HOUR.traces.len())));
    assert!(HOUR.bytes <= 130_000_000, "{}", HOUR.bytes);
    assert!(HOUR.spans().map(|span| &span.service).collect::<BTreeSet<_>>().len() >= 12);
}

#[test]
fn span_ids_are_unique_beyond_their_trace() {
    let ids: BTreeSet<&String> = HOUR.traces.values().flat_map(Trace::keys).collect();
    assert_eq!(ids.len(), HOUR.spans().count());
}

#[test]
fn children_lie_within_their_parents_except_for_what_nobody_waits_for() {
    for trace in HOUR.traces.values() {
        for span in trace.values() {
            let Some(parent) = trace.get(&span.parent) else { continue };
            assert!(span.start_ns >= parent.start_ns, "{} in {}", span.name, parent.name);
            assert!(span.end_ns <= parent.end_ns || span.kind == CONSUMER, "{} in {}", span.name, parent.name);
        }
    }
}

#[test]
fn the_incidents_touch_as_many_requests_as_written_down() {
    let counted = INCIDENTS.map(|incident| {
        let affected = || HOUR.window(&incident).filter(|trace| is_affected(&incident, trace));
        let throws =
            |trace: &&Trace| incident.exception.is_some_and(|exception| has(trace, ("exception.type", exception)));
        (incident.trouble, count(affected()), count(affected().filter(throws).filter(|trace| is_failing(trace))))
    });
    assert_eq!(counted, INCIDENTS.map(|incident| (incident.trouble, incident.affected, incident.failing)));
}

/// Whether a span has a log with a line of so many bytes before and after its number.
fn logs(span: &Span, line: &str) -> bool {
    let (before, after) = line.split_once("<n>").unwrap_or((line, ""));
    span.logs.iter().any(|(_, text)| text.starts_with(before) && text.ends_with(after))
}

#[test]
fn a_line_of_an_incident_is_on_its_requests_and_on_no_others() {
    for incident in &INCIDENTS {
        let Some(line) = incident.line else { continue };
        let with = |trace: &&Trace| trace.values().any(|span| logs(span, line));
        let counted = [
            count(HOUR.traces.values().filter(with)),
            count(HOUR.window(incident).filter(with).filter(|trace| is_affected(incident, trace))),
            count(CALM.traces.values().filter(with)),
        ];
        assert_eq!(counted, [incident.affected, incident.affected, 0], "{line}");
    }
}

#[test]
fn one_exception_is_told_by_logs_alone_and_one_incident_by_warnings() {
    let quota = incident(Trouble::TenantQuota);
    let throwing = || HOUR.spans().filter(|span| span.has(("exception.type", quota.exception.unwrap())));
    assert_eq!(count(throwing()), quota.failing);
    assert!(throwing().all(|span| span.logs == [(17, "exception".to_owned())] && span.service == quota.service));
    let slow = incident(Trouble::SlowCache);
    let warned = || HOUR.spans().filter(|span| logs(span, slow.line.unwrap()));
    assert!(
        warned().all(|span| span.logs.len() == 1 && span.logs[0].0 == 13 && slow.operations.contains(&&*span.name))
    );
}

#[test]
fn other_lines_mean_nothing() {
    // Warnings, too, are on as many requests of a time as of any other.
    for line in ["cart holds a product that is no longer sold, sku-<n>", "rates are <n> s old, next update is late"] {
        let on = |minutes: &Incident| {
            let with = HOUR.window(minutes).filter(|trace| trace.values().any(|span| logs(span, line)));
            f64::from(count(with)) / f64::from(count(HOUR.window(minutes)))
        };
        let shares = INCIDENTS.each_ref().map(on);
        assert!(shares.iter().all(|&share| (0.005..0.05).contains(&share)), "{line}: {shares:?}");
    }
}

/// The traces whose root has a name, and the calls of a peer by each span of them that makes any.
fn calls_of(operation: &str, callee: &str, name: Option<&str>) -> (u32, Vec<Vec<(u64, u64)>>) {
    let of_operation = || HOUR.traces.values().filter(|trace| root(trace).is_some_and(|root| root.name == operation));
    let mut groups = Vec::new();
    for trace in of_operation() {
        let mut by_parent: BTreeMap<&str, Vec<(u64, u64)>> = BTreeMap::new();
        for span in trace.values() {
            let is_it = span.has(("server.address", callee)) && name.is_none_or(|name| span.name == name);
            if is_it && span.kind == CLIENT {
                by_parent.entry(&span.parent).or_default().push((span.start_ns, span.end_ns));
            }
        }
        groups.extend(by_parent.into_values().map(|mut calls| {
            calls.sort_unstable();
            calls
        }));
    }
    (count(of_operation()), groups)
}

/// The calls of all groups together.
fn sum(groups: &[Vec<(u64, u64)>]) -> u32 {
    groups.iter().map(|group| count(group.iter())).sum()
}

fn is_one_after_the_other(calls: &[(u64, u64)]) -> bool {
    calls.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

#[test]
fn one_operation_asks_again_and_again_and_takes_no_longer() {
    let known = REPEATED_CALLS;
    let (requests, groups) = calls_of(known.operation, known.callee, Some(known.name));
    let mut counts: Vec<usize> = groups.iter().map(Vec::len).collect();
    counts.sort_unstable();
    assert_eq!((requests, groups.len(), sum(&groups)), (known.requests, known.requests as usize, known.calls));
    assert_eq!(counts[counts.len() / 2], known.median as usize);
    assert!(groups.iter().all(|calls| calls.len() >= 5 && is_one_after_the_other(calls)));
    assert!(CALM.spans().all(|span| span.name != known.name));
}

#[test]
fn other_operations_call_as_often_at_once_or_each_thing_once() {
    const MANY: u32 = 5;
    let [at_once, job] = REPEATED_CALLS.decoys;
    let (traces, groups) = calls_of(at_once.operation, at_once.callee, None);
    assert_eq!((traces, sum(&groups)), (at_once.traces, at_once.calls));
    assert!(groups.iter().all(|calls| calls.len() >= MANY as usize && !is_one_after_the_other(calls)));
    let (traces, groups) = calls_of(job.operation, job.callee, None);
    assert_eq!((traces, sum(&groups)), (job.traces, job.calls));
    assert!(groups.iter().all(|calls| calls.len() == 1) && job.calls >= MANY * job.traces);
}

#[test]
fn one_service_lacks_parents() {
    let of_service = |hour: &'static Hour| {
        let spans = hour.traces.values().flat_map(|trace| trace.values().map(move |span| (trace, span)));
        spans.filter(|(_, span)| span.service == LOST_PARENTS.service)
    };
    let is_orphan = |(trace, span): &(&Trace, &Span)| !span.parent.is_empty() && !trace.contains_key(&span.parent);
    let counted = (count(of_service(&HOUR)), count(of_service(&HOUR).filter(is_orphan)));
    assert_eq!(counted, (LOST_PARENTS.spans, LOST_PARENTS.orphans));
    assert_eq!(of_service(&CALM).filter(is_orphan).count(), 0);
}

#[test]
fn incidents_leave_no_trace_outside_their_windows() {
    for incident in &INCIDENTS {
        let Some(exception) = incident.exception else { continue };
        let everywhere = HOUR.traces.values().filter(|trace| has(trace, ("exception.type", exception)));
        let within = HOUR.window(incident).filter(|trace| has(trace, ("exception.type", exception)));
        assert_eq!(everywhere.count(), within.count(), "{}", incident.title);
    }
}

#[test]
fn the_decoys_are_as_written_down() {
    let counted = INCIDENTS.map(|incident| {
        let crowd = || HOUR.window(&incident).filter(|trace| has(trace, incident.decoy.attribute));
        (incident.trouble, count(crowd()), count(crowd().filter(|trace| is_failing(trace))))
    });
    assert_eq!(counted, INCIDENTS.map(|incident| (incident.trouble, incident.decoy.requests, incident.decoy.failing)));
}

#[test]
fn the_time_that_an_incident_adds_is_the_difference_to_the_calm_hour() {
    let added = [Trouble::SlowCache, Trouble::RetryStorm].map(|trouble| {
        let affected = HOUR.traces.iter().filter(|(_, trace)| {
            root(trace).is_some_and(|root| incident(trouble).window.contains(root.start_ns))
                && is_affected(incident(trouble), trace)
        });
        affected.map(|(id, trace)| duration_ns(trace) - duration_ns(&CALM.traces[id])).sum::<u64>()
    });
    assert_eq!(added, [Trouble::SlowCache, Trouble::RetryStorm].map(|trouble| incident(trouble).added_ns));
}

#[test]
fn every_affected_request_waits_some_400_ms_for_the_cache() {
    let slow = incident(Trouble::SlowCache);
    let window = slow.window;
    for (id, trace) in &HOUR.traces {
        let is_touched = is_affected(slow, trace) && window.contains(root(trace).unwrap().start_ns);
        let added_ns = duration_ns(trace).saturating_sub(duration_ns(&CALM.traces[id]));
        assert!(!is_touched || (370_000_000..430_000_000).contains(&added_ns), "{added_ns}");
    }
}

#[test]
fn every_refused_call_costs_its_half_second_and_a_pause() {
    let storm = incident(Trouble::RetryStorm);
    for (id, trace) in &HOUR.traces {
        let is_refused = |span: &&Span| span.kind == CLIENT && span.has(storm.attribute);
        let refusals = u64::from(count(trace.values().filter(is_refused)));
        let added_ns = duration_ns(trace).saturating_sub(duration_ns(&CALM.traces[id]));
        let range = 630_000_000 * refusals..693_000_000 * refusals;
        assert!(refusals == 0 || range.contains(&added_ns), "{refusals} refusals, {added_ns} ns");
    }
}

#[test]
fn requests_that_no_incident_touches_are_the_same_in_the_calm_hour() {
    assert!(HOUR.traces.keys().eq(CALM.traces.keys()));
    let deadlock = incident(Trouble::RetryStorm).decoy.attribute;
    for (id, trace) in &HOUR.traces {
        let start_ns = root(trace).map_or(0, |root| root.start_ns);
        let current = INCIDENTS.iter().find(|incident| incident.window.contains(start_ns));
        if !has(trace, deadlock) && !current.is_some_and(|incident| is_affected(incident, trace)) {
            assert_eq!(duration_ns(trace), duration_ns(&CALM.traces[id]));
        }
    }
}

#[test]
fn a_rule_that_ranks_values_by_their_share_of_failures_names_the_rare_build() {
    let flag = incident(Trouble::FeatureFlag);
    let share = |attribute| {
        let crowd = || HOUR.window(flag).filter(move |trace| has(trace, attribute));
        f64::from(count(crowd().filter(|trace| is_failing(trace)))) / f64::from(count(crowd()))
    };
    assert!(share(flag.attribute) > 0.8);
    assert!(share(flag.decoy.attribute) > share(flag.attribute));
}

#[test]
fn a_rule_that_ranks_operations_by_the_growth_of_their_total_time_names_the_exports() {
    let slow = incident(Trouble::SlowCache);
    let is_export = |trace: &&Trace| has(trace, slow.decoy.attribute);
    let mean_ns = |durations: Vec<u64>| durations.iter().sum::<u64>() / durations.len() as u64;
    let burst: Vec<u64> = HOUR.window(slow).filter(is_export).map(duration_ns).collect();
    assert!(burst.iter().sum::<u64>() > 2 * slow.added_ns);

    let rest = HOUR.traces.values().filter(is_export);
    let rest = rest.filter(|trace| !slow.window.contains(root(trace).unwrap().start_ns)).map(duration_ns).collect();
    let (burst, rest) = (mean_ns(burst), mean_ns(rest));
    assert!(burst.abs_diff(rest) < rest / 8, "an export takes {burst} ns in the window and {rest} ns outside");
}

#[test]
fn a_rule_that_counts_error_spans_names_the_zone_and_not_the_tenant() {
    let quota = incident(Trouble::TenantQuota);
    let errors = || HOUR.window(quota).flat_map(Trace::values).filter(|span| span.is_error);
    let zone = errors().filter(|span| span.has(quota.decoy.attribute)).count();
    let tenant = errors().filter(|span| span.has(quota.attribute)).count();
    assert!(zone > tenant, "{zone} spans in the zone, {tenant} of the tenant");
}

#[test]
fn only_the_tenant_fails_and_only_on_one_operation() {
    let quota = incident(Trouble::TenantQuota);
    for trace in HOUR.window(quota).filter(|trace| has(trace, ("exception.type", quota.exception.unwrap()))) {
        assert!(has(trace, quota.attribute));
        assert_eq!(root(trace).unwrap().name, "POST /checkout");
    }
}

#[test]
fn a_rule_that_counts_error_spans_names_shipping_and_not_inventory() {
    let storm = incident(Trouble::RetryStorm);
    let errors = || HOUR.window(storm).flat_map(Trace::values).filter(|span| span.is_error);
    let [shipping, inventory] =
        ["shipping", "inventory"].map(|service| errors().filter(|span| span.service == service).count());
    assert!(shipping > 20 * inventory, "{shipping} and {inventory}");
}

#[test]
fn every_refused_call_is_repeated_until_it_succeeds() {
    let storm = incident(Trouble::RetryStorm);
    for trace in HOUR.window(storm) {
        for refused in trace.values().filter(|span| span.kind == CLIENT && span.has(storm.attribute)) {
            let is_retry = |span: &&Span| {
                (&span.parent, &span.service, &span.name, span.kind, span.is_error)
                    == (&refused.parent, &refused.service, &refused.name, CLIENT, false)
            };
            assert!(trace.values().filter(is_retry).any(|span| span.start_ns >= refused.end_ns));
        }
    }
}
