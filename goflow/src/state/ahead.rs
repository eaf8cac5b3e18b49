//! Where the state of the next events probably is.

/// So many events are looked for together.
pub(crate) const AHEAD: usize = 16;
/// So many of these groups, before the first of them comes: time for an entry to come into the cache,
/// and then for what its key points to.
pub(crate) const GROUPS: usize = 3;
/// Room for all of them.
const ROOM: usize = (AHEAD * GROUPS).next_power_of_two();

/// Buckets of a table, in the order in which events come; each is used once.
pub(super) struct Ahead {
    buckets: [Option<usize>; ROOM],
    /// How many were added, were asked for by `unfollowed`, and were used.
    added: usize,
    followed: usize,
    used: usize,
}

impl Ahead {
    pub(super) fn new() -> Self {
        Self { buckets: [None; ROOM], added: 0, followed: 0, used: 0 }
    }

    /// That of the next event; `None` where nothing is known of it.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        if self.used == self.added {
            return None;
        }
        let bucket = self.buckets[self.used % ROOM];
        self.used += 1;
        bucket
    }

    /// One more; without room the oldest is lost.
    #[inline]
    pub(super) fn push(&mut self, bucket: Option<usize>) {
        self.buckets[self.added % ROOM] = bucket;
        self.added += 1;
        self.used = self.used.max(self.added.saturating_sub(ROOM));
    }

    /// Those added since this was called last.
    #[inline]
    pub(super) fn unfollowed(&mut self) -> impl Iterator<Item = usize> {
        let from = self.followed.max(self.used);
        self.followed = self.added;
        (from..self.added).filter_map(|at| self.buckets[at % ROOM])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_used_once_and_the_oldest_are_lost() {
        let mut ahead = Ahead::new();
        assert_eq!(ahead.next(), None);
        ahead.push(Some(1));
        ahead.push(None);
        ahead.push(Some(3));
        assert_eq!(ahead.unfollowed().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(ahead.unfollowed().count(), 0);
        assert_eq!(
            [ahead.next(), ahead.next(), ahead.next(), ahead.next()],
            [Some(1), None, Some(3), None]
        );
        (0..ROOM + 5).for_each(|bucket| ahead.push(Some(bucket)));
        assert_eq!(ahead.unfollowed().count(), ROOM);
        for bucket in 5..ROOM + 5 {
            assert_eq!(ahead.next(), Some(bucket));
        }
        assert_eq!(ahead.next(), None);
    }
}
