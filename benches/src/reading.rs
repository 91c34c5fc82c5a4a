//! This engine, reading a file as its worker does: slice by slice, then sealed.

use anyhow::{Result, ensure};
use spanlens::analysis::{Heatmap, HeatmapOptions, heatmap};
use spanlens::ingest::FileReader;
use spanlens::store::{Population, Store, StoreBuilder};
use spanlens::units::FailureRule;

/// The bytes of a slice, as in the worker.
pub const SLICE: usize = 8 << 20;

/// A file that is being read.
#[derive(Debug)]
pub struct Reading {
    builder: StoreBuilder,
    reader: FileReader,
}

impl Default for Reading {
    fn default() -> Self {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("generated", "default");
        Self { builder, reader: FileReader::new(source) }
    }
}

impl Reading {
    /// Reads the next slice.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn push(&mut self, slice: &[u8]) -> Result<()> {
        Ok(self.reader.push(&mut self.builder, slice)?)
    }

    /// Joins all spans into traces.
    ///
    /// # Errors
    ///
    /// If the file was not read to its end: there is nothing wrong with the generated one.
    pub fn seal(mut self) -> Result<Store> {
        let report = self.reader.finish(&mut self.builder);
        ensure!(report.fault.is_none(), "the generated file has a fault: {:?}", report.fault);
        Ok(self.builder.seal())
    }
}

/// A whole file, from bytes to a sealed store.
///
/// # Errors
///
/// Those of the reader.
pub fn read(text: &[u8]) -> Result<Store> {
    let mut reading = Reading::default();
    text.chunks(SLICE).try_for_each(|slice| reading.push(slice))?;
    reading.seal()
}

/// The heatmap of all spans, with its percentile lines, as the page asks for it.
///
/// # Errors
///
/// Those of the analysis.
pub fn heatmap_of_spans(store: &Store) -> Result<Heatmap> {
    Ok(heatmap(store, &store.units(Population::Spans), &HeatmapOptions::default(), FailureRule::Status)?)
}
