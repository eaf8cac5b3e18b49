use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[task]
fn triple(n: u64) -> u64 {
    n * 3
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        let spare = |n: u64| n;
        numbers -> double -> print;
        double -> ;
        numbers -> double;
        print => double;
        numbers -> tripel -> print;
        triple -> triple;
    };
}
