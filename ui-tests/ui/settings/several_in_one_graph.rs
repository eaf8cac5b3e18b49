use goflow::prelude::*;

const NONE: usize = 0;

#[source]
fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    let _flow = pipeline! {
        numbers(1) (workers 2) -> double (c NONE) -> print (c 0);
        double (c 3) -> discard;
        numbers(2) -> discard;
    };
}
