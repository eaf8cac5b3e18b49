//! What functions are lent, for unit tests that call them by hand.
//!
//! An annotated function stays an ordinary function:
//!
//! ```
//! use goflow::prelude::*;
//!
//! #[task]
//! fn late(minutes: i32, limit: &i32, seen: &mut Local<u64>) -> Option<i32> {
//!     **seen += 1;
//!     (minutes > *limit).then_some(minutes)
//! }
//!
//! let mut seen = goflow::testing::local();
//! assert_eq!(late(20, &15, &mut seen), Some(20));
//! assert_eq!(late(10, &15, &mut seen), None);
//! assert_eq!(*seen, 2);
//! ```

use std::sync::Arc;

use crate::{Context, Key, Keyed, Local, Out};

/// An `Out` that keeps what is pushed: see [`Out::take`].
///
/// ```
/// let mut out = goflow::testing::out();
/// out.push(1);
/// assert_eq!(out.take(), [1]);
/// ```
pub fn out<T>() -> Out<T> {
    Out::own()
}

/// A `Local` with `S::default()`.
///
/// ```
/// let mut count = goflow::testing::local::<u64>();
/// *count += 1;
/// assert_eq!(*count, 1);
/// ```
pub fn local<S: Default>() -> Local<S> {
    Local::new()
}

/// A `Keyed` without keys: make one current with [`Keyed::at`].
///
/// ```
/// let mut totals = goflow::testing::keyed::<&'static str, u64>();
/// **totals.at("UA") += 3;
/// assert_eq!(**totals.at("UA"), 3);
/// assert_eq!(**totals.at("DL"), 0);
/// ```
pub fn keyed<K: Key, S: Default>() -> Keyed<K, S> {
    Keyed::new()
}

/// The `Context` of one worker of a node.
///
/// ```
/// let ctx = goflow::testing::context("parse", 1, 4);
/// assert_eq!((ctx.node(), ctx.worker(), ctx.workers()), ("parse", 1, 4));
/// assert!(!ctx.is_stopping());
/// ```
pub fn context(node: &str, worker: usize, workers: usize) -> Context {
    Context { run: Arc::default(), node: node.into(), worker, workers, counters: Arc::default() }
}
