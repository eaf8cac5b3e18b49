//! What INT96 is read as: microseconds.
//!
//! They are 12 bytes of nanoseconds that reach further than 64 bits of them do, and what writes them
//! knows no more than microseconds; a field that says `unit = "ns"` gets nanoseconds all the same.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, TimeUnit};
use parquet::basic::Type;

use super::within::within;

/// A field with those columns in microseconds that are INT96 and not wanted in nanoseconds. `leaves`:
/// what its columns are in the file, in their order.
pub(super) fn in_micros(
    field: &FieldRef,
    wanted: Option<&DataType>,
    leaves: &mut dyn Iterator<Item = Type>,
) -> FieldRef {
    use DataType as D;
    let inner = within(field.data_type(), &mut |of| {
        let wanted = match wanted {
            Some(D::List(of) | D::Map(of, _)) => Some(of),
            Some(D::Struct(fields)) => fields.iter().find(|wanted| wanted.name() == of.name()),
            _ => None,
        };
        in_micros(of, wanted.map(|wanted| wanted.data_type()), leaves)
    });
    let data = inner.unwrap_or_else(|| match (leaves.next(), field.data_type(), wanted) {
        (_, data, Some(D::Timestamp(TimeUnit::Nanosecond, _))) => data.clone(),
        (Some(Type::INT96), D::Timestamp(TimeUnit::Nanosecond, zone), _) => {
            D::Timestamp(TimeUnit::Microsecond, zone.clone())
        }
        (_, data, _) => data.clone(),
    });
    Arc::new(field.as_ref().clone().with_data_type(data))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use chrono::NaiveDateTime;
    use parquet::data_type::{Int96, Int96Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use crate::Record;
    use crate::connectors::columnar::testing::read;
    use crate::connectors::columnar::{Records, Whole};
    use crate::connectors::file::FileOptions;
    use crate::connectors::parquet::format::RowGroups;

    /// Days as INT96 counts them; the first of 1970.
    const EPOCH: u32 = 2_440_588;

    #[derive(Record, Debug, PartialEq)]
    #[record(crate = crate)]
    struct Inner {
        a: Option<NaiveDateTime>,
    }

    #[derive(Record, Debug, PartialEq)]
    #[record(crate = crate)]
    struct Times {
        t: NaiveDateTime,
        s: Inner,
        l: Vec<NaiveDateTime>,
    }

    #[derive(Record, Debug, PartialEq)]
    #[record(crate = crate)]
    struct InnerNs {
        #[record(unit = "ns")]
        a: Option<NaiveDateTime>,
    }

    #[derive(Record, Debug, PartialEq)]
    #[record(crate = crate)]
    struct Nanoseconds {
        #[record(unit = "ns")]
        t: NaiveDateTime,
        s: InnerNs,
        #[record(unit = "ns")]
        l: Vec<NaiveDateTime>,
    }

    /// A file of one row, as Spark writes them: without an Arrow schema. The time is everywhere in it.
    fn file_of(path: &Path, nanoseconds: u32, day: u32) {
        let schema = "message m { required int96 t; required group s { optional int96 a; }
            required group l (LIST) { repeated group list { required int96 element; } } }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let to = std::fs::File::create(path).unwrap();
        let mut file = SerializedFileWriter::new(to, schema, Default::default()).unwrap();
        let mut group = file.next_row_group().unwrap();
        let time = Int96::from(vec![nanoseconds, 0, day]);
        // How often, and at which levels.
        let plain = (1, None, None);
        let optional = (1, Some(&[1_i16][..]), None);
        let repeated = (2, Some(&[1_i16, 1][..]), Some(&[0_i16, 1][..]));
        for (count, definitions, repetitions) in [plain, optional, repeated] {
            let mut column = group.next_column().unwrap().unwrap();
            let values = vec![time; count];
            let writer = column.typed::<Int96Type>();
            writer.write_batch(&values, definitions, repetitions).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        file.close().unwrap();
    }

    async fn row<T: Record>(path: &Path) -> T {
        let options = FileOptions::new(path.into());
        let given =
            read::<RowGroups, _>(&options, &None, Records::<T>::new(), 100, usize::MAX, &[]).await;
        let given = given.unwrap();
        assert_eq!(given.errors, []);
        given.events.into_iter().next().unwrap()
    }

    #[tokio::test]
    async fn the_end_of_time_is_where_it_is_within_lists_and_structs_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        for (text, day) in [("9999-12-31T00:00:00", 2_932_896), ("0001-01-01T00:00:00", -719_162)] {
            file_of(&path, 0, EPOCH.checked_add_signed(day).unwrap());
            let time: NaiveDateTime = text.parse().unwrap();
            let times = Times { t: time, s: Inner { a: Some(time) }, l: vec![time; 2] };
            assert_eq!(row::<Times>(&path).await, times);
            let options = FileOptions::new(path.as_path().into());
            let whole =
                read::<RowGroups, _>(&options, &None, Whole::default(), 100, usize::MAX, &[]).await;
            let batch = whole.unwrap().events.remove(0);
            let rows: Vec<_> = crate::record::rows::<Times>(&batch).unwrap().collect();
            assert_eq!(rows, [Ok(times)]);
        }
    }

    #[derive(Record, Debug, PartialEq)]
    #[record(crate = crate)]
    struct InnerByAlias {
        #[record(unit = "ns", alias = "a")]
        at: Option<NaiveDateTime>,
    }

    #[derive(Record, Debug, PartialEq)]
    #[record(crate = crate)]
    struct ByAlias {
        #[record(unit = "ns", alias = "t")]
        time: NaiveDateTime,
        #[record(alias = "s")]
        inner: InnerByAlias,
        #[record(unit = "ns", alias = "l")]
        list: Vec<NaiveDateTime>,
    }

    #[tokio::test]
    async fn nanoseconds_of_columns_that_are_found_by_an_alias_are_kept_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        file_of(&path, 1, EPOCH);
        let time: NaiveDateTime = "1970-01-01T00:00:00.000000001".parse().unwrap();
        let times = ByAlias { time, inner: InnerByAlias { at: Some(time) }, list: vec![time; 2] };
        assert_eq!(row::<ByAlias>(&path).await, times);
    }

    #[tokio::test]
    async fn who_wants_nanoseconds_gets_them_within_lists_and_structs_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        file_of(&path, 1, EPOCH);
        let time: NaiveDateTime = "1970-01-01T00:00:00.000000001".parse().unwrap();
        let times = Nanoseconds { t: time, s: InnerNs { a: Some(time) }, l: vec![time; 2] };
        assert_eq!(row::<Nanoseconds>(&path).await, times);
        let plain = row::<Times>(&path).await;
        assert_eq!(
            (plain.t, plain.l),
            (NaiveDateTime::default(), vec![NaiveDateTime::default(); 2])
        );
    }
}
