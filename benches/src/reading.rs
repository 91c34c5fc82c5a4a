//! This engine, reading a file as its worker does: slice by slice, then sealed.

use anyhow::Result;
use spanlens::analysis::{Heatmap, HeatmapOptions, heatmap};
use spanlens::ingest::FileReader;
use spanlens::store::{Population, Store, StoreBuilder};

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
    #[must_use]
    pub fn seal(mut self) -> Store {
        self.reader.finish(&mut self.builder);
        self.builder.seal()
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
    Ok(reading.seal())
}

/// The heatmap of all spans, with its percentile lines, as the page asks for it.
///
/// # Errors
///
/// Those of the analysis.
pub fn heatmap_of_spans(store: &Store) -> Result<Heatmap> {
    Ok(heatmap(store, &store.units(Population::Spans), &HeatmapOptions::default())?)
}
