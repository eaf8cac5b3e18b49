//! `Paths`: what a source of files is given.

use std::path::{Path, PathBuf};

use super::store::Scheme;

/// The files a source reads: a file, a glob, a folder (read whole, below it too), a URL of one of
/// these, or a list of these.
///
/// A list is one set: its files are read in order of their names, and a file that is found twice is
/// read once. Names that begin with `.` or `_` are no data, unless they are given outright.
///
/// | | |
/// |---|---|
/// | `data/flights-*.csv.gz` | a path as the system has it; `*` stops at a slash, `**` does not |
/// | `file:///data/a%20b.csv` | the same as a URL, percent-decoded |
/// | `s3://bucket/in/*.csv` | with the cargo feature `s3`; a key stands as it is, not decoded |
/// | `gs://bucket/in/` | with `gcs` |
/// | `az://container/in/` | with `azure` |
///
/// Stores are set up by the environment: `AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT_URL`,
/// `AWS_ALLOW_HTTP` and so on, `GOOGLE_…`, `AZURE_…`, as the crate `object_store` reads them. What
/// fails by something that can pass (a 503, a cut connection) is tried again with growing pauses.
///
/// Folders named `carrier=UA` give a value: it fills the field `carrier` of every record below.
///
/// ```
/// use goflow::Paths;
/// use std::path::Path;
///
/// let one = Paths::from("data/flights-*.csv.gz");
/// let several = Paths::from(["2012/", "2013/"]);
/// let path: Paths = Path::new("flights.csv").into();
/// assert_eq!(several.to_string(), "2012/, 2013/");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths(pub(crate) Vec<PathBuf>);

impl Paths {
    /// Does one of them lie in an object store?
    pub(crate) fn is_any_far(&self) -> bool {
        let scheme = |path: &PathBuf| Scheme::split(path.to_str()?).map(|(scheme, _)| scheme);
        let is_far = |scheme| matches!(scheme, Ok(Scheme::S3 | Scheme::Gcs | Scheme::Azure));
        self.0.iter().filter_map(scheme).any(is_far)
    }
}

impl std::fmt::Display for Paths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, path) in self.0.iter().enumerate() {
            write!(f, "{}{}", if place == 0 { "" } else { ", " }, path.display())?;
        }
        Ok(())
    }
}

macro_rules! one {
    ($($type:ty),*) => {$(
        impl From<$type> for Paths {
            fn from(path: $type) -> Self {
                Self(vec![path.into()])
            }
        }
    )*};
}
one!(&str, &String, String, &Path, &PathBuf, PathBuf);

impl<P: Into<Paths>> From<Vec<P>> for Paths {
    fn from(list: Vec<P>) -> Self {
        Self(list.into_iter().flat_map(|path| path.into().0).collect())
    }
}

impl<P: Into<Paths>, const N: usize> From<[P; N]> for Paths {
    fn from(list: [P; N]) -> Self {
        Self(list.into_iter().flat_map(|path| path.into().0).collect())
    }
}

impl<P: Clone + Into<Paths>> From<&[P]> for Paths {
    fn from(list: &[P]) -> Self {
        Self(list.iter().flat_map(|path| path.clone().into().0).collect())
    }
}

impl<P: Clone + Into<Paths>> From<&Vec<P>> for Paths {
    fn from(list: &Vec<P>) -> Self {
        list.as_slice().into()
    }
}
