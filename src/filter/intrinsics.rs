//! What a span has beside attributes, made ready.

use super::bits::{Bits, GrowingBits};
use super::condition::{Condition, Operator};
use super::derived::{since_start, span_id_text, trace_duration_ns, trace_id_text};
use super::field::Intrinsic;
use super::literal::Literal;
use super::nested_set::NestedSets;
use super::predicate::Predicate;
use crate::store::{Link, Log, RowSet, SpanRow, Store, Sym, TraceRow};
use crate::units::{Severity, SpanId, SpanKind, StatusCode};

/// Makes a condition on an intrinsic ready.
pub(super) fn test(intrinsic: Intrinsic, condition: &Condition, store: &Store) -> Predicate {
    let spans = store.spans();
    let holds = |sym| condition.holds_for_text(store.text(sym));
    let equals = |literal| condition.holds_for_equal(condition.literal == literal);
    match intrinsic {
        Intrinsic::Name => Predicate::Name(matching_names(store, holds)),
        Intrinsic::Status => Predicate::Status(StatusCode::ALL.map(|status| equals(Literal::Status(status)))),
        Intrinsic::Kind => Predicate::Kind(SpanKind::ALL.map(|kind| equals(Literal::Kind(kind)))),
        Intrinsic::StatusMessage => matching_messages(store, holds),
        Intrinsic::Duration => Predicate::Duration(condition.clone()),
        Intrinsic::TraceDuration => traces(store, |trace| condition.holds_for_number(trace_duration_ns(store, trace))),
        Intrinsic::RootName => traces(store, |trace| holds(spans.name(head(store, trace)))),
        Intrinsic::RootServiceName => traces(store, |trace| holds(store.service(head(store, trace)))),
        Intrinsic::TraceId => {
            let condition = with_padded_id(condition, 32);
            traces(store, |trace| condition.holds_for_text(&trace_id_text(store.traces().id(trace))))
        }
        Intrinsic::ChildCount => {
            matching(store, |span| condition.holds_for_number(store.children(span).map(|_| 1).sum::<i128>()))
        }
        Intrinsic::NestedSetParent if tells_heads_only(condition) => {
            let [of_heads, of_others] = [-1, 0].map(|number| condition.holds_for_number(number));
            let heads = if of_heads == of_others { RowSet::empty(spans.len()) } else { store.requests().clone() };
            Predicate::Span(heads).negated_if(of_others)
        }
        Intrinsic::NestedSetLeft | Intrinsic::NestedSetRight | Intrinsic::NestedSetParent => {
            let sets = NestedSets::new(store);
            matching(store, |span| condition.holds_for_number(sets.number(intrinsic, store, span)))
        }
        Intrinsic::EventTimeSinceStart => Predicate::owned(store, store.events(), |span, event| {
            condition.holds_for_number(since_start(store, span, event))
        }),
        Intrinsic::LinkTraceId => linked(store, &with_padded_id(condition, 32), |link| trace_id_text(link.trace_id)),
        Intrinsic::LinkSpanId => linked(store, &with_padded_id(condition, 16), |link| span_id_text(link.span_id)),
        Intrinsic::SpanId => matching_ids(store, condition, |span| spans.span_id(span)),
        Intrinsic::ParentId => matching_ids(store, condition, |span| spans.parent_id(span)),
        Intrinsic::EventName => match condition.asks_presence() {
            Some(presence) => Predicate::owners(store, store.events(), |_| true).negated_if(!presence),
            None => Predicate::owners(store, store.events(), |event| holds(event.name)),
        },
        Intrinsic::EventSeverity => {
            let is_said = |log: Log| log.severity != Severity::NONE;
            match condition.asks_presence() {
                Some(presence) => Predicate::logs(store, is_said).negated_if(!presence),
                None => Predicate::logs(store, |log| is_said(log) && condition.holds_for_severity(log.severity)),
            }
        }
        // Their values are looked for before.
        Intrinsic::EventBody | Intrinsic::EventLine => Predicate::Span(RowSet::empty(spans.len())),
        Intrinsic::InstrumentationName => Predicate::scopes(store, |scope| holds(store.scopes().name(scope))),
        Intrinsic::InstrumentationVersion => Predicate::scopes(store, |scope| holds(store.scopes().version(scope))),
    }
}

