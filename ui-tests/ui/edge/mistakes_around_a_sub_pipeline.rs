use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn print(text: String) {
    println!("{text}");
}

pipeline! {
    fn twice(cap: usize) -> Pipe<u64, u64> {
        in -> double -> move |n: u64| n + cap as u64 -> out;
    }
}

pipeline! {
    fn widen(cap: usize) -> Pipe<u32, u64> {
        in -> move |n: u32| u64::from(n) + cap as u64 -> out;
    }
}

fn main() {
    let _flow = pipeline! {
        numbers -> twice(1) -> print;
    };
    let _flow = pipeline! {
        numbers -> widen(1) -> discard;
    };
    let _flow = pipeline! {
        numbers -> twice -> discard;
    };
}
