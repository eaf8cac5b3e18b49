//! Maps with `String` keys.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, MapArray, StringArray, StructArray};
use arrow_schema::{DataType, Field, Fields};

use super::column::{Column, downcast, is_null};
use super::error::ValueError;
use super::list::{Lists, Spans, check_length, range};
use super::names::Aliases;

/// The names that Parquet gives the parts of a map.
pub(super) const ENTRIES: &str = "key_value";
pub(super) const KEY: &str = "key";
pub(super) const VALUE: &str = "value";

fn entry<A: 'static, V: Column<A>>() -> Fields {
    Fields::from(vec![Field::new(KEY, DataType::Utf8, false), V::field(VALUE)])
}

fn entries<A: 'static, V: Column<A>>() -> Arc<Field> {
    Arc::new(Field::new(ENTRIES, DataType::Struct(entry::<A, V>()), false))
}

macro_rules! maps {
    ($([$($param:tt)*] $map:ty;)*) => {$(
        impl<A: 'static, V: Column<A>, $($param)*> Column<A> for $map {
            type Builder = (StringBuilder, V::Builder, Spans);
            type Reader = (StringArray, V::Reader, MapArray);
            type Many = Lists;

            fn field(name: &str) -> Field {
                Field::new(name, DataType::Map(entries::<A, V>(), false), false)
            }
            fn inside() -> Vec<Aliases> {
                V::inside()
            }
            fn builder(rows: usize) -> Self::Builder {
                (String::builder(rows), V::builder(rows), Spans::new(rows))
            }
            fn check(value: &Self) -> Result<(), ValueError> {
                check_length(value.len())?;
                value.iter().try_for_each(|(key, value)| {
                    String::check(key)?;
                    V::check(value)
                })
            }
            fn append((keys, values, spans): &mut Self::Builder, map: &Self) {
                for (key, value) in map {
                    keys.append_value(key);
                    V::append(values, value);
                }
                spans.push(map.len());
            }
            fn append_nothing((_, _, spans): &mut Self::Builder) {
                spans.push_nothing();
            }
            #[inline]
            fn weight((keys, values, spans): &Self::Builder) -> usize {
                spans
                    .weight()
                    .saturating_add(keys.values_slice().len())
                    .saturating_add(V::weight(values))
            }
            fn finish((keys, values, spans): &mut Self::Builder) -> ArrayRef {
                let (offsets, nulls) = spans.finish();
                let columns = vec![String::finish(keys), V::finish(values)];
                let pairs = StructArray::new(entry::<A, V>(), columns, None);
                Arc::new(MapArray::new(entries::<A, V>(), offsets, pairs, nulls, false))
            }
            fn reader(column: &dyn Array) -> Option<Self::Reader> {
                let maps = downcast::<MapArray>(column)?;
                Some((downcast(maps.keys())?, V::reader(maps.values())?, maps))
            }
            #[inline]
            fn is_nothing((_, _, maps): &Self::Reader, row: usize) -> bool {
                is_null(maps.nulls(), row)
            }
            fn read((keys, values, maps): &Self::Reader, row: usize) -> Result<Self, ValueError> {
                if is_null(maps.nulls(), row) {
                    return Err(ValueError::nothing());
                }
                let pair = |at| Ok((String::read(keys, at)?, V::read(values, at)?));
                range(maps.value_offsets(), row).map(pair).collect()
            }
        }
    )*};
}

maps! {
    [S: BuildHasher + Default + Send + 'static] HashMap<String, V, S>;
    [] BTreeMap<String, V>;
}
