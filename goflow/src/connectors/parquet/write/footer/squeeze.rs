//! Packs of row groups, squeezed while their file is open.
//!
//! All row groups of a sink's files have the same columns, so a pack says little that another one
//! does not. The first one is kept for the sink, and each is squeezed by what it has in common with
//! it: of some 150 bytes a column some 40 are left. Several packs squeezed together would be smaller
//! yet, but would have to wait for each other in each of many files. Where rows wait on the disk, what
//! is squeezed does so, too: a file may be open for any number of row groups.

use std::borrow::Cow;
use std::io;
use std::sync::{Arc, OnceLock};

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::EncoderDictionary;

use super::pack::{Pack, Parts};
use crate::connectors::parquet::write::spill::{Extent, Spill};

const LEVEL: i32 = 1;
/// So much of a pack is looked at at most. One of very many columns resembles itself.
const SAMPLE: usize = 64 << 10;
/// So many squeezed bytes of a file are brought to the disk. Of fewer it would not have a block again.
const TOGETHER: usize = 8 << 10;
/// What begins like this is no sample for zstd, but a dictionary in its own form; and what the sample
/// begins with may be somebody's values.
const DICTIONARY: [u8; 4] = 0xec30_a437_u32.to_le_bytes();

/// Squeezes packs.
#[derive(Default)]
pub(in super::super) struct Squeezer(OnceLock<Sample>);

/// What packs are like.
struct Sample {
    bytes: Box<[u8]>,
    prepared: EncoderDictionary<'static>,
}

/// Packs of a file, squeezed. They stand together: each by itself would stay for long among what
/// comes and goes, and leave memory in shreds.
#[derive(Default)]
pub(super) struct Squeezed {
    /// The first ones.
    on_disk: Vec<Extent>,
    bytes: Vec<u8>,
    /// How many bytes each one has, and what it is made of.
    packs: Vec<(usize, Parts)>,
}

impl Sample {
    fn new(pack: &Pack) -> Self {
        // What the footer says is behind the indexes, and says the most.
        let from = pack.bytes.len().saturating_sub(SAMPLE);
        let mut bytes = pack.bytes.get(from..).unwrap_or_default();
        if bytes.starts_with(&DICTIONARY) {
            bytes = bytes.get(1..).unwrap_or_default();
        }
        Self { bytes: bytes.into(), prepared: EncoderDictionary::copy(bytes, LEVEL) }
    }
}

impl Squeezed {
    pub(super) fn add(
        &mut self,
        pack: &Pack,
        squeezer: &Squeezer,
        spill: &Arc<Spill>,
    ) -> io::Result<()> {
        let sample = squeezer.0.get_or_init(|| Sample::new(pack));
        let mut compressor = Compressor::with_prepared_dictionary(&sample.prepared)?;
        // What is wrong in memory is not to go to a file.
        compressor.include_checksum(true)?;
        let mut squeezed = compressor.compress(&pack.bytes)?;
        self.packs.push((squeezed.len(), pack.parts));
        self.bytes.append(&mut squeezed);
        if self.bytes.len() >= TOGETHER
            && let Some(extent) = spill.room_beside_rows(self.bytes.len() as u64)
            && extent.write(0, &self.bytes).is_some()
        {
            self.on_disk.push(extent);
            self.bytes.clear();
        }
        Ok(())
    }

    pub(super) fn count(&self) -> usize {
        self.packs.len()
    }

    /// What each one is made of.
    pub(super) fn parts(&self) -> impl Iterator<Item = Parts> {
        self.packs.iter().map(|(_, parts)| *parts)
    }

    /// Each one as it was. They were squeezed by the same squeezer.
    pub(super) fn packs(
        &self,
        squeezer: &Squeezer,
    ) -> io::Result<impl Iterator<Item = io::Result<Pack>>> {
        let sample = squeezer.0.get().map_or(&[][..], |sample| &sample.bytes);
        let mut decompressor = Decompressor::with_dictionary(sample)?;
        let mut on_disk = self.on_disk.iter();
        let (mut together, mut at) = (Cow::Borrowed(&[][..]), 0);
        Ok(self.packs.iter().map(move |&(size, parts)| {
            if at == together.len() {
                together = match on_disk.next() {
                    Some(extent) => Cow::Owned(extent.read(0..extent.size())?),
                    None => Cow::Borrowed(&self.bytes),
                };
                at = 0;
            }
            let squeezed = together.get(at..at + size).ok_or(io::ErrorKind::InvalidData)?;
            at += size;
            let bytes = decompressor.decompress(squeezed, parts.group().end)?;
            if bytes.len() != parts.group().end {
                return Err(io::ErrorKind::InvalidData.into());
            }
            Ok(Pack { bytes, parts })
        }))
    }

