//! An output written by hand: it keeps the last statistics of each carrier, and writes and shows them
//! at the end.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use goflow::{BoxError, Context, Output, Writer};

use crate::model::CarrierDelays;

/// The output, as it stands in the graph.
pub struct Summary {
    path: PathBuf,
}

/// Its worker, while the pipeline runs.
pub struct Table {
    path: PathBuf,
    carriers: BTreeMap<String, CarrierDelays>,
}

impl Summary {
    /// Writes to `path`, a CSV file.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }
}

impl Output for Summary {
    type Event = CarrierDelays;
    type Error = Infallible;
    type Writer = Table;

    async fn open(&self, _: &Context) -> Result<Table, BoxError> {
        Ok(Table { path: self.path.clone(), carriers: BTreeMap::new() })
    }
}

impl Writer for Table {
    type Event = CarrierDelays;
    type Error = Infallible;

    async fn write(
        &mut self,
        events: Vec<CarrierDelays>,
        _: &mut Vec<Infallible>,
    ) -> Result<(), BoxError> {
        for event in events {
            self.carriers.insert(event.carrier.clone(), event);
        }
        Ok(())
    }

    /// Some lines, so this thread may wait for them. A failed run never comes here.
    async fn close(&mut self) -> Result<(), BoxError> {
        let mut text = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        text.write_record(["carrier", "name", "late_flights", "mean_delay", "max_delay"])?;
        for carrier in self.carriers.values() {
            text.serialize(carrier)?;
        }
        // Nobody is to see half of it.
        let hidden = self.path.with_file_name(".carriers.csv");
        let text = text.into_inner()?;
        fs::write(&hidden, &text)?;
        fs::rename(&hidden, &self.path)?;
        io::stdout().write_all(&text)?;
        Ok(())
    }
}
