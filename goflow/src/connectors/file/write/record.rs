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
        hidden: PathBuf,
        /// Where it shall be.
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

/// The version of [`Record`]'s bytes.
const VERSION: u8 = 2;

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
        assert!(Record::open(&Committable::from(vec![2, 0, 200])).is_err());
    }
}
