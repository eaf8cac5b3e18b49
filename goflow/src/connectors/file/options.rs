//! What every source of files can be told, said once for all formats.

use super::charset::Charset;
use super::compression::Compression;
use super::found::Place;
use super::paths::Paths;
use crate::error::BoxError;

/// The longest record that is read, unless a source is told otherwise.
pub(crate) const MAX_RECORD: usize = 16 << 20;
/// How large a split is, unless a source is told otherwise.
const SPLIT_SIZE: u64 = 64 << 20;
/// A split that is smaller is not worth it: in a store, where it may take two answers until its first
/// record is there.
const SMALL_SPLIT: u64 = 1 << 20;
const SMALL_OBJECT_SPLIT: u64 = 16 << 20;
/// So many splits of a file each worker gets, if they are neither too small nor too large then: while
/// one reads the last of them, the others have nothing to do.
const EACH: u64 = 16;

/// What a source of files was told.
#[derive(Debug, Clone)]
pub struct FileOptions {
    pub(crate) paths: Paths,
    /// `None`: by the ending.
    pub(crate) compression: Option<Compression>,
    /// The name of the encoding of text; `None`: UTF-8.
    pub(crate) encoding: Option<String>,
    /// The format reads encodings of one byte a letter by itself, from the file as it stands.
    pub(crate) letters: bool,
    /// `None`: as long as is usual for the format.
    pub(crate) max_record: Option<usize>,
    pub(crate) follow: bool,
    /// `None`: as large as is usual.
    pub(crate) split_size: Option<u64>,
}

impl FileOptions {
    pub(crate) fn new(paths: Paths) -> Self {
        Self {
            paths,
            compression: None,
            encoding: None,
            letters: false,
            max_record: None,
            follow: false,
            split_size: None,
        }
    }

    /// How large the splits of a file of so many bytes are: some for each worker, so that none is
    /// left without one, or has to wait long for the one that was dealt last. One worker alone needs no
    /// small ones.
    pub(crate) fn split_size_of(&self, place: &Place, bytes: u64, workers: usize) -> u64 {
        let few = bytes / (EACH * workers.max(1) as u64);
        let least = match (workers, place.is_object()) {
            (..2, _) => SPLIT_SIZE,
            (_, true) => SMALL_OBJECT_SPLIT,
            (_, false) => SMALL_SPLIT,
        };
        self.split_size.unwrap_or(few.clamp(least, SPLIT_SIZE))
    }

    /// The longest record of text.
    pub(crate) fn max_record(&self) -> usize {
        self.max_record.unwrap_or(MAX_RECORD)
    }

    /// How the text of that file is compressed.
    pub(crate) fn compression_of(&self, name: &str) -> Compression {
        self.compression.unwrap_or_else(|| Compression::of(name))
    }

    /// How the text is encoded; `None`: as UTF-8.
    pub(crate) fn charset(&self) -> Result<Option<Charset>, String> {
        self.encoding.as_deref().map_or(Ok(None), Charset::of)
    }

    /// What files are made UTF-8 from before they are read, each as a whole; `None`: they are read as
    /// they stand.
    pub(crate) fn transcoded(&self) -> Option<Charset> {
        let charset = self.charset().ok().flatten();
        charset.filter(|charset| !(self.letters && charset.is_single_byte()))
    }

    /// Refuses what cannot be.
    pub(crate) fn check(&self) -> Result<(), BoxError> {
        self.charset()?;
        if let Some(codec @ (Compression::Snappy | Compression::Deflate)) = self.compression {
            let problem = "is a codec inside of avro and parquet files, and needs no word; files are \
                           compressed as a whole with";
            return Err(format!("{codec} {problem} gzip, zstd, bzip2, xz or lz4").into());
        }
        if self.max_record == Some(0) {
            return Err(
                "`.max_record(0)` leaves no room for any record; leave it out, or say how \
                        much memory one may take, as `.max_record(16.mib())`"
                    .into(),
            );
        }
        if self.split_size == Some(0) {
            return Err("`.split_size(0)` cuts files into nothing; the usual is 64.mib()".into());
        }
        Ok(())
    }
}

