//! The interface between a source that is queried over a network and the driver that sends its requests.
//!
//! A source is an [`Exchange`]: it returns the next [`Request`] and receives the answer, in pieces of any size, until it has its result. It
//! does no I/O and reads no clock. So the same code is driven by a worker in a browser, by Node, and by a test with the answers in a file.

pub(crate) mod url;

use std::fmt;

use crate::error::Result;

/// How a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// `POST`, with a body.
    #[default]
    Post,
    /// `GET`, without a body.
    Get,
}

/// A request over HTTP.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// How it is sent.
    pub method: Method,
    /// The address, with its parameters.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body, for `POST`.
    pub body: Vec<u8>,
    /// The request to send if the answer is no longer needed, so that the server stops working on it. `None` if the server notices by
    /// itself.
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

/// The next action.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    /// Send this; its answer is for the exchange.
    Ask(Request),
    /// Send this; its answer, if its status is a success, is a file of spans, and is also passed to the exchange.
    Read(Request),
    /// Nothing: this is the result.
    Done(T),
}

/// A sequence of requests to a server, with the bytes of the answers as they arrive, and a result at the end.
pub trait Exchange {
    /// What it comes to.
    type Out;

    /// The next action. Asked once at the start, and after each answer.
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

/// Whether an HTTP status is a success.
#[must_use]
pub fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
