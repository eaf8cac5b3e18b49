//! Bytes of an object, for a thread that reads them.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use object_store::{GetOptions, ObjectStore, path::Path};
use tokio::sync::mpsc;

use super::blob::explain;
use super::text::count;
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
    /// Its bytes in that range. One chunk is asked for while the one before is read.
    pub(crate) fn read(
        self,
        from: u64,
        to: u64,
        progress: Option<Progress>,
        runtime: &tokio::runtime::Handle,
    ) -> impl Read + Send + use<> {
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
        Chunks { chunks, chunk: Bytes::new(), over: false, progress }
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
            false => Err(super::found::changed("it is shorter than it was")),
        }
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
        count(&self.progress, bytes);
        Ok(bytes)
    }
}
