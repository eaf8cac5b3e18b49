//! Bytes of an object, for a thread that reads them.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::Range;

use bytes::{Buf as _, Bytes};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::blob::Blob;
use crate::node::Progress;

/// So much is asked for at once. A request is over in seconds then, however slow the pipeline is,
/// and one that breaks is asked for again from where it broke.
const CHUNK: u64 = 2 << 20;
/// So many chunks are on their way while one is read: an answer is late, and a connection slow.
const AHEAD: usize = 4;

/// Who looks for something near asks for so much first, and then for so many times as much.
const GLANCE: u64 = 64 << 10;
const MORE: u64 = 4;

/// Bytes that come; dropped, they do no more.
pub(crate) struct Coming {
    blob: Blob,
    /// What was not asked for yet.
    rest: Range<u64>,
    /// So much of it is asked for next, and so many times while a chunk is read.
    size: u64,
    ahead: usize,
    /// What was asked for, in order, and where each begins.
    asked: VecDeque<(u64, oneshot::Receiver<io::Result<Bytes>>)>,
    /// What has come and was not read.
    chunk: Bytes,
    progress: Option<Progress>,
    runtime: Handle,
}

impl Coming {
    /// Asks for an object's bytes in that range: for some chunks at once, and for more when they are read.
    pub(crate) fn begin(blob: Blob, range: Range<u64>, runtime: &Handle) -> Self {
        let mut coming = Self::new(blob, range, CHUNK, AHEAD, runtime);
        coming.ask();
        coming
    }

    /// An object's bytes in that range, for who may need only the first few: nothing is asked for before it
    /// is read, and little at first.
    pub(crate) fn look(blob: Blob, range: Range<u64>, runtime: &Handle) -> Self {
        Self::new(blob, range, GLANCE, 0, runtime)
    }

    fn new(blob: Blob, rest: Range<u64>, size: u64, ahead: usize, runtime: &Handle) -> Self {
        let (asked, chunk, runtime) = (VecDeque::new(), Bytes::new(), runtime.clone());
        Self { blob, rest, size, ahead, asked, chunk, progress: None, runtime }
    }

    /// The same, counted as they are read.
    pub(crate) fn counted(self, progress: Option<Progress>) -> Self {
        Self { progress, ..self }
    }

    /// Asks for chunks until as many are on their way as there may be, or nothing is left.
    fn ask(&mut self) {
        while self.asked.len() < self.ahead.max(1) && !self.rest.is_empty() {
            let (from, to) = (self.rest.start, self.rest.end.min(self.rest.start + self.size));
            let (mut sender, answer) = oneshot::channel();
            let blob = self.blob.clone();
            // The runtime drives the requests; the thread only waits for what they bring.
            self.runtime.spawn(async move {
                tokio::select! {
                    chunk = blob.read_range(from..to) => { let _ = sender.send(chunk); }
                    () = sender.closed() => {}
                }
            });
            self.asked.push_back((from, answer));
            self.rest.start = to;
            self.size = CHUNK.min(self.size * MORE);
        }
    }

    /// Waits for the next chunk; an empty one is the end.
    fn next(&mut self) -> io::Result<Bytes> {
        self.ask();
        let Some((from, answer)) = self.asked.pop_front() else { return Ok(Bytes::new()) };
        let ended = |_| io::Error::other("the runtime ended before the object did");
        let chunk = answer.blocking_recv().map_err(ended).flatten();
        match &chunk {
            Ok(_) if self.ahead > 0 => self.ask(),
            Ok(_) => {}
            // What is not there cannot be passed over.
            Err(_) => {
                self.asked.clear();
                self.rest.start = from;
            }
        }
        chunk
    }
}

impl Read for Coming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.chunk.is_empty() {
            self.chunk = self.next()?;
        }
        let bytes = self.chunk.len().min(buffer.len());
        if let Some(free) = buffer.get_mut(..bytes) {
            self.chunk.copy_to_slice(free);
        }
        self.progress.iter().for_each(|progress| progress.add(bytes as u64));
        Ok(bytes)
    }
}

#[cfg(test)]
#[cfg(feature = "_store")]
mod tests {
    use std::sync::Arc;

    use object_store::ObjectStoreExt as _;
    use object_store::memory::InMemory;
    use object_store::path::Path;

    use super::super::found::Found;
    use super::*;

    /// A store, and an object in it with so many bytes.
    async fn stored(size: u64) -> (Arc<InMemory>, Path, Vec<u8>) {
        let (store, key) = (Arc::new(InMemory::new()), Path::from("a"));
        let all: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        store.put(&key, all.clone().into()).await.unwrap();
        (store, key, all)
    }

    fn read_all(mut coming: Coming) -> impl Future<Output = Result<Vec<u8>, String>> {
        let reading = tokio::task::spawn_blocking(move || {
            let mut read = Vec::new();
            coming.read_to_end(&mut read).map(|_| read).map_err(|error| error.to_string())
        });
        async { reading.await.unwrap() }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn chunks_are_the_range_and_another_state_is_told() {
        let (store, key, all) = stored(CHUNK * 6 + 5).await;
        let meta = store.head(&key).await.unwrap();
        let blob = Blob::open(&Found::object(store.clone(), meta, "s3://data/a")).unwrap();
        let (size, runtime) = (all.len(), Handle::current());
        for ask in [Coming::begin, Coming::look] {
            for range in [0..size, 0..0, 5..CHUNK as usize + 9, size - 1..size] {
                let coming = ask(blob.clone(), range.start as u64..range.end as u64, &runtime);
                assert!(read_all(coming).await.unwrap() == all[range]);
            }
        }
        store.put(&key, vec![1; 9].into()).await.unwrap();
        for ask in [Coming::begin, Coming::look] {
            let error = read_all(ask(blob.clone(), 0..9, &runtime)).await.unwrap_err();
            let cause = "the file changed while it was read: it was replaced";
            assert!(error.starts_with(cause), "{error}");
        }
        store.delete(&key).await.unwrap();
        let gone = read_all(Coming::begin(blob, 0..9, &runtime)).await;
        assert_eq!(gone.unwrap_err(), "the object is gone");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_chunk_that_did_not_come_is_not_passed_over() {
        let (store, key, all) = stored(CHUNK * 3).await;
        let meta = store.head(&key).await.unwrap();
        // Any state of it will do.
        let meta = object_store::ObjectMeta { e_tag: None, ..meta };
        let blob = Blob::open(&Found::object(store.clone(), meta, "s3://data/a")).unwrap();
        store.delete(&key).await.unwrap();
        let mut coming = Coming::begin(blob, 0..CHUNK * 3, &Handle::current());
        let reading = tokio::task::spawn_blocking(move || {
            let error = coming.read(&mut [0; 9]).unwrap_err();
            (coming, error.to_string())
        });
        let (coming, error) = reading.await.unwrap();
        assert_eq!(error, "the object is gone");
        store.put(&key, all.clone().into()).await.unwrap();
        assert!(read_all(coming).await.unwrap() == all);
    }
}
