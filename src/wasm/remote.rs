//! What an address answers with, as it arrives.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReferrerPolicy, RequestCredentials, RequestInit, Response, Url, WorkerGlobalScope,
};

use super::input::Bytes;
use super::stream::Stream;
use crate::error::{Error, ErrorKind, Result};

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
        let request = RequestInit::new();
        request.set_headers(&headers(&address.headers)?.into());
        request.set_credentials(RequestCredentials::Omit);
        request.set_referrer_policy(ReferrerPolicy::NoReferrer);
        request.set_signal(Some(signal));
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        let answer = JsFuture::from(scope.fetch_with_str_and_init(&url.href(), &request)).await;
        let response: Response = answer.map_err(|_| ErrorKind::Unreachable { origin: url.origin() })?.unchecked_into();
        if !response.ok() {
            return Err(refused(&response).await);
        }
        let body = response.body().as_ref().and_then(Stream::of).map_or(Bytes::Nothing, Bytes::Stream);
        Ok(Self { body, bytes: length(&response.headers()) })
    }
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
