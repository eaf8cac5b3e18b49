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

/// Squeezes packs.
#[derive(Default)]
pub(super) struct Squeezer(OnceLock<Sample>);

/// What packs are like.
struct Sample {
    bytes: Box<[u8]>,
    prepared: EncoderDictionary<'static>,
}

/// A pack, squeezed.
pub(super) struct Squeezed {
    bytes: Box<[u8]>,
    pub(super) parts: Parts,
}

/// Makes packs of squeezed ones again.
pub(super) struct Unsqueezer(Decompressor<'static>);

impl Sample {
    fn new(pack: &Pack) -> Self {
        // What the footer says is behind the indexes, and says the most.
        let from = pack.bytes.len().saturating_sub(SAMPLE);
        let bytes = pack.bytes.get(from..).unwrap_or_default();
        Self { bytes: bytes.into(), prepared: EncoderDictionary::copy(bytes, LEVEL) }
    }
}

impl Squeezer {
    pub(super) fn squeeze(&self, pack: &Pack) -> io::Result<Squeezed> {
        let sample = self.0.get_or_init(|| Sample::new(pack));
        let mut compressor = Compressor::with_prepared_dictionary(&sample.prepared)?;
        // What is wrong in memory is not to go to a file.
        compressor.include_checksum(true)?;
        let bytes = compressor.compress(&pack.bytes)?;
        Ok(Squeezed { bytes: bytes.into(), parts: pack.parts })
    }

    /// For packs that were squeezed here.
    pub(super) fn unsqueezer(&self) -> io::Result<Unsqueezer> {
        let sample = self.0.get().map_or(&[][..], |sample| &sample.bytes);
        Decompressor::with_dictionary(sample).map(Unsqueezer)
    }
}

#[cfg(test)]
impl Squeezed {
    /// Bytes of memory.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.bytes.len()
    }
}

impl Unsqueezer {
    pub(super) fn unsqueeze(&mut self, squeezed: &Squeezed) -> io::Result<Pack> {
        let parts = squeezed.parts;
        let bytes = self.0.decompress(&squeezed.bytes, parts.group().end)?;
        if bytes.len() != parts.group().end {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Pack { bytes, parts })
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

    #[test]
    fn packs_are_the_same_again() {
        let squeezer = Squeezer::default();
        let packs = [17, 23, 17].map(pack);
        let squeezed = packs.each_ref().map(|pack| squeezer.squeeze(pack).unwrap());
        let mut unsqueezer = squeezer.unsqueezer().unwrap();
        for (pack, squeezed) in packs.iter().zip(&squeezed) {
            let again = unsqueezer.unsqueeze(squeezed).unwrap();
            assert!(again.bytes == pack.bytes && again.parts == pack.parts);
        }
        // It is the sample itself.
        assert!(squeezed[2].bytes.len() < 40);
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        let squeezer = Squeezer::default();
        squeezer.squeeze(&pack(17)).unwrap();
        let right = pack(23);
        let whole = squeezer.squeeze(&right).unwrap();
        let mut unsqueezer = squeezer.unsqueezer().unwrap();
        let mut unsqueeze =
            |bytes: &[u8], parts| unsqueezer.unsqueeze(&Squeezed { bytes: bytes.into(), parts });
        for end in 0..whole.bytes.len() {
            assert!(unsqueeze(&whole.bytes[..end], whole.parts).is_err(), "{end}");
        }
        let mut refused = 0;
        for at in 0..whole.bytes.len() {
            let mut bytes = whole.bytes.clone();
            bytes[at] ^= 1;
            match unsqueeze(&bytes, whole.parts) {
                // Not each bit means something.
                Ok(pack) => assert!(pack.bytes == right.bytes, "{at}"),
                Err(_) => refused += 1,
            }
        }
        assert!(refused > whole.bytes.len() * 9 / 10, "{refused} of {}", whole.bytes.len());
        for group in [499, 501] {
            assert!(unsqueeze(&whole.bytes, Parts { group, ..whole.parts }).is_err());
        }
        // Of another sink.
        let other = Squeezer::default();
        other.squeeze(&pack(5)).unwrap();
        assert!(other.unsqueezer().unwrap().unsqueeze(&whole).is_err());
    }
}
