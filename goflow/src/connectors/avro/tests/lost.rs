//! What cannot be read costs no more than it must, and what it costs is told.

use std::path::Path;

use super::super::format::Ranges;
use super::super::row::{bytes, long};
use crate::Record;
use crate::connectors::columnar::Records;
use crate::connectors::columnar::testing::{Given, read};
use crate::connectors::file::{FileOptions, RecordError};

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
struct Order {
    n: i64,
    id: uuid::Uuid,
    note: String,
}

const SCHEMA: &str = r#"{"type": "record", "name": "Order", "fields": [
    {"name": "n", "type": "long"},
    {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "note", "type": "string"}]}"#;
pub(super) const SYNC: [u8; 16] = *b"0123456789abcdef";
/// So many orders are in a block.
const ORDERS: i64 = 10;

/// An order as its file has it; `id`: the text that stands there.
fn order(n: i64, id: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    long(n, &mut data);
    bytes(id, &mut data);
    bytes(format!("order {n}").as_bytes(), &mut data);
    data
}

const ID: &[u8] = b"11111111-2222-3333-4444-555555555555";

fn block(orders: &[Vec<u8>]) -> Vec<u8> {
    let mut block = Vec::new();
    long(orders.len() as i64, &mut block);
    bytes(&orders.concat(), &mut block);
    block.extend(SYNC);
    block
}

/// A file of these blocks, and where they begin.
fn file_of(path: &Path, codec: &str, blocks: &[Vec<u8>]) -> Vec<u64> {
    file_of_schema(path, SCHEMA, codec, blocks)
}

pub(super) fn file_of_schema(
    path: &Path,
    schema: &str,
    codec: &str,
    blocks: &[Vec<u8>],
) -> Vec<u64> {
    let mut file = b"Obj\x01".to_vec();
    long(2, &mut file);
    bytes(b"avro.schema", &mut file);
    bytes(schema.as_bytes(), &mut file);
    bytes(b"avro.codec", &mut file);
    bytes(codec.as_bytes(), &mut file);
    long(0, &mut file);
    file.extend(SYNC);
    let mut begins = Vec::new();
    for block in blocks {
        begins.push(file.len() as u64);
        file.extend(block);
    }
    std::fs::write(path, file).unwrap();
    begins
}

/// Five blocks of which `change` may make other ones.
fn blocks(change: impl Fn(usize, &mut Vec<Vec<u8>>)) -> Vec<Vec<u8>> {
    let of = |at: usize| {
        let begin = at as i64 * ORDERS;
        let mut orders: Vec<_> = (begin..begin + ORDERS).map(|n| order(n, ID)).collect();
        change(at, &mut orders);
        block(&orders)
    };
    (0..5).map(of).collect()
}

/// The numbers of the orders that are read, and what is told, however often the reading stops and in
/// whatever pieces the file is read.
async fn given(path: &Path) -> (Vec<i64>, Vec<RecordError>) {
    let mut first: Option<(Vec<i64>, Vec<RecordError>)> = None;
    for split in [1 << 30, 700, 100] {
        let options = FileOptions { split_size: Some(split), ..FileOptions::new(path.into()) };
        for reads in [1, 2, 3, 5, 40] {
            let view = Records::<Order>::new;
            let begun = read::<Ranges, _>(&options, &(), view(), 7, reads, &[]).await.unwrap();
            let from = &begun.positions;
            let rest = read::<Ranges, _>(&options, &(), view(), 3, usize::MAX, from).await.unwrap();
            let Given { mut events, mut errors, .. } = begun;
            events.extend(rest.events);
            errors.extend(rest.errors);
            let numbers = events.iter().map(|order| order.n).collect();
            match &first {
                None => first = Some((numbers, errors)),
                Some((known, told)) => {
                    assert_eq!(*known, numbers, "{split}, {reads}");
                    let causes = |errors: &[RecordError]| -> Vec<_> {
                        errors.iter().map(|error| (error.offset, error.cause.clone())).collect()
                    };
                    assert_eq!(causes(told), causes(&errors), "{split}, {reads}");
                }
            }
        }
    }
    first.unwrap()
}

