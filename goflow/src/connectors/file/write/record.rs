//! A file that is complete and not yet visible, in a few bytes that can outlive the process.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::BoxError;
use crate::node::Committable;

/// Names a file that is complete, and hidden.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Record {
    /// On a disk: to be renamed.
    Hidden {
        /// Where it is, from the root of the file system.
        #[serde(with = "in_bytes")]
        hidden: PathBuf,
        /// Where it shall be.
        #[serde(with = "in_bytes")]
        visible: PathBuf,
        /// Which file it is, whatever its name, once it is complete: device and inode.
        identity: Option<(u64, u64)>,
    },
    /// In a store: an upload to be completed.
    Upload {
        /// The object.
        key: String,
        /// The upload's id.
        id: String,
        /// What the store called its parts.
        parts: Vec<String>,
    },
}

/// Paths as the system has them: the folder that a program runs in may have a name that is no UTF-8.
mod in_bytes {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_os_str().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(path: D) -> Result<PathBuf, D::Error> {
        OsString::deserialize(path).map(PathBuf::from)
    }
}

/// The version of [`Record`]'s bytes.
const VERSION: u8 = 3;

impl Record {
    /// What tells it apart while it is hidden.
    pub(crate) fn hidden(&self) -> String {
        match self {
            Self::Hidden { hidden, .. } => hidden.to_string_lossy().into_owned(),
            Self::Upload { id, .. } => id.clone(),
        }
    }

    /// As the engine keeps it.
    pub(crate) fn seal(&self) -> Result<Committable, BoxError> {
        Ok(postcard::to_extend(self, vec![VERSION])?.into())
    }

    /// What [`seal`](Self::seal) was given.
    pub(crate) fn open(sealed: &Committable) -> Result<Self, BoxError> {
        match sealed.bytes().split_first() {
            Some((&VERSION, bytes)) => Ok(postcard::from_bytes(bytes)?),
            _ => Err("a prepared file was stored by another version of goflow".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_need_not_be_utf_8() {
        use std::os::unix::ffi::OsStringExt as _;
        let folder = PathBuf::from(std::ffi::OsString::from_vec(b"/o\xff".to_vec()));
        let (hidden, visible) = (folder.join(".a"), folder.join("a"));
        let record = Record::Hidden { hidden, visible, identity: None };
        assert_eq!(Record::open(&record.seal().unwrap()).unwrap(), record);
    }

    #[test]
    fn records_come_back() {
        let identity = Some((2049, 1 << 40));
        let hidden = Record::Hidden { hidden: "/o/.a".into(), visible: "/o/a".into(), identity };
        let parts = vec!["1".to_string(), "\"x\"".to_string()];
        let upload = Record::Upload { key: "o/a".into(), id: "7".into(), parts };
        for record in [hidden, upload] {
            let sealed = record.seal().unwrap();
            assert!(sealed.bytes().len() < 40);
            assert_eq!(Record::open(&sealed).unwrap(), record);
        }
        let error = Record::open(&Committable::from(vec![9, 1])).unwrap_err();
        assert!(error.to_string().contains("another version"));
        assert!(Record::open(&Committable::from(vec![VERSION, 0, 200])).is_err());
    }
}
