//! Where the outputs of one run write, so that none of them takes away what another one has shown.
//!
//! The later one would replace the file of the earlier one, or remove it with all that stood in its
//! folder before, and both would say that all went well.

use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::BoxError;

/// Where one output writes.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) node: Arc<str>,
    /// As people are told it.
    pub(crate) given: String,
    /// The file or the folder, by the one path that it has.
    pub(crate) path: PathBuf,
    pub(crate) is_file: bool,
    /// What stands in the folder is removed.
    pub(crate) overwrites: bool,
}

/// Those of one run.
#[derive(Debug, Default)]
pub(crate) struct Claims(Mutex<Vec<Claim>>);

impl Claims {
    /// Adds one, or tells which other one it does not go with.
    pub(crate) fn add(&self, claim: Claim) -> Result<(), BoxError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = all.iter().find(|it| it.replaces(&claim) || claim.replaces(it)) {
            let (given, theirs, node) = (&claim.given, &other.given, &other.node);
            return Err(format!(
                "`{given}` would replace, or be replaced by, `{theirs}` of `{node}`; give each of the two a \
                 place of its own, or lead both into one output"
            )
            .into());
        }
        all.push(claim);
        Ok(())
    }
}

impl Claim {
    fn replaces(&self, other: &Self) -> bool {
        if self.is_file {
            return other.is_file && self.path == other.path;
        }
        let below = other.path.strip_prefix(&self.path);
        self.overwrites && below.is_ok_and(|below| below.components().all(is_data))
    }
}

/// Other names stay where a folder is replaced.
fn is_data(name: Component<'_>) -> bool {
    !Path::new(&name).to_string_lossy().starts_with(['.', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_together() {
        let claim = |given: &str| {
            // A `!` in front is an overwrite.
            let path = given.trim_start_matches('!');
            let (is_file, overwrites) = (path.ends_with(".csv"), given.starts_with('!'));
            Claim { node: "x".into(), given: path.into(), path: path.into(), is_file, overwrites }
        };
        let both = |one, other| {
            let claims = Claims::default();
            claims.add(claim(one)).unwrap();
            claims.add(claim(other)).map_err(|error| error.to_string())
        };
        for (one, other) in [
            ("/a/b.csv", "/a/b.csv"),
            ("!/a", "/a"),
            ("!/a", "!/a"),
            ("!/a", "/a/b"),
            ("!/a", "/a/b/c.csv"),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                let error = both(one, other).unwrap_err();
                let [one, other] = [one, other].map(|given| given.trim_start_matches('!'));
                let told =
                    format!("`{other}` would replace, or be replaced by, `{one}` of `x`; give");
                assert!(error.starts_with(&told), "{error}");
            }
        }
        for (one, other) in [
            ("/a/b.csv", "/a/c.csv"),
            ("/a", "/a"),
            ("/a", "/a/b.csv"),
            ("/a", "!/a/b"),
            ("!/a", "!/ab"),
            ("!/a", "/a/_dead/b.csv"),
            ("!/a", "!/a/.b"),
        ] {
            both(one, other).unwrap();
            both(other, one).unwrap();
        }
    }
}
