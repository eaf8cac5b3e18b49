//! What the fuzz target `json` calls: see `fuzz/`.

use serde_json::Value;

use super::decoder::JsonDecoder;
use crate::connectors::file::{Decoder, HiveValues, Part, Place, RecordError};
use crate::node::Batch;

/// Reads a text as lines or as an array, in pieces of a length and in batches of a size that its
/// first bytes say, and panics where the result depends on these.
pub fn json(bytes: &[u8]) {
    let Some(([form, length, room], text)) = bytes.split_first_chunk::<3>() else { return };
    let array = form & 1 == 1;
    let limit = [64, 1 << 20][usize::from(form & 2 == 2)];
    let (events, errors) =
        decode(array, text, 3 + usize::from(*length), 1 + usize::from(*room), limit);
    let whole = decode(array, text, text.len().max(3), usize::MAX, limit);
    assert_eq!((&events, errors.len()), (&whole.0, whole.1.len()));
    for error in &errors {
        assert!(error.raw.len() <= RecordError::RAW && error.offset <= text.len() as u64);
    }
    if array
        && limit > text.len()
        && let Ok(all) = serde_json::from_slice::<Vec<Value>>(text)
    {
        assert_eq!((events, errors.len()), (all, 0));
    }
}

fn decode(
    array: bool,
    text: &[u8],
    length: usize,
    room: usize,
    limit: usize,
) -> (Vec<Value>, Vec<RecordError>) {
    let mut decoder = JsonDecoder::<Value>::new(array, limit, None);
    let mut batch = Batch::new();
    let (mut events, mut errors) = (Vec::new(), Vec::new());
    batch.room = room;
    let part = Part {
        file: "fuzz".into(),
        first: true,
        place: Place::START,
        hive: HiveValues::default(),
        head: Vec::new(),
    };
    assert!(decoder.begin(&part).is_ok());
    for piece in text.chunks(length) {
        let mut rest = piece;
        while !rest.is_empty() {
            let Ok(used) = decoder.decode(rest, &mut batch) else { return (events, errors) };
            rest = rest.get(used..).unwrap_or_default();
            events.append(&mut batch.events);
            errors.append(&mut batch.errors);
        }
    }
    assert!(decoder.end(None, &mut batch).is_ok());
    events.append(&mut batch.events);
    errors.append(&mut batch.errors);
    (events, errors)
}
