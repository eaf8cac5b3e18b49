use std::rc::Rc;

use goflow::prelude::*;

async fn wait() {}

#[task]
async fn double(n: u64) -> u64 {
    let twice = Rc::new(n * 2);
    wait().await;
    *twice
}

#[source]
async fn numbers(out: &mut Out<u64>) {
    let n = Rc::new(3);
    out.send(*n).await;
    drop(n);
}

fn main() {}
