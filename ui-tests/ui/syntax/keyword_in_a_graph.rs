use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        if true { numbers -> print };
        for _ in 0..2 { numbers -> print };
    };
    drop(flow);
}
