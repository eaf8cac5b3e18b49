//! The beginning of a document whose end is in a later piece of the text.

use crate::connectors::file::RecordError;

/// What is there of it, if that is worth it.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) text: Vec<u8>,
    /// It has more bytes than any record may have: no more of it is kept than an error tells.
    pub(super) too_long: bool,
}

impl Kept {
    #[inline]
    pub(super) fn is_nothing(&self) -> bool {
        self.text.is_empty() && !self.too_long
    }

    pub(super) fn add(&mut self, part: &[u8], max_record: usize) {
        self.too_long |= part.len() > max_record.saturating_sub(self.text.len());
        let most = if self.too_long { RecordError::RAW } else { max_record };
        let free = most.saturating_sub(self.text.len());
        self.text.extend_from_slice(part.get(..free).unwrap_or(part));
        if self.too_long {
            self.text.truncate(RecordError::RAW);
            self.text.shrink_to(RecordError::RAW);
        }
    }

    /// Its memory stays for the next one.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.too_long = false;
    }
}
