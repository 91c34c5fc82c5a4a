//! Keeps words apart that would be written over each other.

/// The places nearest to the wanted ones, from the top, that are at least `gap_px` apart, in the order given, and no lower than
/// `bottom_px` as far as there is room.
pub(crate) fn spread(wanted: &[f64], gap_px: f64, bottom_px: f64) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for &place in wanted {
        let least = places.last().map_or(f64::MIN, |last| last + gap_px);
        places.push(place.max(least));
    }
    let mut lowest = bottom_px;
    for place in places.iter_mut().rev() {
        *place = place.min(lowest);
        lowest = *place - gap_px;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn words_keep_their_distance() {
        assert_eq!(spread(&[0.0, 50.0, 100.0], 10.0, 100.0), [0.0, 50.0, 100.0]);
        assert_eq!(spread(&[40.0, 42.0, 43.0], 10.0, 100.0), [40.0, 50.0, 60.0]);
        assert_eq!(spread(&[95.0, 98.0], 10.0, 100.0), [90.0, 100.0]);
        assert_eq!(spread(&[], 10.0, 100.0), [0.0; 0]);
    }
}
