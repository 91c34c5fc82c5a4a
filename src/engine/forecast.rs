//! Whether all of a load will fit into memory, by what its beginning took.

use super::Engine;

/// Nothing is forecast before one in so many bytes is read.
const TELLING_PART: u64 = 20;

/// What there is at a moment of a load.
#[derive(Debug, Clone, Copy)]
struct Taken {
    /// Bytes that were read.
    read: u64,
    /// Bytes of memory, with those that sealing and answers need.
    memory: u64,
    spans: u32,
}

/// What is noted of a load at its beginning, to forecast its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forecast {
    begin: Option<Taken>,
}

impl Engine {
    /// How many spans there will be when the memory is full, if that happens before a load is read to its end. It is an estimate: it takes the
    /// rest of the load to be like what was read.
    ///
    /// `None` if all of it will fit, before a twentieth of `total` is read, and if `total`, the bytes of the load, is not known: zero. It is to be called
    /// first at the beginning of a load, and then with ever more bytes that were `read`. O(columns).
    pub fn spans_that_fit(&self, forecast: &mut Forecast, read: u64, total: u64) -> Option<u32> {
        if total == 0 {
            return None;
        }
        let (builder, limit) = (self.builder.as_ref()?, self.memory_limit?);
        let now = Taken { read, memory: builder.needed_bytes(), spans: builder.spans().len() };
        let begin = *forecast.begin.get_or_insert(now);
        if read < total / TELLING_PART {
            return None;
        }
        spans_within(limit, begin, now, total)
    }
}

/// The spans at which the memory reaches the limit, if it does so before its end: with each byte it grows as it did from `begin` to `now`.
fn spans_within(limit: u64, begin: Taken, now: Taken, total: u64) -> Option<u32> {
    let read = now.read.checked_sub(begin.read).filter(|read| *read > 0)?;
    let grown = now.memory.checked_sub(begin.memory).filter(|grown| *grown > 0)?;
    let rest = total.checked_sub(begin.read)?;
    let room = limit.saturating_sub(begin.memory);
    if scaled(grown, rest, read) <= room {
        return None;
    }
    let spans = scaled(u64::from(now.spans.saturating_sub(begin.spans)), room, grown);
    u32::try_from(u64::from(begin.spans).saturating_add(spans)).ok()
}

/// `value` times `times` by `parts`, which is not zero.
fn scaled(value: u64, times: u64, parts: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(times) / u128::from(parts);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 300 bytes a span, of which each is 1,000 bytes of a file, after another load of a thousand spans.
    fn after(spans: u32) -> Taken {
        Taken { read: u64::from(spans) * 1_000, memory: 1_000_000 + u64::from(spans) * 300, spans: 1_000 + spans }
    }

    #[test]
    fn the_memory_is_full_where_it_grows_on_as_it_did() {
        let (limit, total) = (4_000_000, 20_000_000);
        assert_eq!(spans_within(limit, after(10), after(1_000), total), Some(11_000));
    }

    #[test]
    fn what_fits_is_not_forecast() {
        assert_eq!(spans_within(7_000_000, after(0), after(1_000), 20_000_000), None);
        assert_eq!(spans_within(6_999_999, after(0), after(1_000), 20_000_000), Some(20_999));
    }

    #[test]
    fn what_has_not_grown_tells_nothing() {
        assert_eq!(spans_within(1, after(5), after(5), 20_000_000), None);
        let same_memory = Taken { memory: after(5).memory, ..after(9) };
        assert_eq!(spans_within(1, after(5), same_memory, 20_000_000), None);
    }

    #[test]
    fn numbers_may_be_as_large_as_they_get() {
        let begin = Taken { read: 0, memory: 0, spans: 0 };
        let now = Taken { read: 1, memory: u64::MAX, spans: u32::MAX };
        assert_eq!(spans_within(u64::MAX - 1, begin, now, u64::MAX), Some(u32::MAX - 1));
        assert!(Engine::default().spans_that_fit(&mut Forecast::default(), 0, 0).is_none());
    }
}
