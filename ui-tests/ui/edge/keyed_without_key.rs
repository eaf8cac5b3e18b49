use goflow::prelude::*;

#[source]
fn words() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[task]
fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
    **n += 1;
    (word, **n)
}

#[output]
fn print((word, n): (String, u64)) {
    println!("{word} {n}");
}

fn main() {
    let _flow = pipeline! {
        words -> count (c 4) -> print;
    };
}
