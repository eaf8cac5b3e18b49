//! `Keyed`: one value per key, in memory.

use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::mem;
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::ahead::Ahead;
use super::key::Key;
use super::prefetch::prefetch_value;

/// State of the event's key: one `S` per key, `S::default()` when the key is new.
///
/// It derefs to the `S` of the current event's key. All events of one key come to one worker, by a
/// `-[key …]->` edge, so nothing is locked.
///
/// ```
/// use goflow::prelude::*;
///
/// #[task]
/// fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
///     **n += 1;
///     (word, **n)
/// }
///
/// let mut n = goflow::testing::keyed::<String, u64>();
/// n.at("a".to_string());
/// assert_eq!(count("a".into(), &mut n).1, 1);
/// assert_eq!(count("a".into(), &mut n).1, 2);
/// n.at("b".to_string());
/// assert_eq!(count("b".into(), &mut n).1, 1);
/// ```
pub struct Keyed<K, S> {
    /// All keys, each where its state is: to find the one is to have the other.
    table: HashTable<Entry<K, S>>,
    /// The bucket of the current event's key.
    current: usize,
    hasher: FixedState,
    /// `clear` was called for the current key and nothing was written since.
    cleared: bool,
    ttl: Option<Duration>,
    /// Where the times of expiry count from.
    start: Instant,
    /// The bucket where the next look for expired entries begins.
    sweep: usize,
    /// Where the states of the next events probably are.
    ahead: Ahead,
}

struct Entry<K, S> {
    key: K,
    state: S,
    /// Nanoseconds since `Keyed::start`; [`NEVER`] where no time to live was set. A number, because
    /// every byte here is one that has to come into the cache.
    expires: u64,
}

const NEVER: u64 = u64::MAX;

impl<K: Key, S: Default> Keyed<K, S> {
    pub(crate) fn new() -> Self {
        Self {
            table: HashTable::new(),
            current: usize::MAX,
            hasher: FixedState::default(),
            cleared: false,
            ttl: None,
            start: Instant::now(),
            sweep: 0,
            ahead: Ahead::new(),
        }
    }

    /// Makes `key` the current one. The engine does this before each call; unit tests do it by hand.
    pub fn at(&mut self, key: K) -> &mut Self {
        self.forget_cleared();
        self.current = match self.guess(&key) {
            Some(bucket) => bucket,
            None => self.find(key),
        };
        if let Some(ttl) = self.ttl {
            self.age(ttl);
        }
        self
    }

    /// The key's bucket, if it is where it was expected.
    #[inline]
    fn guess(&mut self, key: &K) -> Option<usize> {
        let bucket = self.ahead.next()?;
        let there = self.table.get_bucket(bucket).is_some_and(|entry| entry.key.same(key));
        there.then_some(bucket)
    }

    /// The key's bucket, made if there is none.
    fn find(&mut self, key: K) -> usize {
        let hash = hash(&self.hasher, &key);
        match self.table.find_bucket_index(hash, |entry| entry.key.same(&key)) {
            Some(bucket) => bucket,
            None => {
                let entry = Entry { key, state: S::default(), expires: NEVER };
                let hasher = &self.hasher;
                let inserted =
                    self.table.insert_unique(hash, entry, |e| self::hash(hasher, &e.key));
                inserted.bucket_index()
            }
        }
    }

