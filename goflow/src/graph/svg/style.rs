//! The colours of a picture that stands alone.
//!
//! Plain classes, light first: a program that knows no `@media` still shows a picture.

pub(super) const STYLE: &str = include_str!("picture.css");
