//! What a sink was told to write to: one file or a folder, here or in a store.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::compress;
use crate::connectors::file::Compression;
#[cfg(feature = "_store")]
use crate::connectors::file::store::Bucket;
use crate::connectors::file::store::{Scheme, bucket};
use crate::error::BoxError;

/// The endings of all formats and compressions, and others that people give to files: a folder is not
/// called so by intention.
const KNOWN: [&str; 26] = [
    "csv", "json", "jsonl", "ndjson", "avro", "parquet", "gz", "zst", "bz2", "xz", "lz4", "tsv",
    "tab", "psv", "txt", "dat", "log", "orc", "arrow", "feather", "zip", "gzip", "zstd", "bzip2",
    "br", "snappy",
];

/// Where a sink writes.
#[derive(Debug)]
pub(crate) struct Target {
    /// As given.
    pub(crate) given: String,
    /// The folder that all files are in, or below.
    pub(crate) root: Root,
    /// The one file's name; `None` is a folder of files.
    pub(crate) file: Option<String>,
    /// The ending of files in a folder, with the compression's: `jsonl.gz`.
    pub(crate) ending: String,
    /// What text is compressed with.
    pub(crate) compression: Compression,
}

/// A folder.
#[derive(Debug)]
pub(crate) enum Root {
    /// On a disk.
    Local(PathBuf),
    /// In a store.
    #[cfg(feature = "_store")]
    Store(Bucket),
}

impl Root {
    /// The folder, if it is on a disk.
    pub(crate) fn local(&self) -> Option<&Path> {
        match self {
            Self::Local(folder) => Some(folder),
            #[cfg(feature = "_store")]
            Self::Store(_) => None,
        }
    }

    /// The folder for what does not fit into memory: that of the files, since `/tmp` may be memory itself.
    pub(crate) fn spill(&self) -> PathBuf {
        match self.local() {
            Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
            Some(folder) => folder.into(),
            None => std::env::temp_dir(),
        }
    }
}

/// What of a format decides over names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) endings: &'static [&'static str],
    pub(crate) text: bool,
}

impl Kind {
    /// What files are called that nobody named.
    fn ending(self) -> &'static str {
        self.endings.first().copied().unwrap_or_default()
    }
}

impl Target {
    /// Understands what was given; `said` is what `.compression(…)` was.
    pub(crate) fn new(
        given: &Path,
        kind: Kind,
        said: Option<Compression>,
    ) -> Result<Self, BoxError> {
        let text = given.to_str().ok_or_else(|| {
            format!("the path `{}` is no UTF-8; use a name that is", given.display())
        })?;
        if text.is_empty() {
            let ending = kind.ending();
            return Err(format!(
                "the target is empty; name a file that ends in `.{ending}`, or a folder, `.` for the \
                 one it runs in"
            )
            .into());
        }
        let file = one_file(text, kind)?;
        let by_name = file.map_or(Compression::None, Compression::of);
        let compression = match said {
            Some(said) if kind.text => agree(text, by_name, said)?,
            _ => by_name,
        };
        let parent = &text[..text.len() - file.map_or(0, str::len)];
        let root = root(text, parent)?;
        let first = kind.ending();
        let ending = match compression.ending() {
            Some(ending) => format!("{first}.{ending}"),
            None => first.to_string(),
        };
        let file = match Scheme::split(text) {
            Some((Ok(Scheme::File), _)) => {
                file.map(|file| percent_decode_str(file).decode_utf8_lossy().into_owned())
            }
            _ => file.map(str::to_string),
        };
        Ok(Self { given: text.to_string(), root, file, ending, compression })
    }
}

/// The last part of the path, if it is a file of this kind.
fn one_file(text: &str, kind: Kind) -> Result<Option<&str>, BoxError> {
    let last = text.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default();
    let ends = |name: &str, with: &str| {
        name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(with))
    };
    let (stem, packed) = match Compression::of(last).ending() {
        Some(_) => (last.rsplit_once('.').map_or(last, |(stem, _)| stem), true),
        None => (last, false),
    };
    let own = kind.endings.iter().any(|ending| ends(stem, ending));
    if own && packed && !kind.text {
        let problem = "compresses inside of the file; leave out the last ending, and use";
        return Err(format!("`{text}`: {} {problem} `.compression(…)`", kind.name).into());
    }
    if own {
        return Ok(Some(last));
    }
    // `a.csv.old`, `a.csv.br`
    let own_within = last
        .split('.')
        .skip(1)
        .any(|part| kind.endings.iter().any(|ending| part.eq_ignore_ascii_case(ending)));
    if own_within || KNOWN.iter().any(|ending| ends(last, ending)) {
        return Err(format!(
            "`{text}` is no name for {}; end it in `.{}`, or in `/` if it is a folder",
            kind.name,
            kind.ending(),
        )
        .into());
    }
    Ok(None)
}

