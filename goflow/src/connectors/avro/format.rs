//! How an Avro file is cut and decoded.

use std::sync::Arc;
use std::{io, ops};

use arrow_schema::{Schema, SchemaRef};

use super::blocks::Blocks;
use super::codec::LONGEST;
use super::header::Header;
use super::reading::Reading;
use super::shape::{self, Shape};
use super::window::{Origin, Window};
use crate::connectors::columnar::{
    About, Batches, Broken, Columnar, Count, Projection, Turn, Wanted,
};
use crate::connectors::file::{Cut, FileOptions, Found, spans};
use crate::record::Integers;

/// Files in ranges of blocks.
#[derive(Debug, Clone)]
pub struct Ranges {
    /// What the source was told of files.
    options: FileOptions,
    workers: usize,
}

/// The blocks that begin between two places.
pub struct Range {
    origin: Origin,
    header: Arc<Header>,
    from: u64,
    to: u64,
    /// Its share of the file's bytes.
    bytes: u64,
    /// Of a file in a store: what has come of it already, or is on its way.
    begun: Option<Begun>,
}

struct Begun {
    window: Window,
    _turn: Option<Turn>,
}

impl Ranges {
    /// Opens a file and reads its header; blocks.
    fn header(&self, file: &Found) -> io::Result<(Origin, Header, Window)> {
        let origin = Origin::of(file, &self.options)?;
        let mut window = origin.window(0)?;
        let header = Header::read(&mut window).map_err(io::Error::other)?;
        Ok((origin, header, window))
    }
}

fn schema(shape: &Shape) -> SchemaRef {
    Arc::new(match shape {
        Shape::Record(fields) => Schema::new(shape::fields(fields)),
        other => Schema::new(vec![other.field("value")]),
    })
}

impl Cut for Ranges {
    type Piece = Range;

    async fn cut(&self, file: &Arc<Found>, kept: &[ops::Range<u64>]) -> io::Result<Vec<Range>> {
        let (found, this) = (file.clone(), self.clone());
        let reading = tokio::task::spawn_blocking(move || this.header(&found));
        let (origin, header, window) = reading.await??;
        // Its schema may be much larger than a piece.
        let header = Arc::new(header);
        let Origin::Parts(blob) = &origin else {
            let (to, bytes) = (u64::MAX, file.bytes());
            return Ok(vec![Range { origin, header, from: 0, to, bytes, begun: None }]);
        };
        // Of a small file in a store all has come with its header.
        let all = origin.is_far() && window.has(header.end..blob.size());
        let mut begun = all.then_some(Begun { window, _turn: None });
        let size = self.options.split_size_of(&file.place, blob.size(), self.workers);
        let mut pieces = Vec::new();
        for (span, kept) in spans(blob.size(), kept)? {
            let size = if kept { u64::MAX } else { size };
            let mut from = span.start;
            while from < span.end {
                // A last piece that is small goes with the one before it.
                let left = span.end - from;
                let bytes =
                    if left < size.saturating_add(size / 4) { left } else { size.min(left) };
                let (origin, header) = (origin.clone(), Arc::clone(&header));
                let begun = begun.take();
                pieces.push(Range { origin, header, from, to: from + bytes, bytes, begun });
                from += bytes;
            }
        }
        Ok(pieces)
    }

    /// Bytes, after which the first block begins at the first sync marker.
    fn part(&self, piece: &Range) -> ops::Range<u64> {
        piece.from..piece.to
    }
}

impl Columnar for Ranges {
    type Settings = ();

    const INTEGERS: Integers = Integers::Wide;

    fn new(options: &FileOptions, (): &(), workers: usize) -> Self {
        Self { options: options.clone(), workers }
    }

    fn schema(&self, file: &Found, _: &dyn Wanted) -> io::Result<SchemaRef> {
        Ok(schema(&self.header(file)?.1.shape))
    }

    fn schema_of(&self, piece: &Range, _: &dyn Wanted) -> io::Result<SchemaRef> {
        Ok(schema(&piece.header.shape))
    }

    fn about(&self, piece: &Range) -> About {
        About { before: 0, bytes: piece.bytes, offset: piece.from }
    }

    fn count_before(&self, piece: &Range) -> Option<Count> {
        let Origin::Parts(blob) = &piece.origin else { return None };
        // From a store all of the file would have to come again.
        if piece.from <= piece.header.end || !blob.is_local() {
            return None;
        }
        let (origin, header, to) = (piece.origin.clone(), Arc::clone(&piece.header), piece.from);
        Some(Box::new(move || {
            Blocks::new(origin.window(to).ok()?, header, 0, to, u64::MAX).count()
        }))
    }

    fn begin(&self, piece: &mut Range, _: &Projection<'_>, turn: Turn) {
        if piece.begun.is_none()
            && piece.origin.is_far()
            && let Ok(mut window) = piece.origin.window(piece.to)
            && window.begin(Blocks::begin(&piece.header, piece.from)).is_ok()
        {
            piece.begun = Some(Begun { window, _turn: Some(turn) });
        }
    }

    fn open(&self, piece: Range, columns: &Projection<'_>) -> Result<Batches, Broken> {
        let Range { origin, header, from, to, begun, .. } = piece;
        let window = match begun {
            Some(begun) => begun.window,
            None => origin.window(to).map_err(|error| Broken::rest(from, error))?,
        };
        let most = self.options.max_record.map_or(LONGEST, |bytes| bytes as u64);
        let shape = header.shape.clone();
        Ok(Box::new(Reading::new(Blocks::new(window, header, from, to, most), shape, columns.take)))
    }
}
