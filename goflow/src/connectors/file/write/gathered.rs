//! How much memory the rows take that files have gathered.

use std::collections::BTreeSet;

/// That of each file, by its slot.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    all: usize,
    /// The bytes, and whose they are.
    files: BTreeSet<(usize, usize)>,
}

impl Gathered {
    /// A file that had gathered `before` has `now`.
    pub(super) fn set(&mut self, slot: usize, before: usize, now: usize) {
        if before > 0 {
            self.files.remove(&(before, slot));
        }
        if now > 0 {
            self.files.insert((now, slot));
        }
        self.all = self.all - before + now;
    }

    /// That of all files.
    pub(super) fn all(&self) -> usize {
        self.all
    }

    /// The file that has most.
    pub(super) fn most(&self) -> Option<usize> {
        self.files.last().map(|&(_, slot)| slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_with_most_changes() {
        let mut gathered = Gathered::default();
        assert_eq!((gathered.all(), gathered.most()), (0, None));
        gathered.set(1, 0, 10);
        gathered.set(2, 0, 20);
        assert_eq!((gathered.all(), gathered.most()), (30, Some(2)));
        gathered.set(1, 10, 25);
        assert_eq!((gathered.all(), gathered.most()), (45, Some(1)));
        gathered.set(1, 25, 0);
        assert_eq!((gathered.all(), gathered.most()), (20, Some(2)));
        gathered.set(2, 20, 0);
        assert_eq!((gathered.all(), gathered.most()), (0, None));
    }
}
