use tokio::spawn;

use super::link::{Link, Receiver, Sender, node, output, source};
use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

pub async fn seed<L: Link>(events: u64) -> Seed {
    let (to_process, to_be_processed) = L::link();
    let (to_measure, to_be_measured) = L::link();
    let (to_write, to_be_written) = L::link();
    let (to_strings, strings) = L::link();
    let (to_ints, ints) = L::link();
    for instance in 0..2 {
        let texts = (0..events).map(move |i| string_source(instance, i));
        spawn(fan(texts, to_process.clone(), to_measure.clone()));
    }
    drop(to_process);
    spawn(processor(to_be_processed, to_measure, to_strings.clone()));
    spawn(node(to_be_measured, to_ints, |text: String| Some(string_to_int(&text))));
    spawn(source(0..events as usize, to_write));
    spawn(node(to_be_written, to_strings, |number| Some(int_to_string(number))));
    let ints = spawn(output(ints, Seed::int_out));
    let strings = spawn(output(strings, Seed::string_out));
    ints.await.unwrap().and(strings.await.unwrap())
}

/// A source that sends to two.
async fn fan<S: Sender<String>>(texts: impl Iterator<Item = String>, mut one: S, mut other: S) {
    for text in texts {
        both(text, &mut one, &mut other).await;
    }
    one.send().await;
    other.send().await;
}

async fn processor<S: Sender<String>>(mut from: impl Receiver<String>, mut one: S, mut other: S) {
    while let Some(some) = from.next().await {
        for text in some {
            both(string_processor(text), &mut one, &mut other).await;
        }
    }
    one.send().await;
    other.send().await;
}

async fn both<S: Sender<String>>(text: String, one: &mut S, other: &mut S) {
    if one.put(text.clone()) {
        one.send().await;
    }
    if other.put(text) {
        other.send().await;
    }
}
