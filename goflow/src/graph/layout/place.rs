//! The height of each cell: the second half of the method of Brandes and Köpf.
//!
//! Cells are aligned in four ways, blocks of aligned cells are pushed together in each, and a
//! cell stands in the middle of the four.

use super::align::{self, Blocks, View};
use super::levels::{Cell, Levels};
use super::settle;

/// Between two nodes of a column.
const NODE_GAP: f64 = 22.0;
/// Between two edges that pass a column, or two labels.
const EDGE_GAP: f64 = 9.0;
/// How many times as high as its highest column a picture may be for straight edges.
const SPREAD: f64 = 2.5;

/// The middle of each cell, and the height of all.
pub(super) fn heights(levels: &Levels, order: &[Vec<usize>]) -> (Vec<f64>, f64) {
    let conflicts = align::conflicts(levels, order);
    let mut ways = Vec::with_capacity(4);
    for from_the_right in [false, true] {
        for upside_down in [false, true] {
            let view = View::new(levels, order, from_the_right, upside_down);
            let mut heights = compact(levels, &view, &view.align(&conflicts));
            if upside_down {
                heights.iter_mut().for_each(|y| *y = -*y);
            }
            let extent = extent(levels, &heights);
            ways.push((heights, extent, upside_down));
        }
    }
    // The four are laid beside the flattest one: at the top, or at the bottom if they grew from
    // there.
    let flattest = ways
        .iter()
        .map(|(_, extent, _)| *extent)
        .min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        .unwrap_or_default();
    for (heights, extent, upside_down) in &mut ways {
        let shift = if *upside_down { flattest.1 - extent.1 } else { flattest.0 - extent.0 };
        heights.iter_mut().for_each(|y| *y += shift);
    }
    let mut middles: Vec<f64> = (0..levels.cells.len())
        .map(|cell| {
            let mut four: Vec<f64> = ways.iter().map(|(heights, ..)| heights[cell]).collect();
            four.sort_by(f64::total_cmp);
            f64::midpoint(four[1], four[2])
        })
        .collect();
    let (mut top, mut bottom) = extent(levels, &middles);
    if bottom - top > SPREAD * highest_column(levels, order) {
        middles = settle::heights(levels, order);
        (top, bottom) = extent(levels, &middles);
    }
    middles.iter_mut().for_each(|y| *y -= top);
    (middles, bottom - top)
}

/// The upper and lower end of all cells.
fn extent(levels: &Levels, heights: &[f64]) -> (f64, f64) {
    levels.cells.iter().zip(heights).fold((f64::MAX, f64::MIN), |(top, bottom), (cell, y)| {
        let half = cell.size.height / 2.0;
        (top.min(y - half), bottom.max(y + half))
    })
}

/// The height of the column that is highest when each is packed.
fn highest_column(levels: &Levels, order: &[Vec<usize>]) -> f64 {
    let height = |column: &Vec<usize>| {
        let inner: f64 = column
            .iter()
            .zip(column.iter().skip(1))
            .map(|(&upper, &lower)| apart(&levels.cells[upper], &levels.cells[lower]))
            .sum();
        let ends = [column.first(), column.last()].into_iter().flatten();
        inner + ends.map(|&cell| levels.cells[cell].size.height / 2.0).sum::<f64>()
    };
    order.iter().map(height).fold(0.0, f64::max)
}

/// From the middle of a cell to the middle of the next one in its column, at least.
pub(super) fn apart(upper: &Cell, lower: &Cell) -> f64 {
    let gap = if upper.is_node() && lower.is_node() { NODE_GAP } else { EDGE_GAP };
    f64::midpoint(upper.size.height, lower.size.height) + gap
}

/// Pushes blocks up as far as they go, then down as far as those below them allow.
fn compact(levels: &Levels, view: &View<'_>, blocks: &Blocks) -> Vec<f64> {
    let root = &blocks.root;
    let cells = root.len();
    // Which block stands how far below which.
    let mut below: Vec<Vec<(usize, f64)>> = vec![Vec::new(); cells];
    let mut waiting = vec![0_usize; cells];
    for column in &view.columns {
        for (&upper, &lower) in column.iter().zip(column.iter().skip(1)) {
            let distance = apart(&levels.cells[upper], &levels.cells[lower]);
            below[root[upper]].push((root[lower], distance));
            waiting[root[lower]] += 1;
        }
    }
    // Blocks do not cross, so this order has all of them.
    let mut sorted: Vec<usize> =
        (0..cells).filter(|&cell| root[cell] == cell && waiting[cell] == 0).collect();
    let mut heights = vec![0.0_f64; cells];
    let mut next = 0;
    while let Some(&block) = sorted.get(next) {
        next += 1;
        for &(other, distance) in &below[block] {
            heights[other] = heights[other].max(heights[block] + distance);
            waiting[other] -= 1;
            if waiting[other] == 0 {
                sorted.push(other);
            }
        }
    }
    for &block in sorted.iter().rev() {
        let room = below[block]
            .iter()
            .map(|&(other, distance)| heights[other] - distance)
            .min_by(f64::total_cmp);
        if let Some(room) = room {
            heights[block] = heights[block].max(room);
        }
    }
    (0..cells).map(|cell| heights[root[cell]]).collect()
}
