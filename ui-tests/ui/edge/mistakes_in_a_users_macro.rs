use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn print(text: String) {
    println!("{text}");
}

macro_rules! to_print {
    ($source:ident) => {
        pipeline! { $source -> print; }
    };
}

macro_rules! from_numbers {
    ($output:path) => {
        pipeline! { numbers -> $output (c 2); }
    };
}

fn main() {
    let _flow = to_print!(numbers);
    let _flow = from_numbers!(print);
}
