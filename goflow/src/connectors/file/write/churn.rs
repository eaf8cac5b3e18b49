//! Whether files are closed for others with next to nothing in them: events that come from more
//! partitions in turn than files may be open have a file each, which no one wants.

/// After so many files that were closed for others it is told, if it is so.
const FILES: u64 = 500;
/// Bytes of a file on average that are next to nothing.
const FEW: u64 = 16 << 10;

/// What was closed for others so far.
#[derive(Debug, Default)]
pub(super) struct Churn {
    files: u64,
    bytes: u64,
}

impl Churn {
    /// A file of so many bytes was closed for another one. Gives the bytes of a file on average when it
    /// is time to tell: once.
    pub(super) fn closed(&mut self, bytes: u64) -> Option<u64> {
        self.files += 1;
        self.bytes += bytes;
        let mean = self.bytes / self.files;
        (self.files == FILES && mean < FEW).then_some(mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: u64, files: u64) -> Vec<(u64, u64)> {
        let mut churn = Churn::default();
        (1..=files).filter_map(|file| churn.closed(bytes).map(|mean| (file, mean))).collect()
    }

    #[test]
    fn small_files_are_told_of_once_and_large_ones_never() {
        assert_eq!(told(3, FILES - 1), []);
        assert_eq!(told(3, 10 * FILES), [(FILES, 3)]);
        assert_eq!(told(FEW, 10 * FILES), []);
    }
}
