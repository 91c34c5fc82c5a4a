//! Error causes of files in which they were counted by reading: each number with what there is to see in the file.

use spanlens::analysis::{ErrorCausesOptions, error_causes};
use spanlens::store::Store;
use spanlens::units::FailureRule;

/// What was counted: failing requests, rows of causes of any fate, and requests with a handled, a recovered and an asynchronous error.
type Counts = [u32; 5];

const NAMES: [&str; 5] = ["failing", "causes", "handled", "recovered", "asynchronous"];

/// A file, its counts and why they are right.
const COUNTED: [(&str, Counts, &str); 7] = [
    (
        "highlight/traces.json",
        [2, 4, 1, 2, 0],
        "of six ERROR log spans two are roots, two lie below one root that succeeds, and two come before a sibling that \
         worked; the messages are of four kinds, as the key of a message is either a UUID or an id",
    ),
    (
        "highlight/fs.json",
        [1, 45, 1, 1, 0],
        "44 different paths that do not exist, in quotes and without a digit, and a GET to itself that failed without a message; 27 spans \
         come before another `fs access` of the same parent that worked, and the first trace's root succeeds after 34",
    ),
    (
        "highlight/nextjs.json",
        [1, 1, 0, 0, 0],
        "the only orphan is the request, and fails; of its two ERROR spans one is two levels below, with one between them that is not ERROR",
    ),
    (
        "thoth/injection_docker_renovate.otlp.json",
        [0, 2, 1, 1, 0],
        "15 GETs answered by 401 or 403 come before another GET of the same parent that worked, one answered by 403 does not; the script \
         itself succeeds",
    ),
    (
        "thoth/complex_download_github_releases.otlp.json",
        [0, 2, 1, 0, 0],
        "an ncat and a grep, each run once, end with an exit code; the script goes on and succeeds",
    ),
    (
        "thoth/observe_subprocesses.otlp.json",
        [0, 7, 1, 1, 0],
        "13 runs of six of apt's methods fail, and no later sibling of the same name works; seven gpgv fail, each below an apt-key that is \
         run again with the same arguments and works; the script itself succeeds",
    ),
    ("thoth/simple_hello_world.otlp.json", [0, 0, 0, 0, 0], "no span is ERROR"),
];

/// How the causes of a file's errors compare with what was counted: in words, and whether they are the same. `None` where nobody counted.
pub(super) fn compare(file: &str, store: &Store) -> Option<(String, bool)> {
    let (_, expected, why) = COUNTED.iter().find(|(name, ..)| *name == file)?;
    let answer = error_causes(store, store.requests(), &ErrorCausesOptions::default(), FailureRule::Status);
    let found = [answer.failing, answer.causes, answer.handled, answer.recovered, answer.asynchronous];
    let texts = NAMES.iter().zip(found).map(|(name, count)| format!("{count} {name}"));
    let text = format!("errors: {}", texts.collect::<Vec<_>>().join(", "));
    Some(if found == *expected {
        (format!("{text} ({why})"), true)
    } else {
        (format!("{text} instead of {expected:?}"), false)
    })
}

#[cfg(test)]
mod tests {
    use spanlens::sketch::sketch;

    use super::*;

    #[test]
    fn errors_are_compared_with_what_was_counted() {
        let nextjs = "\na GET 0..9 ! ?\n  a GET 1..8\n    a run 2..3 !";
        let compare = |file: &str, text: &str| compare(file, &sketch(text).unwrap()).map(|(_, holds)| holds);
        assert_eq!(compare("highlight/nextjs.json", nextjs), Some(true));
        assert_eq!(compare("highlight/nextjs.json", &nextjs.replace("3 !", "3")), Some(true));
        assert_eq!(compare("highlight/nextjs.json", &nextjs.replace("! ?", "?")), Some(false));
        assert_eq!(compare("another.json", nextjs), None);
    }
}
