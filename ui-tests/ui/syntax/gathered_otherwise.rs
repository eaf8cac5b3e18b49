use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..9
}

#[source]
fn more() -> impl Iterator<Item = u64> {
    9..12
}

#[output]
fn print(n: u64) {
    println!("{n}");
}

fn main() {
    let flow = pipeline! {
        numbers, more -> print;
        { numbers; more } -> print;
        print <- numbers;
        [numbers -> print, more] -> print;
    };
    drop(flow);
}
