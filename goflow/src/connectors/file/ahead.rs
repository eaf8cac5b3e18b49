//! Small files of text in a store, asked for before somebody reads them: a store answers late.

use std::sync::Arc;

use super::found::Found;
use super::remote::Coming;
use super::splits::Splits;
use super::text::begin;

/// Of so many bytes they are for each worker, and so many files at most.
const BYTES: u64 = 4 << 20;
const FILES: usize = 16;

/// Files that are on their way. No worker has them yet.
#[derive(Default)]
pub(super) struct Ahead(Vec<(Arc<Found>, Box<Coming>)>);

impl Ahead {
    /// Asks for those of the files that are read next. Each of them is read as a whole, if it is `fresh`.
    pub(super) fn fetch<'a>(
        &mut self,
        next: impl Iterator<Item = &'a Arc<Found>>,
        fresh: impl Fn(&Found) -> bool,
        splits: &Splits,
    ) {
        let is_small = |file: &Found| (1..=BYTES).contains(&file.bytes()) && file.place.is_object();
        let next: Vec<_> = next.take(FILES).filter(|file| is_small(file) && fresh(file)).collect();
        self.0.retain(|(file, _)| next.iter().any(|next| next.is_as(file)));
        let mut bytes: u64 = self.0.iter().map(|(file, _)| file.bytes()).sum();
        for file in next {
            if self.0.iter().any(|(begun, _)| begun.is_as(file)) {
                continue;
            }
            bytes += file.bytes();
            if bytes > BYTES.saturating_mul(splits.workers as u64) {
                return;
            }
            self.0.extend(begin(file, &splits.runtime).map(|coming| (file.clone(), coming)));
        }
    }

    /// What has come of a file, or is on its way.
    pub(super) fn take(&mut self, file: &Found) -> Option<Box<Coming>> {
        let place = self.0.iter().position(|(begun, _)| begun.is_as(file))?;
        Some(self.0.remove(place).1)
    }
}
