//! Packs of row groups, squeezed while their file is open.
//!
//! All row groups of a sink's files have the same columns, so a pack says little that another one
//! does not. The first one is kept for the sink, and each is squeezed by what it has in common with
//! it: of some 150 bytes a column some 40 are left. Several packs squeezed together would be smaller
//! yet, but would have to wait for each other in each of many files.

use std::io;
use std::sync::OnceLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::EncoderDictionary;

use super::pack::{Pack, Parts};

const LEVEL: i32 = 1;
/// So much of a pack is looked at at most. One of very many columns resembles itself.
const SAMPLE: usize = 64 << 10;
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
    bytes: Vec<u8>,
    /// Where each one ends, and what it is made of.
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
    pub(super) fn add(&mut self, pack: &Pack, squeezer: &Squeezer) -> io::Result<()> {
        let sample = squeezer.0.get_or_init(|| Sample::new(pack));
        let mut compressor = Compressor::with_prepared_dictionary(&sample.prepared)?;
        // What is wrong in memory is not to go to a file.
        compressor.include_checksum(true)?;
        self.bytes.append(&mut compressor.compress(&pack.bytes)?);
        self.packs.push((self.bytes.len(), pack.parts));
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
        let mut begin = 0;
        Ok(self.packs.iter().map(move |&(end, parts)| {
            let squeezed = self.bytes.get(begin..end).ok_or(io::ErrorKind::InvalidData)?;
            begin = end;
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
        let mut squeezed = Squeezed::default();
        packs.iter().for_each(|pack| squeezed.add(pack, squeezer).unwrap());
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
        let ends: Vec<_> = squeezed.packs.iter().map(|(end, _)| *end).collect();
        assert!(ends[2] - ends[1] < 40, "{ends:?}");
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
            let packs = vec![whole.packs[0], (bytes.len(), parts)];
            let squeezed = Squeezed { bytes: bytes.into(), packs };
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
        squeezed(&[pack(5)], &other);
        assert!(whole.packs(&other).unwrap().next().unwrap().is_err());
    }
}
