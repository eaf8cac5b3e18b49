use goflow::prelude::*;

#[source]
fn numbers() -> impl Iterator<Item = u64> {
    0..10
}

#[task]
async fn double(n: u64) -> u64 {
    n * 2
}

const MANY: u32 = 8;

fn main() {
    let many = 16_i32;
    let _flow = pipeline! {
        numbers -> double (inflight MANY, buf { many }) -> discard;
    };
}
