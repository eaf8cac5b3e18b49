//! Avro files.
