//! From bytes to spans: the readers, one file a format, and the report of what was skipped or repaired.
