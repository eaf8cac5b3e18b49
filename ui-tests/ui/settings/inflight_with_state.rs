use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
async fn sum(n: u64, all: &mut Local<u64>) -> u64 {
    **all += n;
    **all
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> sum (inflight 4) -> double (inflight 4) -> print;
    };
}
