//! Who is served when: counted in steps, so that the speed of the machine has no say.

use spanlens::analysis::{AttributeDiffOptions, Baseline, Selection};
use spanlens::engine::{Engine, Port};
use spanlens::protocol::{
    AttributeDiffQuestion, CompleteQuestion, CountQuestion, MatchingQuestion, ParseFilterQuestion, Question, Reply,
};
use spanlens::store::Population;

use super::{compare, heatmap, loaded, replies, two_requests};

const ONE: Port = 3;
const OTHER: Port = 1;
const THIRD: Port = 7;

fn look_up() -> Question {
    ParseFilterQuestion { text: "{ status = error }".to_owned() }.into()
}

/// Work of several steps.
fn fold() -> Question {
    let selection = Selection { errors_only: true, ..Selection::default() };
    let comparison = compare(Some(selection), Baseline::Rest);
    AttributeDiffQuestion { comparison, options: AttributeDiffOptions::default() }.into()
}

/// Who was answered, in that order: the port and the id.
fn answered(engine: &mut Engine) -> Vec<(Port, u32)> {
    let replies = replies(engine);
    let told = replies.iter().map(|(port, reply)| match reply {
        Reply::Answer { id, .. } => (*port, *id),
        other => panic!("{other:?}"),
    });
    told.collect()
}

/// How many steps it takes until a question is answered.
fn steps_until(engine: &mut Engine, wanted: (Port, u32)) -> usize {
    for step in 1.. {
        assert!(engine.has_work(), "{wanted:?} is never answered");
        if let Some((port, Reply::Answer { id, .. })) = engine.step()
            && (port, id) == wanted
        {
            return step;
        }
    }
    unreachable!("the range has no end")
}

#[test]
fn what_takes_one_step_goes_first_and_what_runs_in_the_background_last() {
    let mut engine = loaded(&two_requests('a'));
    engine.ask(ONE, 1, look_up(), true);
    engine.ask(ONE, 2, fold(), false);
    engine.ask(OTHER, 3, look_up(), false);
    engine.ask(ONE, 4, look_up(), false);
    assert_eq!(answered(&mut engine), [(OTHER, 3), (ONE, 4), (ONE, 2), (ONE, 1)]);
}

#[test]
fn a_look_up_waits_for_one_step_of_a_comparison_that_is_under_way() {
    let mut engine = loaded(&two_requests('a'));
    engine.ask(ONE, 1, fold(), false);
    assert_eq!(engine.step(), None);
    engine.ask(OTHER, 1, look_up(), false);
    assert_eq!(steps_until(&mut engine, (OTHER, 1)), 1);
}

#[test]
fn a_port_that_asks_much_leaves_every_other_step_to_another() {
    let alone = steps_until(
        &mut {
            let mut engine = loaded(&two_requests('a'));
            engine.ask(OTHER, 1, heatmap().into(), false);
            engine
        },
        (OTHER, 1),
    );
    let mut engine = loaded(&two_requests('a'));
    (1..=20).for_each(|id| engine.ask(ONE, id, fold(), false));
    assert_eq!(engine.step(), None);
    engine.ask(OTHER, 1, heatmap().into(), false);
    assert!(steps_until(&mut engine, (OTHER, 1)) <= 2 * alone, "{alone} steps alone");
}

#[test]
fn the_questions_of_a_port_are_answered_in_their_order() {
    let mut engine = loaded(&two_requests('a'));
    for id in 1..=5 {
        engine.ask(ONE, id, fold(), false);
        engine.ask(THIRD, id, heatmap().into(), false);
    }
    let answered = answered(&mut engine);
    for port in [ONE, THIRD] {
        let ids: Vec<u32> = answered.iter().filter(|(of, _)| *of == port).map(|(_, id)| *id).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5]);
    }
}

#[test]
fn a_dropped_question_is_gone_before_the_next_step() {
    let mut engine = loaded(&two_requests('a'));
    engine.ask(ONE, 1, fold(), false);
    engine.ask(OTHER, 1, fold(), false);
    assert_eq!(engine.step(), None);
    assert!(matches!(engine.cancel(ONE, 1), Some(Reply::Error { id: 1, .. })));
    assert_eq!(answered(&mut engine), [(OTHER, 1)]);
}

#[test]
fn more_ports_than_filters_are_remembered_all_get_their_answers() {
    let mut engine = loaded(&two_requests('a'));
    for port in 0..20 {
        let filter = format!("{{ duration > {port}ns }}");
        let matching = MatchingQuestion { population: Population::Requests, filter: filter.clone() };
        engine.ask(port, 1, matching.into(), false);
        let mut comparison = compare(None, Baseline::Rest);
        comparison.filter = Some(filter);
        engine.ask(port, 2, CountQuestion(comparison).into(), false);
        engine.ask(port, 3, CompleteQuestion { text: "{ ".to_owned(), cursor: 2 }.into(), false);
    }
    assert_eq!(answered(&mut engine).len(), 60);
}
