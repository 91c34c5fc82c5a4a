//! Numbers of units and their ranges: `number=3..9:calls:cart`, `number=0.5..:attribute:span.size`.

use spanlens::analysis::NumberRange;

use super::pairs::Pairs;
use crate::words::{number_named, number_word};

/// Says a range of a number, if there is one.
pub(super) fn add(pairs: &mut Pairs, key: &str, range: Option<&NumberRange>) {
    if let Some(NumberRange { of, min, max }) = range {
        pairs.add(key, &format!("{}:{}", bounds_text((*min, *max)), number_word(of)));
    }
}

/// The range of a number that is said.
pub(super) fn of(pairs: &Pairs, key: &str) -> Option<NumberRange> {
    let (bounds, number) = pairs.first(key)?.split_once(':')?;
    let (min, max) = bounds_of(bounds)?;
    Some(NumberRange { of: number_named(number)?, min, max })
}

/// The bounds that are said of what is shown.
pub(super) fn zoom(pairs: &Pairs, key: &str) -> Option<(f64, f64)> {
    let (min, max) = bounds_of(pairs.first(key)?)?;
    min.zip(max).filter(|(min, max)| min < max)
}

/// The text of two bounds: `3..9`, with nothing where there is none.
pub(super) fn bounds_text((min, max): (Option<f64>, Option<f64>)) -> String {
    let text = |bound: Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{}..{}", text(min), text(max))
}

/// The bounds of such a text. `None` where either is something else than a number.
fn bounds_of(text: &str) -> Option<(Option<f64>, Option<f64>)> {
    let (min, max) = text.split_once("..")?;
    let bound = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
    let (from, to) = (bound(min), bound(max));
    let is_meant = |text: &str, bound: Option<f64>| text.is_empty() || bound.is_some();
    (is_meant(min, from) && is_meant(max, to)).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::UnitNumber;
    use spanlens::filter::Scope;

    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_written() {
        let size = UnitNumber::Attribute(Scope::Span, "a:b..c".to_owned());
        for (min, max, of, text) in [
            (Some(3.0), Some(9.5), UnitNumber::Spans, "3..9.5:spans"),
            (Some(-0.001), None, UnitNumber::Calls("cart:1".to_owned()), "-0.001..:calls:cart:1"),
            (None, Some(1e19), size.clone(), "..10000000000000000000:attribute:span.a:b..c"),
            (None, None, size, "..:attribute:span.a:b..c"),
        ] {
            let range = NumberRange { of, min, max };
            let mut pairs = Pairs::default();
            add(&mut pairs, "number", Some(&range));
            assert_eq!(pairs.first("number"), Some(text));
            assert_eq!(super::of(&pairs, "number"), Some(range));
        }
    }

    #[test]
    fn what_is_no_range_is_as_if_it_were_not_said() {
        for text in ["", "3..9", "3-9:spans", "x..9:spans", "NaN..:spans", "..inf:spans", "3..9:cats"] {
            assert_eq!(of(&Pairs::of(&format!("number={text}")), "number"), None, "{text}");
        }
        for (text, expected) in [("3..9", Some((3.0, 9.0))), ("9..3", None), ("3..", None)] {
            assert_eq!(zoom(&Pairs::of(&format!("key={text}")), "key"), expected, "{text}");
        }
    }
}
