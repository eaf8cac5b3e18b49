//! Which worker gets an event: who has room, or who owns its key.

use std::collections::HashMap;

use goflow::prelude::*;

use crate::support::{Seen, done, items, numbers, run};

/// Worker 0 does not finish its first event before the others did nearly all the rest.
#[task]
async fn slow_worker(n: u64, seen: &Seen<usize>, all: &usize, ctx: &mut Context) -> u64 {
    if ctx.worker() == 0 {
        seen.until(*all).await;
    }
    seen.push(ctx.worker());
    n
}

#[test]
fn a_slow_worker_gets_less() {
    for buffer in [0, 1, 16, 64] {
        // What waits before worker 0 is its share of the queue, and what it took at once.
        let seen = Seen::new();
        let most = 4000 - 2 * buffer - 2;
        let flow = pipeline! {
            numbers(4000) -> slow_worker(seen.clone(), most) (c 3, buf {buffer}) -> discard;
        };
        done(flow);
        let workers = seen.take();
        let slow = workers.iter().filter(|worker| **worker == 0).count();
        assert_eq!(workers.len(), 4000);
        assert!(slow <= 2 * buffer + 2, "{slow} of 4000 at the slow worker, buf {buffer}");
    }
}

#[output]
fn where_to<K: Key + Clone + Sync>(
    event: (K, u64),
    seen: &Seen<(K, u64, usize)>,
    ctx: &mut Context,
) {
    seen.push((event.0, event.1, ctx.worker()));
}

/// Kafka's murmur2, written down once more from its Java source.
fn murmur2(data: &[u8]) -> i32 {
    let m = 0x5bd1_e995_u32;
    let mut h = 0x9747_b28c_u32 ^ data.len() as u32;
    for i in 0..data.len() / 4 {
        let byte = |n: usize| u32::from(data[4 * i + n]);
        let mut k = byte(0) + (byte(1) << 8) + (byte(2) << 16) + (byte(3) << 24);
        k = k.wrapping_mul(m);
        k ^= k >> 24;
        k = k.wrapping_mul(m);
        h = h.wrapping_mul(m) ^ k;
    }
    let rest = data.len() & !3;
    let left = data.len() % 4;
    if left == 3 {
        h ^= u32::from(data[rest + 2]) << 16;
    }
    if left >= 2 {
        h ^= u32::from(data[rest + 1]) << 8;
    }
    if left >= 1 {
        h = (h ^ u32::from(data[rest])).wrapping_mul(m);
    }
    h ^= h >> 13;
    h = h.wrapping_mul(m);
    (h ^ (h >> 15)) as i32
}

/// The worker of a key, by the rule in the design: 128 key groups, in ranges.
fn owner(bytes: &[u8], workers: usize) -> usize {
    let group = (murmur2(bytes) & 0x7fff_ffff) as usize % 128;
    group * workers / 128
}

/// Every key at the worker that owns it, and in order.
fn check<K: std::hash::Hash + Eq + std::fmt::Debug + Clone>(
    seen: Vec<(K, u64, usize)>,
    workers: usize,
    bytes: impl Fn(&K) -> Vec<u8>,
) {
    let mut last = HashMap::new();
    for (key, n, worker) in seen {
        assert_eq!(worker, owner(&bytes(&key), workers), "{key:?}");
        let before = last.insert(key.clone(), n);
        assert!(before.is_none_or(|before| before < n), "{key:?}: {n} after {before:?}");
    }
}

#[test]
fn the_reference_agrees_with_kafkas_own_test() {
    let known: [(&[u8], i32); 6] = [
        (b"21", -973_932_308),
        (b"foobar", -790_332_482),
        (b"a-little-bit-long-string", -985_981_536),
        (b"a-little-bit-longer-string", -1_486_304_829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        (b"abc", 479_470_107),
    ];
    for (bytes, hash) in known {
        assert_eq!(murmur2(bytes), hash);
    }
}

#[test]
fn a_text_key_goes_to_the_worker_of_its_key_group_in_order() {
    for workers in [1, 2, 3, 7] {
        let seen = Seen::new();
        let events: Vec<_> = (0..6000_u64).map(|n| (format!("key {}", n * n % 577), n)).collect();
        let flow = pipeline! {
            items(events) -[key |e| e.0.clone()]-> where_to(seen.clone()) (c {workers}, buf {10 * workers});
        };
        done(flow);
        let seen = seen.take();
        assert_eq!(seen.len(), 6000);
        check(seen, workers, |key| key.clone().into_bytes());
    }
}

#[test]
fn a_number_is_routed_by_its_big_endian_bytes() {
    let seen = Seen::new();
    let events: Vec<_> = (0..5000_u64).map(|n| ((n * 7919 % 701) as u32, n)).collect();
    let flow = pipeline! {
        items(events) -[key |e| e.0]-> where_to(seen.clone()) (c 5);
    };
    done(flow);
    check(seen.take(), 5, |key| key.to_be_bytes().to_vec());
}

#[test]
fn a_key_keeps_its_order_through_two_keyed_stages() {
    #[task]
    fn pass(event: (u32, u64)) -> (u32, u64) {
        event
    }
    let seen = Seen::new();
    let events: Vec<_> = (0..20_000_u64).map(|n| ((n % 31) as u32, n)).collect();
    let flow = pipeline! {
        items(events) -[key |e| e.0]-> pass (c 3, buf 7)
            -[key |e| e.0]-> second: pass (c 2, buf 0) -[key |e| e.0]-> where_to(seen.clone()) (c 4);
    };
    run(flow.run()).unwrap();
    check(seen.take(), 4, |key| key.to_be_bytes().to_vec());
}
