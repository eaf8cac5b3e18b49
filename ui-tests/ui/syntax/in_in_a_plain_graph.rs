use goflow::prelude::*;

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
        in -> double -> print;
    };
}
