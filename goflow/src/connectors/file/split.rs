//! A part of a file that one worker reads, and its position.

use std::cmp::Reverse;
use std::fs::File;
use std::sync::Arc;

use super::compression::Compression;
use super::decoder::{Part, Place};
use super::found::{Found, Stamp};
use super::names::Which;
use crate::error::BoxError;
use crate::node::Position;

/// A part of a file that one worker reads.
#[derive(Debug, Clone)]
pub(crate) struct Split {
    pub(crate) file: Arc<Found>,
    /// The file, where somebody has it open already.
    pub(crate) handle: Option<Arc<File>>,
    pub(crate) compression: Compression,
    /// Its first byte, and the first behind it; `None`: the file's end, wherever that is.
    pub(crate) begin: u64,
    pub(crate) end: Option<u64>,
    /// Where to begin in it: further on than `begin` if a part was read in a run before.
    pub(crate) from: Place,
    /// The text up to the end of the file's first record, if the format asks for it.
    pub(crate) head: Vec<u8>,
    /// The state of the file that all of its splits are to see; `None`: it may grow, or has none.
    pub(crate) stamp: Option<Stamp>,
    /// Which file it is, whatever its name is by the time it was read.
    pub(crate) which: Which,
}

impl Split {
    /// Is it all of the file, from its beginning on?
    pub(crate) fn is_whole(&self) -> bool {
        self.from == Place::START && self.end.is_none_or(|end| end == self.file.bytes())
    }

    /// What a decoder is told of it.
    pub(crate) fn part(&self) -> Part {
        Part {
            file: self.file.name.clone(),
            first: self.file.first,
            place: self.from,
            hive: self.file.hive.clone(),
            head: self.head.clone(),
        }
    }
}

/// What a split's position says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) begin: u64,
    /// `None`: to the file's end.
    pub(crate) end: Option<u64>,
    /// Where it goes on; `None`: it is done.
    pub(crate) at: Option<Place>,
}

impl Region {
    /// As it is stored: `file@begin-end` and `offset:record`.
    pub(crate) fn position(&self, file: &str) -> Position {
        let end = self.end.map(|end| end.to_string()).unwrap_or_default();
        Position {
            split: format!("{file}@{}-{end}", self.begin),
            at: self.at.map(|at| format!("{}:{}", at.offset, at.record)).unwrap_or_default(),
            done: self.at.is_none(),
        }
    }

    /// The file and the region that a position means; `None` if it is not one of these.
    pub(crate) fn parse(position: &Position) -> Option<(&str, Self)> {
        let (file, range) = position.split.rsplit_once('@')?;
        let (begin, end) = range.split_once('-')?;
        let end = match end {
            "" => None,
            end => Some(end.parse().ok()?),
        };
        let begin = begin.parse().ok()?;
        let at = match position.done {
            true => None,
            false => {
                let (offset, record) = position.at.split_once(':')?;
                Some(Place { offset: offset.parse().ok()?, record: record.parse().ok()? })
            }
        };
        let inside = |at: Place| begin <= at.offset && end.is_none_or(|end| at.offset <= end);
        at.is_none_or(inside).then_some((file, Self { begin, end, at }))
    }
}

/// An error if one of the positions says nothing: what was read before would be read again, and nobody told.
pub(crate) fn check(
    positions: &[Position],
    says: impl Fn(&Position) -> bool,
) -> Result<(), BoxError> {
    match positions.iter().find(|position| !says(position)) {
        None => Ok(()),
        Some(Position { split, at, .. }) => Err(format!(
            "`{at}` in `{split}` is no position of this source: it is damaged, or of another version; put \
             the right one there, or begin anew"
        )
        .into()),
    }
}

/// One region for each part of a file: workers tell of the same one at different times, and the
/// furthest is true. What touches and is done becomes one; one of which nothing was read is none, since
/// another run may cut it otherwise.
pub(crate) fn merged(mut regions: Vec<Region>) -> Vec<Region> {
    let end = |region: &Region| region.end.unwrap_or(u64::MAX);
    regions.retain(|region| region.at.is_none_or(|at| at.offset > region.begin));
    regions.sort_by_key(|region| (region.begin, region.at.is_some(), region.at.map(Reverse)));
    let mut done: Vec<Region> = Vec::new();
    for region in regions.iter().filter(|region| region.at.is_none()) {
        match done.last_mut() {
            Some(last) if region.begin <= end(last) => {
                last.end = match (last.end, region.end) {
                    (Some(last), Some(end)) => Some(last.max(end)),
                    _ => None,
                };
            }
            _ => done.push(region.clone()),
        }
    }
    let mut merged = done.clone();
    let mut last = None;
    for region in regions.into_iter().filter(|region| region.at.is_some()) {
        let inside = |done: &Region| done.begin <= region.begin && end(&region) <= end(done);
        if !done.iter().any(inside) && last.replace(region.begin) != Some(region.begin) {
            merged.push(region);
        }
    }
    merged.sort_by_key(|region| region.begin);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_of_what_is_told_is_true() {
        let at = |offset| Some(Place { offset, record: 1 });
        let region = |begin, end, at| Region { begin, end, at };
        let told = vec![
            region(0, Some(10), None),
            region(20, Some(30), at(21)),
            region(20, Some(30), at(25)),
            region(10, Some(20), at(12)),
            region(10, Some(20), None),
            region(40, None, at(41)),
        ];
        let true_ones =
            [region(0, Some(20), None), region(20, Some(30), at(25)), region(40, None, at(41))];
        assert_eq!(merged(told), true_ones);
        assert_eq!(
            merged(vec![region(10, None, at(10)), region(10, Some(20), at(15))]),
            [region(10, Some(20), at(15))]
        );
        let told = vec![region(0, None, at(5)), region(0, None, None), region(0, None, at(2))];
        assert_eq!(merged(told), [region(0, None, None)]);
        let told = vec![region(5, None, None), region(0, Some(5), None), region(1, Some(3), at(2))];
        assert_eq!(merged(told), [region(0, None, None)]);
    }

    #[test]
    fn positions_are_read_as_they_are_written() {
        let at = Some(Place { offset: 70, record: 3 });
        for region in [
            Region { begin: 64, end: Some(128), at },
            Region { begin: 0, end: None, at },
            Region { begin: 0, end: Some(9), at: None },
        ] {
            let position = region.position("a@b-c.csv");
            assert_eq!(Region::parse(&position), Some(("a@b-c.csv", region)));
        }
        let none = [("a", ""), ("a@1", "1:1"), ("a@1-x", "1:1"), ("a@1-2", "1")];
        let outside = [("a@5-9", "4:1"), ("a@5-9", "10:1")];
        for (split, at) in none.into_iter().chain(outside) {
            let position = Position { split: split.into(), at: at.into(), done: false };
            assert_eq!(Region::parse(&position), None);
        }
    }
}
