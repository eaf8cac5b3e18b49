//! Objects in a store: uploaded in parts, there when the upload is completed.

use std::sync::Arc;
use std::time::Duration;

use object_store::path::Path;
use object_store::{MultipartId, PutPayload};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::error::WriteError;
use super::pending::Pending;
use super::record::Record;
use crate::connectors::file::store::Store;

/// The least that S3 takes of a part that is not the last.
const PART: usize = 5 << 20;
/// After so many parts they are twice as large: S3 takes no more than 10,000 of an object.
const PARTS: usize = 2_000;
/// An upload that is being begun when the run fails is waited for: nobody else knows of it, so nobody else
/// could cancel it.
const LAST_WORD: Duration = Duration::from_secs(5);
/// Parts of one worker that are on their way, of all its files.
const ON_THE_WAY: usize = 4;

/// How one worker's thread uploads.
#[derive(Clone)]
pub(crate) struct Uploads {
    store: Arc<dyn Store>,
    pending: Arc<Pending>,
    runtime: Handle,
    room: Arc<Semaphore>,
}

/// An object that is being written. It is made by [`Uploads::create`].
pub(crate) struct Upload {
    uploads: Uploads,
    /// For messages.
    url: String,
    key: Path,
    id: Option<MultipartId>,
    buffer: Vec<u8>,
    sent: usize,
    sending: JoinSet<(usize, object_store::Result<object_store::multipart::PartId>)>,
    parts: Vec<String>,
}

impl Uploads {
    pub(crate) fn new(store: Arc<dyn Store>, pending: Arc<Pending>, runtime: Handle) -> Self {
        Self { store, pending, runtime, room: Arc::new(Semaphore::new(ON_THE_WAY)) }
    }

    /// Begins an object; nothing is sent before a part is full.
    pub(crate) fn create(&self, url: String, key: &str) -> Result<Upload, WriteError> {
        let key = Path::parse(key).map_err(|error| WriteError::store(&url, error.into()))?;
        Ok(Upload {
            uploads: self.clone(),
            url,
            key,
            id: None,
            buffer: Vec::new(),
            sent: 0,
            sending: JoinSet::new(),
            parts: Vec::new(),
        })
    }

    /// Waits, but not longer than the run goes on.
    fn wait<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        self.wait_longer(future, Duration::ZERO)
    }

    /// Waits, but so much longer than the run goes on at most.
    fn wait_longer<T>(&self, future: impl Future<Output = T>, longer: Duration) -> Option<T> {
        let over = async {
            self.pending.failure().await;
            if !longer.is_zero() {
                tokio::time::sleep(longer).await;
            }
        };
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = over => None,
                done = future => Some(done),
            }
        })
    }
}

impl Upload {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.buffer.extend_from_slice(bytes);
        let part = PART << (self.sent / PARTS);
        while self.buffer.len() >= part {
            let rest = self.buffer.split_off(part);
            let full = std::mem::replace(&mut self.buffer, rest);
            self.send(full)?;
        }
        Ok(())
    }

    /// Makes all of it durable in the store.
    pub(crate) fn finish(mut self) -> Result<Record, WriteError> {
        // An upload has at least one part.
        if !self.buffer.is_empty() || self.sent == 0 {
            let rest = std::mem::take(&mut self.buffer);
            self.send(rest)?;
        }
        while !self.sending.is_empty() {
            self.arrived()?;
        }
        let key = self.key.as_ref().to_string();
        let id = self.id.take().unwrap_or_default();
        Ok(Record::Upload { key, id, parts: std::mem::take(&mut self.parts) })
    }

    /// Sends a part, once few enough are on their way.
    fn send(&mut self, part: Vec<u8>) -> Result<(), WriteError> {
        let id = self.begin()?;
        let room = self.room()?;
        let (store, key, number) = (self.uploads.store.clone(), self.key.clone(), self.sent);
        self.sent += 1;
        self.parts.push(String::new());
        let sending = async move {
            let _room = room;
            (number, store.put_part(&key, &id, number, PutPayload::from(part)).await)
        };
        self.sending.spawn_on(sending, &self.uploads.runtime);
        // A part that could not be sent shows here, not only at the end.
        while let Some(arrived) = self.sending.try_join_next() {
            self.keep(arrived)?;
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<MultipartId, WriteError> {
        if let Some(id) = &self.id {
            return Ok(id.clone());
        }
        if self.uploads.pending.has_failed() {
            return Err(self.over());
        }
        let creating = self.uploads.store.create_multipart(&self.key);
        let creating = self.uploads.wait_longer(creating, LAST_WORD);
        let id = creating.ok_or_else(|| self.over())?;
        let id = id.map_err(|error| WriteError::store(&self.url, error))?;
        let key = self.key.as_ref().to_string();
        let record = Record::Upload { key, id: id.clone(), parts: Vec::new() };
        if !self.uploads.pending.begin(record) {
            return Err(self.over());
        }
        self.id = Some(id.clone());
        Ok(id)
    }

    fn room(&self) -> Result<OwnedSemaphorePermit, WriteError> {
        let room = self.uploads.wait(self.uploads.room.clone().acquire_owned());
        room.and_then(Result::ok).ok_or_else(|| self.over())
    }

    /// Waits for a part.
    fn arrived(&mut self) -> Result<(), WriteError> {
        let Self { uploads, sending, .. } = self;
        match uploads.wait(sending.join_next()) {
            Some(Some(arrived)) => self.keep(arrived),
            Some(None) => Ok(()),
            None => Err(self.over()),
        }
    }

    #[allow(clippy::type_complexity, reason = "it is what `JoinSet` gives")]
    fn keep(
        &mut self,
        arrived: Result<
            (usize, object_store::Result<object_store::multipart::PartId>),
            tokio::task::JoinError,
        >,
    ) -> Result<(), WriteError> {
        let (number, part) = arrived.map_err(|_| self.over())?;
        let part = part.map_err(|error| WriteError::store(&self.url, error))?;
        if let Some(place) = self.parts.get_mut(number) {
            *place = part.content_id;
        }
        Ok(())
    }

    fn over(&self) -> WriteError {
        WriteError::format(&self.url, "the run has ended".into())
    }
}
