//! Every command: its name, what it takes, its help, and what it does.

use anyhow::Result;
use lexopt::Arg::{Long, Short, Value};
use lexopt::{Error, Parser};

use crate::process::{self, command};
use crate::{bench, ci, dist, engine, html, release, serve, setup, test, types, views};

/// What is to be done, once all words are understood.
pub(crate) type Job = Box<dyn FnOnce() -> Result<()>>;

/// A command.
struct Command {
    name: &'static str,
    /// What may follow its name.
    takes: &'static str,
    /// What it does, for the list of all commands.
    about: &'static str,
    /// What its own help says beyond that.
    details: &'static str,
    /// Understands the words after its name.
    read: fn(Parser) -> Result<Job, Error>,
}

/// Every command, in the order of the list.
const COMMANDS: [Command; 12] = [
    Command {
        name: "serve",
        takes: "[--port N] [--no-open]",
        about: "build the page, serve it on this machine and open it",
        details: "  --port N    the port of the page; 8080 where none is given\n  \
                    --no-open   open no browser\n\n\
                  The page is built again after every change of its sources or the engine's. It is optimised less than what\n\
                  `cargo xtask dist` writes, so that this takes seconds, and answers take longer.",
        read: |words| {
            let options = serve::Options::read(words)?;
            Ok(Box::new(move || serve::run(&options)))
        },
    },
    Command {
        name: "test",
        takes: "[native|wasm|clickhouse|browser|npm [NAME]]",
        about: "run all tests, or one part of them",
        details: "  native      cargo test --workspace; needs Rust and nothing else\n  \
                    wasm        the engine in a worker of Chromium (tests/worker/)\n  \
                    clickhouse  the server that other tests talk to (tests/clickhouse/); needs Python\n  \
                    browser     the built page in Chromium (tests/browser/)\n  \
                    npm         the built package in Node, Chromium and Firefox (tests/npm/)\n\n\
                  NAME leaves all others out. Of native, wasm and clickhouse it is a part of the names of tests and their modules,\n\
                  as for cargo test. Of browser and npm it is a part of the names of test files or, where no file is called so, of the\n\
                  names of tests, as they stand there.\n\n\
                  Each part installs and builds what it needs, and no more.",
        read: |words| {
            let parts = test::read(words)?;
            Ok(Box::new(move || test::run(&parts)))
        },
    },
    Command {
        name: "corpus",
        takes: "",
        about: "hold trace files made elsewhere against what is known of them",
        details: "SPANLENS_CORPUS names the folder of these files. Its INDEX.md has the counts of each file; some files carry the key\n\
                  to their answers.",
        read: |words| {
            alone(words, || process::run(command("cargo").args(["run", "--quiet", "--package", "spanlens-corpus"])))
        },
    },
    Command {
        name: "dist",
        takes: "",
        about: "write the site to dist/site and the package to dist/npm",
        details: "It packs the site into dist/spanlens-<version>-site.tar.gz, too, and prints the sizes of all parts.",
        read: |words| alone(words, dist::run),
    },
    Command {
        name: "bench",
        takes: "[PART]...",
        about: "measure the engine, beside its goals and its peers",
        details: "The parts are native, browser, questions, databases, server, file, trace, memory, scale and live.\n\
                  Without any, all are run. benches/README.md says what each of them measures.",
        read: |words| {
            let parts = bench::Parts::read(words)?;
            Ok(Box::new(move || bench::run_parts(&parts)))
        },
    },
    Command {
        name: "ci",
        takes: "",
        about: "everything that has to hold before a change is merged",
        details: "Set-up, format, lints, documentation, all tests, serve and dist, up to the first that fails.",
        read: |words| alone(words, ci::run_command),
    },
    Command {
        name: "engine",
        takes: "",
        about: "build the engine and its JavaScript to target/engine",
        details: "Trunk calls this before each of its builds.",
        read: |words| alone(words, engine::run_command),
    },
    Command {
        name: "page",
        takes: "",
        about: "compile the page",
        details: "Trunk calls this before each of its builds.",
        read: |words| alone(words, views::run_command),
    },
    Command {
        name: "html",
        takes: "",
        about: "add to a site what it saves itself with as one file",
        details: "Trunk calls this after each of its builds.",
        read: |words| alone(words, html::run_command),
    },
    Command {
        name: "release",
        takes: "[--dry-run]",
        about: "publish the crate and the package, and pack the site",
        details: "  --dry-run   build and check all of it, and send nothing\n\n\
                  It needs a clean work tree, a section of the version in CHANGELOG.md, and the keys of crates.io and npm.",
        read: |words| {
            let options = release::Options::read(words)?;
            Ok(Box::new(move || release::run(&options)))
        },
    },
    Command {
        name: "types",
        takes: "",
        about: "write the TypeScript types and the words of the protocol to target/types",
        details: "They come from the Rust sources, by xtask/types/. This needs Rust and nothing else.",
        read: |words| alone(words, types::run),
    },
    Command {
        name: "setup",
        takes: "",
        about: "install what is missing for all commands",
        details: "That is the target and components of the toolchain, Trunk, the CLI of wasm-bindgen, the npm packages and, for root on\n\
                  Debian, the browsers, each in a pinned version but for the browsers. Every command does the part that it needs.",
        read: |words| alone(words, setup::run),
    },
];

