//! From counts to the strength of a colour.

/// How counts become colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scale {
    /// By the square root, which is even to the eye where counts are Poisson.
    #[default]
    SquareRoot,
    /// By the logarithm, for what spans many orders.
    Logarithm,
}

/// The strength of a count from 0, which only zero has, to 1, which all counts from `cap` on have.
pub(crate) fn intensity(count: u32, cap: u32, scale: Scale) -> f64 {
    if count >= cap {
        return if count == 0 { 0.0 } else { 1.0 };
    }
    let (count, cap) = (f64::from(count), f64::from(cap));
    match scale {
        Scale::SquareRoot => (count / cap).sqrt(),
        Scale::Logarithm => count.ln_1p() / cap.ln_1p(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_grows_from_nothing_to_the_cap() {
        for scale in [Scale::SquareRoot, Scale::Logarithm] {
            assert!(intensity(0, 100, scale).abs() < 1e-9);
            assert!((0..100).all(|count| intensity(count, 100, scale) < intensity(count + 1, 100, scale)));
            assert!((intensity(5000, 100, scale) - 1.0).abs() < 1e-9);
        }
        assert!((intensity(25, 100, Scale::SquareRoot) - 0.5).abs() < 1e-9);
        assert!((intensity(9, 99, Scale::Logarithm) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn without_a_cap_one_is_enough() {
        assert!(intensity(0, 0, Scale::SquareRoot).abs() < 1e-9);
        assert!((intensity(1, 0, Scale::Logarithm) - 1.0).abs() < 1e-9);
    }
}
