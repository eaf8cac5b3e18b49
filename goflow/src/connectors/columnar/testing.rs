//! Files without a pipeline: what formats' tests write and read.

use super::{Columnar, ColumnarReader, Columns, View};
use crate::connectors::file::write::{Encoder, Format, Layout, Out, Packer, Refused};
use crate::connectors::file::{FileOptions, RecordError};
use crate::node::{Batch, Position, Reader};

/// A file of these events, in pieces of so many.
pub(crate) fn written<F: Format>(
    format: &F,
    layout: &Layout,
    events: &[F::Event],
    piece: usize,
) -> Result<Vec<u8>, String> {
    let text = |error: crate::BoxError| error.to_string();
    format.check(layout).map_err(text)?;
    let mut encoder = format.encoder(layout).map_err(text)?;
    let mut packer = format.packer(layout).map_err(text)?;
    let (mut file, mut out) = (Vec::new(), Vec::new());
    let mut used = None;
    packer.begin(&mut Out::new(&mut out, &mut file)).map_err(text)?;
    file.append(&mut out);
    for part in events.chunks(piece) {
        for event in part {
            encoder.encode(event).map_err(|refused| match refused {
                Refused::Event { column, cause, .. } => format!("{column:?}: {cause}"),
                Refused::Type(error) => error.to_string(),
            })?;
        }
        assert!(encoder.size() > 0);
        let mut piece = encoder.take(used.take()).map_err(text)?;
        packer.pack(&mut piece, &mut Out::new(&mut out, &mut file)).map_err(text)?;
        file.append(&mut out);
        used = Some(piece);
    }
    packer.finish(&mut Out::new(&mut out, &mut file)).map_err(text)?;
    file.append(&mut out);
    Ok(file)
}

/// What a source gives: events, and errors as text.
pub(crate) struct Given<T> {
    pub(crate) events: Vec<T>,
    pub(crate) errors: Vec<RecordError>,
    pub(crate) positions: Vec<Position>,
}

/// Reads files with one worker, `room` events at a time, and stops after `reads` of them.
pub(crate) async fn read<C: Columnar, V: View>(
    options: &FileOptions,
    settings: &C::Settings,
    view: V,
    room: usize,
    reads: usize,
    from: &[Position],
) -> Result<Given<V::Event>, String> {
    let columns = Columns::<C>::later();
    let context = crate::testing::context("file", 0, 1);
    let reader = columns
        .open(options, || C::new(options, settings, context.workers()), &context, view, from)
        .await;
    given(reader.map_err(|error| error.to_string())?, room, reads).await
}

/// What a reader gives.
pub(crate) async fn given<V: View>(
    mut reader: ColumnarReader<V>,
    room: usize,
    reads: usize,
) -> Result<Given<V::Event>, String> {
    let mut given = Given { events: Vec::new(), errors: Vec::new(), positions: Vec::new() };
    for number in 0..reads {
        let mut batch = Batch::new();
        batch.room = room;
        if number % 2 == 1 {
            // The first of them one by one.
            let mut left = room.div_ceil(2);
            let each = &mut |event| {
                given.events.push(event);
                left -= 1;
                left > 0
            };
            reader.try_read(each).map_err(|error| error.to_string())?;
            batch.room = (room / 2).max(1);
        }
        let more = reader.read(&mut batch).await.map_err(|error| error.to_string())?;
        given.events.append(&mut batch.events);
        given.errors.append(&mut batch.errors);
        if !more {
            break;
        }
    }
    given.positions = reader.positions();
    Ok(given)
}
