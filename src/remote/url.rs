//! Parts of addresses, with percent signs and without.

/// An address of HTTP, taken apart. Nothing is decoded but the scheme, which is in small letters.
pub(crate) struct Parts<'a> {
    /// Scheme, host and port.
    pub(crate) origin: String,
    /// What is before the host, empty if there is nothing.
    pub(crate) credentials: &'a str,
    /// From the first slash on, empty if there is none.
    pub(crate) path: &'a str,
    /// What is behind the question mark, empty if there is none.
    pub(crate) parameters: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes an address apart. `None` where it is none of HTTP. O(length).
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return None;
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (way, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = way.split_at(way.find('/').unwrap_or(way.len()));
        let (credentials, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]%".contains(&byte) || byte >= 0x80;
        if host.is_empty() || !host.bytes().all(is_host) {
            return None;
        }
        Some(Self { origin: format!("{scheme}://{host}"), credentials, path, parameters })
    }
}

/// Names and values behind an address.
pub(crate) fn append(url: &mut String, parameters: &[(String, String)]) {
    for (at, (name, value)) in parameters.iter().enumerate() {
        url.push(if at == 0 { '?' } else { '&' });
        encode(name, url);
        url.push('=');
        encode(value, url);
    }
}

/// A text with percent signs for all but letters, digits and `-._~`.
pub(crate) fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 0xf].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
        }
    }
}

/// A part of an address without its percent signs.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let digits = others.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
