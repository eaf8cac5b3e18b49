//! What folders' names say are columns of the batches that are read below them.

use std::path::Path;
use std::sync::{Arc, Mutex};

use goflow::prelude::*;
use goflow::{avro, parquet};

#[derive(Record, Clone)]
struct Sale {
    n: u32,
    region: Option<String>,
    year: u16,
}

#[source]
fn sales() -> impl Iterator<Item = Sale> {
    let regions = [Some("eu"), Some("us/west"), None];
    (0..6).map(move |n| {
        let region = regions.get(n as usize % 3).copied().flatten().map(String::from);
        Sale { n, region, year: 2013 + n as u16 / 3 }
    })
}

type Lines = Arc<Mutex<Vec<String>>>;

/// Names, types and values, a line a row.
#[output]
fn keep(batch: RecordBatch, lines: &Lines) {
    let mut lines = lines.lock().unwrap();
    for row in 0..batch.num_rows() {
        let cells = batch.columns().iter().map(|column| match column.is_null(row) {
            true => "-".to_string(),
            false => goflow::arrow::array::cast::AsArray::as_string_opt::<i32>(column.as_ref())
                .map_or_else(|| column.data_type().to_string(), |text| text.value(row).into()),
        });
        let schema = batch.schema();
        let named = schema
            .fields()
            .iter()
            .zip(cells)
            .map(|(field, cell)| format!("{}={cell}", field.name()));
        lines.push(named.collect::<Vec<_>>().join(" "));
    }
}

async fn write(folder: &Path) {
    let region = |sale: &Sale| sale.region.clone();
    pipeline! {
        let parquet = parquet::sink::<Sale>(folder.join("parquet"))
            .partition_by("region", region)
            .partition_by("year", |sale: &Sale| sale.year);
        let avro = avro::sink::<Sale>(folder.join("avro"))
            .partition_by("region", region)
            .partition_by("year", |sale: &Sale| sale.year);
        sales -> { parquet; avro; }
    }
    .run()
    .await
    .unwrap();
}

async fn read(flow: impl FnOnce(Lines) -> Pipeline) -> Vec<String> {
    let lines = Lines::default();
    flow(lines.clone()).run().await.unwrap();
    let mut lines = lines.lock().unwrap().clone();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn folders_are_columns_of_batches() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path()).await;
    let all = [
        "n=UInt32 region=- year=2013",
        "n=UInt32 region=- year=2014",
        "n=UInt32 region=eu year=2013",
        "n=UInt32 region=eu year=2014",
        "n=UInt32 region=us/west year=2013",
        "n=UInt32 region=us/west year=2014",
    ];
    let given = read(|lines| {
        pipeline! {
            let file = parquet::batches(folder.path().join("parquet"));
            file -> keep(lines);
        }
    });
    assert_eq!(given.await, all);
    let given = read(|lines| {
        pipeline! {
            let file = avro::batches(folder.path().join("avro"));
            file -> keep(lines);
        }
    });
    assert_eq!(given.await, all.map(|line| line.replace("UInt32", "Int64")));
}

#[tokio::test]
async fn columns_of_the_path_are_asked_for_by_name() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path()).await;
    let path = folder.path().join("parquet");
    let given = read(|lines| {
        pipeline! {
            let file = parquet::batches(&path).columns(["year", "n"]).only(col("region").eq("eu"));
            file -> keep(lines);
        }
    });
    assert_eq!(given.await, ["year=2013 n=UInt32", "year=2014 n=UInt32"]);
    // Nothing of the file itself.
    let given = read(|lines| {
        pipeline! {
            let file = parquet::batches(&path).columns(["region"]);
            file -> keep(lines);
        }
    });
    let regions = ["region=-", "region=eu", "region=us/west"];
    assert_eq!(given.await, regions.map(|region| [region; 2]).as_flattened());
    let flow = pipeline! {
        let file = parquet::batches(&path).columns(["place"]);
        file -> discard;
    };
    let error = flow.run().await.unwrap_err().to_string();
    let problem = "there is no column `place`; the columns are `n`, `region`, `year`";
    assert!(error.ends_with(problem), "{error}");
}