    /// Bytes of memory.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        size_of_val(self.packs.as_slice()) + self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(of: u8) -> Pack {
        let bytes: Vec<u8> =
            (0..600_u16).map(|n| (n % 251) as u8 ^ (n % of as u16) as u8).collect();
        Pack { bytes, parts: Parts { columns: 100, offsets: 0, group: 500 } }
    }

    fn squeezed(packs: &[Pack], squeezer: &Squeezer) -> Squeezed {
        squeezed_on(&Spill::new(None), packs, squeezer)
    }

    fn squeezed_on(spill: &Arc<Spill>, packs: &[Pack], squeezer: &Squeezer) -> Squeezed {
        let mut squeezed = Squeezed::default();
        packs.iter().for_each(|pack| squeezed.add(pack, squeezer, spill).unwrap());
        squeezed
    }

    #[test]
    fn packs_are_the_same_again() {
        let squeezer = Squeezer::default();
        let packs = [17, 23, 17].map(pack);
        let squeezed = squeezed(&packs, &squeezer);
        assert_eq!(squeezed.count(), 3);
        let again = squeezed.packs(&squeezer).unwrap().map(Result::unwrap);
        for (again, pack) in again.zip(&packs) {
            assert!(again.bytes == pack.bytes && again.parts == pack.parts);
        }
        // The last one is the sample itself.
        let sizes: Vec<_> = squeezed.packs.iter().map(|(size, _)| *size).collect();
        assert!(sizes[2] < 40, "{sizes:?}");
    }

    #[test]
    fn many_packs_wait_on_the_disk_with_rows() {
        let folder = tempfile::tempdir().unwrap();
        let spill = Spill::new(Some(folder.path().into()));
        let packs: Vec<_> = (0..999_u16).map(|n| pack((n % 200 + 1) as u8)).collect();
        let squeezer = Squeezer::default();
        assert_eq!(squeezed_on(&spill, &packs, &squeezer).on_disk.len(), 0, "without rows");
        let rows = spill.room(1).unwrap();
        let squeezed = squeezed_on(&spill, &packs, &squeezer);
        assert!(squeezed.on_disk.len() > 3 && squeezed.bytes.len() < TOGETHER);
        let again = squeezed.packs(&squeezer).unwrap().map(Result::unwrap);
        assert!(again.zip(&packs).all(|(again, pack)| again.bytes == pack.bytes));
        assert_eq!(squeezed.packs(&squeezer).unwrap().count(), packs.len());
        drop((squeezed, rows));
        assert!(spill.is_empty());
    }

    #[test]
    fn a_sample_may_look_like_a_dictionary() {
        let mut pack = Pack {
            bytes: (0..SAMPLE as u32 + 1_000)
                .flat_map(u32::to_le_bytes)
                .take(SAMPLE + 99)
                .collect(),
            parts: Parts { columns: 99, offsets: 0, group: SAMPLE },
        };
        pack.bytes[99..99 + DICTIONARY.len()].copy_from_slice(&DICTIONARY);
        let squeezer = Squeezer::default();
        let squeezed = squeezed(std::slice::from_ref(&pack), &squeezer);
        let again = squeezed.packs(&squeezer).unwrap().next().unwrap().unwrap();
        assert!(again.bytes == pack.bytes);
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        let squeezer = Squeezer::default();
        let right = [pack(17), pack(23)];
        let whole = squeezed(&right, &squeezer);
        let second = |bytes: &[u8], parts| {
            let packs = vec![whole.packs[0], (bytes.len() - whole.packs[0].0, parts)];
            let squeezed = Squeezed { on_disk: Vec::new(), bytes: bytes.into(), packs };
            squeezed.packs(&squeezer).unwrap().nth(1).unwrap()
        };
        let (begin, (_, parts)) = (whole.packs[0].0, whole.packs[1]);
        for end in begin..whole.bytes.len() {
            assert!(second(&whole.bytes[..end], parts).is_err(), "{end}");
        }
        let mut refused = 0;
        for at in begin..whole.bytes.len() {
            let mut bytes = whole.bytes.clone();
            bytes[at] ^= 1;
            match second(&bytes, parts) {
                // Not each bit means something.
                Ok(pack) => assert!(pack.bytes == right[1].bytes, "{at}"),
                Err(_) => refused += 1,
            }
        }
        let all = whole.bytes.len() - begin;
        assert!(refused > all * 9 / 10, "{refused} of {all}");
        for group in [499, 501] {
            assert!(second(&whole.bytes, Parts { group, ..parts }).is_err());
        }
        // Of another sink.
        let other = Squeezer::default();
        let _ = squeezed(&[pack(5)], &other);
        assert!(whole.packs(&other).unwrap().next().unwrap().is_err());
    }
}
