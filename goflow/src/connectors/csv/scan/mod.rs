//! Finds where cells and records end: the text is looked at in blocks of 64 bytes, of which vector
//! instructions give one bit for each byte that matters.
//!
//! Quotes are told apart from what they enclose by the parity of the quotes before: a running xor
//! over their bits, as in simdjson (Langdale and Lemire, *Parsing Gigabytes of JSON per Second*,
//! 2019). That is right as long as every quote that opens stands at the beginning of a cell. Where
//! one does not, and wherever an escape or a comment is at work, the block is gone through byte by
//! byte, with the rules of the csv crate: a quote inside of a bare cell is text, what follows a
//! closing quote is text, `\r`, `\n` and `\r\n` all end a record. They end a comment, too, where the
//! crate waits for an `\n`.
//!
//! Positions in the file are `u64`. What is found is noted relative to a [`Marks::base`], which
//! takes half the room.

mod block;
mod marks;
#[cfg(test)]
mod tests;

use block::{BLOCK, Bytes, Finder, Found, Words};
pub(super) use marks::Marks;
use memchr::{memchr, memrchr, memrchr2};

use super::format::Format;

/// What the next byte is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A bare cell, or the beginning of any.
    Bare,
    Quoted,
    Comment,
}

/// Where the scanning has come to. All positions are of the file.
#[derive(Debug, Clone)]
pub(super) struct Scanner {
    finder: Kind,
    bytes: Bytes,
    /// All bits where the format has such a byte, no bit where it has none.
    escapes: u64,
    comments: u64,
    state: State,
    /// Where the record that is read now began.
    record: u64,
    /// Where its last cell began: a quote there opens.
    cell: u64,
    /// Behind a quote that closed: another one there opens again, and is one of the text.
    reopen: u64,
    /// Behind an escape: what is there is text.
    escaped: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg_attr(
        target_arch = "x86_64",
        allow(dead_code, reason = "tests compare it with the others")
    )]
    Words,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Kind {
    #[cfg(target_arch = "x86_64")]
    fn best() -> Self {
        let avx2 = std::arch::is_x86_feature_detected!("avx2");
        let bits = std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("lzcnt")
            && std::arch::is_x86_feature_detected!("popcnt");
        if avx2 && bits { Self::Avx2 } else { Self::Sse2 }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn best() -> Self {
        Self::Words
    }
}

/// No position at all.
const NOWHERE: u64 = u64::MAX;

impl Scanner {
    pub(super) fn new(format: &Format) -> Self {
        let quote = format.quote;
        Self {
            finder: Kind::best(),
            bytes: Bytes {
                delimiter: format.delimiter,
                quote,
                escape: format.escape.unwrap_or(quote),
                comment: format.comment.unwrap_or(quote),
            },
            // A quote that escapes itself is what quotes do anyhow.
            escapes: if format.escape.is_some_and(|escape| escape != quote) { !0 } else { 0 },
            comments: if format.comment.is_some() { !0 } else { 0 },
            state: State::Bare,
            record: 0,
            cell: 0,
            reopen: NOWHERE,
            escaped: NOWHERE,
        }
    }

    /// A record begins at `position`.
    pub(super) fn begin(&mut self, position: u64) {
        self.state = State::Bare;
        (self.record, self.cell) = (position, position);
        (self.reopen, self.escaped) = (NOWHERE, NOWHERE);
    }

    /// Where the record that is read now began; `None` inside of a comment.
    pub(super) fn record(&self) -> Option<u64> {
        (self.state != State::Comment).then_some(self.record)
    }

    /// The text so far ends inside of quotes.
    pub(super) fn is_quoted(&self) -> bool {
        self.state == State::Quoted
    }

    /// Goes over `text`, which begins at `position`, if that can be done without a look at all that is
    /// in it: where no byte has another meaning than that it ends a cell or a record. False, and
    /// nothing done, if not, or if no record ends in it.
    pub(super) fn pass_plain(&mut self, text: &[u8], position: u64) -> bool {
        let Bytes { delimiter, quote, .. } = self.bytes;
        if self.state != State::Bare || self.comments != 0 || memchr(quote, text).is_some() {
            return false;
        }
        let Some(end) = memrchr2(b'\n', b'\r', text) else { return false };
        let behind = text.get(end..).and_then(|last| memrchr(delimiter, last)).unwrap_or(0);
        self.record = position + end as u64 + 1;
        self.cell = self.record.max(position + (end + behind) as u64 + 1);
        (self.reopen, self.escaped) = (NOWHERE, NOWHERE);
        true
    }

    /// Looks through `text`, which begins at `position`, and notes what it finds.
    pub(super) fn scan(&mut self, text: &[u8], position: u64, marks: &mut Marks) {
        match self.finder {
            Kind::Words => self.scan_with::<Words>(text, position, marks),
            // SAFETY: every x86-64 has SSE2.
            #[cfg(target_arch = "x86_64")]
            Kind::Sse2 => self.scan_with::<block::Sse2>(text, position, marks),
            // SAFETY: the features were asked for when the kind was chosen.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { self.scan_avx2(text, position, marks) },
        }
    }

    /// # Safety
    ///
    /// The processor has these features.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,lzcnt,popcnt")]
    unsafe fn scan_avx2(&mut self, text: &[u8], position: u64, marks: &mut Marks) {
        self.scan_with::<block::Avx2>(text, position, marks);
    }

    /// The caller vouches for `F`'s instructions: this is private, and called by `scan` only.
    #[inline(always)]
    fn scan_with<F: Finder>(&mut self, text: &[u8], mut position: u64, marks: &mut Marks) {
        marks.reserve(text.len() + BLOCK);
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        for block in blocks {
            // SAFETY: see `scan`.
            let found = unsafe { F::find(block, self.bytes) };
            self.block(block, found, position, marks);
            position += BLOCK as u64;
        }
        if !rest.is_empty() {
            let mut block = [0; BLOCK];
            let (filled, _) = block.split_at_mut(rest.len());
            filled.copy_from_slice(rest);
            // SAFETY: see `scan`.
            let found = unsafe { F::find(&block, self.bytes) };
            // What stands behind the text is nothing, even where a zero would be a delimiter.
            let there = !(!0 << rest.len());
            let found = Found {
                delimiter: found.delimiter & there,
                newline: found.newline & there,
                carriage_return: found.carriage_return & there,
                quote: found.quote & there,
                escape: found.escape & there,
                comment: found.comment & there,
                ascii: found.ascii,
            };
            self.block(&block, found, position, marks);
        }
    }

    /// A block, of which `found` is known.
    #[inline(always)]
    fn block(&mut self, block: &[u8; BLOCK], found: Found, position: u64, marks: &mut Marks) {
        let ends = found.newline | found.carriage_return;
        marks.carriage_returns |= found.carriage_return != 0;
        marks.ascii &= found.ascii;
        let escape = found.escape & self.escapes;
        let mut comment = found.comment & self.comments;
        if comment != 0 && self.state == State::Bare && found.quote == 0 {
            // One that is not the first byte of a line is text.
            comment &= ends << 1 | u64::from(self.record == position);
        }
        if self.state == State::Bare && found.quote | comment == 0 {
            self.note(found.delimiter | ends, ends, position, marks);
        } else if escape | comment != 0
            || self.state == State::Comment
            || self.escaped == position
            || !self.enclosed(found, position, marks)
        {
            self.by_byte(block, found, position, marks);
        }
    }

    /// A block in which quotes open cells, and close. False, and nothing done, if they do not.
    #[inline(always)]
    fn enclosed(&mut self, found: Found, position: u64, marks: &mut Marks) -> bool {
        let begins_inside = if self.state == State::Quoted { !0 } else { 0 };
        let inside = running_xor(found.quote) ^ begins_inside;
        let ends = (found.newline | found.carriage_return) & !inside;
        let all = found.delimiter & !inside | ends;
        let (opening, closing) = (found.quote & inside, found.quote & !inside);
        let first = u64::from(self.cell == position || self.reopen == position);
        if opening & !((all | closing) << 1 | first) != 0 {
            return false;
        }
        self.note(all, ends, position, marks);
        self.state = if inside >> 63 == 1 { State::Quoted } else { State::Bare };
        self.reopen = match closing {
            0 => NOWHERE,
            _ => position + u64::from(BLOCK as u32 - closing.leading_zeros()),
        };
        true
    }

    /// Notes what ends cells, and what of it ends records.
    #[inline(always)]
    fn note(&mut self, all: u64, ends: u64, position: u64, marks: &mut Marks) {
        if all == 0 {
            return;
        }
        let behind_last = |bits: u64| position + u64::from(BLOCK as u32 - bits.leading_zeros());
        if ends != 0 {
            marks.push_rows(all, ends, position, self.record);
            self.record = behind_last(ends);
        }
        marks.push(all, position);
        self.cell = behind_last(all);
    }

    /// The rules themselves, one byte after the other of those that matter.
    #[cold]
    #[inline(never)]
    fn by_byte(&mut self, block: &[u8; BLOCK], found: Found, position: u64, marks: &mut Marks) {
        let Bytes { delimiter, quote, .. } = self.bytes;
        let ends = found.newline | found.carriage_return;
        let escape = found.escape & self.escapes;
        let comment = found.comment & self.comments;
        let mut left = !0;
        loop {
            let relevant = match self.state {
                State::Bare => found.delimiter | ends | found.quote | comment,
                State::Quoted => found.quote | escape,
                State::Comment => ends,
            } & left;
            let at = relevant.trailing_zeros();
            let Some(byte) = block.get(at as usize) else { return };
            let here = position + u64::from(at);
            let bit = 1 << at;
            left = !(bit | (bit - 1));
            match self.state {
                State::Bare if *byte == quote => {
                    if here == self.cell || here == self.reopen {
                        self.state = State::Quoted;
                    }
                }
                State::Bare if *byte == delimiter => self.note(bit, 0, position, marks),
                State::Bare if ends & bit != 0 => self.note(bit, bit, position, marks),
                State::Bare if here == self.record => self.state = State::Comment,
                State::Bare => {}
                State::Quoted if here == self.escaped => {}
                State::Quoted if *byte == quote => {
                    self.state = State::Bare;
                    self.reopen = here + 1;
                }
                State::Quoted => self.escaped = here + 1,
                State::Comment => {
                    self.state = State::Bare;
                    (self.record, self.cell) = (here + 1, here + 1);
                }
            }
        }
    }
}

/// Each bit becomes the xor of itself and all below it.
#[inline(always)]
fn running_xor(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |bits, by| bits ^ bits << by)
}
