//! Completes and cancels uploads to a store.

use std::collections::HashSet;

use futures::stream::FuturesUnordered;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::multipart::PartId;
use object_store::path::Path;
use object_store::{Error, ObjectStore as _, ObjectStoreExt as _};

use super::error::WriteError;
use super::pending::Pending;
use super::record::Record;
use crate::connectors::file::store::Bucket;
use crate::error::BoxError;

/// Looks before the first event whether objects can be written: begins one, called `name`, and
/// cancels it. Nothing becomes visible.
pub(super) async fn check(bucket: &Bucket, given: &str, name: &str) -> Result<(), WriteError> {
    let fails = |error| WriteError::store(given, error);
    let key = key(bucket, name);
    let path = Path::parse(&key).map_err(|error| fails(error.into()))?;
    let id = bucket.store.create_multipart(&path).await.map_err(fails)?;
    let mut tried = Ok(());
    if bucket.begins_locally {
        let part = bucket.store.put_part(&path, &id, 0, ".".into()).await;
        tried = part.map(drop).map_err(fails);
    }
    // Who may write may be forbidden to cancel; that shows when it matters.
    let _ = bucket.store.abort_multipart(&path, &id).await;
    tried
}

/// The key of what is called `name` below the target.
pub(super) fn key(bucket: &Bucket, name: &str) -> String {
    let prefix = bucket.key.trim_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!("{prefix}{slash}{name}")
}

/// So many requests are on their way at once.
const AT_ONCE: usize = 16;

/// Makes objects visible. After an error no more are, but of those that are on their way the end is known.
pub(super) async fn complete_all(
    bucket: &Bucket,
    records: &[Record],
    pending: &Pending,
) -> Result<(), BoxError> {
    let (mut left, mut going, mut failed) = (records.iter(), FuturesUnordered::new(), Ok(()));
    loop {
        while failed.is_ok()
            && going.len() < AT_ONCE
            && let Some(record) = left.next()
        {
            pending.showing(record.clone());
            going.push(async move { (record, complete(bucket, record).await) });
        }
        match going.next().await {
            Some((record, Ok(()))) => pending.is_shown(record),
            Some((_, error)) => failed = failed.and(error),
            None => return failed,
        }
    }
}

/// Makes an object visible.
async fn complete(bucket: &Bucket, record: &Record) -> Result<(), BoxError> {
    let Record::Upload { key, id, parts } = record else { return Ok(()) };
    let path = Path::parse(key)?;
    let url = format!("{}/{key}", bucket.root);
    let parts = parts.iter().map(|part| PartId { content_id: part.clone() }).collect();
    match bucket.store.complete_multipart(&path, id, parts).await {
        Ok(_) => Ok(()),
        // No such upload any more: it was completed before, if the object is there.
        Err(error @ Error::NotFound { .. }) => match bucket.store.head(&path).await {
            Ok(_) => Ok(()),
            Err(_) => Err(WriteError::store(url, error).into()),
        },
        Err(error) => Err(WriteError::store(url, error).into()),
    }
}

/// Removes the old object that is called `name` below the target, if there is one.
pub(super) async fn remove(bucket: &Bucket, name: &str) -> Result<(), BoxError> {
    let key = key(bucket, name);
    match bucket.store.delete(&Path::parse(&key)?).await {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(WriteError::store(format!("{}/{key}", bucket.root), error).into()),
    }
}

/// Removes what stood under the prefix before.
pub(super) async fn clear(bucket: &Bucket, records: &[Record]) -> Result<(), BoxError> {
    let mine: HashSet<&str> = records
        .iter()
        .filter_map(|record| match record {
            Record::Upload { key, .. } => Some(key.as_str()),
            Record::Hidden { .. } => None,
        })
        .collect();
    let prefix = Path::parse(bucket.key.trim_matches('/'))?;
    let fails = |error| WriteError::store(format!("{}/{prefix}", bucket.root), error).of_old();
    let all = bucket.store.list(Some(&prefix)).map_ok(|object| object.location);
    let all: Vec<Path> = all.try_collect().await.map_err(fails)?;
    let old = all.into_iter().filter(|path| !mine.contains(path.as_ref()));
    let old: Vec<_> = old.filter(|path| is_data(&prefix, path)).map(Ok).collect();
    let removing = bucket.store.delete_stream(futures::stream::iter(old).boxed());
    removing.try_for_each(|_| futures::future::ready(Ok(()))).await.map_err(fails)?;
    Ok(())
}

/// Names below the prefix that begin with `.` or `_` are no data.
fn is_data(prefix: &Path, path: &Path) -> bool {
    path.prefix_match(prefix)
        .is_some_and(|mut parts| parts.all(|part| !part.as_ref().starts_with(['.', '_'])))
}

/// Cancels uploads, and then removes what was completed. What cannot be is told of after the rest.
pub(super) async fn withdraw(
    bucket: &Bucket,
    hidden: impl Iterator<Item = Record> + Send,
    shown: Vec<Record>,
) -> Result<(), BoxError> {
    let cancel =
        |path: Path, id: String| async move { bucket.store.abort_multipart(&path, &id).await };
    let remove = |path: Path, _| async move { bucket.store.delete(&path).await };
    let cancelled = take_away(bucket, hidden, cancel).await;
    cancelled.and(take_away(bucket, shown.into_iter(), remove).await)
}

/// Has `way` take each of them away. The first error, after all of them.
async fn take_away<F: Future<Output = object_store::Result<()>>>(
    bucket: &Bucket,
    records: impl Iterator<Item = Record> + Send,
    way: impl Fn(Path, String) -> F + Send,
) -> Result<(), BoxError> {
    let each = records.map(|record| async {
        let Record::Upload { key, id, .. } = record else { return Ok(()) };
        match way(Path::parse(&key)?, id).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(WriteError::store(format!("{}/{key}", bucket.root), error).into()),
        }
    });
    let each = futures::stream::iter(each).buffer_unordered(AT_ONCE);
    each.fold(Ok(()), |first, done| std::future::ready(first.and(done))).await
}
