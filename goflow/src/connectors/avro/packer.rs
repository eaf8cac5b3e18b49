//! Avro files as sinks write them.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use uuid::Uuid;

use super::codec::Codec;
use super::row::{Column, bytes, long};
use super::text;
use crate::connectors::columnar::{RecordEncoder, columns_of};
use crate::connectors::file::write::{Format, Layout, Out, Packer, Writes};
use crate::error::BoxError;
use crate::node::Event;
use crate::record::Record;

/// A block has about so many bytes before it is compressed.
const BLOCK: usize = 64 << 10;

/// Records in Avro files.
pub struct RecordFiles<T>(PhantomData<fn(T)>);

impl<T: Record> RecordFiles<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }

    fn schema(&self, layout: &Layout) -> Result<(Arc<Schema>, String), BoxError> {
        let columns = columns_of::<T>(layout);
        let columns = columns.get().ok_or("no columns")?.clone();
        let name = std::any::type_name::<T>().split('<').next().unwrap_or_default();
        let name = name.rsplit("::").next().unwrap_or_default();
        let schema = text::schema(name, columns.fields())?;
        Ok((columns, schema))
    }
}

impl<T: Record> Clone for RecordFiles<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<T: Event> Writes for RecordFiles<T> {
    type Event = T;
}

impl<T: Record> Format for RecordFiles<T> {
    type Encoder = RecordEncoder<T>;
    type Packer = AvroPacker;

    const NAME: &'static str = "Avro";
    const ENDINGS: &'static [&'static str] = &["avro"];
    const TEXT: bool = false;
    const CONTINUES: bool = false;

    fn check(&self, layout: &Layout) -> Result<(), BoxError> {
        self.schema(layout)?;
        Codec::of(layout.compression)?;
        Ok(())
    }

    fn encoder(&self, layout: &Layout) -> Result<RecordEncoder<T>, BoxError> {
        Ok(RecordEncoder::new(layout))
    }

    fn packer(&self, layout: &Layout) -> Result<AvroPacker, BoxError> {
        let (columns, schema) = self.schema(layout)?;
        let codec = Codec::of(layout.compression)?;
        Ok(AvroPacker { columns, schema, codec, sync: marker(), block: Vec::new(), count: 0 })
    }
}

/// A marker that no other file has, and no data by chance.
fn marker() -> [u8; 16] {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let hasher = std::hash::BuildHasher::hash_one(
        &std::hash::RandomState::new(),
        (std::time::SystemTime::now(), COUNT.fetch_add(1, Relaxed)),
    );
    let other = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), hasher);
    Uuid::from_u64_pair(hasher, other).into_bytes()
}

/// Makes a file of batches: a header, and blocks of rows.
pub struct AvroPacker {
    columns: Arc<Schema>,
    schema: String,
    codec: Codec,
    sync: [u8; 16],
    /// Rows that are no block yet.
    block: Vec<u8>,
    count: i64,
}

impl AvroPacker {
    fn end_block(&mut self, out: &mut Vec<u8>) -> Result<(), BoxError> {
        if self.count == 0 {
            return Ok(());
        }
        let mut packed = Vec::with_capacity(self.block.len() / 2);
        self.codec.compress(&self.block, &mut packed)?;
        long(self.count, out);
        bytes(&packed, out);
        out.extend_from_slice(&self.sync);
        self.block.clear();
        self.count = 0;
        Ok(())
    }
}

impl Packer for AvroPacker {
    type Piece = Vec<RecordBatch>;

    fn begin(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        let out = &mut *out.bytes;
        out.extend_from_slice(b"Obj\x01");
        long(2, out);
        bytes(b"avro.schema", out);
        bytes(self.schema.as_bytes(), out);
        bytes(b"avro.codec", out);
        bytes(self.codec.name().as_bytes(), out);
        long(0, out);
        out.extend_from_slice(&self.sync);
        Ok(())
    }

    fn pack(&mut self, piece: &mut Vec<RecordBatch>, out: &mut Out<'_>) -> Result<(), BoxError> {
        for batch in piece.drain(..) {
            let columns = self.columns.fields().iter().zip(batch.columns());
            let columns: Option<Vec<_>> =
                columns.map(|(field, array)| Column::new(field, array)).collect();
            let columns = columns.ok_or("a column that Avro does not hold")?;
            for row in 0..batch.num_rows() {
                for column in &columns {
                    column.write(row, &mut self.block);
                }
                self.count += 1;
                if self.block.len() >= BLOCK {
                    self.end_block(out.bytes)?;
                }
            }
        }
        Ok(())
    }

    fn held(&self) -> u64 {
        self.block.len() as u64
    }

    fn let_go(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.end_block(out.bytes)
    }

    fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        self.end_block(out.bytes)
    }
}
