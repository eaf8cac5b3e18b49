use std::sync::{Arc, Mutex};

use renoir::{BatchMode, Replication};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::context;
use crate::work::w5::{Arrived, Schedule, Tick};

/// An event that renoir takes for one it could send to another process.
#[derive(Clone, Copy)]
struct Sent(Tick);

impl Serialize for Sent {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("a time of this process says nothing elsewhere"))
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("a time of another process says nothing here"))
    }
}

/// A block for every node, and every event sent at once.
pub fn queued(events: u64) -> Arrived {
    let context = context();
    let arrived = Arc::new(Mutex::new(Arrived::default()));
    let output = arrived.clone();
    context
        .stream_iter(Schedule::new(events).map(Sent))
        .batch_mode(BatchMode::Single)
        .replication(Replication::One)
        .map(|Sent(tick)| Sent(tick.mix()))
        .replication(Replication::One)
        .map(|Sent(tick)| Sent(tick.spread()))
        .replication(Replication::One)
        // Nobody else locks it meanwhile.
        .for_each(move |Sent(tick)| output.lock().unwrap().arrive(tick));
    context.execute_blocking();
    let arrived = arrived.lock().unwrap();
    arrived.clone()
}
