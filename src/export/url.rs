//! The sensitive parts of URLs: query, fragment, user.

use std::borrow::Cow;

/// A URL or the target of a request without its query, its fragment and its user, and the text of these. `None` where it has none.
pub(super) fn split(url: &str) -> Option<(Cow<'_, str>, &str)> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let secret = url.get(end + 1..).unwrap_or_default();
    let way = &url[..end];
    let authority = way.find("//").map(|at| at + 2);
    let user = authority.and_then(|start| {
        let authority_end = way[start..].find('/').map_or(way.len(), |at| start + at);
        Some((start, start + way[start..authority_end].rfind('@')? + 1))
    });
    match user {
        Some((start, host)) => Some((Cow::Owned([&way[..start], &way[host..]].concat()), secret)),
        None if end < url.len() => Some((Cow::Borrowed(way), secret)),
        None => None,
    }
}

/// A name up to the query of a URL in it, and what follows. `None` where there is none.
pub(super) fn split_name(name: &str) -> Option<(&str, &str)> {
    let at = name.match_indices('?').map(|(at, _)| at).find(|&at| {
        let (before, after) = (&name[..at], &name[at + 1..]);
        before.contains('/') && after.starts_with(|first: char| !first.is_whitespace())
    })?;
    Some((&name[..at], &name[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_stays() {
        for (url, expected) in [
            ("https://shop.example/cart", None),
            ("/cart", None),
            ("", None),
            ("/cart?", Some(("/cart", ""))),
            ("/cart?user=ann#top", Some(("/cart", "user=ann#top"))),
            ("https://shop.example/#/ann?x", Some(("https://shop.example/", "/ann?x"))),
            ("https://ann:secret@shop.example/cart?x=1", Some(("https://shop.example/cart", "x=1"))),
            ("https://ann@shop.example", Some(("https://shop.example", ""))),
            ("https://shop.example/@ann", None),
            ("https://shop.example/?to=a@b", Some(("https://shop.example/", "to=a@b"))),
        ] {
            let found = split(url);
            assert_eq!(found.as_ref().map(|(way, secret)| (way.as_ref(), *secret)), expected, "{url}");
        }
    }

    #[test]
    fn a_query_in_a_name_follows_a_path() {
        for (name, expected) in [
            ("GET /cart", None),
            ("GET /cart?user=ann", Some(("GET /cart", "user=ann"))),
            ("who is it?", None),
            ("is a/b it? yes", None),
            ("Option?.map", None),
        ] {
            assert_eq!(split_name(name), expected, "{name}");
        }
    }
}
