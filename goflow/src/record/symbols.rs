//! Enums without data.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::builder::PrimitiveBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, StringArray};
use arrow_schema::{DataType, Field};

use super::column::{downcast, is_null};
use super::error::ValueError;

/// An enum without data. `#[derive(Record)]` implements it.
#[doc(hidden)]
pub trait Symbols: Sized + Send + 'static {
    /// The variants' names.
    const NAMES: &'static [&'static str];
    /// Further names under which they are read, and of which they are.
    const ALIASES: &'static [(&'static str, usize)] = &[];
    /// Which of them this is.
    fn number(&self) -> usize;
    /// The variant of that number.
    fn numbered(number: usize) -> Option<Self>;
}

/// The key under which a field tells its variants, as the Avro format spells it.
pub(crate) const SYMBOLS: &str = "avro.enum.symbols";

/// The column of an enum while it is built: strings in a dictionary.
#[doc(hidden)]
pub struct SymbolBuilder<E>(PrimitiveBuilder<Int32Type>, PhantomData<fn(E)>);

impl<E: Symbols> SymbolBuilder<E> {
    /// What [`Column::field`](super::Column::field) gives.
    #[must_use]
    pub fn field(name: &str) -> Field {
        let index = Box::new(DataType::Int32);
        let field = Field::new(name, DataType::Dictionary(index, Box::new(DataType::Utf8)), false);
        let names: Vec<_> = E::NAMES.iter().map(|name| format!("\"{name}\"")).collect();
        field.with_metadata([(SYMBOLS.to_string(), format!("[{}]", names.join(",")))])
    }

    /// An empty column.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self(PrimitiveBuilder::with_capacity(rows), PhantomData)
    }

    /// Adds a variant.
    #[inline]
    pub fn append(&mut self, value: &E) {
        self.0.append_value(i32::try_from(value.number()).unwrap_or(i32::MAX));
    }

    /// Adds none.
    pub fn append_nothing(&mut self) {
        self.0.append_null();
    }

    /// The column.
    pub fn finish(&mut self) -> ArrayRef {
        let names = Arc::new(StringArray::from(E::NAMES.to_vec()));
        Arc::new(DictionaryArray::<Int32Type>::new(self.0.finish(), names))
    }
}

/// The column of an enum while it is read.
#[doc(hidden)]
pub enum SymbolReader<E> {
    /// With a dictionary, the variant of each of its entries found once.
    Keys(Int32Array, StringArray, Vec<Option<usize>>),
    /// As text.
    Text(StringArray, PhantomData<fn() -> E>),
}

impl<E: Symbols> SymbolReader<E> {
    /// What [`Column::reader`](super::Column::reader) gives.
    #[must_use]
    pub fn new(column: &dyn Array) -> Option<Self> {
        if let Some(text) = downcast::<StringArray>(column) {
            return Some(Self::Text(text, PhantomData));
        }
        let column = downcast::<DictionaryArray<Int32Type>>(column)?;
        let names = downcast::<StringArray>(column.values())?;
        let numbers = names.iter().map(|name| number::<E>(name?)).collect();
        Some(Self::Keys(column.keys().clone(), names, numbers))
    }

    /// What [`Column::is_nothing`](super::Column::is_nothing) gives.
    #[inline]
    #[must_use]
    pub fn is_nothing(&self, row: usize) -> bool {
        match self {
            Self::Keys(keys, ..) => is_null(keys.nulls(), row),
            Self::Text(text, _) => is_null(text.nulls(), row),
        }
    }

    /// What [`Column::read`](super::Column::read) gives.
    #[inline]
    pub fn read(&self, row: usize) -> Result<E, ValueError> {
        if self.is_nothing(row) {
            return Err(ValueError::nothing());
        }
        let found = match self {
            Self::Keys(keys, _, numbers) => {
                self.key(keys, row).and_then(|key| numbers.get(key)).copied().flatten()
            }
            Self::Text(text, _) => {
                (row < text.len()).then(|| number::<E>(text.value(row))).flatten()
            }
        };
        found.and_then(E::numbered).ok_or_else(|| self.unknown(row))
    }

    fn key(&self, keys: &Int32Array, row: usize) -> Option<usize> {
        usize::try_from(*keys.values().get(row)?).ok()
    }

    #[cold]
    fn unknown(&self, row: usize) -> ValueError {
        let name = match self {
            Self::Keys(keys, names, _) => self
                .key(keys, row)
                .filter(|key| *key < names.len())
                .map_or_else(String::new, |key| names.value(key).into()),
            Self::Text(text, _) => text.value(row).into(),
        };
        let aliases = E::ALIASES.iter().map(|(alias, _)| alias);
        let known: Vec<_> =
            E::NAMES.iter().chain(aliases).map(|name| format!("`{name}`")).collect();
        ValueError::new(format!("`{name}` is none of {}", known.join(", ")))
    }
}

fn number<E: Symbols>(name: &str) -> Option<usize> {
    let alias = || E::ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, number)| *number);
    E::NAMES.iter().position(|known| *known == name).or_else(alias)
}
