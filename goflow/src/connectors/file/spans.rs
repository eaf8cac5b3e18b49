//! Parts of a file in numbers that its format counts in (bytes, row groups), and positions in them.
//!
//! A position says which part of the file it is about, and not which of the pieces of a run. So it
//! holds in a later run that cuts files into pieces of another size.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::Range;
use std::sync::Arc;

use super::split;
use crate::error::BoxError;
use crate::node::Position;

/// How far a part was read in a run before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) part: Range<u64>,
    pub(crate) rows: u64,
    pub(crate) done: bool,
}

/// A position as it is stored: `file#begin-end`, and rows of that part.
fn position(file: &str, told: &Told) -> Position {
    let Told { part, rows, done } = told;
    let split = format!("{file}#{}-{}", part.start, part.end);
    Position { split, at: rows.to_string(), done: *done }
}

/// The file and the part that a position means; `None` if it is not one of these.
fn parse(position: &Position) -> Option<(&str, Told)> {
    let (file, part) = position.split.rsplit_once('#')?;
    let (begin, end) = part.split_once('-')?;
    let part = begin.parse().ok()?..end.parse().ok()?;
    let rows = position.at.parse().ok()?;
    Some((file, Told { part, rows, done: position.done }))
}

/// An error if one of the positions says nothing.
pub(crate) fn check_positions(positions: &[Position]) -> Result<(), BoxError> {
    split::check(positions, |position| parse(position).is_some())
}

/// What is told of each file, in the order of its parts. Workers tell of the same one at different
/// times, and the furthest is true.
pub(crate) fn told(positions: &[Position]) -> HashMap<String, Vec<Told>> {
    let mut files: HashMap<String, Vec<Told>> = HashMap::new();
    for (file, told) in positions.iter().filter_map(parse) {
        // Of a file that could not be cut, there is nothing to keep.
        if !told.part.is_empty() {
            files.entry(file.to_string()).or_default().push(told);
        }
    }
    for parts in files.values_mut() {
        parts
            .sort_by_key(|told| (told.part.start, told.part.end, !told.done, u64::MAX - told.rows));
        parts.dedup_by(|next, told| next.part == told.part);
    }
    files
}

/// Where a worker stands in parts of files, and where all stood in a run before.
#[derive(Debug, Default)]
pub(crate) struct Stands(BTreeMap<(Arc<str>, u64, u64), Told>);

impl Stands {
    pub(crate) fn of(before: &[Position]) -> Self {
        let mut stands = Self::default();
        for (file, parts) in told(before) {
            let file = Arc::from(file);
            parts.into_iter().for_each(|told| stands.set(&file, told));
        }
        stands
    }

    /// It stands there now.
    pub(crate) fn set(&mut self, file: &Arc<str>, told: Told) {
        self.0.insert((file.clone(), told.part.start, told.part.end), told);
    }

    /// All of them, and that of the part at hand.
    pub(crate) fn positions(&self, current: Option<(&Arc<str>, Told)>) -> Vec<Position> {
        let is_current = |file: &str, told: &Told| {
            current.as_ref().is_some_and(|(of, now)| ***of == *file && now.part == told.part)
        };
        let others = self.0.iter().filter(|((file, ..), told)| !is_current(file, told));
        let others = others.map(|((file, ..), told)| position(file, told));
        let current = current.as_ref().map(|(file, now)| position(file, now));
        others.chain(current).collect()
    }
}

/// A file of `end` in spans: those that are `kept` as they are, and what is between them, which may be
/// cut further.
pub(crate) fn spans(
    end: u64,
    kept: &[Range<u64>],
) -> io::Result<impl Iterator<Item = (Range<u64>, bool)>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for part in kept {
        if part.start < at || part.end > end {
            return Err(io::Error::other(format!(
                "it is not the file that was read before, which had {} to {} of its {end} as a part; \
                 put the old one back, or begin anew",
                part.start, part.end
            )));
        }
        spans.extend([(at..part.start, false), (part.clone(), true)]);
        at = part.end;
    }
    spans.push((at..end, false));
    Ok(spans.into_iter().filter(|(span, _)| !span.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_of_what_is_told_is_true() {
        let tell = |split: &str, at: &str, done| Position {
            split: split.to_string(),
            at: at.to_string(),
            done,
        };
        let positions = [
            tell("a#b#10-20", "9", false),
            tell("a#b#0-10", "70", false),
            tell("a#b#10-20", "11", false),
            tell("a#b#0-10", "3", true),
            tell("a#b#0-0", "0", true),
            tell("other", "1", false),
            tell("other#3", "1", false),
        ];
        let says = |position: &Position| check_positions(std::slice::from_ref(position)).is_ok();
        assert_eq!(positions.iter().filter(|position| says(position)).count(), 5);
        let error = check_positions(&[tell("a#0-5", "2 1", false)]).unwrap_err().to_string();
        assert!(error.starts_with("`2 1` in `a#0-5` is no position of this source"), "{error}");
        let first = Told { part: 0..10, rows: 3, done: true };
        let second = Told { part: 10..20, rows: 11, done: false };
        assert_eq!(told(&positions), [("a#b".to_string(), vec![first, second])].into());
    }

    #[test]
    fn where_a_worker_stands_is_told_with_what_stood_before() {
        let named = |file: &str, part, rows, done| position(file, &Told { part, rows, done });
        let (old, new) = (Arc::from("a#b"), Arc::from("c"));
        let before = [
            named("a#b", 0..10, 7, false),
            named("a#b", 0..10, 9, true),
            named("a#b", 10..20, 1, false),
        ];
        let mut stands = Stands::of(&before);
        stands.set(&old, Told { part: 10..20, rows: 4, done: true });
        stands.set(&new, Told { part: 0..3, rows: 2, done: true });
        let done = [
            named("a#b", 0..10, 9, true),
            named("a#b", 10..20, 4, true),
            named("c", 0..3, 2, true),
        ];
        assert_eq!(stands.positions(None), done);
        let now = Told { part: 10..20, rows: 5, done: false };
        let [first, _, last] = done;
        let all = [first, last, position("a#b", &now)];
        assert_eq!(stands.positions(Some((&old, now))), all);
    }

    #[test]
    fn what_is_kept_and_what_is_between() {
        let of = |end, kept: &[Range<u64>]| {
            spans(end, kept).map(Iterator::collect::<Vec<_>>).map_err(|error| error.to_string())
        };
        assert_eq!(of(9, &[]), Ok(vec![(0..9, false)]));
        assert_eq!(
            of(9, &[2..4, 4..5, 8..9]),
            Ok(vec![(0..2, false), (2..4, true), (4..5, true), (5..8, false), (8..9, true)])
        );
        assert!(of(9, &[0..2, 5..10]).unwrap_err().contains("5 to 10 of its 9"));
        assert!(of(9, &[0..5, 4..6]).unwrap_err().contains("not the file that was read before"));
    }
}
