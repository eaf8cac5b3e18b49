//! CSV in and out: the routes of the sample's flights, each once, as a file with semicolons.

use std::collections::HashSet;
use std::path::PathBuf;

use goflow::csv;
use goflow::prelude::*;
use serde::{Deserialize, Serialize};

/// The columns that are needed: they are found by name, whatever stands between them.
#[derive(Deserialize, Serialize, Clone, PartialEq, Eq, Hash)]
struct Route {
    origin: String,
    dest: String,
    distance: u32,
}

#[task]
fn once(route: Route, seen: &mut Local<HashSet<Route>>) -> Option<Route> {
    seen.insert(route.clone()).then_some(route)
}

#[derive(clap::Args)]
struct Args {
    /// CSV files: a file, a folder or a glob.
    #[arg(default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/flights.csv"))]
    data: PathBuf,
    /// The file to write.
    #[arg(long, default_value = "out/routes.csv")]
    out: PathBuf,
}

/// Lists the routes that were flown.
#[goflow::main]
fn main(args: Args) -> Result<Pipeline, goflow::Error> {
    Ok(pipeline! {
        let flights = csv::source::<Route>(args.data).null("NA");
        let routes = csv::sink::<Route>(args.out).delimiter(b';');
        flights -> once -> routes;
    })
}
