//! Fields that are written as few write them.
