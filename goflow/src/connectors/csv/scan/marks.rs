//! What a scan found: where cells end, and which of them end records.

/// Ends of cells and of records, in order, relative to [`base`](Self::base).
#[derive(Debug, Default)]
pub(in super::super) struct Marks {
    /// What the marks are relative to: a position in the file.
    pub(in super::super) base: u64,
    /// Where cells end: at a delimiter, or at the first byte of the end of a line. What is behind
    /// `filled` is room.
    cells: Vec<u32>,
    filled: usize,
    pub(in super::super) rows: Vec<RowMark>,
    /// A carriage return was seen since this was last set to false.
    pub(in super::super) carriage_returns: bool,
    /// No byte but ASCII was seen since this was last set to true.
    pub(in super::super) ascii: bool,
}

/// A record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct RowMark {
    /// Where it begins. Of no meaning if that is before the base.
    pub(in super::super) begin: u32,
    /// Its cells end where those do that were noted before this one.
    pub(in super::super) cells_to: usize,
}

impl Marks {
    /// The marks of cells `from..to`.
    #[inline]
    pub(in super::super) fn cells(&self, from: usize, to: usize) -> &[u32] {
        self.cells.get(from..to).unwrap_or_default()
    }

    /// How many cells are noted.
    pub(in super::super) fn len(&self) -> usize {
        self.filled
    }

    /// Forgets what is not needed any more: the rows, and all cells but those from `kept` on. The
    /// base moves up to `base`.
    pub(in super::super) fn rebase(&mut self, kept: usize, base: u64) {
        self.rows.clear();
        let kept = kept.min(self.filled);
        // Of another file, the base may be before the one that was; then no cell is kept.
        let by = base.wrapping_sub(self.base) as u32;
        if let Some(cells) = self.cells.get_mut(..self.filled) {
            cells.copy_within(kept.., 0);
        }
        self.filled -= kept;
        // A record that goes on keeps its base: its cells, which may be many, are looked at once.
        if by != 0 {
            for cell in self.cells.iter_mut().take(self.filled) {
                *cell = cell.wrapping_sub(by);
            }
        }
        self.base = base;
    }

    /// Notes the end of a cell, and of a record that began at `begin`, at `at`: the text is over.
    pub(in super::super) fn finish(&mut self, begin: u64, at: u64) {
        self.reserve(1);
        if let Some(cell) = self.cells.get_mut(self.filled) {
            *cell = (at - self.base) as u32;
            self.filled += 1;
        }
        self.rows
            .push(RowMark { begin: begin.saturating_sub(self.base) as u32, cells_to: self.filled });
    }

    /// There will be room for `cells` more.
    pub(super) fn reserve(&mut self, cells: usize) {
        let needed = self.filled + cells;
        if self.cells.len() < needed {
            // What is kept of a record that goes on may grow and grow: by doubling, then.
            self.cells.resize(needed.max(self.cells.len().saturating_mul(2)), 0);
        }
    }

    /// Notes the cells that end at `bits` of the block at `position`. There was room reserved.
    #[inline(always)]
    pub(super) fn push(&mut self, mut bits: u64, position: u64) {
        let begin = position.wrapping_sub(self.base) as u32;
        let count = bits.count_ones() as usize;
        let room = self.cells.get_mut(self.filled..).unwrap_or_default();
        // Eight at once, whether there are so many or not, is faster than to ask each time.
        let (eights, _) = room.as_chunks_mut::<8>();
        for eight in eights.iter_mut().take(count.div_ceil(8)) {
            for cell in eight {
                *cell = begin.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
        }
        self.filled += count;
    }

    /// Notes the records that end at `ends`, of which the first began at `record`. The cells that
    /// end at `all` come afterwards.
    #[inline(always)]
    pub(super) fn push_rows(&mut self, all: u64, mut ends: u64, position: u64, record: u64) {
        let base = self.base;
        let mut begin = record.saturating_sub(base) as u32;
        while ends != 0 {
            let at = ends.trailing_zeros();
            let with_it = !0 >> (63 - at);
            let cells = (all & with_it).count_ones() as usize;
            self.rows.push(RowMark { begin, cells_to: self.filled + cells });
            begin = (position.wrapping_sub(base) as u32).wrapping_add(at + 1);
            ends &= ends - 1;
        }
    }
}
