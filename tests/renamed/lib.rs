//! A program that calls the crate `flow`.

use flow::prelude::*;
use std::sync::{Arc, Mutex};

/// What came.
pub type Seen<T> = Arc<Mutex<Vec<T>>>;

/// Counts.
#[source(crate = flow)]
pub fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

/// Sends.
#[source(crate = flow)]
pub async fn sent(upto: &u64, out: &mut Out<u64>) {
    for n in 0..*upto {
        out.send(n).await;
    }
}

/// Fails on odd numbers.
#[task(crate = flow)]
pub fn halve(n: u64, big: &mut Out<u64>) -> Result<u64, String> {
    if n > 5 {
        big.push(n);
    }
    if n.is_multiple_of(2) { Ok(n / 2) } else { Err(format!("{n} is odd")) }
}

/// Is `async` and generic.
#[task(crate = ::flow)]
pub async fn same<T: Event>(event: T, calls: &mut Local<u64>) -> T {
    **calls += 1;
    event
}

/// Counts per key.
#[task(crate = flow)]
pub fn nth(n: u64, count: &mut Keyed<Parity, u64>) -> (u64, u64) {
    **count += 1;
    (n, **count)
}

/// Even or odd.
#[derive(Key)]
#[key(crate = flow)]
pub struct Parity(pub bool);

/// Takes batches.
#[output(crate = flow, batch = 10)]
pub fn keep<T: Event>(events: Vec<T>, seen: &Seen<T>) {
    seen.lock().unwrap_or_else(|e| e.into_inner()).extend(events);
}

pipeline! {
    /// A sub-pipeline.
    pub fn halves() -> Pipe<u64, u64, String> {
        in -> same -> halve -> out;
        halve -[err]-> err;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_graph_with_all_kinds_of_edges() {
        let (kept, halved, odd) = (Seen::default(), Seen::default(), Seen::default());
        let flow = pipeline! {
            numbers(5) -[key |n| Parity(n % 2 == 0)]-> nth -> keep(kept.clone());
            sent(4) -> halves -> halved_to: keep(halved.clone());
            halves -[err]-> |f: Failed<String>| f.error -> odds: keep(odd.clone());
        };
        flow.run().await.unwrap();
        assert_eq!(*kept.lock().unwrap(), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3)]);
        assert_eq!(*halved.lock().unwrap(), [0, 1]);
        assert_eq!(*odd.lock().unwrap(), ["1 is odd", "3 is odd"]);
    }
}
