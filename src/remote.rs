//! What a source that is asked over a network and whoever does the asking have to say to each other.
//!
//! A source says which [`Request`] comes next and is handed the answer, in pieces of any size, until it knows what it wanted: an
//! [`Exchange`]. It does no I/O and reads no clock. So the same conversation is held by a worker in a browser, by Node, and by a test that
//! has the answers in a file.

pub(crate) mod url;

use std::fmt;

use crate::error::Result;

/// How a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// With a body.
    #[default]
    Post,
    /// Without one.
    Get,
}

/// A request over HTTP.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// How it is sent.
    pub method: Method,
    /// Where it goes, with its parameters.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What is sent by `POST`.
    pub body: Vec<u8>,
    /// What is to be sent if nobody waits for the answer any more, so that the server stops working on it. Nothing if it notices by itself.
    pub on_abort: Option<Box<Self>>,
}

impl fmt::Debug for Request {
    /// Without what may be secret: parameters and headers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Request")
            .field("url", &url)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish_non_exhaustive()
    }
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    /// The answer to this is for the exchange.
    Ask(Request),
    /// The answer to this is a file of spans, if its status says that it is an answer at all. The exchange is handed it, too.
    Read(Request),
    /// Nothing: this is what it came to.
    Done(T),
}

/// A conversation with a server: its next request, the bytes of the answer as they come, in the end a result.
pub trait Exchange {
    /// What it comes to.
    type Out;

    /// What is to be done next. Asked once at the start, and after each answer.
    ///
    /// # Errors
    ///
    /// Why it cannot go on.
    fn next(&mut self) -> Result<Next<Self::Out>>;

    /// Is told that an answer begins, with its HTTP status.
    fn begin(&mut self, status: u16);

    /// Takes the next bytes of an answer.
    ///
    /// # Errors
    ///
    /// `Limit` where the answer is too long.
    fn push(&mut self, bytes: &[u8]) -> Result<()>;

    /// Is told that an answer has ended, complete as far as HTTP says.
    ///
    /// # Errors
    ///
    /// What the server says is wrong, or what is wrong with its answer.
    fn end(&mut self) -> Result<()>;
}

/// Whether an HTTP status says that the answer is what was asked for.
#[must_use]
pub fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