/// Understands a call.
///
/// # Errors
///
/// If a word means nothing. The error says which, and where to read on.
pub(crate) fn read(mut words: Parser) -> Result<Job, String> {
    let misuse = |why: Error| format!("{why}\n`cargo xtask --help` tells more");
    match words.next().map_err(misuse)? {
        None | Some(Short('h') | Long("help")) => Ok(shown(overview())),
        Some(Value(name)) if name == "help" => Ok(shown(overview())),
        Some(Value(name)) => match COMMANDS.iter().find(|command| name == command.name) {
            Some(command) => command.read(words),
            None => Err(misuse(format!("there is no command {}", name.to_string_lossy()).into())),
        },
        Some(other) => Err(misuse(other.unexpected())),
    }
}

impl Command {
    fn read(&self, words: Parser) -> Result<Job, String> {
        match (self.read)(words) {
            // No command knows these options, as they ask the same of all.
            Err(Error::UnexpectedOption(option)) if matches!(option.as_str(), "--help" | "-h") => {
                Ok(shown(self.help()))
            }
            Err(why) => Err(format!("{why}\n`cargo xtask {} --help` tells more", self.name)),
            Ok(job) => Ok(job),
        }
    }

    fn help(&self) -> String {
        format!(
            "{}\n\nUsage: {}\n\n{}\n",
            sentence(self.about),
            format!("cargo xtask {} {}", self.name, self.takes).trim_end(),
            self.details
        )
    }
}

fn overview() -> String {
    let commands =
        COMMANDS.map(|Command { name, takes, about, .. }| format!("  {:39}{about}\n", format!("{name} {takes}")));
    format!("Usage: cargo xtask COMMAND\n\n{}\ncargo xtask COMMAND --help tells more of one.\n", commands.concat())
}

/// With a capital letter and a full stop.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    letters.next().iter().map(char::to_ascii_uppercase).chain(letters).chain(['.']).collect()
}

fn shown(text: String) -> Job {
    Box::new(move || {
        print!("{text}");
        Ok(())
    })
}

/// What a command does that takes no words.
fn alone(mut words: Parser, run: fn() -> Result<()>) -> Result<Job, Error> {
    match words.next()? {
        None => Ok(Box::new(run)),
        Some(word) => Err(word.unexpected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misuse(line: &str) -> Option<String> {
        read(Parser::from_args(line.split_whitespace())).err()
    }

    #[test]
    fn what_is_understood_is_no_error() {
        for line in [
            "",
            "help",
            "--help",
            "-h",
            "test",
            "test --help",
            "test -h",
            "test native",
            "test native units --help",
            "test wasm heatmap",
            "serve --port=80 --no-open",
            "serve --help",
            "bench",
            "bench native file",
            "bench file --help",
            "ci",
            "ci --help",
            "types",
            "release --dry-run",
        ] {
            assert_eq!(misuse(line), None, "{line}");
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error_that_says_where_to_read_on() {
        for (line, why, command) in [
            ("tset", "there is no command tset", ""),
            ("--bogus", "invalid option '--bogus'", ""),
            ("ci now", "unexpected argument \"now\"", "ci "),
            ("test --fast", "invalid option '--fast'", "test "),
            ("test unit", "there are no unit tests: the parts are native, wasm, clickhouse, browser, npm", "test "),
            ("test native a b", "unexpected argument \"b\"", "test "),
            (
                "bench speed",
                "there is no part speed: the parts are native, browser, questions, databases, server, file, trace, memory, scale, live",
                "bench ",
            ),
            ("serve --port", "missing argument for option '--port'", "serve "),
        ] {
            assert_eq!(misuse(line).unwrap(), format!("{why}\n`cargo xtask {command}--help` tells more"), "{line}");
        }
    }

    #[test]
    fn lines_of_the_help_fit_on_a_terminal() {
        let texts = COMMANDS.iter().map(Command::help).chain([overview()]);
        for line in texts.collect::<String>().lines() {
            assert!(line.chars().count() <= 120, "{line}");
        }
    }
}
