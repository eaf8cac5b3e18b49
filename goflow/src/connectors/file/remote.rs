//! Bytes of an object, for a thread that reads them.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use object_store::{GetOptions, ObjectStore, path::Path};
use tokio::sync::mpsc;

use super::mend::{changed, explain};
use crate::node::Progress;

/// So much is asked for at once. A request is over in seconds then, however slow the pipeline is,
/// and one that breaks is asked for again from where it broke.
const CHUNK: u64 = 4 << 20;

/// An object in one state of it.
pub(crate) struct Object {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) key: Path,
    pub(crate) tag: Option<String>,
}

impl Object {
    /// Asks for its bytes in that range: for one chunk, while the one before is read.
    pub(crate) fn begin(self, from: u64, to: u64, runtime: &tokio::runtime::Handle) -> Coming {
        let (sender, chunks) = mpsc::channel(1);
        // The runtime drives the requests; the thread only waits for what they bring.
        runtime.spawn(async move {
            let mut at = from;
            while at < to {
                let chunk = self.chunk(at, (at + CHUNK).min(to)).await;
                let broken = chunk.is_err();
                if sender.send(chunk).await.is_err() || broken {
                    return;
                }
                at += CHUNK;
            }
            let _ = sender.send(Ok(Bytes::new())).await;
        });
        Coming(chunks)
    }

    async fn chunk(&self, from: u64, to: u64) -> io::Result<Bytes> {
        let options = GetOptions {
            range: Some((from..to).into()),
            if_match: self.tag.clone(),
            ..GetOptions::default()
        };
        let got = self.store.get_opts(&self.key, options).await.map_err(explain)?;
        let bytes = got.bytes().await.map_err(explain)?;
        match bytes.len() as u64 == to - from {
            true => Ok(bytes),
            false => Err(changed("it is shorter than it was")),
        }
    }
}

/// Bytes that were asked for; dropped, no more of them are.
pub(crate) struct Coming(mpsc::Receiver<io::Result<Bytes>>);

impl Coming {
    /// The bytes, counted as they are read.
    pub(crate) fn read(self, progress: Option<Progress>) -> impl Read + Send + use<> {
        Chunks { chunks: self.0, chunk: Bytes::new(), over: false, progress }
    }
}

struct Chunks {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    chunk: Bytes,
    over: bool,
    progress: Option<Progress>,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() && !self.over {
            match self.chunks.blocking_recv() {
                Some(Ok(chunk)) if chunk.is_empty() => self.over = true,
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => return Err(error),
                None => return Err(io::Error::other("the runtime ended before the object did")),
            }
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
        let all: Vec<u8> = (0..CHUNK * 2 + 5).map(|n| (n % 251) as u8).collect();
        let put = store.put(&key, all.clone().into()).await.unwrap();
        let runtime = tokio::runtime::Handle::current();
        let read = |from, to| {
            let tag = put.e_tag.clone();
            let object = Object { store: store.clone(), key: key.clone(), tag };
            let mut reader = object.begin(from, to, &runtime).read(None);
            tokio::task::spawn_blocking(move || {
                let mut read = Vec::new();
                reader.read_to_end(&mut read).map(|_| read).map_err(|error| error.to_string())
            })
        };
        let size = all.len();
        for range in [0..size, 0..0, 5..CHUNK as usize + 9, size - 1..size] {
            let read = read(range.start as u64, range.end as u64).await.unwrap();
            assert!(read.unwrap() == all[range]);
        }
        store.put(&key, vec![1; 9].into()).await.unwrap();
        let error = read(0, 9).await.unwrap().unwrap_err();
        assert!(
            error.starts_with("the file changed while it was read: it was replaced"),
            "{error}"
        );
        store.delete(&key).await.unwrap();
        assert_eq!(read(0, 9).await.unwrap().unwrap_err(), "the object is gone");
    }
}
