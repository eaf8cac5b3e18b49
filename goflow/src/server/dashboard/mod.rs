//! The live page.

/// One document, with all that it needs.
pub(super) const PAGE: &str = include_str!("page.html");
