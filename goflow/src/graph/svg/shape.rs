//! Shapes as the data of SVG paths.

use std::fmt;

use crate::graph::Kind;
use crate::graph::layout::{Spot, Way};

/// The length of the head of an arrow.
const HEAD: f64 = 7.0;
const RADIUS: f64 = 7.0;
/// Of the round side of a source or an output, at most.
const ROUND: f64 = 30.0;

/// A node: a box, round on the left for a source, on the right for an output.
pub(super) struct Outline<'a> {
    pub(super) kind: Kind,
    pub(super) spot: &'a Spot,
}

impl fmt::Display for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spot { at, size } = *self.spot;
        let round = (size.height / 2.0).min(ROUND);
        let (left, right) = match self.kind {
            Kind::Source => (round, RADIUS),
            Kind::Task => (RADIUS, RADIUS),
            Kind::Output => (RADIUS, round),
        };
        write!(f, "M{} {}", at.x + left, at.y)?;
        write!(f, "h{}a{right} {right} 0 0 1 {right} {right}", size.width - left - right)?;
        write!(f, "v{}a{right} {right} 0 0 1 -{right} {right}", size.height - 2.0 * right)?;
        write!(f, "h-{}a{left} {left} 0 0 1 -{left} -{left}", size.width - left - right)?;
        write!(f, "v-{}a{left} {left} 0 0 1 {left} -{left}z", size.height - 2.0 * left)
    }
}

/// The line of an edge, up to the head of its arrow.
pub(super) struct Path<'a>(pub(super) &'a Way);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.0.points.first() else { return Ok(()) };
        write!(f, "M{} {}", first.x, first.y)?;
        let last = self.0.points.len() - 1;
        for (place, pair) in self.0.points.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let forward = (to.x - from.x).signum();
            let x = if place + 1 == last { to.x - forward * (HEAD - 1.0) } else { to.x };
            if from.y == to.y {
                write!(f, "H{x}")?;
            } else {
                let middle = (f64::midpoint(from.x, x) * 2.0).round() / 2.0;
                write!(f, "C{middle} {} {middle} {} {x} {}", from.y, to.y, to.y)?;
            }
        }
        Ok(())
    }
}

/// The head of an edge's arrow.
pub(super) struct Arrow<'a>(pub(super) &'a Way);

impl fmt::Display for Arrow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [.., from, to] = &self.0.points[..] else { return Ok(()) };
        let back = if from.x <= to.x { -HEAD } else { HEAD };
        write!(f, "M{} {}l{back} -4v8z", to.x, to.y)
    }
}
