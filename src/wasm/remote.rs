//! What an address answers with, as it arrives.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReferrerPolicy, RequestCredentials, RequestInit, RequestMode, Response, Url,
    WorkerGlobalScope,
};

use super::input::Bytes;
use super::stream::{self, Stream};
use crate::engine::LIVE_TYPE;
use crate::error::{Error, ErrorKind, Result};
use crate::remote::{Method, Request};

/// How much of an answer that is an error is told.
const EXCERPT: usize = 200;

/// Where bytes are to be fetched from.
pub(super) struct Address {
    pub(super) url: String,
    /// Names and values.
    pub(super) headers: Vec<(String, String)>,
}

/// An answer that is being read.
pub(super) struct Remote {
    pub(super) body: Bytes,
    /// Zero where the server does not say, or says it of the compressed answer.
    pub(super) bytes: u64,
    /// Whether the body is a stream of deliveries, without an end.
    pub(super) is_live: bool,
}

impl Remote {
    /// Asks, until the answer begins. Neither cookies nor the address of the page are sent.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address or a header is none, `Unreachable` without an answer that may be read, `BadStatus` if the
    /// answer is not the content.
    pub(super) async fn open(address: &Address, signal: &AbortSignal) -> Result<Self> {
        let url = Url::new(&address.url).ok().filter(|url| matches!(url.protocol().as_str(), "http:" | "https:"));
        let Some(url) = url else {
            return Err(ErrorKind::BadOption { option: "the address", expected: "an http or https URL" }.into());
        };
        let request = init(&address.headers, Some(signal))?;
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        let answer = JsFuture::from(scope.fetch_with_str_and_init(&url.href(), &request)).await;
        let response: Response = answer.map_err(|_| ErrorKind::Unreachable { origin: url.origin() })?.unchecked_into();
        if !response.ok() {
            return Err(refused(&response).await);
        }
        let body = response.body().as_ref().and_then(Stream::of).map_or(Bytes::Nothing, Bytes::Stream);
        let headers = response.headers();
        let is_live = headers.get("content-type").ok().flatten().is_some_and(|kind| kind == LIVE_TYPE);
        Ok(Self { body, bytes: length(&headers), is_live })
    }
}

/// The answer to a request, whatever its status.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Bytes,
}

/// Sends a request, until the answer begins.
///
/// # Errors
///
/// `MixedContent`, `CrossOrigin` or `Unreachable` without an answer that may be read, `BadOption` if a header is none.
pub(super) async fn send(request: &Request, signal: &AbortSignal) -> Result<Answer> {
    let begun = begin(request, signal)?;
    answered(request, begun, signal).await
}

/// Begins to send a request whose answer is waited for later.
///
/// # Errors
///
/// `BadOption` if a header is none.
pub(super) fn begin(request: &Request, signal: &AbortSignal) -> Result<JsFuture> {
    let init = init_of(request, Some(signal))?;
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    Ok(JsFuture::from(scope.fetch_with_str_and_init(&request.url, &init)))
}

/// Waits until the answer to a request begins.
///
/// # Errors
///
/// As [`send`].
pub(super) async fn answered(request: &Request, begun: JsFuture, signal: &AbortSignal) -> Result<Answer> {
    match begun.await {
        Ok(response) => {
            let response: Response = response.unchecked_into();
            let body = response.body().as_ref().and_then(Stream::of).map_or(Bytes::Nothing, Bytes::Stream);
            Ok(Answer { status: response.status(), body })
        }
        Err(_) if signal.aborted() => Err(ErrorKind::Cancelled.into()),
        Err(_) => Err(unanswered(&request.url, signal).await),
    }
}

/// Sends a request whose answer nobody needs.
pub(super) fn send_and_forget(request: &Request) {
    let Ok(init) = init_of(request, None) else { return };
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    stream::ignore(scope.fetch_with_str_and_init(&request.url, &init));
}

/// Why there is no answer. The browser does not say; whether the server answers a question that needs no leave tells whether it is there.
async fn unanswered(url: &str, signal: &AbortSignal) -> Error {
    let Ok(url) = Url::new(url) else {
        return ErrorKind::BadOption { option: "the address", expected: "an http or https URL" }.into();
    };
    let origin = url.origin();
    let is_local = matches!(url.hostname().as_str(), "localhost" | "127.0.0.1" | "[::1]");
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    if url.protocol() == "http:" && scope.is_secure_context() && scope.origin().starts_with("https:") && !is_local {
        return ErrorKind::MixedContent { origin }.into();
    }
    let probe = RequestInit::new();
    probe.set_mode(RequestMode::NoCors);
    probe.set_credentials(RequestCredentials::Omit);
    probe.set_referrer_policy(ReferrerPolicy::NoReferrer);
    probe.set_signal(Some(signal));
    let ping = format!("{origin}/ping");
    match JsFuture::from(scope.fetch_with_str_and_init(&ping, &probe)).await {
        Ok(_) => ErrorKind::CrossOrigin { origin }.into(),
        Err(_) => ErrorKind::Unreachable { origin }.into(),
    }
}

fn init_of(request: &Request, signal: Option<&AbortSignal>) -> Result<RequestInit> {
    let init = init(&request.headers, signal)?;
    if request.method == Method::Post {
        init.set_method("POST");
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    Ok(init)
}

/// A request that sends neither cookies nor the address of the page.
fn init(named: &[(String, String)], signal: Option<&AbortSignal>) -> Result<RequestInit> {
    let init = RequestInit::new();
    init.set_headers(&headers(named)?.into());
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(signal);
    Ok(init)
}

fn headers(named: &[(String, String)]) -> Result<Headers> {
    let bad = |_: JsValue| {
        Error::from(ErrorKind::BadOption { option: "a header", expected: "a name and a value that HTTP allows" })
    };
    let headers = Headers::new().map_err(bad)?;
    for (name, value) in named {
        headers.append(name, value).map_err(bad)?;
    }
    Ok(headers)
}

/// The length of the answer, if it is known before it is read.
fn length(headers: &Headers) -> u64 {
    let header = |name| headers.get(name).ok().flatten();
    match header("content-encoding") {
        Some(_) => 0,
        None => header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0),
    }
}

async fn refused(response: &Response) -> Error {
    let answer = match response.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let answer = answer.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(EXCERPT).collect();
    ErrorKind::BadStatus { status: response.status(), answer }.into()
}
