//! The limit: no quotes, fields split by memchr, integers from bytes.

use std::path::Path;
use std::str::from_utf8;

use memchr::{memchr, memchr_iter};

use super::LATE;
use super::columns::{ByCarrier, Row};

/// The columns of the file.
const WIDTH: usize = 19;

pub fn run(path: &Path, out: &Path) {
    let text = std::fs::read(path).unwrap();
    let mut lines = text.as_slice();
    let header = line(&mut lines).unwrap();
    let names: Vec<&[u8]> = header.split(|byte| *byte == b',').collect();
    let place = |name: &str| names.iter().position(|known| *known == name.as_bytes()).unwrap();
    let places = [
        "year",
        "month",
        "day",
        "dep_delay",
        "arr_delay",
        "carrier",
        "flight",
        "tailnum",
        "origin",
        "dest",
        "distance",
    ]
    .map(place);
    let mut files = ByCarrier::new(out);
    while let Some(line) = line(&mut lines) {
        let row = row(line, &places);
        if row.dep_delay.is_some_and(|delay| delay > LATE) {
            files.push(&row);
        }
    }
    files.write();
}

/// The next line, without its end.
fn line<'t>(lines: &mut &'t [u8]) -> Option<&'t [u8]> {
    let end = memchr(b'\n', lines)?;
    let (line, rest) = lines.split_at(end);
    *lines = &rest[1..];
    Some(line)
}

fn row<'t>(line: &'t [u8], places: &[usize; 11]) -> Row<'t> {
    let mut cells = [&line[..0]; WIDTH];
    let (mut begin, mut cell) = (0, 0);
    for end in memchr_iter(b',', line) {
        cells[cell] = &line[begin..end];
        (begin, cell) = (end + 1, cell + 1);
    }
    cells[cell] = &line[begin..];
    let [year, month, day, dep_delay, arr_delay, carrier, flight, tailnum, origin, dest, distance] =
        places.map(|place| cells[place]);
    let there = |cell: &&[u8]| *cell != b"NA";
    Row {
        year: integer(year).try_into().unwrap(),
        month: integer(month).try_into().unwrap(),
        day: integer(day).try_into().unwrap(),
        dep_delay: Some(dep_delay).filter(there).map(integer),
        arr_delay: Some(arr_delay).filter(there).map(integer),
        carrier: from_utf8(carrier).unwrap(),
        flight: integer(flight).try_into().unwrap(),
        tailnum: Some(tailnum).filter(there).map(|cell| from_utf8(cell).unwrap()),
        origin: from_utf8(origin).unwrap(),
        dest: from_utf8(dest).unwrap(),
        distance: integer(distance).try_into().unwrap(),
    }
}

fn integer(cell: &[u8]) -> i32 {
    let (negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    assert!(!digits.is_empty() && digits.len() < 10, "no integer");
    let number = digits.iter().fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        assert!(digit < 10, "no digit");
        number * 10 + i32::from(digit)
    });
    if negative { -number } else { number }
}
