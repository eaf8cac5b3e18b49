//! The primitives below the turns, in one place so that `model` can put shuttle's there.

pub(super) use std::sync::atomic::{AtomicU8, Ordering};
