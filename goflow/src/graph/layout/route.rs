//! Columns beside each other, and the ways of edges between and through them.

use super::levels::{Levels, What};
use super::{Layout, Link, Point, Size, Spot, Way};

/// Between two columns, at least: a curve and the head of an arrow.
const COLUMN_GAP: f64 = 30.0;
/// How much of the height of a curve is added to that, so that it is not too steep.
const SLOPE: f64 = 0.16;
const WIDEST_GAP: f64 = 100.0;
/// How far from the corner of a node its edges begin and end.
const CORNER: f64 = 10.0;

/// Where a column begins, and its width.
#[derive(Clone, Copy, Default)]
struct Column {
    x: f64,
    width: f64,
}

/// Puts parts of a graph, each with the height of its cells, into one picture.
pub(super) fn route(parts: &[(Levels, Vec<f64>)], nodes: &[Size], links: &[Link]) -> Layout {
    let columns = columns(parts);
    let width = columns.last().map_or(0.0, |column| column.x + column.width);
    let mut layout = Layout {
        size: Size { width, height: 0.0 },
        nodes: vec![Spot::default(); nodes.len()],
        ways: vec![Way::default(); links.len()],
    };
    for (levels, heights) in parts {
        for (cell, &y) in levels.cells.iter().zip(heights) {
            if let What::Node(node) = cell.what {
                let column = columns[cell.level];
                let height = cell.size.height;
                layout.nodes[node] = Spot {
                    at: Point { x: column.x, y: (y - height / 2.0).round() },
                    size: Size { width: column.width, height },
                };
            }
        }
        for (link, cells) in &levels.ways {
            layout.ways[*link] = way(levels, heights, &columns, cells);
        }
    }
    for (way, link) in layout.ways.iter_mut().zip(links) {
        if link.from == link.to {
            *way = around(&layout.nodes[link.from]);
        }
    }
    layout
}

fn columns(parts: &[(Levels, Vec<f64>)]) -> Vec<Column> {
    let count = parts.iter().map(|(levels, _)| levels.count).max().unwrap_or(0);
    let mut columns = vec![Column::default(); count];
    let mut rises = vec![0.0_f64; count];
    for (levels, heights) in parts {
        for (index, cell) in levels.cells.iter().enumerate() {
            let column = &mut columns[cell.level];
            column.width = column.width.max(cell.size.width);
            for &other in &levels.before[index] {
                let rise = (heights[index] - heights[other]).abs();
                rises[cell.level] = rises[cell.level].max(rise);
            }
        }
    }
    let mut x = 0.0;
    for (place, (column, rise)) in columns.iter_mut().zip(rises).enumerate() {
        if place > 0 {
            x += (COLUMN_GAP + rise * SLOPE).min(WIDEST_GAP).round();
        }
        column.x = x;
        x += column.width;
    }
    columns
}

fn way(levels: &Levels, heights: &[f64], columns: &[Column], cells: &[usize]) -> Way {
    let mut way = Way::default();
    let go = |points: &mut Vec<Point>, to: Point| {
        // A point between two at the same height says nothing.
        if let [.., a, b] = &points[..]
            && a.y == b.y
            && b.y == to.y
        {
            points.pop();
        }
        points.push(to);
    };
    for (place, &index) in cells.iter().enumerate() {
        let cell = &levels.cells[index];
        let column = columns[cell.level];
        let (left, right) = (column.x, column.x + column.width);
        let y = heights[index].round();
        // An edge meets a node at the height it comes from, if the node is that high: then it
        // is straight.
        let reach = (cell.size.height / 2.0 - CORNER).max(0.0);
        let port = |other: usize| heights[other].round().clamp(y - reach, y + reach);
        match cell.what {
            What::Node(_) if place == 0 => {
                go(&mut way.points, Point { x: right, y: port(cells[1]) });
            }
            What::Node(_) => go(&mut way.points, Point { x: left, y: port(cells[place - 1]) }),
            What::Label(_) | What::Bend => {
                if let What::Label(_) = cell.what {
                    way.label = Some(Point { x: f64::midpoint(left, right), y });
                }
                go(&mut way.points, Point { x: left, y });
                if column.width > 0.0 {
                    go(&mut way.points, Point { x: right, y });
                }
            }
        }
    }
    way
}

/// The way of an edge from a node to itself: over its top.
fn around(spot: &Spot) -> Way {
    let (left, right) = (spot.at.x, spot.at.x + spot.size.width);
    let (over, middle) = (spot.at.y - 8.0, spot.at.y + spot.size.height / 2.0);
    let points = [(right, middle), (right + 14.0, over), (left - 14.0, over), (left, middle)];
    Way { points: points.map(|(x, y)| Point { x, y }).to_vec(), label: None }
}
