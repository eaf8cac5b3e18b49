//! How an Avro file is cut and decoded.

use std::io;
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use super::blocks::Blocks;
use super::header::{Header, Window};
use super::reading::Reading;
use super::shape::{self, Shape};
use crate::connectors::columnar::{About, Batches, Broken, Columnar, Wanted};
use crate::connectors::file::{Blob, Cut, Found, HiveValues};
use crate::record::Integers;

/// Files in ranges of blocks.
#[derive(Debug)]
pub struct Ranges {
    split_size: u64,
}

/// The blocks that begin between two places.
pub struct Range {
    blob: Blob,
    header: Arc<Header>,
    from: u64,
    to: u64,
}

impl Ranges {
    pub(super) fn new(split_size: u64) -> Self {
        Self { split_size: split_size.max(1) }
    }
}

/// Opens a file and reads its header; blocks.
fn header(file: &Found) -> io::Result<(Blob, Header)> {
    let blob = Blob::open(file)?;
    let header = Header::read(&mut Window::new(blob.clone())).map_err(io::Error::other)?;
    Ok((blob, header))
}

fn schema(shape: &Shape) -> SchemaRef {
    Arc::new(match shape {
        Shape::Record(fields) => Schema::new(shape::fields(fields)),
        other => Schema::new(vec![other.field("value")]),
    })
}

impl Cut for Ranges {
    type Piece = Range;

    async fn cut(&self, file: &Arc<Found>) -> io::Result<Vec<Range>> {
        let found = file.clone();
        let reading = tokio::task::spawn_blocking(move || header(&found));
        let (blob, header) = reading.await??;
        // Its schema may be much larger than a piece.
        let header = Arc::new(header);
        let mut pieces = Vec::new();
        let mut from = 0;
        while from < blob.size() {
            // A last piece that is small goes with the one before it.
            let left = blob.size() - from;
            let whole = left < self.split_size.saturating_mul(5) / 4;
            let length = if whole { left } else { self.split_size.min(left) };
            let (blob, header) = (blob.clone(), Arc::clone(&header));
            pieces.push(Range { blob, header, from, to: from + length });
            from += length;
        }
        Ok(pieces)
    }
}

impl Columnar for Ranges {
    const INTEGERS: Integers = Integers::Wide;

    fn schema(&self, file: &Found, _: &dyn Wanted) -> io::Result<SchemaRef> {
        Ok(schema(&header(file)?.1.shape))
    }

    fn schema_of(&self, piece: &Range, _: &dyn Wanted) -> io::Result<SchemaRef> {
        Ok(schema(&piece.header.shape))
    }

    fn about(&self, piece: &Range) -> About {
        About { before: 0, bytes: piece.to - piece.from, offset: piece.from }
    }

    fn open(
        &self,
        piece: Range,
        _: &SchemaRef,
        take: &[usize],
        _: &HiveValues,
    ) -> Result<Batches, Broken> {
        let Range { blob, header, from, to } = piece;
        let shape = header.shape.clone();
        let blocks = Blocks::new(Window::new(blob), header, from, to);
        Ok(Box::new(Reading::new(blocks, shape, take)))
    }
}
