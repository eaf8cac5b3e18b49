use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[output]
fn print(text: String) {
    println!("{text}");
}

fn main() {
    let _flow = pipeline! {
        let double (c 2) = |n: u64| n * 2;
        numbers -> |n: u32| n + 1 -> discard;
        numbers -> double -> print;
        numbers -> |n: &u64| n + 1 -> |text: String| text -> print;
    };
}
