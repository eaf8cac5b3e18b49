//! The command line.

use std::path::PathBuf;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv");
const AIRLINES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/airlines.csv");

/// Finds the flights that left late, joins the names of their carriers, and tells how late each
/// carrier is.
///
/// Writes these, which appear when all of them are complete:
///
///   late/         the late flights in Parquet, by carrier and month (late/carrier=UA/month=1/…), and in
///                 8 buckets by tail number
///   carriers.csv  late flights, mean and longest delay of each carrier
///   dead.jsonl    the records that are no flights, with file, line, column and cause
///
/// How far it has come, and at the end what each node did, is shown on stderr, the carriers on stdout.
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

    /// Folder to write to, or its URL; made if it is missing, what these wrote before is replaced.
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,

    /// How many minutes after its time a flight has to leave to be late.
    #[arg(long, value_name = "MINUTES", default_value_t = 15, allow_negative_numbers = true)]
    pub min_delay: i32,

    /// CSV file with the columns `carrier` and `name`; the one that comes with the sample by default.
    #[arg(long, value_name = "FILE", default_value = AIRLINES, hide_default_value = true)]
    pub airlines: PathBuf,
}
