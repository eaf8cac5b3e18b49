//! What the nodes of one run that are of one kind have to know of each other.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A value of each type that was asked for.
#[derive(Default)]
pub(crate) struct Shared(Mutex<Vec<Arc<dyn Any + Send + Sync>>>);

impl Shared {
    /// The run's one value of a type.
    pub(crate) fn of<T: Any + Send + Sync + Default>(&self) -> Arc<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.iter().find_map(|one| Arc::clone(one).downcast().ok()) {
            return known;
        }
        let new = Arc::<T>::default();
        all.push(Arc::clone(&new) as Arc<dyn Any + Send + Sync>);
        new
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

    use super::*;

    #[test]
    fn there_is_one_of_each_type() {
        let shared = Shared::default();
        shared.of::<AtomicU32>().store(1, Ordering::Relaxed);
        shared.of::<AtomicU64>().store(2, Ordering::Relaxed);
        assert_eq!(shared.of::<AtomicU32>().load(Ordering::Relaxed), 1);
        assert_eq!(shared.of::<AtomicU64>().load(Ordering::Relaxed), 2);
    }
}
