//! Bytes of an object, for a thread that reads them.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use object_store::{GetOptions, ObjectStore, path::Path};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::mend::{changed, explain};
use crate::node::Progress;

/// So much is asked for at once. A request is over in seconds then, however slow the pipeline is,
/// and one that breaks is asked for again from where it broke.
const CHUNK: u64 = 2 << 20;
/// So many chunks are on their way while one is read: an answer is late, and a connection slow.
const AHEAD: usize = 4;

/// Who looks for something near asks for so much first, and then for so many times as much.
const GLANCE: u64 = 64 << 10;
const MORE: u64 = 4;

/// An object in one state of it.
#[derive(Clone)]
pub(crate) struct Object {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) key: Path,
    pub(crate) tag: Option<String>,
}

impl Object {
    /// Asks for its bytes in that range: for some chunks at once, and for more when they are read.
    pub(crate) fn begin(self, range: Range<u64>, runtime: &Handle) -> Coming {
        let mut coming = self.coming(range, CHUNK, AHEAD, runtime);
        coming.ask();
        coming
    }

    /// Its bytes in that range, for who may need only the first few: nothing is asked for before it is
    /// read, and little at first.
    pub(crate) fn look(self, range: Range<u64>, runtime: &Handle) -> Coming {
        self.coming(range, GLANCE, 0, runtime)
    }

    fn coming(self, rest: Range<u64>, size: u64, ahead: usize, runtime: &Handle) -> Coming {
        let (asked, chunk, runtime) = (VecDeque::new(), Bytes::new(), runtime.clone());
        Coming { object: self, rest, size, ahead, asked, chunk, progress: None, runtime }
    }

    async fn chunk(&self, range: Range<u64>) -> io::Result<Bytes> {
        let options = GetOptions {
            range: Some(range.clone().into()),
            if_match: self.tag.clone(),
            ..GetOptions::default()
        };
        let got = self.store.get_opts(&self.key, options).await.map_err(explain)?;
        let bytes = got.bytes().await.map_err(explain)?;
        match bytes.len() as u64 == range.end - range.start {
            true => Ok(bytes),
            false => Err(changed("it is shorter than it was")),
        }
    }
}

/// Bytes that come; dropped, they do no more.
pub(crate) struct Coming {
    object: Object,
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
    /// The same, counted as they are read.
    pub(crate) fn counted(self, progress: Option<Progress>) -> Self {
        Self { progress, ..self }
    }

    /// Asks for chunks until as many are on their way as there may be, or nothing is left.
    fn ask(&mut self) {
        while self.asked.len() < self.ahead.max(1) && !self.rest.is_empty() {
            let (from, to) = (self.rest.start, self.rest.end.min(self.rest.start + self.size));
            let (mut sender, answer) = oneshot::channel();
            let object = self.object.clone();
            // The runtime drives the requests; the thread only waits for what they bring.
            self.runtime.spawn(async move {
                tokio::select! {
                    chunk = object.chunk(from..to) => { let _ = sender.send(chunk); }
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
mod tests {
    use object_store::ObjectStoreExt as _;
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn chunks_are_the_range_and_another_state_is_told() {
        let store = Arc::new(InMemory::new());
        let key = Path::from("a");
        let all: Vec<u8> = (0..CHUNK * 6 + 5).map(|n| (n % 251) as u8).collect();
        let put = store.put(&key, all.clone().into()).await.unwrap();
        let runtime = Handle::current();
        let read = |range: Range<u64>, looks: bool| {
            let tag = put.e_tag.clone();
            let object = Object { store: store.clone(), key: key.clone(), tag };
            let mut coming = match looks {
                true => object.look(range, &runtime),
                false => object.begin(range, &runtime),
            };
            tokio::task::spawn_blocking(move || {
                let mut read = Vec::new();
                coming.read_to_end(&mut read).map(|_| read).map_err(|error| error.to_string())
            })
        };
        let size = all.len();
        for looks in [false, true] {
            for range in [0..size, 0..0, 5..CHUNK as usize + 9, size - 1..size] {
                let read = read(range.start as u64..range.end as u64, looks).await.unwrap();
                assert!(read.unwrap() == all[range]);
            }
        }
        store.put(&key, vec![1; 9].into()).await.unwrap();
        for looks in [false, true] {
            let error = read(0..9, looks).await.unwrap().unwrap_err();
            let cause = "the file changed while it was read: it was replaced";
            assert!(error.starts_with(cause), "{error}");
        }
        store.delete(&key).await.unwrap();
        assert_eq!(read(0..9, false).await.unwrap().unwrap_err(), "the object is gone");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_chunk_that_did_not_come_is_not_passed_over() {
        let (store, key) = (Arc::new(InMemory::new()), Path::from("a"));
        let all: Vec<u8> = (0..CHUNK * 3).map(|n| (n % 251) as u8).collect();
        let object = Object { store: store.clone(), key: key.clone(), tag: None };
        let mut coming = object.begin(0..CHUNK * 3, &Handle::current());
        let reading = tokio::task::spawn_blocking(move || {
            let error = coming.read(&mut [0; 9]).unwrap_err();
            (coming, error.to_string())
        });
        let (mut coming, error) = reading.await.unwrap();
        assert_eq!(error, "the object is gone");
        store.put(&key, all.clone().into()).await.unwrap();
        let reading = tokio::task::spawn_blocking(move || {
            let mut read = Vec::new();
            coming.read_to_end(&mut read).map(|_| read)
        });
        assert!(reading.await.unwrap().unwrap() == all);
    }
}