/// Gives a format's builder the methods for what all sources of files can be told.
///
/// ```ignore
/// file_options! {
///     impl<T> CsvSource<T>, { files.options } [compression encoding max_record follow split_size]
///     "goflow::csv::source::<(u32, String)>(\"in/\")"
/// }
/// ```
/// The braces hold the way from `self` to its [`FileOptions`], the string makes a source in
/// doctests.
macro_rules! file_options {
    (
        impl<$($event:ident $(: $bound:path)?),*> $type:ty,
        $options:tt [$($method:ident)*] $source:literal
    ) => {
        impl<$($event $(: $bound)?),*> $type {
            $($crate::connectors::file::file_options! { @$method $source, $options })*
        }
    };
    (@compression $source:literal, { $($field:ident).+ }) => {
        /// How the files are compressed as a whole, whatever their names end in: else `.gz`, `.zst`,
        /// `.bz2`, `.xz` and `.lz4` say it. A file of several members is one text.
        ///
        /// What Avro and Parquet compress inside of a file needs no word. A Parquet file is read from
        /// its end: one that is compressed as a whole is held in memory, and may have 256 MiB there.
        ///
        /// ```
        /// # use goflow::prelude::*;
        #[doc = concat!("let source = ", $source, ".compression(Compression::Gzip);")]
        /// ```
        #[must_use]
        pub fn compression(mut self, compression: $crate::Compression) -> Self {
            self.$($field).+.compression = Some(compression);
            self
        }
    };
    (@encoding $source:literal, { $($field:ident).+ }) => {
        /// How the text is encoded that is no UTF-8: a name of the [encoding
        /// standard](https://encoding.spec.whatwg.org/#names-and-labels), as `"windows-1252"`,
        /// `"iso-8859-15"`, `"koi8-r"`, `"utf-16"`, `"shift_jis"`, `"gb18030"`. `"latin1"` is another
        /// name of windows-1252, as it is there.
        ///
        /// A byte order mark has the last word: what spreadsheets save as UTF-8 may lie among the rest.
        /// UTF-16 may not lie among csv with one byte a letter.
        ///
        /// csv with one byte a letter (windows, iso-8859, koi8, macintosh) is read from the file as it
        /// stands: cut, followed, and with offsets of the file. All else is made UTF-8 as a whole, as if
        /// it were compressed: it is one split, offsets and limits are in bytes of it as UTF-8, and a file
        /// that is followed is read when it was left alone, and from its beginning if it grows later.
        ///
        /// A run that goes on where another stood is told the same: only csv with one byte a letter may
        /// have been read without it before.
        ///
        /// Bytes that are no letter make a bad record, unless they stand in a column that nobody reads.
        ///
        /// ```
        #[doc = concat!("let source = ", $source, ".encoding(\"windows-1252\");")]
        /// ```
        #[must_use]
        pub fn encoding(mut self, name: impl Into<String>) -> Self {
            self.$($field).+.encoding = Some(name.into());
            self
        }
    };
    (@max_record $source:literal, { $($field:ident).+ }) => {
        /// The longest record, in bytes: 16 MiB unless told otherwise. A longer one is a bad
        /// record, and is read over without being kept.
        ///
        /// Of Avro it is the longest block, 128 MiB unless told otherwise, and of Parquet the
        /// longest page, 1 GiB, both as they are when decompressed. What is longer ends the file, or
        /// the piece of it, with one error.
        ///
        /// ```
        /// # use goflow::prelude::*;
        #[doc = concat!("let source = ", $source, ".max_record(1.mib());")]
        /// ```
        #[must_use]
        pub fn max_record(mut self, bytes: u64) -> Self {
            self.$($field).+.max_record = Some(usize::try_from(bytes).unwrap_or(usize::MAX));
            self
        }
    };
    (@follow $source:literal, { $($field:ident).+ }) => {
        /// Goes on until the pipeline is stopped, with files that are new and with what is added
        /// to those that are known.
        ///
        /// A file that was replaced or cut to nothing is read from its beginning; one that was
        /// renamed is the same file. A folder or glob that finds nothing yet is waited for. What
        /// cannot be read in parts is read once it was left alone for a moment.
        ///
        /// ```
        #[doc = concat!("let source = ", $source, ".follow();")]
        /// ```
        #[must_use]
        pub fn follow(mut self) -> Self {
            self.$($field).+.follow = true;
            self
        }
    };
    (@split_size $source:literal, { $($field:ident).+ }) => {
        /// How large the pieces are, in bytes, that a large file is cut into to be dealt to several
        /// workers. Unless this is said, a file is cut into sixteen for each of them, of 1 to 64 MiB, and
        /// in an object store of 16 MiB at least. Text is cut at records, Avro at sync markers; what is
        /// compressed as a whole is not, nor is, unless this is said, csv in an object store.
        ///
        /// Each row group of Parquet is a piece, unless this is said: then those that together have
        /// no more than that are one.
        ///
        /// ```
        /// # use goflow::prelude::*;
        #[doc = concat!("let source = ", $source, ".split_size(256.mib());")]
        /// ```
        #[must_use]
        pub fn split_size(mut self, bytes: u64) -> Self {
            self.$($field).+.split_size = Some(bytes);
            self
        }
    };
}
pub(crate) use file_options;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_are_some_for_each_worker() {
        let (mut options, place) = (FileOptions::new("a".into()), Place::Local("a".into()));
        assert_eq!(options.split_size_of(&place, 31 << 20, 2), 1 << 20);
        assert_eq!(options.split_size_of(&place, 100 << 20, 2), 100 << 20 >> 5);
        assert_eq!(options.split_size_of(&place, 10 << 30, 2), 64 << 20);
        assert_eq!(options.split_size_of(&place, 100 << 20, 1), 64 << 20);
        options.split_size = Some(7);
        assert_eq!(options.split_size_of(&place, 10 << 30, 2), 7);
    }
}