    /// Each of these keys becomes current, in this order, after those told before and before any
    /// other. Their state is looked for now: one after the other each would be waited for twice,
    /// until its entry is in the cache, and until the key that this points to is. So what an entry
    /// points to is asked for when the next keys are told.
    pub(crate) fn expect<'a>(&mut self, keys: impl Iterator<Item = &'a K>)
    where
        K: 'a,
    {
        for bucket in self.ahead.unfollowed() {
            if let Some(entry) = self.table.get_bucket(bucket) {
                entry.key.prefetch();
            }
        }
        for key in keys {
            // The first that may be it: to compare would be to wait.
            let bucket = self.table.find_bucket_index(hash(&self.hasher, key), |_| true);
            if let Some(entry) = bucket.and_then(|bucket| self.table.get_bucket(bucket)) {
                prefetch_value(entry);
            }
            self.ahead.push(bucket);
        }
    }

    /// The current event's key.
    pub fn key(&self) -> &K {
        &self.entry().key
    }

    /// Forgets the state of the current key: the next event of it starts from `S::default()`.
    pub fn clear(&mut self) {
        self.entry_mut().state = S::default();
        self.cleared = true;
    }

    /// From now on a key is forgotten when no event of it came for `ttl`.
    pub fn set_ttl(&mut self, ttl: Duration) {
        self.ttl = Some(ttl);
        self.entry_mut().expires = self.now().saturating_add(nanos(ttl));
    }

    /// How many keys this worker holds.
    ///
    /// ```
    /// let mut n = goflow::testing::keyed::<u32, u64>();
    /// n.at(1);
    /// n.at(2);
    /// assert_eq!(n.keys(), 2);
    /// ```
    pub fn keys(&self) -> usize {
        self.table.len()
    }

    /// Renews the current entry's time, and looks at a few others for expired ones.
    fn age(&mut self, ttl: Duration) {
        let now = self.now();
        let entry = self.entry_mut();
        if entry.expires <= now {
            entry.state = S::default();
        }
        entry.expires = now.saturating_add(nanos(ttl));
        for _ in 0..4 {
            self.sweep = if self.sweep + 1 < self.table.num_buckets() { self.sweep + 1 } else { 0 };
            let swept = self.table.get_bucket(self.sweep);
            if self.sweep != self.current && swept.is_some_and(|entry| entry.expires <= now) {
                self.remove(self.sweep);
            }
        }
    }

    #[inline]
    fn forget_cleared(&mut self) {
        if mem::take(&mut self.cleared) {
            self.remove(self.current);
        }
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    fn remove(&mut self, bucket: usize) {
        if let Ok(entry) = self.table.get_bucket_entry(bucket) {
            entry.remove();
        }
    }
}

/// 584 years of them fit.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(NEVER)
}

#[inline]
fn hash(hasher: &FixedState, key: &impl Key) -> u64 {
    let mut hasher = hasher.build_hasher();
    key.feed(&mut hasher);
    hasher.finish()
}

impl<K, S> Keyed<K, S> {
    #[allow(clippy::expect_used, reason = "the engine makes a key current before every call")]
    fn entry(&self) -> &Entry<K, S> {
        self.table.get_bucket(self.current).expect("a key is current: `at(key)` comes first")
    }

    #[allow(clippy::expect_used, reason = "the engine makes a key current before every call")]
    fn entry_mut(&mut self) -> &mut Entry<K, S> {
        self.table.get_bucket_mut(self.current).expect("a key is current: `at(key)` comes first")
    }
}

impl<K, S> Deref for Keyed<K, S> {
    type Target = S;
    fn deref(&self) -> &S {
        &self.entry().state
    }
}

impl<K, S> DerefMut for Keyed<K, S> {
    fn deref_mut(&mut self) -> &mut S {
        self.cleared = false;
        &mut self.entry_mut().state
    }
}

impl<K, S> fmt::Debug for Keyed<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed").field("keys", &self.table.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ahead::AHEAD;
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn state_equals_that_of_a_hash_map_under_random_clears() {
        let mut keyed = Keyed::<u64, u64>::new();
        let mut reference = HashMap::<u64, u64>::new();
        let mut random = 7_u64;
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let key = (random >> 33) % 300;
            keyed.at(key);
            if (random >> 20).is_multiple_of(11) {
                keyed.clear();
                reference.remove(&key);
            } else {
                *keyed.deref_mut() += random >> 40;
                *reference.entry(key).or_default() += random >> 40;
            }
            assert_eq!(*keyed.deref(), reference.get(&key).copied().unwrap_or(0));
        }
        keyed.at(1_000);
        assert_eq!(keyed.keys(), reference.len() + 1);
    }

    #[test]
    fn what_was_expected_of_keys_changes_nothing_right_or_wrong() {
        let mut keyed = Keyed::<String, usize>::new();
        for n in 0..20_000 {
            **keyed.at(n.to_string()) = n;
        }
        let there_and_not: Vec<_> = (19_900..20_100).map(|n: usize| n.to_string()).collect();
        for keys in there_and_not.chunks(AHEAD) {
            keyed.expect(keys.iter());
        }
        assert_eq!(keyed.keys(), 20_000);
        for n in 0..20_000 {
            assert_eq!(**keyed.at(n.to_string()), n);
            if n % 7 == 0 {
                keyed.expect([(n + 1).to_string(), n.to_string()].iter());
            }
            if n % 100 == 0 {
                keyed.clear();
            }
        }
        assert_eq!(keyed.keys(), 19_800);
    }

    #[test]
    fn an_expired_key_starts_anew_and_is_swept() {
        let mut keyed = Keyed::<u32, u32>::new();
        for key in 0..10 {
            keyed.at(key);
            keyed.set_ttl(Duration::from_nanos(1));
            *keyed.deref_mut() = key + 1;
        }
        for _ in 0..20 {
            keyed.at(3);
            assert_eq!(*keyed.deref(), 0);
        }
        assert_eq!(keyed.keys(), 1);
    }
}
