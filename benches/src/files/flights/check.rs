//! What was written, read back and compared with what the csv crate says, row by row.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::LATE;
use crate::files::Contestant;
use crate::measure::Failure;

/// The columns in the files: all but the carrier, which stands in the folder's name.
const NUMBERS: [&str; 7] = ["year", "month", "day", "dep_delay", "arr_delay", "flight", "distance"];
const TEXTS: [&str; 3] = ["tailnum", "origin", "dest"];

/// What is known of a carrier's rows: how many, each number's sum, each text's bytes added up, and
/// how many values are missing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    rows: u64,
    numbers: [i64; 7],
    texts: [u64; 3],
    missing: u64,
}

/// Compares an output with its input: rows, sums, carriers, number of files.
pub fn check(input: &Path, out: &Path, contestant: &Contestant) -> Result<(), Failure> {
    let (expected, (got, files)) = (expected(input)?, written(out)?);
    if expected != got {
        return Err(format!("the answer is wrong: {got:?} in place of {expected:?}"));
    }
    // As many for each carrier as there are threads, at most.
    let most = expected.len() * contestant.threads;
    if files < expected.len() || files > most {
        let carriers = expected.len();
        return Err(format!(
            "{files} files, of {carriers} carriers and {} threads",
            contestant.threads
        ));
    }
    Ok(())
}

type Carriers = BTreeMap<String, Sums>;

fn expected(input: &Path) -> Result<Carriers, Failure> {
    let told = |error: csv::Error| error.to_string();
    let mut reader = csv::Reader::from_path(input).map_err(told)?;
    let header = reader.headers().map_err(told)?.clone();
    let place = |name: &str| header.iter().position(|known| known == name).unwrap_or(usize::MAX);
    let (carrier, late) = (place("carrier"), place("dep_delay"));
    let (numbers, texts) = (NUMBERS.map(place), TEXTS.map(place));
    let mut carriers = Carriers::new();
    for record in reader.records() {
        let record = record.map_err(told)?;
        if !record[late].parse().is_ok_and(|delay: i32| delay > LATE) {
            continue;
        }
        let sums = carriers.entry(record[carrier].to_string()).or_default();
        sums.rows += 1;
        for (sum, place) in sums.numbers.iter_mut().zip(numbers) {
            match &record[place] {
                "NA" => sums.missing += 1,
                number => *sum += number.parse::<i64>().map_err(|error| error.to_string())?,
            }
        }
        for (sum, place) in sums.texts.iter_mut().zip(texts) {
            match &record[place] {
                "NA" => sums.missing += 1,
                text => *sum += bytes(text),
            }
        }
    }
    Ok(carriers)
}

/// What the files say, and how many there are.
fn written(out: &Path) -> Result<(Carriers, usize), Failure> {
    let told = |error: std::io::Error| error.to_string();
    let (mut carriers, mut files) = (Carriers::new(), 0);
    for folder in fs::read_dir(out).map_err(told)? {
        let folder = folder.map_err(told)?;
        let name = folder.file_name().to_string_lossy().into_owned();
        let carrier = name.strip_prefix("carrier=").ok_or(format!("a stray `{name}`"))?;
        let sums = carriers.entry(carrier.to_string()).or_default();
        for file in fs::read_dir(folder.path()).map_err(told)? {
            add(&file.map_err(told)?.path(), sums)?;
            files += 1;
        }
    }
    Ok((carriers, files))
}

fn add(path: &Path, sums: &mut Sums) -> Result<(), Failure> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| told(&error))?;
    // Which of arrow's types of text it was does not matter.
    let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let batches = ParquetRecordBatchReaderBuilder::try_new_with_options(file, plain)
        .and_then(|builder| builder.build())
        .map_err(|error| told(&error))?;
    for batch in batches {
        let batch = batch.map_err(|error| told(&error))?;
        let column = |name: &str| {
            batch.column_by_name(name).ok_or_else(|| told(&format!("there is no column `{name}`")))
        };
        sums.rows += batch.num_rows() as u64;
        for (sum, name) in sums.numbers.iter_mut().zip(NUMBERS) {
            let column = column(name)?;
            sums.missing += column.null_count() as u64;
            *sum += total(column).map_err(|error| told(&error))?;
        }
        for (sum, name) in sums.texts.iter_mut().zip(TEXTS) {
            let column = column(name)?;
            sums.missing += column.null_count() as u64;
            let texts = column.as_string_opt::<i32>().ok_or_else(|| told(&"it is no text"))?;
            *sum += texts.iter().flatten().map(bytes).sum::<u64>();
        }
    }
    Ok(())
}

/// The sum of a column of integers of any width.
fn total(column: &ArrayRef) -> Result<i64, Failure> {
    macro_rules! sum {
        ($($kind:ident $type:ty,)*) => {
            match column.data_type() {
                $(DataType::$kind => {
                    column.as_primitive::<$type>().iter().flatten().map(|n| n as i64).sum()
                })*
                other => return Err(format!("{other} is no integer")),
            }
        };
    }
    Ok(sum! {
        UInt8 UInt8Type, UInt16 UInt16Type, UInt32 UInt32Type, UInt64 UInt64Type,
        Int16 Int16Type, Int32 Int32Type, Int64 Int64Type,
    })
}

/// A text's bytes, each times its place, so that swapped letters show.
fn bytes(text: &str) -> u64 {
    (1..).zip(text.bytes()).map(|(place, byte)| place * u64::from(byte)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::inputs;

    #[test]
    fn as_many_are_late_as_are_known_to_be() {
        match inputs::flights() {
            Ok(input) => {
                let carriers = expected(&input.whole).unwrap();
                assert_eq!(carriers.values().map(|sums| sums.rows).sum::<u64>(), 70_774);
                assert_eq!(carriers.len(), 16);
            }
            Err(why) => println!("skipped: {why}"),
        }
    }
}
