use goflow::prelude::*;

#[task]
fn double(n: u64) -> u64 {
    n * 2
}

fn main() {
    let _twice = pipeline! {
        in -> double -> out;
        double -> discard;
    };
}
