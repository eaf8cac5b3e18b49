//! What columns do alike that Arrow builds, or holds as an array.

/// The methods of `Column`, or `Many`, of which the builder is one of Arrow's.
macro_rules! as_builders_do {
    () => {
        #[inline]
        fn append_nothing(builder: &mut Self::Builder) {
            builder.append_null();
        }
        fn finish(builder: &mut Self::Builder) -> arrow_array::ArrayRef {
            std::sync::Arc::new(builder.finish())
        }
    };
}

/// The methods of `Column`, or `Many`, of which the reader is one of Arrow's arrays.
macro_rules! as_arrays_do {
    () => {
        fn reader(column: &dyn arrow_array::Array) -> Option<Self::Reader> {
            $crate::record::column::downcast(column)
        }
        #[inline]
        fn is_nothing(reader: &Self::Reader, row: usize) -> bool {
            $crate::record::column::is_null(arrow_array::Array::nulls(reader), row)
        }
    };
}

pub(super) use {as_arrays_do, as_builders_do};
