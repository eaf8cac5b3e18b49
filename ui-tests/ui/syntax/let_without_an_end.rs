use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

fn twice(by: u64) -> impl Fn(u64) -> u64 {
    move |n| n * by
}

fn main() {
    let _flow = pipeline! {
        let double = twice(2)
        let half = |n: u64| n / 2
        let third = twice(3);
        numbers -> double -> half -> third -> discard;
    };
}
