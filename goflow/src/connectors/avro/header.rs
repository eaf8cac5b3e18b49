//! What stands at the beginning of a file.

use super::codec::Codec;
use super::cursor::Cursor;
use super::schema;
use super::shape::Shape;
use super::window::{WINDOW, Window};

/// A file's header has so many bytes at most.
const LONGEST: u64 = 16 << 20;

/// A header.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) shape: Shape,
    pub(super) codec: Codec,
    pub(super) sync: [u8; 16],
    /// Where the first block begins.
    pub(super) end: u64,
}

impl Header {
    pub(super) fn read(window: &mut Window) -> Result<Self, String> {
        let mut length = WINDOW;
        loop {
            let bytes = window.up_to(0..length).map_err(|error| error.to_string())?;
            match parse(&bytes) {
                Err(_) if bytes.len() as u64 == length && length < LONGEST => {
                    length = (length * 8).min(LONGEST);
                }
                parsed => return parsed,
            }
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Header, String> {
    let Some(rest) = bytes.strip_prefix(b"Obj\x01") else {
        return Err("it is no Avro file: it does not begin with `Obj` and 1".into());
    };
    let mut from = Cursor::new(rest);
    let (mut json, mut codec) = (None, Codec::Null);
    let broken = |_| "its header is cut off or makes no sense".to_string();
    while let Some((count, _)) = from.items().map_err(broken)? {
        for _ in 0..count {
            let key = from.bytes().map_err(broken)?;
            let value = from.bytes().map_err(broken)?;
            match key {
                b"avro.schema" => json = Some(value),
                b"avro.codec" => codec = Codec::named(value)?,
                _ => {}
            }
        }
    }
    let sync = from.array().map_err(broken)?;
    let json = json.ok_or("its header has no schema")?;
    let end = (bytes.len() - from.rest.len()) as u64;
    Ok(Header { shape: schema::parse(json)?, codec, sync, end })
}
