//! Types that macros declare.

use super::{answered, text_of};

/// The list of questions, with two.
const QUESTIONS: &str = r#"
    macro_rules! questions {
        ($($(#[$doc:meta])* $kind:ident($question:ty) -> $answer:ty,)*) => {
            /// What can be asked.
            #[derive(Debug, Serialize)]
            #[serde(rename_all = "camelCase")]
            pub enum Question {
                $($(#[$doc])* $kind($question),)*
            }

            /// The answer to a [`Question`].
            #[derive(Serialize)]
            #[serde(rename_all = "camelCase")]
            pub enum Answer {
                $($(#[$doc])* $kind(Box<$answer>),)*
            }

            $(impl From<$question> for Question {})*
        };
    }

    questions! {
        /// How many.
        HowMany(HowManyQuestion) -> u32,
        /// Where.
        Where(WhereQuestion) -> Vec<String>,
    }

    #[derive(Serialize)] struct HowManyQuestion {}
    #[derive(Serialize)] struct WhereQuestion { a: u64 }
    #[derive(Serialize)] struct Message(Question);
    #[derive(Serialize)] struct Reply(Answer);
"#;

#[test]
fn the_list_of_questions_makes_two_enums() {
    let expected = "export type Message = Question; \
        /** What can be asked. */ export type Question = \
        /** How many. */ | { howMany: HowManyQuestion } /** Where. */ | { where: WhereQuestion }; \
        export type HowManyQuestion = Record<string, never>; export interface WhereQuestion { a: bigint; } \
        export type Reply = Answer; \
        /** The answer to a `Question`. */ export type Answer = \
        /** How many. */ | { howMany: number } /** Where. */ | { where: string[] };";
    assert_eq!(text_of(&[("", QUESTIONS)]).unwrap(), expected);
}

#[test]
fn a_list_of_questions_that_is_not_understood_is_an_error() {
    for (part, instead, expected) in [
        ("-> u32", "", "expected `->`"),
        ("HowMany(HowManyQuestion)", "HowMany", "expected parentheses"),
        ("pub enum Question", "pub struct Question", "expected `enum`"),
        ("Box<$answer>", "$answer, $question", "neither questions nor answers"),
        ("macro_rules! questions", "macro_rules! others", "not defined beside its call"),
    ] {
        let error = format!("{:#}", text_of(&[("a", &QUESTIONS.replace(part, instead))]).unwrap_err());
        assert!(error.starts_with("a.rs: a macro that is not understood: ") && error.contains(expected), "{error}");
    }
}

#[test]
fn handles_are_numbers_with_a_name() {
    let handles = "cross_as_numbers!(One Two); /// One.\nstruct One(u64); struct Two(u64); struct Three(u64);";
    let rust = r#"struct A { a: One, b: Option<Two>, #[serde(with = "crate::column")] c: Vec<One> }"#;
    let expected = "export interface A { a: One; b?: Two | undefined; c: Float64Array; } \
        /** One. */ export type One = number; export type Two = number;";
    assert_eq!(answered(&format!("{handles} #[derive(Serialize)] {rust}")).unwrap(), expected);
    let error = answered(&format!("{handles} #[derive(Serialize)] struct A {{ a: Three }}")).unwrap_err();
    assert!(format!("{error:#}").contains("no type Three has a derived Serialize"), "{error:#}");
}
