//! A file that is to be read, wherever it lies.

use std::fs::{File, Metadata};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use super::hive::HiveValues;
use super::mend::changed;

/// A file that is to be read.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it lies.
    pub(crate) place: Place,
    /// The path as people are told it: as given, joined with what lies below.
    pub(crate) name: Arc<str>,
    /// A file or an object, no pipe and no terminal.
    pub(crate) regular: bool,
    /// The first of all.
    pub(crate) first: bool,
    /// What its folders say: `carrier=UA/`.
    pub(crate) hive: HiveValues,
    /// Its state when it was found.
    pub(crate) stamp: Stamp,
}

/// Where a file lies.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In the file system.
    Local(PathBuf),
    /// In an object store.
    #[cfg(feature = "_store")]
    Object {
        /// The bucket.
        store: Arc<dyn object_store::ObjectStore>,
        /// Its name there.
        key: object_store::path::Path,
    },
}

/// What shows that a file has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stamp {
    /// Its size; 0 for what has none.
    pub(crate) bytes: u64,
    /// When it was written to.
    pub(crate) modified: Option<SystemTime>,
    /// Which file it is, of all that had its name: device and inode.
    pub(crate) identity: Option<(u64, u64)>,
    /// The store's word for this state of it.
    pub(crate) tag: Option<String>,
}

impl Found {
    /// Its size when it was found; 0 for what has none.
    pub(crate) fn bytes(&self) -> u64 {
        self.stamp.bytes
    }

    /// Is it the same file in the same state?
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self.name == other.name && self.stamp == other.stamp
    }

    /// Was it made, and nothing written to it yet?
    pub(crate) fn is_unwritten(&self) -> bool {
        self.regular && self.bytes() == 0
    }

    /// An object of that name.
    #[cfg(all(test, feature = "_store"))]
    pub(crate) fn object(
        store: Arc<dyn object_store::ObjectStore>,
        meta: object_store::ObjectMeta,
        name: &str,
    ) -> Self {
        let (hive, stamp) = (HiveValues::default(), Stamp::of_object(&meta));
        let place = Place::Object { store, key: meta.location };
        Self { place, name: name.into(), regular: true, first: true, hive, stamp }
    }

    /// An error about it.
    pub(crate) fn explain(&self, error: &dyn std::fmt::Display) -> String {
        format!("cannot read `{}`: {error}", self.name)
    }
}

impl Place {
    /// Opens a file of the file system.
    pub(crate) fn open_file(&self) -> io::Result<Option<File>> {
        match self {
            Self::Local(path) => File::open(path).map(Some),
            #[cfg(feature = "_store")]
            Self::Object { .. } => Ok(None),
        }
    }

    /// Does the file lie in an object store?
    pub(crate) fn is_object(&self) -> bool {
        match self {
            Self::Local(_) => false,
            #[cfg(feature = "_store")]
            Self::Object { .. } => true,
        }
    }
}

impl Stamp {
    /// The state that the file system tells.
    pub(crate) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let identity = None;
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), identity, tag: None }
    }

    /// The state that a store tells.
    #[cfg(feature = "_store")]
    pub(crate) fn of_object(meta: &object_store::ObjectMeta) -> Self {
        Self {
            bytes: meta.size,
            modified: Some(meta.last_modified.into()),
            identity: None,
            tag: meta.e_tag.clone(),
        }
    }

    /// An error if the file is in another state now.
    pub(crate) fn same_as(&self, now: &Self) -> io::Result<()> {
        if self == now {
            return Ok(());
        }
        let what = if self.identity != now.identity {
            "it was replaced".to_string()
        } else if self.bytes != now.bytes {
            format!("it had {} bytes, and has {}", self.bytes, now.bytes)
        } else {
            "it was written to".to_string()
        };
        Err(changed(&what))
    }
}
