//! Which parts of a file are free.

use std::collections::BTreeMap;
use std::ops::Range;

/// Parts are given out from the first place that is large enough, so that the file stays short.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// The end of what is given out.
    end: u64,
    /// What is free before it, by where it begins; no two touch.
    free: BTreeMap<u64, u64>,
}

impl Space {
    /// A part of so many bytes, if no more than `most` are needed for it.
    pub(super) fn take(&mut self, bytes: u64, most: u64) -> Option<Range<u64>> {
        let fits = self.free.iter().find(|(begin, end)| *end - *begin >= bytes);
        if let Some((&begin, &end)) = fits {
            self.free.remove(&begin);
            if end - begin > bytes {
                self.free.insert(begin + bytes, end);
            }
            return Some(begin..begin + bytes);
        }
        let end = self.end.checked_add(bytes).filter(|end| *end <= most)?;
        Some(std::mem::replace(&mut self.end, end)..end)
    }

    /// A part is free again.
    pub(super) fn give(&mut self, range: Range<u64>) {
        let Range { mut start, mut end } = range;
        if let Some(behind) = self.free.remove(&end) {
            end = behind;
        }
        if let Some((&before, &until)) = self.free.range(..start).next_back()
            && until == start
        {
            self.free.remove(&before);
            start = before;
        }
        if end == self.end {
            self.end = start;
        } else if start < end {
            self.free.insert(start, end);
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.end == 0 && self.free.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_free_is_given_out_again() {
        let mut space = Space::default();
        let parts: Vec<_> = (0..4).map(|_| space.take(10, 40).unwrap()).collect();
        assert_eq!(parts, [0..10, 10..20, 20..30, 30..40]);
        assert_eq!(space.take(1, 40), None);
        space.give(10..20);
        assert_eq!(space.take(11, 40), None);
        space.give(20..30);
        assert_eq!((space.take(15, 40), space.take(5, 40)), (Some(10..25), Some(25..30)));
        assert_eq!(space.take(1, 40), None);
    }

    proptest! {
        /// Against a map of each byte.
        #[test]
        fn no_two_have_the_same_place(plan in prop::collection::vec((1_u64..40, 0_usize..8, any::<bool>()), 0..200)) {
            let (mut space, mut taken, mut used) = (Space::default(), Vec::new(), vec![false; 300]);
            for (bytes, which, takes) in plan {
                if takes || taken.is_empty() {
                    let Some(part) = space.take(bytes, 300) else {
                        let longest = used.split(|used| *used).map(<[bool]>::len).max();
                        prop_assert!(longest < Some(bytes as usize));
                        continue;
                    };
                    prop_assert_eq!(part.end - part.start, bytes);
                    let places = &mut used[part.start as usize..part.end as usize];
                    prop_assert!(places.iter().all(|used| !used));
                    places.fill(true);
                    taken.push(part);
                } else {
                    let part: Range<u64> = taken.swap_remove(which % taken.len());
                    used[part.start as usize..part.end as usize].fill(false);
                    space.give(part);
                }
            }
            taken.into_iter().for_each(|part| space.give(part));
            prop_assert!(space.is_empty());
        }
    }
}
