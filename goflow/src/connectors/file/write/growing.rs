//! A file that is being written, wherever that is.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::ahead::Ahead;
use super::error::WriteError;
use super::format::Format;
use super::hidden::Hidden;
#[cfg(feature = "_store")]
use super::objects;
use super::pending::Pending;
use super::plan::Plan;
use super::record::Record;
use super::target::Root;
#[cfg(feature = "_store")]
use super::upload::{Upload, Uploads};
use super::visibility::Visibility;
use crate::error::BoxError;

/// A file that is being written.
pub(crate) enum Growing {
    /// It is not there before something is written.
    Later(Box<dyn FnOnce() -> Result<Self, BoxError> + Send>),
    Local(Hidden),
    #[cfg(feature = "_store")]
    Upload(Box<Upload>),
}

/// Begins files, for one worker.
#[derive(Clone)]
pub(crate) struct Maker {
    pending: Arc<Pending>,
    ahead: Ahead,
    #[cfg(feature = "_store")]
    uploads: Option<Uploads>,
    #[cfg(feature = "_store")]
    runtime: Handle,
}

impl Maker {
    #[cfg_attr(not(feature = "_store"), allow(unused_variables, reason = "a disk needs none"))]
    pub(crate) fn new(visibility: &Visibility, runtime: Handle) -> Self {
        let pending = visibility.pending.clone();
        #[cfg(feature = "_store")]
        let uploads = match &visibility.target.root {
            Root::Local(_) => None,
            Root::Store(bucket) => {
                Some(Uploads::new(bucket.store.clone(), pending.clone(), runtime.clone()))
            }
        };
        Self {
            pending,
            ahead: Ahead::default(),
            #[cfg(feature = "_store")]
            uploads,
            #[cfg(feature = "_store")]
            runtime,
        }
    }

    /// The file that will be `name`, below the target.
    pub(crate) fn later<F: Format>(&self, plan: &Arc<Plan<F>>, name: &str) -> Growing {
        let (maker, plan, name) = (self.clone(), Arc::clone(plan), name.to_owned());
        Growing::Later(Box::new(move || maker.create(&plan, &name)))
    }

    fn create<F: Format>(&self, plan: &Plan<F>, name: &str) -> Result<Growing, BoxError> {
        match &plan.visibility.target.root {
            Root::Local(folder) => {
                let paths = plan.hidden(folder, name);
                let (hidden, visible) = paths.map_err(|error| WriteError::new(name, error))?;
                let record = Record::Hidden {
                    hidden: hidden.clone(),
                    visible: visible.clone(),
                    identity: None,
                };
                if !self.pending.begin(record) {
                    return Err("the run has ended".into());
                }
                Ok(Growing::Local(Hidden::create(hidden, visible, self.ahead.clone())?))
            }
            #[cfg(feature = "_store")]
            Root::Store(bucket) => {
                let Some(uploads) = &self.uploads else { return Err("no store is open".into()) };
                let key = objects::key(bucket, name);
                let upload = uploads.create(format!("{}/{key}", bucket.root), &key)?;
                Ok(Growing::Upload(Box::new(upload)))
            }
        }
    }

    /// Makes files visible before the run's end.
    pub(crate) fn show(
        &self,
        visibility: &Visibility,
        records: Vec<Record>,
    ) -> Result<(), BoxError> {
        match visibility.target.root {
            Root::Local(_) => visibility.show_local(&records)?,
            #[cfg(feature = "_store")]
            Root::Store(_) => self.runtime.block_on(visibility.show(records))?,
        }
        // They stay, whatever comes.
        self.pending.all_shown();
        Ok(())
    }
}

impl Growing {
    /// Whether there is a file already.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::Later(_))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), BoxError> {
        match self {
            Self::Later(_) => {
                *self = std::mem::replace(self, Self::never()).begun()?;
                return self.write(bytes);
            }
            Self::Local(file) => file.write(bytes)?,
            #[cfg(feature = "_store")]
            Self::Upload(upload) => upload.write(bytes)?,
        }
        Ok(())
    }

    /// Makes it durable, still hidden.
    pub(crate) fn finish(self) -> Result<Record, BoxError> {
        Ok(match self {
            Self::Later(_) => return self.begun()?.finish(),
            Self::Local(file) => file.finish()?,
            #[cfg(feature = "_store")]
            Self::Upload(upload) => upload.finish()?,
        })
    }

    fn begun(self) -> Result<Self, BoxError> {
        match self {
            Self::Later(begin) => begin(),
            begun => Ok(begun),
        }
    }

    /// One that could not be begun.
    fn never() -> Self {
        Self::Later(Box::new(|| Err("the file could not be begun".into())))
    }
}
