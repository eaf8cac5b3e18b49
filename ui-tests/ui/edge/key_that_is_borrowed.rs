use goflow::prelude::*;

#[source]
fn words() -> impl Iterator<Item = String> {
    std::iter::empty()
}

#[output]
fn print(word: String) {
    println!("{word}");
}

fn main() {
    let _flow = pipeline! {
        words -[key |word| word]-> print (c 4);
    };
}
