//! Which rows have the same values.

use std::collections::HashMap;
use std::hash::Hash;

use arrow_array::UInt32Array;
use foldhash::fast::FixedState;

use super::values::Values;

/// A number for each row: rows of one group have the same one.
pub(super) struct Groups {
    of: Vec<u32>,
    count: usize,
}

impl Groups {
    /// All in one.
    pub(super) fn of(rows: usize) -> Self {
        Self { of: vec![0; rows], count: rows.min(1) }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Of a group, rows with the same value stay together.
    pub(super) fn refine(&mut self, values: Values<'_>) {
        match values {
            Values::Numbers(numbers) => self.by(numbers.iter()),
            Values::Texts(texts) => self.by(texts),
        }
    }

    fn by<K: Hash + Eq + Copy>(&mut self, keys: impl Iterator<Item = K>) {
        let mut known = HashMap::with_hasher(FixedState::default());
        // Equal values often follow each other.
        let mut last = None;
        for (group, key) in self.of.iter_mut().zip(keys) {
            let key = (*group, key);
            *group = match last {
                Some((before, group)) if before == key => group,
                _ => {
                    let next = known.len() as u32;
                    *known.entry(key).or_insert(next)
                }
            };
            last = Some((key, *group));
        }
        self.count = known.len();
    }

    /// The rows of each.
    pub(super) fn rows(&self) -> impl Iterator<Item = UInt32Array> + use<> {
        let mut rows = vec![Vec::new(); self.count];
        for (row, group) in (0..).zip(&self.of) {
            if let Some(rows) = rows.get_mut(*group as usize) {
                rows.push(row);
            }
        }
        rows.into_iter().map(UInt32Array::from)
    }
}
