use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
fn split(n: u64, even: &mut Out<u64>, odd: &mut Out<u64>) {
    if n % 2 == 0 {
        even.push(n);
    } else {
        odd.push(n);
    }
}

fn main() {
    let _flow = pipeline! {
        numbers -> split -[even]-> discard;
        split -[odd]-> discard;
    };
}
