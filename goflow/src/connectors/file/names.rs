//! What files that grow are called, now and in a run before.
//!
//! Positions go by names, but a log that is rotated has another one, and one that is cut is another file.
//! So workers keep apart what they read by a number that stays with the file, and ask for its name when
//! they tell how far they are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Which file it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Which {
    /// The one of that name.
    Named(Arc<str>),
    /// One that grows, under whatever name.
    Grows(u64),
}

/// A file that nobody will ever have.
const NONE: u64 = 0;

/// The names of the files of a source.
#[derive(Debug)]
pub(crate) struct Names(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: u64,
    now: HashMap<u64, Arc<str>>,
    /// Which file had a name of the run before, once that is known.
    before: HashMap<String, Option<u64>>,
}

impl Names {
    /// `before`: the files that a run before read some of.
    pub(crate) fn new<'a>(before: impl Iterator<Item = &'a String>) -> Self {
        let before = before.map(|name| (name.clone(), None)).collect();
        Self(Mutex::new(State { before, ..State::default() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a file that was found under that name. `again`: it is the one that a run before read
    /// some of.
    pub(crate) fn begin(&self, name: &str, again: bool) -> u64 {
        let mut state = self.state();
        state.last += 1;
        let number = state.last;
        let was = if again { number } else { NONE };
        // Other names nobody will ask for, and there may be new ones for ever.
        if let Some(before) = state.before.get_mut(name) {
            before.get_or_insert(was);
        }
        number
    }

    /// A file was cut, and so is another one now.
    pub(crate) fn anew(&self, number: u64) -> u64 {
        let mut state = self.state();
        state.last += 1;
        let next = state.last;
        if let Some(name) = state.now.remove(&number) {
            state.now.insert(next, name);
        }
        next
    }

    /// All that have a name now.
    pub(crate) fn set(&self, all: impl Iterator<Item = (u64, Arc<str>)>) {
        self.state().now = all.collect();
    }

    /// The name that a file has now.
    pub(crate) fn of(&self, which: &Which) -> Option<Arc<str>> {
        match which {
            Which::Named(name) => Some(name.clone()),
            Which::Grows(number) => self.state().now.get(number).cloned(),
        }
    }

    /// The name that a file has now which had this one in a run before.
    pub(crate) fn of_before(&self, name: &str) -> Option<Arc<str>> {
        let state = self.state();
        match state.before.get(name).copied().flatten() {
            // Nobody has come across it yet.
            None => Some(name.into()),
            Some(number) => state.now.get(&number).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_run_before_are_kept_and_no_others() {
        let known = ["log".to_string(), "old".to_string()];
        let names = Names::new(known.iter());
        let log = names.begin("log", true);
        names.set([(log, "log.1".into())].into_iter());
        // Another one has its name now.
        names.begin("log", false);
        for day in 0..100 {
            names.begin(&format!("log-{day}"), false);
        }
        assert_eq!(names.of_before("log").as_deref(), Some("log.1"));
        assert_eq!(names.of_before("old").as_deref(), Some("old"));
        names.begin("old", false);
        assert_eq!(names.of_before("old"), None);
        assert_eq!(names.state().before.len(), 2);
    }
}
