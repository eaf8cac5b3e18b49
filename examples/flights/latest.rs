//! A task written by hand: it keeps the last statistics of each carrier, and sends them at the end.

use std::collections::BTreeMap;
use std::convert::Infallible;

use goflow::{BoxError, Context, Out, Task, Transform};

use crate::model::CarrierDelays;

/// The task, as it stands in the graph.
pub struct Latest;

/// Its worker, while the pipeline runs.
#[derive(Default)]
pub struct Carriers(BTreeMap<String, CarrierDelays>);

impl Task for Latest {
    type Event = CarrierDelays;
    type Out = CarrierDelays;
    type Error = Infallible;
    type Worker = Carriers;

    async fn open(&self, _: &Context) -> Result<Carriers, BoxError> {
        Ok(Carriers::default())
    }
}

impl Transform for Carriers {
    type Event = CarrierDelays;
    type Out = CarrierDelays;
    type Error = Infallible;

    async fn run(
        &mut self,
        delays: CarrierDelays,
        _: &mut Out<CarrierDelays>,
    ) -> Result<(), Infallible> {
        match self.0.get_mut(&delays.carrier) {
            Some(known) => *known = delays,
            None => {
                self.0.insert(delays.carrier.clone(), delays);
            }
        }
        Ok(())
    }

    /// The last events have come.
    async fn close(&mut self, out: &mut Out<CarrierDelays>) -> Result<(), BoxError> {
        for (_, delays) in std::mem::take(&mut self.0) {
            out.send(delays).await;
        }
        Ok(())
    }
}
