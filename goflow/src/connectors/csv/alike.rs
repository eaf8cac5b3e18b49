//! What a cell of a file and one that is made up do alike.

/// The methods of a `Deserializer` in which they do: a newtype is what it holds, names are texts, and
/// what wants no value gets none.
macro_rules! as_cells_do {
    () => {
        #[inline(always)]
        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, RowError> {
            visitor.visit_newtype_struct(self)
        }

        fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            visitor.visit_unit()
        }

        fn deserialize_unit_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, RowError> {
            visitor.visit_unit()
        }

        fn deserialize_ignored_any<V: Visitor<'de>>(
            self,
            visitor: V,
        ) -> Result<V::Value, RowError> {
            visitor.visit_unit()
        }

        fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            self.deserialize_str(visitor)
        }
    };
}

/// The methods for what no cell holds, by a method `no_scalar` that is told what it is. `bytes`: what
/// these are called.
macro_rules! no_scalars {
    (bytes = $bytes:literal) => {
        no_scalars! {
            deserialize_seq() "list",
            deserialize_tuple(usize) "tuple",
            deserialize_tuple_struct(&'static str, usize) "tuple",
            deserialize_map() "map",
            deserialize_struct(&'static str, &'static [&'static str]) "struct",
            deserialize_bytes() $bytes,
            deserialize_byte_buf() $bytes,
        }
    };
    ($($deserialize:ident($($argument:ty),*) $what:literal,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value, RowError> {
            self.no_scalar($what)
        }
    )*};
}

pub(super) use {as_cells_do, no_scalars};
