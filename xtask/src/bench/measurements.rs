//! What the programs that measure have to say.

use anyhow::{Context, Result};

/// Measurements in the order in which they were written.
#[derive(Default)]
pub(super) struct Measurements(Vec<Measurement>);

struct Measurement {
    name: String,
    unit: String,
    /// Ascending, and at least one.
    samples: Vec<f64>,
}

impl Measurements {
    /// Reads a line for each measurement: its name, its unit and its samples, separated by tabs.
    pub(super) fn read(output: Vec<u8>) -> Result<Self> {
        let output = String::from_utf8(output).context("measurements are not UTF-8")?;
        let lines = output.lines().map(|line| parse(line).with_context(|| format!("not a measurement: {line}")));
        Ok(Self(lines.collect::<Result<_>>()?))
    }

    /// The names of all that was measured in a unit.
    pub(super) fn names<'a>(&'a self, unit: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |measurement| measurement.unit == unit).map(|measurement| measurement.name.as_str())
    }

    fn samples(&self, name: &str, unit: &str) -> Option<&[f64]> {
        let found = self.0.iter().find(|measurement| measurement.name == name && measurement.unit == unit);
        found.map(|measurement| measurement.samples.as_slice())
    }

    /// The median of a measurement.
    pub(super) fn median(&self, name: &str, unit: &str) -> Option<f64> {
        self.samples(name, unit).map(|samples| samples[samples.len() / 2])
    }

    /// The median with the least and the greatest sample, as text; a dash where nothing was measured.
    pub(super) fn cell(&self, name: &str, unit: &str, digits: usize) -> String {
        match self.samples(name, unit) {
            Some([one]) => format!("{one:.digits$}"),
            Some(samples @ [least, .., greatest]) => {
                format!("{:.digits$} ({least:.digits$}–{greatest:.digits$})", samples[samples.len() / 2])
            }
            _ => "–".to_owned(),
        }
    }
}

fn parse(line: &str) -> Option<Measurement> {
    let mut fields = line.split('\t');
    let (name, unit) = (fields.next()?.to_owned(), fields.next()?.to_owned());
    let mut samples = fields.map(|sample| sample.parse().ok()).collect::<Option<Vec<f64>>>()?;
    samples.sort_by(f64::total_cmp);
    (!samples.is_empty()).then_some(Measurement { name, unit, samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_median_and_the_extremes() {
        let read = Measurements::read(b"a\tms\t3\t1.25\t2\nb\tms\t7\n".to_vec()).unwrap();
        assert_eq!(["a", "b", "c"].map(|name| read.cell(name, "ms", 1)), ["2.0 (1.2–3.0)", "7.0", "–"]);
        assert_eq!((read.median("a", "ms"), read.median("a", "s")), (Some(2.0), None));
        assert_eq!(read.names("ms").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn what_is_not_a_measurement_is_refused() {
        for output in ["a", "a\tms", "a\tms\tfast", "\n"] {
            assert!(Measurements::read(output.into()).is_err(), "{output:?}");
        }
    }
}
