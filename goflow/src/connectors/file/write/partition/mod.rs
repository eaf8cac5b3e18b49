//! Which file an event goes to: by the values of partitions, and by bucket.

mod bucket;
mod escape;
mod murmur;
mod value;

use std::fmt;
use std::sync::Arc;

pub use bucket::BucketValue;
pub use value::PartitionValue;

use crate::error::BoxError;
use escape::{escape, finish_value};

/// `.partition_by` and `.bucket_by` of one sink.
pub(crate) struct Partitions<T> {
    levels: Vec<Level<T>>,
    bucket: Option<Buckets<T>>,
}

/// One level of folders.
struct Level<T> {
    name: String,
    /// `name=`, escaped.
    begin: String,
    append: Append<T>,
}

/// Appends a value's text.
type Append<T> = Arc<dyn Fn(&T, &mut String) + Send + Sync>;

/// Hashes a value, if there is one.
type Hash<T> = Arc<dyn Fn(&T) -> Option<i32> + Send + Sync>;

struct Buckets<T> {
    count: u32,
    hash: Hash<T>,
}

/// Where one event goes: a folder below the target, and a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// `carrier=UA/year=2013`; empty without partitions.
    pub(crate) folder: String,
    pub(crate) bucket: Option<u32>,
}

impl<T> Partitions<T> {
    pub(crate) fn new() -> Self {
        Self { levels: Vec::new(), bucket: None }
    }

    /// Adds a level below those before.
    pub(crate) fn level<V: PartitionValue>(
        &mut self,
        name: String,
        value: impl Fn(&T) -> V + Send + Sync + 'static,
    ) {
        let mut begin = String::new();
        escape(&name, &mut begin);
        begin.push('=');
        let append: Append<T> = Arc::new(move |event, path| value(event).append(path));
        self.levels.push(Level { name, begin, append });
    }

    /// Spreads files of a partition over buckets.
    pub(crate) fn bucket<V: BucketValue>(
        &mut self,
        count: u32,
        value: impl Fn(&T) -> V + Send + Sync + 'static,
    ) {
        self.bucket = Some(Buckets { count, hash: Arc::new(move |event| value(event).hash()) });
    }

    /// Whether every event goes to the same place.
    pub(crate) fn is_empty(&self) -> bool {
        self.levels.is_empty() && self.bucket.is_none()
    }

    /// The names of the levels.
    pub(crate) fn names(&self) -> Arc<[String]> {
        self.levels.iter().map(|level| level.name.clone()).collect()
    }

    /// Where `event` goes. `place` keeps its memory.
    pub(crate) fn find(&self, event: &T, place: &mut Place) {
        place.folder.clear();
        for level in &self.levels {
            if !place.folder.is_empty() {
                place.folder.push('/');
            }
            place.folder.push_str(&level.begin);
            let begin = place.folder.len();
            (level.append)(event, &mut place.folder);
            finish_value(&mut place.folder, begin);
        }
        place.bucket = self.bucket.as_ref().and_then(|buckets| {
            let hash = (buckets.hash)(event)?;
            Some((hash & i32::MAX).unsigned_abs() % buckets.count)
        });
    }

    /// What is wrong with names and numbers.
    pub(crate) fn check(&self) -> Result<(), BoxError> {
        for (place, level) in self.levels.iter().enumerate() {
            let name = &level.name;
            if name.is_empty() {
                return Err(
                    "`.partition_by(\"\", …)` names no column; give its folders a name".into()
                );
            }
            if name.starts_with(['.', '_']) {
                let problem = "begins so that readers would take its folders for hidden";
                return Err(format!("the partition name `{name}` {problem}; use another").into());
            }
            if self.levels.iter().take(place).any(|before| before.name == *name) {
                let problem = "stands twice; give each level a name of its own";
                return Err(format!("the partition name `{name}` {problem}").into());
            }
        }
        match &self.bucket {
            Some(Buckets { count: 0, .. }) => {
                Err("`.bucket_by(0, …)` has no bucket to write to; use 1 or more".into())
            }
            _ => Ok(()),
        }
    }
}

impl<T> Clone for Partitions<T> {
    fn clone(&self) -> Self {
        let levels = self.levels.iter().map(|level| Level {
            name: level.name.clone(),
            begin: level.begin.clone(),
            append: level.append.clone(),
        });
        let bucket = self.bucket.as_ref().map(|b| Buckets { count: b.count, hash: b.hash.clone() });
        Self { levels: levels.collect(), bucket }
    }
}

impl<T> fmt::Debug for Partitions<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.levels.iter().map(|level| &level.name).collect();
        let buckets = self.bucket.as_ref().map(|bucket| bucket.count);
        f.debug_struct("Partitions").field("by", &names).field("buckets", &buckets).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (Option<&'static str>, i32);

    #[test]
    fn levels_and_buckets() {
        let mut partitions = Partitions::<Row>::new();
        partitions.level("carr:ier".to_string(), |row: &Row| row.0);
        partitions.level("n".to_string(), |row: &Row| row.1);
        partitions.bucket(8, |row: &Row| row.0);
        let mut place = Place::default();
        partitions.find(&(Some("iceberg"), -3), &mut place);
        assert_eq!((place.folder.as_str(), place.bucket), ("carr%3Aier=iceberg/n=-3", Some(1)));
        partitions.find(&(None, 0), &mut place);
        let nothing = "carr%3Aier=__HIVE_DEFAULT_PARTITION__/n=0";
        assert_eq!((place.folder.as_str(), place.bucket), (nothing, None));
        // The hash is below zero: -188683207 & 0x7fff_ffff = 1958800441.
        let mut partitions = Partitions::<[u8; 4]>::new();
        partitions.bucket(1000, |bytes: &[u8; 4]| *bytes);
        let mut place = Place::default();
        partitions.find(&[0, 1, 2, 3], &mut place);
        assert_eq!(place, Place { folder: String::new(), bucket: Some(441) });
    }

    #[test]
    fn names_that_cannot_be() {
        for (names, problem) in [
            (vec![""], "`.partition_by(\"\", …)` names no column"),
            (vec!["_a"], "`_a` begins so that readers"),
            (vec!["a", "b", "a"], "`a` stands twice"),
        ] {
            let mut partitions = Partitions::<()>::new();
            for name in names {
                partitions.level(name.to_string(), |()| 1);
            }
            let error = partitions.check().unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
        let mut partitions = Partitions::<()>::new();
        partitions.bucket(0, |()| 1);
        assert!(partitions.check().unwrap_err().to_string().contains("use 1 or more"));
    }
}
