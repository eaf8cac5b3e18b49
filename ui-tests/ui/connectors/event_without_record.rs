use goflow::prelude::*;
use goflow::{avro, parquet};

#[derive(Clone)]
struct Flight {
    carrier: String,
}

fn main() {
    let _ = pipeline! {
        let rows = parquet::source::<Flight>("in/*.parquet");
        let files = parquet::sink::<Flight>("out/late")
            .partition_by("carrier", |flight: &Flight| flight.carrier.clone())
            .row_group_memory(64.mib());
        let log = avro::sink::<Flight>("out/log.avro");
        rows -> { files; log; }
    };
}
