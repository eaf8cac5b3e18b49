use tokio::spawn;

use super::link::{Link, Receiver, Sender, map, output, source};
use crate::work::w2::{Seed, int_to_string, string_processor, string_source, string_to_int};

pub async fn seed<L: Link>(events: u64) -> Seed {
    let (to_process, to_be_processed) = L::link();
    let (to_measure, to_be_measured) = L::link();
    let (to_write, to_be_written) = L::link();
    let (to_strings, strings) = L::link();
    let (to_ints, ints) = L::link();
    for instance in 0..2 {
        let texts = (0..events).map(move |i| string_source(instance, i));
        spawn(fan::<L>(texts, to_process.clone(), to_measure.clone()));
    }
    drop(to_process);
    spawn(processor::<L>(to_be_processed, to_measure, to_strings.clone()));
    spawn(map::<L, String, _>(to_be_measured, to_ints, |text| string_to_int(&text)));
    spawn(source::<L, _>(0..events as usize, to_write));
    spawn(map::<L, _, _>(to_be_written, to_strings, int_to_string));
    let ints = spawn(output::<L, _, _>(ints, Seed::int_out));
    let strings = spawn(output::<L, _, _>(strings, Seed::string_out));
    ints.await.unwrap().and(strings.await.unwrap())
}

/// A source that sends to two.
async fn fan<L: Link>(
    texts: impl Iterator<Item = String>,
    mut one: L::Sender<String>,
    mut other: L::Sender<String>,
) {
    for text in texts {
        both::<L>(text, &mut one, &mut other).await;
    }
    one.send().await;
    other.send().await;
}

async fn processor<L: Link>(
    mut from: L::Receiver<String>,
    mut one: L::Sender<String>,
    mut other: L::Sender<String>,
) {
    while let Some(some) = from.next().await {
        for text in some {
            both::<L>(string_processor(text), &mut one, &mut other).await;
        }
    }
    one.send().await;
    other.send().await;
}

async fn both<L: Link>(text: String, one: &mut L::Sender<String>, other: &mut L::Sender<String>) {
    if one.put(text.clone()) {
        one.send().await;
    }
    if other.put(text) {
        other.send().await;
    }
}
