use goflow::parquet;
use goflow::prelude::*;

#[derive(Record)]
struct Flight {
    delay: i32,
}

struct Doubler;

impl Doubler {
    fn new() -> Self {
        Self
    }
}

#[source]
fn flights() -> impl Iterator<Item = Flight> {
    [Flight { delay: 3 }].into_iter()
}

#[output]
fn print(flight: Flight) {
    println!("{}", flight.delay);
}

fn main() {
    let flow = pipeline! {
        goflow::parquet::source::<Flight>("in/") -> print;
        parquet::batches("in/").columns(["delay"]) (c 2) -> discard;
        flights -> parquet::sink("out/") (c 2);
        flights -> Doubler -> print;
        flights -> Doubler::new() -> print;
    };
    drop(flow);
}