fn all_but(lost: impl Fn(i64) -> bool) -> Vec<i64> {
    (0..5 * ORDERS).filter(|n| !lost(*n)).collect()
}

#[tokio::test]
async fn a_value_that_makes_no_sense_costs_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    let bad = |n: i64| matches!(n, 0 | 13 | 14 | 39);
    let begins = file_of(
        &path,
        "null",
        &blocks(|at, orders| {
            for (n, data) in (at as i64 * ORDERS..).zip(orders) {
                match n {
                    0 | 14 => *data = order(n, b"nobody"),
                    13 | 39 => *data = order(n, b"\xff\xfe"),
                    _ => {}
                }
            }
        }),
    );
    let (numbers, errors) = given(&path).await;
    assert_eq!(numbers, all_but(bad));
    let told: Vec<_> =
        errors.iter().map(|e| (e.record, e.offset, e.column.as_deref(), &*e.cause)).collect();
    let id = Some("id");
    assert_eq!(
        told,
        [
            (1, begins[0], id, "`nobody` is no uuid"),
            (14, begins[1], id, "a string that is no UTF-8"),
            (15, begins[1], id, "`nobody` is no uuid"),
            (40, begins[3], id, "a string that is no UTF-8"),
        ]
    );
}

#[tokio::test]
async fn data_that_end_elsewhere_than_their_block_cost_the_rest_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    // The length of an id says one byte more than there are: what follows is no order any more.
    let begins = file_of(
        &path,
        "null",
        &blocks(|at, orders| {
            if at == 1 {
                orders[4][1] += 2;
            }
        }),
    );
    let (numbers, errors) = given(&path).await;
    assert_eq!(numbers, all_but(|n| (14..20).contains(&n)));
    assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 15, begins[1]));
    assert!(errors[0].cause.ends_with("; the 5 records behind it in its block are lost"));
}

#[tokio::test]
async fn a_block_that_cannot_be_unpacked_costs_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    let packed = |block: &Vec<u8>, spoil: bool| {
        // Behind its two numbers; the second takes two bytes.
        let data = &block[3..block.len() - 16];
        let mut packed = Vec::new();
        super::super::codec::Codec::Snappy.compress(data, &mut packed).unwrap();
        if spoil {
            *packed.last_mut().unwrap() ^= 1;
        }
        let mut block = vec![block[0]];
        bytes(&packed, &mut block);
        [block, SYNC.to_vec()].concat()
    };
    let blocks: Vec<_> =
        blocks(|_, _| {}).iter().enumerate().map(|(at, block)| packed(block, at == 2)).collect();
    let begins = file_of(&path, "snappy", &blocks);
    let (numbers, errors) = given(&path).await;
    assert_eq!(numbers, all_but(|n| (20..30).contains(&n)));
    assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 21, begins[2]));
    assert_eq!(
        errors[0].cause,
        "the checksum of a snappy block is wrong; the 10 records of the block are lost"
    );
}

#[tokio::test]
async fn a_block_of_which_the_end_is_not_known_costs_what_stands_before_the_next_marker() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.avro");
    // A marker is damaged: nothing says where the next block begins.
    let mut damaged = blocks(|_, _| {});
    *damaged[1].last_mut().unwrap() ^= 1;
    let begins = file_of(&path, "null", &damaged);
    let (numbers, errors) = given(&path).await;
    assert_eq!(numbers, all_but(|n| (10..30).contains(&n)));
    assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 11, begins[1]));
    let cause = "the sync marker behind a block is wrong; what stands before the next sync marker \
                 is lost";
    assert_eq!(errors[0].cause, cause);

    // A length is: its own marker is the next.
    let mut damaged = blocks(|_, _| {});
    damaged[3][2] ^= 2;
    let begins = file_of(&path, "null", &damaged);
    let (numbers, errors) = given(&path).await;
    assert_eq!(numbers, all_but(|n| (30..40).contains(&n)));
    assert_eq!((errors.len(), errors[0].record, errors[0].offset), (1, 31, begins[3]));
}
