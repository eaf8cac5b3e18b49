//! The command line.

use std::path::PathBuf;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv");
const AIRLINES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/airlines.csv");

/// Finds the flights that left late, joins the names of their carriers, and tells how late each
/// carrier is.
///
/// Writes three files, each of which appears when it is complete:
///
///   late.jsonl    the late flights, one JSON document a line
///   carriers.csv  late flights, mean and longest delay of each carrier
///   dead.jsonl    the records that are no flights, with file, line, column and cause
///
/// How far it has come, and at the end what each node did, is shown on stderr; carriers.csv is also
/// shown on stdout.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:\n  \
        flights                                   the sample of 5,000 flights\n  \
        flights 'data/flights-2013-*.csv.gz'      a glob, in quotes\n  \
        flights data/ --out late --min-delay 60   a folder, and only hours"
)]
pub struct Args {
    /// CSV files of flights: files, folders (read whole) or globs, plain or .gz.
    ///
    /// The columns are those of nycflights13, in any order and with others between; what is missing
    /// is `NA` or empty. Without any, the sample of 5,000 flights that comes with goflow is read.
    #[arg(default_value = DATA, hide_default_value = true)]
    pub data: Vec<PathBuf>,

    /// Folder to write to; made if it is missing, files in it are replaced.
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,

    /// How many minutes after its time a flight has to leave to be late.
    #[arg(long, value_name = "MINUTES", default_value_t = 15, allow_negative_numbers = true)]
    pub min_delay: i32,

    /// CSV file with the columns `carrier` and `name`; the one that comes with the sample by default.
    #[arg(long, value_name = "FILE", default_value = AIRLINES, hide_default_value = true)]
    pub airlines: PathBuf,
}
