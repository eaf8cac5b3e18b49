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
fn print(n: u64) {
    println!("{n}");
}

#[output]
fn dead(failed: Failed<std::io::Error>) {
    eprintln!("{}", failed.error);
}

fn main() {
    let _flow = pipeline! {
        numbers -> double -> print;
        double -[err]-> dead;
    };
}