/// Whether a condition on the number of the parent, which is −1 for heads of requests, cannot tell apart 0 and all above.
fn tells_heads_only(condition: &Condition) -> bool {
    matches!(condition.literal, Literal::Int(literal) if literal <= 0)
        && condition.holds_for_number(0) == condition.holds_for_number(1)
}

/// The spans for which something holds. O(spans).
fn matching(store: &Store, is_right: impl Fn(SpanRow) -> bool) -> Predicate {
    let mut right = RowSet::empty(store.spans().len());
    (0..store.spans().len()).map(SpanRow).filter(|&span| is_right(span)).for_each(|span| right.insert(span));
    Predicate::Span(right)
}

/// The spans with a link that has a right id.
fn linked(store: &Store, condition: &Condition, id: impl Fn(&Link) -> String) -> Predicate {
    match condition.asks_presence() {
        Some(presence) => Predicate::owners(store, store.links(), |_| true).negated_if(!presence),
        None => Predicate::owners(store, store.links(), |link| condition.holds_for_text(&id(link))),
    }
}

fn traces(store: &Store, is_right: impl Fn(TraceRow) -> bool) -> Predicate {
    Predicate::Trace(Bits::of(store.traces().len() as usize, |row| is_right(TraceRow(row))))
}

/// The head of the first request of a trace.
fn head(store: &Store, trace: TraceRow) -> SpanRow {
    SpanRow(store.traces().spans(trace).start)
}

/// The right ones among the names of spans. Each is looked at once. O(spans).
fn matching_names(store: &Store, is_right: impl Fn(Sym) -> bool) -> Bits {
    let none = || GrowingBits::new(store.strings().len());
    let (mut seen, mut right) = (none(), none());
    for span in (0..store.spans().len()).map(SpanRow) {
        let name = store.spans().name(span);
        if !seen.contains(name.0) {
            seen.insert(name.0);
            if is_right(name) {
                right.insert(name.0);
            }
        }
    }
    right.finish()
}

fn matching_messages(store: &Store, is_right: impl Fn(Sym) -> bool) -> Predicate {
    let messages = store.spans().status_messages();
    // The spans without a message are those with an empty one.
    if is_right(Sym::EMPTY) {
        Predicate::owners(store, messages, |&message| !is_right(message)).negated_if(true)
    } else {
        Predicate::owners(store, messages, |&message| is_right(message))
    }
}

/// The spans with a right id. Ids are compared as numbers where that is the same, for the sake of speed.
fn matching_ids(store: &Store, condition: &Condition, id: impl Fn(SpanRow) -> SpanId) -> Predicate {
    let condition = with_padded_id(condition, 16);
    let (negated, wanted) = match (condition.operator, &condition.literal) {
        (operator @ (Operator::Equal | Operator::NotEqual), Literal::Text(text)) => {
            (operator == Operator::NotEqual, Some(text))
        }
        _ => (false, None),
    };
    let is_right: &dyn Fn(SpanId) -> bool = match wanted.map(|text| span_id(text)) {
        Some(Some(wanted)) => &move |id| id == wanted,
        Some(None) => &|_| false,
        None => &|id| condition.holds_for_text(&span_id_text(id)),
    };
    matching(store, |span| is_right(id(span))).negated_if(negated)
}

/// The id whose text this is.
fn span_id(text: &str) -> Option<SpanId> {
    match text {
        "" => Some(SpanId::NONE),
        text => u64::from_str_radix(text, 16).ok().map(SpanId).filter(|&id| span_id_text(id) == text),
    }
}

/// The condition with an id written as ids are here: in lower case, with leading zeros.
fn with_padded_id(condition: &Condition, digits: usize) -> Condition {
    let mut condition = condition.clone();
    if let Literal::Text(text) = &mut condition.literal {
        let is_id = (1..=digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id {
            *text = format!("{:0>digits$}", text.to_ascii_lowercase());
        }
    }
    condition
}
