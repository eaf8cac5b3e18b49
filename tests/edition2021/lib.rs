//! Everything that the macros write has to be right in edition 2021, too.

use goflow::prelude::*;
use std::sync::{Arc, Mutex};

/// What came.
pub type Seen<T> = Arc<Mutex<Vec<T>>>;

/// In this edition an `impl Trait` captures lifetimes only when it says so.
#[source]
pub fn numbers(upto: &u64) -> impl Iterator<Item = u64> {
    0..*upto
}

/// Borrows its argument.
#[source]
pub fn items<'a>(all: &'a Vec<String>) -> impl Iterator<Item = String> + 'a {
    all.iter().cloned()
}

/// Sends.
#[source]
pub async fn sent(upto: &u64, out: &mut Out<u64>) -> Result<(), std::io::Error> {
    for n in 0..*upto {
        out.send(n).await;
    }
    Ok(())
}

/// Splits.
#[task]
pub fn words<'a>(line: &'a String) -> impl Iterator<Item = String> + 'a {
    line.split(' ').map(String::from)
}

/// Counts.
#[task]
pub fn count(word: String, n: &mut Keyed<String, u64>) -> (String, u64) {
    **n += 1;
    (word, **n)
}

/// Fails on odd numbers.
#[task]
pub async fn halve(n: u64, by: &u64) -> Result<u64, String> {
    if n.is_multiple_of(*by) {
        Ok(n / by)
    } else {
        Err(format!("{n} is odd"))
    }
}

/// Is generic.
#[output]
pub fn keep<T: Event>(event: T, seen: &Seen<T>) {
    seen.lock().unwrap_or_else(|e| e.into_inner()).push(event);
}

pipeline! {
    /// A sub-pipeline.
    pub fn halves(by: u64) -> Pipe<u64, u64, String> {
        in -> halve(by) (inflight 4) -> out;
        halve -[err]-> err;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take<T>(seen: &Seen<T>) -> Vec<T> {
        std::mem::take(&mut seen.lock().unwrap())
    }

    #[tokio::test]
    async fn a_graph_with_all_kinds_of_edges() {
        let (kept, halved, odd) = (Seen::default(), Seen::default(), Seen::default());
        let lines = vec!["to be or".to_string(), "not to be".to_string()];
        let flow = pipeline! {
            items(lines) -> words -[key |word| word.clone()]-> count (c 2) -> keep(kept.clone());
            [numbers(4), sent(2)] -[when |n| *n != 2]-> halves(2) -> halved_to: keep(halved.clone());
            halves -[err]-> |f: Failed<String>| f.error -> odds: keep(odd.clone());
        };
        flow.run().await.unwrap();
        let mut kept = take(&kept);
        kept.sort();
        let expected = [("be", 1), ("be", 2), ("not", 1), ("or", 1), ("to", 1), ("to", 2)];
        assert_eq!(kept, expected.map(|(word, n)| (word.to_string(), n)));
        assert_eq!(take(&halved), [0, 0]);
        let mut odd = take(&odd);
        odd.sort();
        assert_eq!(odd, ["1 is odd", "1 is odd", "3 is odd"]);
    }
}
