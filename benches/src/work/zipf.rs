//! Ranks that follow Zipf's law with s = 1: the word of rank r comes 1 / (r + 1) times as often as
//! the first. Integers only, so that every machine and every compiler draws the same ones.

/// The weight of rank 0; that of rank r is this over r + 1, so the rarest of 50,000 is still exact
/// to one part in two million.
const FIRST: u64 = 1 << 37;

/// A guide says where to begin to look for a draw, by the draw's first bits.
const GUIDE_BITS: u32 = 16;

/// Draws ranks, always the same ones.
pub struct Zipf {
    /// Sums of the weights up to and with each rank.
    upto: Vec<u64>,
    guide: Vec<u32>,
    state: u64,
}

impl Zipf {
    /// Ranks from 0 to `ranks`.
    pub fn new(ranks: u64, seed: u64) -> Self {
        let upto: Vec<u64> = (1..=ranks)
            .scan(0, |sum, r| {
                *sum += FIRST / r;
                Some(*sum)
            })
            .collect();
        let all = upto.last().copied().unwrap_or(0);
        let guide = (0..1_u64 << GUIDE_BITS)
            .map(|part| {
                let from = below(part << (64 - GUIDE_BITS), all);
                upto.partition_point(|&sum| sum <= from) as u32
            })
            .collect();
        Self { upto, guide, state: seed }
    }

    /// The next 64 random bits: SplitMix64 (Steele, Lea, Flood 2014).
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The next rank.
    pub fn draw(&mut self) -> usize {
        let random = self.random();
        let all = self.upto[self.upto.len() - 1];
        let (point, from) =
            (below(random, all), self.guide[(random >> (64 - GUIDE_BITS)) as usize]);
        let from = from as usize;
        from + self.upto[from..].iter().position(|&sum| sum > point).unwrap_or(0)
    }
}

/// Scales 64 random bits down to 0..`all`.
fn below(random: u64, all: u64) -> u64 {
    ((u128::from(random) * u128::from(all)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_come_as_often_as_the_law_says() {
        let (ranks, draws) = (1_000, 2_000_000);
        let mut zipf = Zipf::new(ranks, 7);
        let mut seen = vec![0_u32; ranks as usize];
        for _ in 0..draws {
            seen[zipf.draw()] += 1;
        }
        let harmonic: f64 = (1..=ranks).map(|r| 1.0 / r as f64).sum();
        for rank in [0, 1, 2, 9, 99, 999] {
            let expected = f64::from(draws) / harmonic / (rank as f64 + 1.0);
            let off = (f64::from(seen[rank]) - expected).abs();
            assert!(off < 5.0 * expected.sqrt(), "rank {rank}: {} of {expected}", seen[rank]);
        }
    }

    #[test]
    fn a_draw_is_what_a_search_without_the_guide_finds() {
        let mut zipf = Zipf::new(50_000, 3);
        for _ in 0..100_000 {
            let state = zipf.state;
            let random = zipf.random();
            let point = below(random, zipf.upto[49_999]);
            zipf.state = state;
            assert_eq!(zipf.draw(), zipf.upto.partition_point(|&sum| sum <= point));
        }
    }
}
