//! How much memory the rows take that files have gathered.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// All files of a worker gather so many bytes of rows in memory unless told, by how many files and columns
/// there are.
const MANY: RangeInclusive<usize> = 256 << 10..=1 << 20;
/// So many for each column of a file. What is brought to the disk at once is about as much of a column,
/// which is read again by itself.
const COLUMN: usize = 1 << 10;
/// All of them where rows have no other place than memory and their files.
const NO_DISK: usize = 8 << 20;
/// The same where only one file is open at a time, which then has larger row groups.
const ALONE: usize = 32 << 20;

/// How many bytes they may take.
#[derive(Debug, Clone)]
pub(crate) struct Gather {
    on_disk: RangeInclusive<usize>,
    no_disk: usize,
}

impl Gather {
    /// Unless told.
    pub(super) fn usual(alone: bool) -> Self {
        if alone { Self::told(ALONE) } else { Self { on_disk: MANY, no_disk: NO_DISK } }
    }

    pub(super) fn told(bytes: usize) -> Self {
        Self { on_disk: bytes..=bytes, no_disk: bytes }
    }

    /// With so many files, of so many columns.
    pub(super) fn of(&self, files: usize, columns: usize) -> usize {
        let each = COLUMN.saturating_mul(files).saturating_mul(columns);
        each.clamp(*self.on_disk.start(), *self.on_disk.end())
    }

    /// Once the disk takes nothing more.
    pub(super) fn without_disk(&self) -> usize {
        self.no_disk
    }
}

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
    fn more_columns_of_more_files_gather_more() {
        let usual = Gather::usual(false);
        assert_eq!(
            [(2, 19), (16, 19), (16, 100)].map(|(files, columns)| usual.of(files, columns)),
            [256 << 10, 304 << 10, 1 << 20,]
        );
        assert_eq!((usual.of(usize::MAX, 2), usual.without_disk()), (1 << 20, 8 << 20));
        let told = Gather::told(7);
        assert_eq!((told.of(100, 100), told.without_disk()), (7, 7));
    }

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
