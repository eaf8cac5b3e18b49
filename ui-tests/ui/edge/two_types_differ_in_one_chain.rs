use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = usize> {
    0..10
}

#[task]
fn trim(line: String) -> String {
    line.trim().to_owned()
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
        numbers -> trim -> double -> print;
    };
}
