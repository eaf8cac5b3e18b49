//! Parts of a file in a store that are on their way while something else is done.

use std::io;
use std::ops::Range;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::blob::Blob;

/// So many bytes are fetched before somebody waits for them; what is beyond that is fetched then.
const AHEAD: u64 = 64 << 20;

/// Parts of a file, each with where it begins.
type Parts = io::Result<Vec<(u64, Bytes)>>;

/// Parts of a file in a store, which are fetched by the runtime. When this is dropped they are given up.
#[derive(Debug)]
pub(crate) struct Fetching {
    blob: Blob,
    /// One at a time. They are tasks of the runtime, which go with it: in a thread that waits, its end would
    /// be a panic.
    tasks: JoinSet<Parts>,
    /// Those beyond [`AHEAD`].
    rest: Vec<Range<u64>>,
}

impl Fetching {
    /// Begins to fetch these ranges, on a thread of the runtime or one that has entered it; `None` of a
    /// file that is near.
    pub(crate) fn begin(blob: &Blob, ranges: Vec<Range<u64>>) -> io::Result<Option<Self>> {
        if blob.is_local() {
            return Ok(None);
        }
        let mut parts = blob.parts(ranges)?;
        let mut bytes = 0_u64;
        let within = parts.iter().take_while(|part| {
            bytes = bytes.saturating_add(part.end - part.start);
            bytes <= AHEAD
        });
        let rest = parts.split_off(within.count());
        let mut tasks = JoinSet::new();
        let reader = blob.clone();
        tasks.spawn_on(
            async move { reader.fetch(parts).await },
            &Handle::try_current().map_err(io::Error::other)?,
        );
        Ok(Some(Self { blob: blob.clone(), tasks, rest }))
    }

    /// Waits until all are there, each with where it begins, on a thread that may block. Nothing is waited
    /// for once `given_up` is ready.
    pub(crate) fn wait(mut self, given_up: impl Future<Output = ()>) -> Parts {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let all = async {
            let mut parts = arrived(&mut self.tasks).await?;
            if !self.rest.is_empty() {
                let (blob, rest) = (self.blob, std::mem::take(&mut self.rest));
                self.tasks.spawn_on(async move { blob.fetch(rest).await }, &runtime);
                parts.extend(arrived(&mut self.tasks).await?);
            }
            Ok(parts)
        };
        runtime.block_on(async {
            tokio::select! {
                parts = all => parts,
                () = given_up => Err(io::Error::other("the run has ended")),
            }
        })
    }
}

/// What the task has fetched.
async fn arrived(tasks: &mut JoinSet<Parts>) -> Parts {
    tasks.join_next().await.transpose().map_err(io::Error::other)?.unwrap_or_else(|| Ok(Vec::new()))
}

#[cfg(test)]
#[cfg(feature = "_store")]
mod tests {
    use std::sync::Arc;

    use object_store::ObjectStoreExt as _;
    use object_store::memory::InMemory;

    use super::super::found::Found;
    use super::*;

    async fn stored(bytes: Vec<u8>) -> Blob {
        let (store, key) = (Arc::new(InMemory::new()), object_store::path::Path::from("a"));
        store.put(&key, bytes.into()).await.unwrap();
        let meta = store.head(&key).await.unwrap();
        Blob::open(&Found::object(store, meta, "s3://data/a")).unwrap()
    }

    async fn wait(
        fetching: Fetching,
        given_up: impl Future<Output = ()> + Send + 'static,
    ) -> Result<Vec<(u64, Bytes)>, String> {
        let waiting = tokio::task::spawn_blocking(move || fetching.wait(given_up));
        waiting.await.unwrap().map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn all_ranges_come_and_no_more_than_some_before_they_are_waited_for() {
        let third = AHEAD / 2 - 1;
        let bytes: Vec<u8> = (0..third * 3).map(|n| (n % 251) as u8).collect();
        let blob = stored(bytes.clone()).await;
        let ranges = [2, 0, 1].map(|n| n * third..(n + 1) * third);
        let fetching = Fetching::begin(&blob, ranges.into()).unwrap().unwrap();
        assert_eq!(fetching.rest.len(), 1);
        let parts = wait(fetching, std::future::pending()).await.unwrap();
        assert_eq!(parts.iter().map(|(from, _)| *from).collect::<Vec<_>>(), [0, third, 2 * third]);
        assert!(parts.iter().flat_map(|(_, part)| part).eq(&bytes));

        let beyond = Fetching::begin(&blob, vec![0..1, 5..third * 3 + 1]).unwrap_err().to_string();
        assert!(beyond.ends_with(&format!("of a file of {}", third * 3)), "{beyond}");
        let near = Blob::held(Bytes::from_static(b"12"));
        assert!(Fetching::begin(&near, vec![0..1, 1..2]).unwrap().is_none());
    }

    #[tokio::test]
    async fn what_is_given_up_is_not_waited_for() {
        let blob = stored(vec![7, 7]).await;
        let mut fetching = Fetching::begin(&blob, vec![0..1, 1..2]).unwrap().unwrap();
        fetching.tasks.abort_all();
        fetching.tasks.spawn(std::future::pending());
        while fetching.tasks.try_join_next().is_none() {
            tokio::task::yield_now().await;
        }
        assert_eq!(wait(fetching, async {}).await.unwrap_err(), "the run has ended");
    }
}
