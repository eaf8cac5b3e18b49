//! `Compression`: how the bytes of a file are packed.

use std::fmt;

/// How a file is compressed.
///
/// Sources and sinks of text know it by the file's ending (`.gz`, `.zst`, `.bz2`, `.xz`, `.lz4`)
/// unless they are told; Avro and Parquet compress inside of the file, with the codecs that their
/// formats have.
///
/// | | text | avro | parquet |
/// |---|---|---|---|
/// | `Gzip` | `.gz` | | yes |
/// | `Zstd(level)` | `.zst` | yes | yes |
/// | `Bzip2` | `.bz2` | yes | |
/// | `Xz` | `.xz` | yes | |
/// | `Lz4` | `.lz4`, the frame format | | yes |
/// | `Snappy` | | yes | yes |
/// | `Deflate` | | yes | |
///
/// ```
/// use goflow::prelude::*;
///
/// let packed = Compression::Gzip;
/// assert_eq!(Compression::Zstd(3).to_string(), "zstd");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    None,
    /// Several members one after the other are one text.
    Gzip,
    /// With its level, 1 to 22, which only matters to a writer; 3 is the usual one. A reader takes
    /// windows of up to 128 MiB.
    Zstd(i32),
    /// bzip2.
    Bzip2,
    /// A reader takes dictionaries of up to 128 MiB.
    Xz,
    /// LZ4's frame format.
    Lz4,
    /// Snappy, as Avro and Parquet have it.
    Snappy,
    /// Deflate without a frame, as Avro has it.
    Deflate,
}

impl Compression {
    /// What a text's compression must be, going by its file's name.
    pub(crate) fn of(name: &str) -> Self {
        match ending(name).to_ascii_lowercase().as_str() {
            "gz" => Self::Gzip,
            "zst" => Self::Zstd(3),
            "bz2" => Self::Bzip2,
            "xz" => Self::Xz,
            "lz4" => Self::Lz4,
            _ => Self::None,
        }
    }

    /// Refuses a level that zstd does not have: what writes is told before its first event.
    pub(crate) fn check_level(self) -> Result<(), String> {
        match self {
            Self::Zstd(level) if !(1..=22).contains(&level) => {
                Err(format!("zstd has no level {level}; use 1 to 22, of which 3 is usual"))
            }
            _ => Ok(()),
        }
    }

    /// The ending of the names of text that is so compressed, without its dot.
    pub(crate) fn ending(self) -> Option<&'static str> {
        Some(match self {
            Self::Gzip => "gz",
            Self::Zstd(_) => "zst",
            Self::Bzip2 => "bz2",
            Self::Xz => "xz",
            Self::Lz4 => "lz4",
            Self::None | Self::Snappy | Self::Deflate => return None,
        })
    }
}

/// What stands behind the last dot of a name's last part.
fn ending(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or("", |(_, ending)| ending)
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd(_) => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Lz4 => "lz4",
            Self::Snappy => "snappy",
            Self::Deflate => "deflate",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_the_ending_and_back() {
        for ending in ["gz", "zst", "bz2", "xz", "lz4"] {
            assert_eq!(Compression::of(&format!("a.d/b.csv.{ending}")).ending(), Some(ending));
        }
        assert_eq!(Compression::of("B.CSV.GZ"), Compression::Gzip);
        for name in ["a.gz/b", "b.csv", "gz", "", "."] {
            assert_eq!(Compression::of(name), Compression::None, "{name}");
        }
    }
}
