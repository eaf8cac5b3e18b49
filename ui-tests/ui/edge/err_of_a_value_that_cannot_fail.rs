use goflow::prelude::*;
use goflow::{BoxError, Output, Writer};
use std::convert::Infallible;

struct Store;

impl Output for Store {
    type Event = u64;
    type Error = Infallible;
    type Writer = Store;
    async fn open(&self, _: &Context) -> Result<Store, BoxError> {
        Ok(Store)
    }
}

impl Writer for Store {
    type Event = u64;
    type Error = Infallible;
    async fn write(&mut self, _: Vec<u64>, _: &mut Vec<Infallible>) -> Result<(), BoxError> {
        Ok(())
    }
}

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn dead(failed: Failed<Infallible>) {
    eprintln!("{failed}");
}

pipeline! {
    fn double() -> Pipe<u64, u64> {
        in -> |n: u64| n * 2 -> out;
    }
}

fn main() {
    let _flow = pipeline! {
        let store = Store;
        let twice = double();
        numbers -> double -> twice -> store;
        double -[err]-> dead;
        twice -[err]-> dead;
        store -[err]-> dead;
    };
}
