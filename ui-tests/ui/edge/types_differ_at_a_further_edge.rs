use goflow::prelude::*;

#[source]
fn lines() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[source]
fn numbers() -> impl Iterator<Item = usize> {
    0..10
}

#[task]
fn trim(line: String) -> String {
    line.trim().to_owned()
}

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    let _flow = pipeline! {
        lines -> trim -> print;
        numbers -> trim;
    };
}
