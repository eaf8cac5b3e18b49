//! Loops over the file, which differ in how they take lines apart.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::str::from_utf8;

use memchr::{memchr, memchr_iter};

use super::order::Order;

/// Where an output is written.
fn lines(out: &Path) -> BufWriter<File> {
    let file = File::create(out.join("orders.jsonl")).unwrap();
    BufWriter::with_capacity(256 << 10, file)
}

fn write(order: &Order<'_>, lines: &mut BufWriter<File>) {
    serde_json::to_writer(&mut *lines, order).unwrap();
    lines.write_all(b"\n").unwrap();
}

/// The csv crate, by its fastest way: records as bytes, of which a struct borrows its texts.
pub fn serde(path: &Path, out: &Path) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.byte_headers().unwrap().clone();
    let mut record = csv::ByteRecord::new();
    let mut lines = lines(out);
    while reader.read_byte_record(&mut record).unwrap() {
        write(&record.deserialize(Some(&header)).unwrap(), &mut lines);
    }
    lines.flush().unwrap();
}

/// The limit: no quotes, the columns where they are known to stand.
pub fn bytes(path: &Path, out: &Path) {
    let text = std::fs::read(path).unwrap();
    let mut rest = text.as_slice();
    let mut lines = lines(out);
    let mut header = true;
    while let Some(end) = memchr(b'\n', rest) {
        if !std::mem::take(&mut header) {
            write(&order(&rest[..end]), &mut lines);
        }
        rest = &rest[end + 1..];
    }
    lines.flush().unwrap();
}

fn order(line: &[u8]) -> Order<'_> {
    let mut cells = [&line[..0]; 6];
    let (mut begin, mut cell) = (0, 0);
    for end in memchr_iter(b',', line) {
        cells[cell] = &line[begin..end];
        (begin, cell) = (end + 1, cell + 1);
    }
    cells[cell] = &line[begin..];
    let [id, product, city, price, quantity, note] = cells;
    Order {
        id: integer(id),
        product: from_utf8(product).unwrap(),
        city: from_utf8(city).unwrap(),
        price: from_utf8(price).unwrap().parse().unwrap(),
        quantity: integer(quantity).try_into().unwrap(),
        note: Some(note).filter(|note| !note.is_empty()).map(|note| from_utf8(note).unwrap()),
    }
}

fn integer(digits: &[u8]) -> u64 {
    assert!(!digits.is_empty() && digits.len() < 19, "no integer");
    digits.iter().fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        assert!(digit < 10, "no digit");
        number * 10 + u64::from(digit)
    })
}
