//! How the flame graph is made: `flame-time=shared&flame-names=exact&flame-by=http.route&flame-mix=rootOperation`.

use spanlens::analysis::{FlameDiffOptions, FlameGraphOptions};

use super::pairs::Pairs;
use crate::words::{meaning, word};

pub(super) fn add(pairs: &mut Pairs, options: &FlameDiffOptions) {
    let FlameDiffOptions { graph: FlameGraphOptions { attribution, templates, attributes }, mix } = options;
    let default = FlameDiffOptions::default();
    pairs.add_if(*attribution != default.graph.attribution, "flame-time", &word(attribution));
    pairs.add_if(!templates, "flame-names", "exact");
    for key in attributes {
        pairs.add("flame-by", key);
    }
    pairs.add_if(*mix != default.mix, "flame-mix", &word(mix));
}

/// The options as they are said. What is not known is as if it were not said.
pub(super) fn of(pairs: &Pairs) -> FlameDiffOptions {
    let default = FlameDiffOptions::default();
    FlameDiffOptions {
        graph: FlameGraphOptions {
            attribution: pairs.first("flame-time").and_then(meaning).unwrap_or(default.graph.attribution),
            templates: !pairs.says("flame-names", "exact"),
            attributes: pairs.all("flame-by").map(str::to_owned).collect(),
        },
        mix: pairs.first("flame-mix").and_then(meaning).unwrap_or(default.mix),
    }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{Attribution, MixControl};

    use super::*;

    #[test]
    fn all_options_are_said_and_understood() {
        let graph = FlameGraphOptions {
            attribution: Attribution::Shared,
            templates: false,
            attributes: vec!["http.route".to_owned(), "db.system".to_owned()],
        };
        let options = FlameDiffOptions { graph, mix: MixControl::None };
        let mut pairs = Pairs::default();
        add(&mut pairs, &options);
        assert_eq!(of(&pairs), options);
        assert_eq!(
            pairs.into_text(),
            "flame-time=shared&flame-names=exact&flame-by=http.route&flame-by=db.system&flame-mix=none"
        );
    }

    #[test]
    fn what_is_usual_is_not_said_and_what_is_unknown_is_usual() {
        let mut pairs = Pairs::default();
        add(&mut pairs, &FlameDiffOptions::default());
        assert_eq!(pairs.into_text(), "");
        assert_eq!(of(&Pairs::of("flame-time=cats&flame-names=short&flame-mix=cats")), FlameDiffOptions::default());
    }
}