/// Name and builder say the same, or one of them nothing.
fn agree(text: &str, name: Compression, said: Compression) -> Result<Compression, BoxError> {
    compress::check(said)?;
    if name != Compression::None && name.ending() != said.ending() {
        let problem = "leave out one of the two";
        return Err(
            format!("`{text}` ends in {name}, `.compression` says {said}; {problem}").into()
        );
    }
    Ok(said)
}

fn root(text: &str, parent: &str) -> Result<Root, BoxError> {
    let url = |problem: &dyn std::fmt::Display| format!("cannot write `{text}`: {problem}");
    match Scheme::split(parent) {
        None => Ok(Root::Local(PathBuf::from(parent))),
        Some((Ok(Scheme::File), rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                let problem = format!("`{host}` is another machine; use `file:///path`");
                return Err(url(&problem).into());
            }
            let path = percent_decode_str(path).decode_utf8().map_err(|error| url(&error))?;
            Ok(Root::Local(PathBuf::from(path.into_owned())))
        }
        #[cfg(feature = "_store")]
        Some(_) => Ok(Root::Store(bucket(parent).map_err(|error| url(&error))?)),
        #[cfg(not(feature = "_store"))]
        Some(_) => match bucket(parent).map_err(|error| url(&error))? {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: Kind = Kind { name: "JSON", endings: &["jsonl", "ndjson", "json"], text: true };
    const PARQUET: Kind = Kind { name: "Parquet", endings: &["parquet"], text: false };

    fn parse(
        text: &str,
        kind: Kind,
        said: Option<Compression>,
    ) -> Result<(String, Option<String>, String, Compression), String> {
        let target = Target::new(Path::new(text), kind, said).map_err(|error| error.to_string())?;
        let Root::Local(root) = target.root else { panic!("a store") };
        Ok((root.to_string_lossy().into_owned(), target.file, target.ending, target.compression))
    }

    fn file(text: &str) -> (String, String, Compression) {
        let (root, file, _, compression) = parse(text, JSON, None).unwrap();
        (root, file.unwrap(), compression)
    }

    #[test]
    fn a_file_or_a_folder() {
        let plain = Compression::None;
        assert_eq!(file("out/a.jsonl"), ("out/".into(), "a.jsonl".into(), plain));
        assert_eq!(file("a.json"), (String::new(), "a.json".into(), plain));
        assert_eq!(file("/x/a.b.NDJSON"), ("/x/".into(), "a.b.NDJSON".into(), plain));
        assert_eq!(file("a.jsonl.gz").2, Compression::Gzip);
        assert_eq!(file("a.jsonl.ZST").2, Compression::Zstd(3));
        assert_eq!(file("file:///x%20y/a%2Fb.jsonl"), ("/x y/".into(), "a/b.jsonl".into(), plain));
        for folder in
            ["out", "out/", "out.d/late", "a.jsonl/", "a.tsv/", "jsonl", ".", "file:///tmp/x"]
        {
            let (_, file, ending, _) = parse(folder, JSON, None).unwrap();
            assert_eq!((file, ending.as_str()), (None, "jsonl"), "{folder}");
        }
        let (_, _, ending, _) = parse("out", JSON, Some(Compression::Gzip)).unwrap();
        assert_eq!(ending, "jsonl.gz");
        let (_, file, ending, _) = parse("a.parquet", PARQUET, Some(Compression::Zstd(3))).unwrap();
        assert_eq!((file.as_deref(), ending.as_str()), (Some("a.parquet"), "parquet"));
    }

    #[test]
    fn names_that_cannot_be() {
        let error = |text, kind, said| parse(text, kind, said).unwrap_err();
        assert_eq!(
            error("out/a.csv", JSON, None),
            "`out/a.csv` is no name for JSON; end it in `.jsonl`, or in `/` if it is a folder"
        );
        let not_by_intention =
            ["a.gz", "a.tsv", "out/a.TXT", "a.jsonl.gzip", "a.json.br", "a.jsonl.old", "s.json.d"];
        for file in not_by_intention {
            let error = error(file, JSON, None);
            assert!(error.starts_with(&format!("`{file}` is no name for JSON; ")), "{error}");
        }
        assert_eq!(
            error("", JSON, None),
            "the target is empty; name a file that ends in `.jsonl`, or a folder, `.` for the one it \
             runs in"
        );
        assert_eq!(
            error("a.parquet.gz", PARQUET, None),
            "`a.parquet.gz`: Parquet compresses inside of the file; leave out the last ending, and \
             use `.compression(…)`"
        );
        assert_eq!(
            error("a.jsonl.gz", JSON, Some(Compression::Zstd(3))),
            "`a.jsonl.gz` ends in gzip, `.compression` says zstd; leave out one of the two"
        );
        assert!(error("out", JSON, Some(Compression::Snappy)).contains("use gzip"));
        assert!(error("file://host/a", JSON, None).contains("is another machine"));
        assert!(error("ftp://host/a", JSON, None).contains("cannot write `ftp://host/a`"));
    }
}
