//! `Local`: scratch of one worker.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// Scratch of one worker: `S::default()` when the worker starts, never shared, never locked, not
/// in checkpoints. It derefs to `S`.
///
/// ```
/// use goflow::prelude::*;
/// use std::collections::HashSet;
///
/// #[task]
/// fn dedup(n: u32, seen: &mut Local<HashSet<u32>>) -> Option<u32> {
///     seen.insert(n).then_some(n)
/// }
///
/// let mut seen = goflow::testing::local();
/// assert_eq!(dedup(7, &mut seen), Some(7));
/// assert_eq!(dedup(7, &mut seen), None);
/// ```
#[derive(Default)]
pub struct Local<S>(S);

impl<S: Default> Local<S> {
    pub(crate) fn new() -> Self {
        Self(S::default())
    }
}

impl<S> Deref for Local<S> {
    type Target = S;
    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S> DerefMut for Local<S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.0
    }
}

impl<S: fmt::Debug> fmt::Debug for Local<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
