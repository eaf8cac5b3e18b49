//! The order of each column, so that few pieces of edges cross.
//!
//! To find the best one is NP-hard. From several first orders, columns are swept forth and back:
//! each cell goes to the middle of its neighbours in the column just left, then neighbours change
//! places where that helps. The order with the fewest crossings is kept.

use super::crossings;
use super::levels::Levels;

/// Sweeps that may pass without a better order.
const PATIENCE: usize = 8;
/// Cells that are looked at, at most; a large graph gets fewer sweeps.
const BUDGET: usize = 400_000;
/// Rounds of exchanges after a sweep, at most.
const EXCHANGES: usize = 12;

/// Walks to begin with, at most. The first two keep the order of the source where they can; the
/// others turn off elsewhere, and are tried only while edges still cross.
const WALKS: u64 = 24;

/// For each column its cells, from top to bottom.
pub(super) fn order(levels: &Levels) -> Vec<Vec<usize>> {
    let mut best = Order::walked(levels, 0);
    let mut budget = BUDGET / levels.cells.len().max(1);
    for walk in 0..WALKS {
        for middle in [Middle::Mean, Middle::Median] {
            if best.crossings == 0 || budget == 0 {
                return best.columns;
            }
            let mut order = Order::walked(levels, walk);
            let (mut least, mut failures) = (order.crossings, 0);
            for sweep in 0.. {
                if order.crossings < best.crossings {
                    best = order.clone();
                }
                if best.crossings == 0 || failures == PATIENCE || budget == 0 {
                    break;
                }
                order.sweep(levels, middle, sweep % 2 == 0, sweep / 2 % 2 == 1);
                budget -= 1;
                failures = if order.crossings < least { 0 } else { failures + 1 };
                least = least.min(order.crossings);
            }
        }
    }
    best.columns
}

#[derive(Clone, Copy)]
enum Middle {
    Mean,
    Median,
}

#[derive(Clone)]
struct Order {
    columns: Vec<Vec<usize>>,
    /// The place of each cell in its column.
    places: Vec<usize>,
    crossings: usize,
}

impl Order {
    /// Cells in the order in which a walk along the edges comes upon them, even walks from the
    /// left, odd ones from the right. A tree is drawn without crossings by one of the two.
    fn walked(levels: &Levels, walk: u64) -> Self {
        let (ahead, behind) = if walk % 2 == 1 {
            (&levels.before, &levels.after)
        } else {
            (&levels.after, &levels.before)
        };
        let mut turns = Turns(walk / 2);
        let mut columns = vec![Vec::new(); levels.count];
        let mut places = vec![usize::MAX; levels.cells.len()];
        let mut stack: Vec<usize> =
            (0..levels.cells.len()).rev().filter(|&cell| behind[cell].is_empty()).collect();
        turns.shuffle(&mut stack);
        while let Some(cell) = stack.pop() {
            if places[cell] == usize::MAX {
                let column: &mut Vec<usize> = &mut columns[levels.cells[cell].level];
                places[cell] = column.len();
                column.push(cell);
                let first = stack.len();
                stack.extend(ahead[cell].iter().rev());
                turns.shuffle(&mut stack[first..]);
            }
        }
        let crossings = crossings::count(levels, &columns, &places);
        Self { columns, places, crossings }
    }

    /// Sorts each column by the one before it (or behind it), then exchanges neighbours.
    fn sweep(&mut self, levels: &Levels, middle: Middle, rightwards: bool, equals_turned: bool) {
        for step in 0..levels.count {
            let column = if rightwards { step } else { levels.count - 1 - step };
            self.sort(levels, middle, column, rightwards, equals_turned);
        }
        // Equals change places once: that leads out of an order that no single exchange betters.
        for round in 0..EXCHANGES {
            if !self.exchange(levels, equals_turned && round == 0) {
                break;
            }
        }
        self.crossings = crossings::count(levels, &self.columns, &self.places);
    }

    fn sort(
        &mut self,
        levels: &Levels,
        middle: Middle,
        column: usize,
        rightwards: bool,
        equals_turned: bool,
    ) {
        let neighbours = if rightwards { &levels.before } else { &levels.after };
        let mut cells = std::mem::take(&mut self.columns[column]);
        // A cell without neighbours on that side stays where it is.
        let (free, mut sorted): (Vec<_>, Vec<_>) = cells
            .iter()
            .map(|&cell| (self.middle(middle, &neighbours[cell]), cell))
            .partition(|(key, _)| key.is_none());
        if equals_turned {
            sorted.reverse();
        }
        sorted.sort_by(|(a, _), (b, _)| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let mut free: Vec<usize> = free.into_iter().map(|(_, cell)| cell).rev().collect();
        let mut sorted = sorted.into_iter().map(|(_, cell)| cell);
        for (place, slot) in cells.iter_mut().enumerate() {
            let stays = free.last().is_some_and(|&cell| self.places[cell] <= place);
            let next = if stays { free.pop() } else { sorted.next().or_else(|| free.pop()) };
            if let Some(cell) = next {
                *slot = cell;
            }
        }
        for (place, &cell) in cells.iter().enumerate() {
            self.places[cell] = place;
        }
        self.columns[column] = cells;
    }

    fn middle(&self, middle: Middle, neighbours: &[usize]) -> Option<f64> {
        let mut places: Vec<usize> = neighbours.iter().map(|&cell| self.places[cell]).collect();
        let count = places.len();
        if count == 0 {
            return None;
        }
        match middle {
            Middle::Mean => Some(places.iter().sum::<usize>() as f64 / count as f64),
            Middle::Median => {
                places.sort_unstable();
                Some((places[(count - 1) / 2] + places[count / 2]) as f64 / 2.0)
            }
        }
    }

    /// Exchanges cells that follow each other where fewer pieces then cross; `false` when none.
    fn exchange(&mut self, levels: &Levels, equals_too: bool) -> bool {
        let mut better = false;
        let sorted = |cells: &[usize], places: &[usize]| {
            let mut places: Vec<usize> = cells.iter().map(|&cell| places[cell]).collect();
            places.sort_unstable();
            places
        };
        for column in &mut self.columns {
            let ends = |cell: usize, places: &[usize]| {
                [&levels.before[cell], &levels.after[cell]].map(|cells| sorted(cells, places))
            };
            let mut upper_ends = column.first().map(|&cell| ends(cell, &self.places));
            for place in 1..column.len() {
                let (upper, lower) = (column[place - 1], column[place]);
                let lower_ends = ends(lower, &self.places);
                let Some(ends_above) = &upper_ends else { break };
                let crossings = |a: &[Vec<usize>; 2], b: &[Vec<usize>; 2]| -> usize {
                    a.iter().zip(b).map(|(a, b)| crossings::between(a, b)).sum()
                };
                let (now, then) =
                    (crossings(ends_above, &lower_ends), crossings(&lower_ends, ends_above));
                if then < now || (equals_too && then == now && now > 0) {
                    column.swap(place - 1, place);
                    self.places[upper] = place;
                    self.places[lower] = place - 1;
                    better = true;
                } else {
                    upper_ends = Some(lower_ends);
                }
            }
        }
        better
    }
}

/// Which way a walk turns off: by numbers that are the same at each run (Marsaglia's xorshift),
/// so that a graph has one picture. Zero leaves the order as it is.
struct Turns(u64);

impl Turns {
    fn shuffle(&mut self, cells: &mut [usize]) {
        if self.0 == 0 {
            return;
        }
        for place in (1..cells.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let other = self.0 % (place as u64 + 1);
            cells.swap(place, usize::try_from(other).unwrap_or(place));
        }
    }
}
