use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = usize> {
    0..10
}

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    let _flow = pipeline! {
        numbers -> print;
    };
}
