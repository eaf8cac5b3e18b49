//! Heights for a dense graph: each cell in the middle of its neighbours, as far as its column lets
//! it.
//!
//! Straight long edges, which `place` sees to, push each other apart in a graph with many of them,
//! until the picture is mostly empty. Here each column is as compact as it can be. To find the
//! heights nearest to the wanted ones that keep their distances is isotonic regression, by the
//! pool of adjacent violators (Ayer and others, 1955).

use super::levels::Levels;
use super::place::apart;

const SWEEPS: usize = 40;
/// How much more than other pieces those between bends want to be level.
const LONG: f64 = 6.0;

/// The middle of each cell.
pub(super) fn heights(levels: &Levels, order: &[Vec<usize>]) -> Vec<f64> {
    let mut heights = vec![0.0; levels.cells.len()];
    for column in order {
        let offsets = offsets(levels, column);
        let half = offsets.last().copied().unwrap_or(0.0) / 2.0;
        for (&cell, offset) in column.iter().zip(offsets) {
            heights[cell] = offset - half;
        }
    }
    for sweep in 0..SWEEPS {
        for step in 0..order.len() {
            let column = if sweep % 2 == 0 { step } else { order.len() - 1 - step };
            settle(levels, &order[column], &mut heights);
        }
    }
    heights
}

/// How far below the first cell each cell of a column is when it is packed.
fn offsets(levels: &Levels, column: &[usize]) -> Vec<f64> {
    let mut at = 0.0;
    let mut offsets = Vec::with_capacity(column.len());
    for (place, &cell) in column.iter().enumerate() {
        if place > 0 {
            at += apart(&levels.cells[column[place - 1]], &levels.cells[cell]);
        }
        offsets.push(at);
    }
    offsets
}

/// Cells that touch each other, and where the first would be if their column began with it.
struct Pool {
    cells: usize,
    weight: f64,
    /// The sum of weight times wish.
    wish: f64,
}

impl Pool {
    fn at(&self) -> f64 {
        self.wish / self.weight
    }
}

fn settle(levels: &Levels, column: &[usize], heights: &mut [f64]) {
    let offsets = offsets(levels, column);
    let mut pools: Vec<Pool> = Vec::new();
    for (&cell, offset) in column.iter().zip(&offsets) {
        let (weight, wish) = wish(levels, cell, heights);
        let mut pool = Pool { cells: 1, weight, wish: wish - offset * weight };
        while let Some(above) = pools.pop_if(|above| above.at() > pool.at()) {
            pool.cells += above.cells;
            pool.weight += above.weight;
            pool.wish += above.wish;
        }
        pools.push(pool);
    }
    let places = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.at(), pool.cells));
    for ((&cell, offset), at) in column.iter().zip(&offsets).zip(places) {
        heights[cell] = at + offset;
    }
}

/// How much a cell wants to be beside its neighbours, and that times their height.
fn wish(levels: &Levels, cell: usize, heights: &[f64]) -> (f64, f64) {
    let long = |other: usize| !levels.cells[cell].is_node() && !levels.cells[other].is_node();
    // A cell without neighbours stays where it is.
    let own = (1e-6, 1e-6 * heights[cell]);
    levels.before[cell].iter().chain(&levels.after[cell]).fold(own, |(sum, wish), &other| {
        let weight = if long(other) { LONG } else { 1.0 };
        (sum + weight, wish + weight * heights[other])
    })
}
