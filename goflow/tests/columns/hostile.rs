//! Files made to do harm: refused before a decoder sees them.

use std::path::PathBuf;

use crate::memory;
use crate::reading::{Read, whole};

async fn refused(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let Read { rows, error } = whole(&path).await;
    assert_eq!(rows, 0);
    error.unwrap()
}

fn long(value: u64, out: &mut Vec<u8>) {
    let mut zigzag = value << 1;
    while zigzag >= 0x80 {
        out.push((zigzag & 0x7f) as u8 | 0x80);
        zigzag >>= 7;
    }
    out.push(zigzag as u8);
}

/// An Avro file of one record: its schema, and its data.
fn avro(schema: &str, data: &[u8]) -> Vec<u8> {
    let mut file = b"Obj\x01\x02".to_vec();
    for text in ["avro.schema", schema] {
        long(text.len() as u64, &mut file);
        file.extend(text.as_bytes());
    }
    file.push(0);
    file.extend([7; 16]);
    long(1, &mut file);
    long(data.len() as u64, &mut file);
    file.extend(data);
    file.extend([7; 16]);
    file
}

/// Records that hold each other by name: so many levels.
fn nested(levels: usize) -> Vec<u8> {
    let mut fields = vec![
        r#"{"name":"f0","type":{"type":"record","name":"R0","fields":
        [{"name":"v","type":"long"}]}}"#
            .to_string(),
    ];
    for level in 1..levels {
        fields.push(format!(
            r#"{{"name":"f{level}","type":{{"type":"record","name":"R{level}","fields":
            [{{"name":"a","type":"R{}"}}]}}}}"#,
            level - 1
        ));
    }
    let schema = format!(r#"{{"type":"record","name":"T","fields":[{}]}}"#, fields.join(","));
    avro(&schema, &vec![2; levels])
}

#[tokio::test]
async fn an_avro_schema_is_not_deeper_than_a_thread_can_bear() {
    let error = refused("deep.avro", &nested(440)).await;
    assert!(error.contains("its schema is nested more than 100 deep"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.avro");
    std::fs::write(&path, nested(90)).unwrap();
    let read = whole(&path).await;
    assert_eq!((read.rows, read.error), (1, None));
}

/// A Parquet file without rows: a schema of groups with so many children each.
fn parquet(children: impl ExactSizeIterator<Item = u64>) -> Vec<u8> {
    let mut footer = vec![0x15, 2, 0x19, 0xfc];
    let mut count = children.len() as u64;
    while count >= 0x80 {
        footer.push((count & 0x7f) as u8 | 0x80);
        count >>= 7;
    }
    footer.push(count as u8);
    for children in children {
        // Optional, named `g`.
        footer.extend([0x35, 2, 0x18, 1, b'g', 0x15]);
        long(children, &mut footer);
        footer.push(0);
    }
    // No rows, no row groups.
    footer.extend([0x16, 0, 0x19, 0x0c, 0]);
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    [b"PAR1", &footer[..], &length, b"PAR1"].concat()
}

#[tokio::test]
async fn a_parquet_schema_is_not_deeper_than_a_thread_can_bear() {
    let levels = 100_000;
    let schema = parquet((0..levels).map(|level| u64::from(level + 1 < levels)));
    let error = refused("deep.parquet", &schema).await;
    assert!(error.contains("its schema is nested more than 100 deep"), "{error}");
}

#[tokio::test]
async fn a_parquet_schema_claims_no_more_columns_than_it_has() {
    let error = refused("wide.parquet", &parquet([2, 1 << 29, 0, 0].into_iter())).await;
    assert!(error.contains("its schema claims 536870912 columns where 2 follow"), "{error}");
}

/// Each column had room for 1,024 values before there was one.
#[tokio::test]
async fn an_avro_file_of_many_columns_takes_what_they_hold() {
    let columns = 90_000;
    let fields: Vec<_> =
        (0..columns).map(|n| format!(r#"{{"name":"f{n}","type":"long"}}"#)).collect();
    let schema = format!(r#"{{"type":"record","name":"T","fields":[{}]}}"#, fields.join(","));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wide.avro");
    std::fs::write(&path, avro(&schema, &vec![2; columns])).unwrap();
    let before = memory::begin();
    let read = whole(&path).await;
    assert_eq!((read.rows, read.error), (1, None));
    let used = memory::most().saturating_sub(before);
    assert!(used < 500 << 20, "{used} bytes");
}

/// A page whose header writes the numbers of its fields in full, as no writer does, and claims to be
/// 2 GiB when decompressed.
#[tokio::test]
async fn a_page_does_not_take_what_it_claims_however_it_is_written() {
    use ::parquet::arrow::ArrowWriter;
    use ::parquet::basic::Compression;
    use ::parquet::file::properties::WriterProperties;
    use goflow::arrow::array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    // Too many to be compressed away.
    let text = |n: u64| format!("{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((1..100).map(text)));
    let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        // They make room for another header.
        .set_write_page_header_statistics(true)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.flush().unwrap();
    let column = writer.flushed_row_groups()[0].column(0).clone();
    let mut file = writer.into_inner().unwrap();

    // Type, decompressed and compressed size, each a number of up to two bytes.
    let begin = usize::try_from(column.data_page_offset()).unwrap();
    let header = &file[begin..];
    assert_eq!((header[0], header[2], header[5]), (0x15, 0x15, 0x15), "{header:?}");
    let compressed = usize::from(header[6] & 0x7f) | usize::from(header[7]) << 7;
    let length = usize::try_from(column.compressed_size()).unwrap() - compressed / 2;
    let mut long = vec![5, 2, 0, 5, 4, 0xfe, 0xff, 0xff, 0xff, 0x0f, 5, 6, header[6], header[7]];
    // 99 values, plain, without levels; what is left is of a field that nobody knows.
    long.extend([0x2c, 0x15, 0xc6, 1, 0x15, 0, 0x15, 6, 0x15, 6, 0]);
    long.extend([0x48, u8::try_from(length - long.len() - 3).unwrap()]);
    long.resize(length, 0);
    file[begin..begin + length].copy_from_slice(&long);

    let before = memory::begin();
    let error = refused("claims.parquet", &file).await;
    let used = memory::most().saturating_sub(before);
    assert!(error.contains("a page of 2147483647 bytes, where 1073741824 may be"), "{error}");
    assert!(used < 500 << 20, "{used} bytes");
}
