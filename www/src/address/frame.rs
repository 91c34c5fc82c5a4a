//! A frame of a flame graph as keys and values: `frame=shop&frame=GET /cart&frame=shop&frame=HGETALL&frame-to=cart-redis`.

use spanlens::analysis::{FrameKey, FrameSelection};

use super::pairs::Pairs;

/// Says a frame, in keys with a prefix: services and names in turn, from the outermost down.
pub(super) fn add(pairs: &mut Pairs, prefix: &str, frame: &FrameSelection) {
    let FrameSelection { key: FrameKey { path, in_transit_to }, templates, attributes } = frame;
    for (service, name) in path {
        pairs.add(&format!("{prefix}frame"), service);
        pairs.add(&format!("{prefix}frame"), name);
    }
    if let Some(callee) = in_transit_to {
        pairs.add(&format!("{prefix}frame-to"), callee);
    }
    if !templates {
        pairs.add(&format!("{prefix}frame-names"), "exact");
    }
    for attribute in attributes {
        pairs.add(&format!("{prefix}frame-by"), attribute);
    }
}

/// The frame that is said. A last service without a name is as if it were not said.
pub(super) fn of(pairs: &Pairs, prefix: &str) -> Option<FrameSelection> {
    let (frame, by) = (format!("{prefix}frame"), format!("{prefix}frame-by"));
    let words: Vec<&str> = pairs.all(&frame).collect();
    let path = words.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned()));
    let key =
        FrameKey { path: path.collect(), in_transit_to: pairs.first(&format!("{prefix}frame-to")).map(str::to_owned) };
    let templates = pairs.first(&format!("{prefix}frame-names")) != Some("exact");
    let attributes = pairs.all(&by).map(str::to_owned).collect();
    (!key.path.is_empty()).then_some(FrameSelection { key, templates, attributes })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn in_transit() -> FrameSelection {
        let path = [("shop", "GET /cart?a=1&b"), ("", "HGETALL")];
        let key = FrameKey {
            path: path.map(|(service, name)| (service.to_owned(), name.to_owned())).to_vec(),
            in_transit_to: Some("cart-redis".to_owned()),
        };
        FrameSelection { key, templates: false, attributes: vec!["http.route".to_owned()] }
    }

    #[test]
    fn a_frame_can_be_read() {
        let mut pairs = Pairs::default();
        add(&mut pairs, "", &FrameSelection { templates: true, attributes: Vec::new(), ..in_transit() });
        let text = pairs.into_text();
        assert_eq!(text, "frame=shop&frame=GET%20/cart?a=1%26b&frame=&frame=HGETALL&frame-to=cart-redis");
    }

    #[test]
    fn half_a_frame_is_none() {
        assert_eq!(of(&Pairs::of("frame=shop"), ""), None);
        assert_eq!(of(&Pairs::of("frame-to=shop"), ""), None);
    }
}
