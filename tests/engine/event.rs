//! The event of the random graphs, and one node of every form for it.
//!
//! A node is named `form_salt`: its form and its salt are all that [`reference`](super::reference)
//! needs to know to do the same by hand.

use goflow::prelude::*;

use crate::support::Seen;

/// What it is worth, where it came from, and which way it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ev {
    /// Salt and worker of its source.
    pub origin: u64,
    /// Grows with every node: events of one path keep their order where all workers are alone.
    pub path: u64,
    pub value: u64,
}

/// What a node sends, and by which port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    Main(Ev),
    Err(Ev),
    Side(Ev),
}

/// The error of nodes that may fail.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0:?}")]
pub struct Bad(pub Ev);

/// Where an event arrived: the output's name, and the event.
pub type Arrived = (String, Ev);

/// A good mixture of both.
pub fn mix(a: u64, b: u64) -> u64 {
    let mut x = a.wrapping_add(b.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(1);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

impl Ev {
    pub fn first(salt: u64, worker: u64, index: u64) -> Self {
        let origin = mix(salt, worker);
        Self { origin, path: mix(1, salt), value: mix(origin, index) }
    }

    /// The event behind a node.
    pub fn behind(self, salt: u64) -> Self {
        self.nth(salt, 0)
    }

    /// One of several events behind a node.
    pub fn nth(self, salt: u64, n: u64) -> Self {
        Self { path: mix(self.path, salt), value: mix(self.value, salt + 1000 * n), ..self }
    }

    /// What a `when` on the edge to node `salt` lets pass.
    pub fn passes(&self, salt: u64) -> bool {
        !mix(self.value, salt + 7).is_multiple_of(3)
    }

    /// The key on edges to a `tally`.
    pub fn key(&self) -> u8 {
        (self.value % 17) as u8
    }
}

#[source]
pub fn numbers(salt: &u64, count: &u64, ctx: &mut Context) -> impl Iterator<Item = Ev> {
    let worker = ctx.worker() as u64;
    (0..*count).map(move |index| Ev::first(*salt, worker, index))
}

#[source]
pub fn stream(salt: &u64, count: &u64, ctx: &mut Context) -> impl Stream<Item = Ev> {
    let worker = ctx.worker() as u64;
    let numbers = (0..*count).map(move |index| Ev::first(*salt, worker, index));
    futures::stream::unfold(numbers, async |mut numbers| {
        let event = numbers.next()?;
        if event.value.is_multiple_of(7) {
            tokio::task::yield_now().await;
        }
        Some((event, numbers))
    })
}

#[source]
pub async fn listen(salt: &u64, count: &u64, ctx: &mut Context, out: &mut Out<Ev>) {
    for index in 0..*count {
        out.send(Ev::first(*salt, ctx.worker() as u64, index)).await;
    }
}

#[task]
pub fn map(event: Ev, salt: &u64) -> Ev {
    event.behind(*salt)
}

/// The same, and only reads.
#[task]
pub fn read(event: &Ev, salt: &u64) -> Ev {
    event.behind(*salt)
}

/// The same, and takes its time.
#[task]
pub async fn attend(event: &Ev, salt: &u64) -> Ev {
    for _ in 0..event.value % 3 {
        tokio::task::yield_now().await;
    }
    event.behind(*salt)
}

/// The same on the pool.
#[task(blocking)]
pub fn consult(event: &Ev, salt: &u64) -> Ev {
    event.behind(*salt)
}

#[task]
pub fn some(event: Ev, salt: &u64) -> Option<Ev> {
    (!event.value.is_multiple_of(3)).then(|| event.behind(*salt))
}

#[task]
pub fn fail(event: Ev, salt: &u64) -> Result<Ev, Bad> {
    let behind = event.behind(*salt);
    if event.value.is_multiple_of(5) { Err(Bad(behind)) } else { Ok(behind) }
}

/// The same in all that it can be: it fails, drops, and has a port.
#[task]
pub async fn try_some(event: Ev, salt: &u64, side: &mut Out<Ev>) -> Result<Option<Ev>, Bad> {
    let behind = event.behind(*salt);
    if event.value % 2 == 1 {
        side.send(event.nth(*salt, 1)).await;
    }
    match event.value % 5 {
        0 => Err(Bad(behind)),
        1 => Ok(None),
        _ => Ok(Some(behind)),
    }
}

#[task]
pub fn heal(failed: Failed<Bad>, salt: &u64) -> Ev {
    failed.error.0.behind(*salt)
}

#[task]
pub fn many(event: Ev, salt: &u64) -> impl Iterator<Item = Ev> {
    (0..event.value % 4).map(move |n| event.nth(*salt, n))
}

/// The same, and only reads.
#[task]
pub fn spell(event: &Ev, salt: &u64) -> impl Iterator<Item = Ev> {
    (0..event.value % 4).map(|n| event.nth(*salt, n))
}

/// The same on the pool.
#[task(blocking)]
pub fn dig(event: Ev, salt: &u64) -> impl Iterator<Item = Ev> {
    (0..event.value % 4).map(move |n| event.nth(*salt, n))
}

#[task]
pub fn push(event: &Ev, salt: &u64, out: &mut Out<Ev>) {
    for n in 0..event.value % 4 {
        out.push(event.nth(*salt, n));
    }
}

/// The same on the pool.
#[task(blocking)]
pub fn heave(event: &Ev, salt: &u64, out: &mut Out<Ev>) {
    (0..event.value % 4).for_each(|n| out.push(event.nth(*salt, n)));
}

#[task]
pub fn fork(event: Ev, salt: &u64, side: &mut Out<Ev>) -> Ev {
    if event.value % 2 == 1 {
        side.push(event.nth(*salt, 1));
    }
    event.behind(*salt)
}

#[task]
pub async fn wait(event: Ev, salt: &u64) -> Ev {
    for _ in 0..event.value % 4 {
        tokio::task::yield_now().await;
    }
    event.behind(*salt)
}

#[task]
pub async fn send(event: Ev, salt: &u64, out: &mut Out<Ev>) {
    for n in 0..event.value % 4 {
        out.send(event.nth(*salt, n)).await;
    }
}

#[task(blocking)]
pub fn block(event: Ev, salt: &u64) -> Ev {
    event.behind(*salt)
}

/// The `n`th event of a key, whichever event that is.
#[task]
pub fn tally(event: Ev, salt: &u64, n: &mut Keyed<u8, u64>) -> Ev {
    **n += 1;
    counted(*salt, event.key(), **n)
}

/// The same, and takes its time.
#[task]
pub async fn tally_late(event: &Ev, salt: &u64, n: &mut Keyed<u8, u64>) -> Ev {
    if event.value.is_multiple_of(3) {
        tokio::task::yield_now().await;
    }
    **n += 1;
    counted(*salt, event.key(), **n)
}

pub fn counted(salt: u64, key: u8, n: u64) -> Ev {
    Ev { origin: mix(salt, u64::from(key)), path: mix(2, salt), value: mix(u64::from(key), n) }
}

#[output]
pub fn out(event: Ev, seen: &Seen<Arrived>, ctx: &mut Context) {
    seen.push((ctx.node().to_string(), event));
}

#[output(batch = 10)]
pub fn batch(events: Vec<Ev>, seen: &Seen<Arrived>, ctx: &mut Context) {
    assert!((1..=10).contains(&events.len()));
    events.into_iter().for_each(|event| seen.push((ctx.node().to_string(), event)));
}

/// Late, unless it is full before.
#[output(batch = 7, linger = "2ms")]
pub async fn linger(events: Vec<Ev>, seen: &Seen<Arrived>, ctx: &mut Context) {
    assert!((1..=7).contains(&events.len()));
    tokio::task::yield_now().await;
    events.into_iter().for_each(|event| seen.push((ctx.node().to_string(), event)));
}

/// Takes what others would fail on, and fails on that.
#[output]
pub async fn refuse(event: Ev, seen: &Seen<Arrived>, ctx: &mut Context) -> Result<(), Bad> {
    tokio::task::yield_now().await;
    if event.value.is_multiple_of(5) {
        return Err(Bad(event.behind(0)));
    }
    seen.push((ctx.node().to_string(), event));
    Ok(())
}

pipeline! {
    /// A node that is several, and fails.
    pub fn pipe(salt: u64) -> Pipe<Ev, Ev, Bad> {
        in -[key |e| e.key()]-> tally_1: tally(1) (c 2) -> {
            [fail_2: fail(2), read_3: read(3)] -> map_4: map(4) -> out;
            nested: nest(salt) -> out;
        }
        fail_2 -[err]-> err;
    }
}

pipeline! {
    /// One inside of that.
    pub fn nest(_salt: u64) -> Pipe<Ev, Ev> {
        in -> { wait_5: wait(5) (inflight 3) -> out; many_6: many(6) (buf 0) -> out; }
        wait_5 -[when |e| e.passes(7)]-> map_7: map(7) -> out;
    }
}

#[output]
pub fn lost(failed: Failed<Bad>, seen: &Seen<Arrived>, ctx: &mut Context) {
    seen.push((ctx.node().to_string(), failed.error.0));
}
