//! The csv crate, by its fastest way: records as bytes, of which a struct borrows its texts.

use std::path::Path;

use super::LATE;
use super::columns::{ByCarrier, Row};

pub fn run(path: &Path, out: &Path) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.byte_headers().unwrap().clone();
    let mut record = csv::ByteRecord::new();
    let mut files = ByCarrier::new(out);
    while reader.read_byte_record(&mut record).unwrap() {
        let row: Row<'_> = record.deserialize(Some(&header)).unwrap();
        if row.dep_delay.is_some_and(|delay| delay > LATE) {
            files.push(&row);
        }
    }
    files.write();
}
