//! The analyses: folds over the units of a sealed store.
