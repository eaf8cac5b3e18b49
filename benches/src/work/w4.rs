//! W4: words counted by key. The text lies in memory before the clock starts; lines and words are
//! slices of it for every contestant, so that nobody's time is that of an allocator.

use super::zipf::Zipf;

/// Lines of a measurement.
pub const LINES: u64 = 2_000_000;
/// Words of a line.
pub const WORDS: u64 = 8;
/// Different words.
pub const VOCABULARY: u64 = 50_000;

/// How many words, how many different ones, and the sum of each word's weight times its count:
/// that tells whether every count is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub words: u64,
    pub different: u64,
    pub weighed: u64,
}

impl Counts {
    /// Adds the final count of a word.
    #[inline]
    pub fn add(&mut self, weight: u64, count: u64) {
        self.words += count;
        self.different += 1;
        self.weighed = self.weighed.wrapping_add(weight.wrapping_mul(count));
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            words: self.words + other.words,
            different: self.different + other.different,
            weighed: self.weighed.wrapping_add(other.weighed),
        }
    }
}

/// A number of its own for each word: FNV-1a, 64 bits.
pub fn weight(word: &[u8]) -> u64 {
    word.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// A text, and what counting it must give.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub answer: Counts,
}

impl Text {
    /// Writes the text, and counts by rank what it writes. It stays for the life of the program.
    pub fn new(lines: u64) -> &'static Self {
        let mut zipf = Zipf::new(VOCABULARY, 0x000D_0E5E_ED0F_600D);
        let words: Vec<String> = (0..VOCABULARY).map(word).collect();
        let mut counts = vec![0; words.len()];
        let mut text = String::with_capacity((lines * WORDS) as usize * 7);
        for _ in 0..lines {
            for n in 0..WORDS {
                if n > 0 {
                    text.push(' ');
                }
                let rank = zipf.draw();
                counts[rank] += 1;
                text.push_str(&words[rank]);
            }
            text.push('\n');
        }
        let mut answer = Counts::default();
        for (word, count) in words.iter().zip(counts).filter(|(_, count)| *count > 0) {
            answer.add(weight(word.as_bytes()), count);
        }
        Box::leak(Box::new(Self { text, answer }))
    }

    /// The text in two halves, cut at the end of a line.
    pub fn halves(&'static self) -> [&'static str; 2] {
        let first = &self.text.as_bytes()[..self.text.len() / 2];
        let middle = first.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.text.split_at(middle).into()
    }

    /// What a source reads.
    pub fn lines(&'static self) -> impl Iterator<Item = &'static str> + Send {
        self.text.lines()
    }
}

/// What the splitter does.
#[inline]
pub fn split(line: &'static str) -> impl Iterator<Item = &'static str> + Send {
    line.split(' ')
}

/// The word of a rank: syllables, three where two are used up, and an ending of consonants that
/// makes lengths differ. No two are the same: the last vowel tells syllables from ending.
fn word(rank: u64) -> String {
    const SYLLABLES: u64 = 20 * 5;
    let syllable = |n: u64| {
        let (consonant, vowel) = ((n % 20) as usize, (n / 20 % 5) as usize);
        [b"bcdfghjklmnpqrstvwxz"[consonant], b"aeiou"[vowel]].map(char::from)
    };
    let (count, mut rest) =
        if rank < SYLLABLES * SYLLABLES { (2, rank) } else { (3, rank - SYLLABLES * SYLLABLES) };
    let mut word = String::new();
    for _ in 0..count {
        word.extend(syllable(rest % SYLLABLES));
        rest /= SYLLABLES;
    }
    let ending =
        ["", "n", "st", "rds", "ngths"][(rank.wrapping_mul(0x9E37_79B9) >> 16) as usize % 5];
    word + ending
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn no_two_words_are_the_same() {
        let words: HashSet<String> = (0..VOCABULARY).map(word).collect();
        assert_eq!(words.len() as u64, VOCABULARY);
    }

    #[test]
    fn the_answer_is_what_counting_the_text_gives() {
        let text = Text::new(10_000);
        let mut counts = HashMap::<&str, u64>::new();
        for word in text.text.split_whitespace() {
            *counts.entry(word).or_default() += 1;
        }
        let mut answer = Counts::default();
        for (word, count) in counts {
            answer.add(weight(word.as_bytes()), count);
        }
        assert_eq!(answer, text.answer);
        assert_eq!(answer.words, 10_000 * WORDS);
        assert_eq!(Text::new(10_000), text);
    }
}
