//! Where traces come from: `url=…`, `clickhouse=…`, `jaeger=…`, `tempo=…`, or the name of a file under the group that it is in. The demo goes without saying.

use super::pairs::Pairs;
use super::{clickhouse, search};
use crate::words::{AFTER, BEFORE, DEFAULT_GROUP, Origin};

/// The groups, and the keys of their files.
const GROUPS: [(&str, &str); 3] = [(DEFAULT_GROUP, "file"), (BEFORE, "before"), (AFTER, "after")];

pub(super) fn add(pairs: &mut Pairs, origins: &[Origin]) {
    for origin in origins {
        match origin {
            Origin::Demo => {}
            Origin::Url(url) => pairs.add("url", url),
            Origin::Clickhouse(place) => clickhouse::add(pairs, place),
            Origin::Search(place) => search::add(pairs, place),
            Origin::File { name, group } => pairs.add(key_of(group), name),
        }
    }
}

/// The origins that are said: addresses, a server, a search, then files by their groups.
pub(super) fn of(pairs: &Pairs) -> Vec<Origin> {
    let urls = pairs.all("url").map(|url| Origin::Url(url.to_owned()));
    let files = GROUPS.iter().flat_map(|&(group, key)| {
        pairs.all(key).map(|name| Origin::File { name: name.to_owned(), group: group.to_owned() })
    });
    let server = clickhouse::of(pairs).map(|place| Origin::Clickhouse(Box::new(place)));
    let search = search::of(pairs).map(|place| Origin::Search(Box::new(place)));
    urls.chain(server).chain(search).chain(files).collect()
}

fn key_of(group: &str) -> &'static str {
    GROUPS.iter().find(|&&(known, _)| known == group).map_or("", |&(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_come_back_in_an_order_of_their_own() {
        let file = |name: &str, group: &str| Origin::File { name: name.to_owned(), group: group.to_owned() };
        let url = Origin::Url("https://example.org/a.json".to_owned());
        let mut pairs = Pairs::default();
        let told = [file("a", AFTER), Origin::Demo, file("b", BEFORE), file("c", DEFAULT_GROUP), url.clone()];
        add(&mut pairs, &told);
        assert_eq!(of(&pairs), [url, file("c", DEFAULT_GROUP), file("b", BEFORE), file("a", AFTER)]);
        assert_eq!(pairs.into_text(), "after=a&before=b&file=c&url=https://example.org/a.json");
    }
}
