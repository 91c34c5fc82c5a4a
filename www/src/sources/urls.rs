//! Addresses as seen from the page.

use std::borrow::Cow;

use leptos::prelude::*;
use percent_encoding::percent_decode_str;
use web_sys::Url;

/// Whether something lies where the page itself comes from, which is asked nothing new by fetching it.
pub(super) fn is_own(url: &str) -> bool {
    own(url).is_some()
}

/// All of an address, wherever it is written from.
pub(super) fn absolute(url: &str) -> String {
    beside_page(url).map_or_else(|| url.to_owned(), |absolute| absolute.href())
}

/// What people call an address: all of it, or the name of a file beside the page.
pub(super) fn name_of(url: &str) -> String {
    let file = own(url).map(|url| url.pathname());
    let file = file.as_deref().and_then(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
    let decoded = file.and_then(|name| percent_decode_str(name).decode_utf8().ok());
    decoded.map_or_else(|| url.to_owned(), Cow::into_owned)
}

/// An address, if it is of where the page itself comes from.
fn own(url: &str) -> Option<Url> {
    let page = window().location().origin().ok()?;
    beside_page(url).filter(|url| url.origin() == page)
}

fn beside_page(url: &str) -> Option<Url> {
    Url::new_with_base(url, &document().base_uri().ok().flatten()?).ok()
}
