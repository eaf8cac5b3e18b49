use goflow::prelude::*;

#[source]
unsafe fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
pub unsafe fn double(n: u64) -> u64 {
    n * 2
}

#[output]
async unsafe fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> double -> print;
    };
}
