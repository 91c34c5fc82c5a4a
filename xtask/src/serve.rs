//! `cargo xtask serve`: builds the page and serves it on this machine, again after every change.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use lexopt::Arg::Long;
use lexopt::{Error, Parser, ValueExt as _};

use crate::process::{command, together};
use crate::profile::Profile;
use crate::{engine, setup, site, views};

/// What Trunk watches, as far as it exists: a change there starts a build.
const WATCHED: [&str; 5] = ["www", "src", "pkg-template", "Cargo.toml", "Trunk.toml"];

/// Where Trunk writes what it serves.
const SERVED: &str = "target/serve";

/// Serves the page until it is stopped.
pub(crate) fn run(options: &Options) -> Result<()> {
    if !Path::new(SERVED).exists() {
        println!("this is the first time: setting up and building takes up to a quarter of an hour on two cores");
    }
    setup::target()?;
    together([setup::site, compile])?;
    let mut trunk = command("trunk");
    trunk.args(["serve", "--address", "127.0.0.1", "--port", &options.port.to_string(), "--dist", SERVED]);
    trunk.args(["--release=false", "--cargo-profile", Profile::Served.of_page()]);
    for path in WATCHED.iter().filter(|path| Path::new(path).exists()) {
        trunk.args(["--watch", path]);
    }
    if options.open && has_screen() {
        trunk.arg("--open");
    }
    println!("then Spanlens is at http://127.0.0.1:{}/", options.port);
    become_program(&mut trunk)
}

/// Compiles what Trunk will ask for. On a new machine this runs beside the installation of Trunk, as each keeps only one core busy at times.
fn compile() -> Result<()> {
    site::fetch()?;
    together([|| engine::compile(Profile::Served), || views::compile(Profile::Served)])
}

/// How the page is served.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    port: u16,
    open: bool,
}

impl Options {
    pub(crate) fn read(mut words: Parser) -> Result<Self, Error> {
        let mut options = Self { port: 8080, open: true };
        while let Some(word) = words.next()? {
            match word {
                Long("no-open") => options.open = false,
                Long("port") => options.port = port(&words.value()?.string()?)?,
                _ => return Err(word.unexpected()),
            }
        }
        Ok(options)
    }
}

fn port(text: &str) -> Result<u16, Error> {
    text.parse().map_err(|_| format!("--port must be a number from 0 to 65535, not {text}").into())
}

/// Whether a browser could show anything here.
fn has_screen() -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some())
}

/// Becomes the program, so that who stops this command stops the server.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).context("cannot run trunk")
}

/// Runs the program, where a process cannot become another.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    crate::process::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_and_the_browser_are_chosen_by_options() {
        let cases = [
            ("", Ok((8080, true))),
            ("--no-open --port 80", Ok((80, false))),
            ("--port=0", Ok((0, true))),
            ("--port", Err("missing argument for option '--port'")),
            ("--port 65536", Err("--port must be a number from 0 to 65535, not 65536")),
            ("--open", Err("invalid option '--open'")),
            ("8080", Err("unexpected argument \"8080\"")),
        ];
        for (line, expected) in cases {
            let read = Options::read(Parser::from_args(line.split_whitespace()));
            let read = read.map(|options| (options.port, options.open)).map_err(|why| why.to_string());
            assert_eq!(read, expected.map_err(str::to_owned), "{line}");
        }
    }
}
