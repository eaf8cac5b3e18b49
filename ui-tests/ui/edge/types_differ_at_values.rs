use goflow::prelude::*;
use goflow::{Batch, BoxError, Output, Reader, Source, Writer};
use std::convert::Infallible;

struct Countdown(u32);

impl Source for Countdown {
    type Event = u32;
    type Error = Infallible;
    type Reader = Countdown;
    async fn open(&self, _: &Context) -> Result<Countdown, BoxError> {
        Ok(Countdown(self.0))
    }
}

impl Reader for Countdown {
    type Event = u32;
    type Error = Infallible;
    async fn read(&mut self, batch: &mut Batch<u32, Infallible>) -> Result<bool, BoxError> {
        batch.push(self.0);
        Ok(false)
    }
}

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

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    let _flow = pipeline! {
        let countdown = Countdown(10);
        let store = Store;
        countdown -> {
            print;
            store;
        }
    };
}
