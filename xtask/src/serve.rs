//! `cargo xtask serve`: builds the page and serves it on this machine, again after every change.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::command;

/// What Trunk watches, as far as it exists: a change there starts a build.
const WATCHED: [&str; 5] = ["www", "src", "pkg-template", "Cargo.toml", "Trunk.toml"];

/// Serves the page until it is stopped.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let options = Options::parse(arguments)?;
    crate::setup::build()?;
    crate::site::fetch()?;
    let mut trunk = command("trunk");
    trunk.args(["serve", "--address", "127.0.0.1", "--port", options.port, "--dist", "target/serve"]);
    for path in WATCHED.iter().filter(|path| Path::new(path).exists()) {
        trunk.args(["--watch", path]);
    }
    if options.open && has_screen() {
        trunk.arg("--open");
    }
    println!("building; then Spanlens is at http://127.0.0.1:{}/", options.port);
    become_program(&mut trunk)
}

struct Options<'a> {
    port: &'a str,
    open: bool,
}

impl<'a> Options<'a> {
    fn parse(arguments: &[&'a str]) -> Result<Self> {
        let mut options = Self { port: "8080", open: true };
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            match argument {
                "--no-open" => options.open = false,
                "--port" => options.port = arguments.next().context("--port needs a number")?,
                _ => bail!("unexpected argument {argument}"),
            }
        }
        match options.port.parse::<u16>() {
            Ok(_) => Ok(options),
            Err(_) => bail!("--port must be a number from 0 to 65535, not {}", options.port),
        }
    }
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
    use super::Options;

    #[test]
    fn the_port_and_the_browser_are_chosen_by_arguments() {
        let cases = [
            ("", "port 8080, open true"),
            ("--no-open --port 80", "port 80, open false"),
            ("--port", "--port needs a number"),
            ("--port 65536", "--port must be a number from 0 to 65535, not 65536"),
            ("--open", "unexpected argument --open"),
        ];
        for (arguments, expected) in cases {
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let result = match Options::parse(&arguments) {
                Ok(Options { port, open }) => format!("port {port}, open {open}"),
                Err(error) => error.to_string(),
            };
            assert_eq!(result, expected, "{arguments:?}");
        }
    }
}
