use goflow::prelude::*;

#[source]
fn lines() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[task]
fn trim(line: &str) -> String {
    line.trim().to_owned()
}

#[task(unknown)]
fn show<T: Event + ToString>(t: T, db: u64) -> String {
    format!("{} {db}", t.to_string())
}

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    let _flow = pipeline! {
        lines -> trim (c 2) -[when |text| text.len() > 3]-> show(4) -> print;
        trim -[key |text| text.len()]-> print;
        show -[err]-> discard;
    };
}
