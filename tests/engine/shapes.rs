//! Graphs of every shape bring what one thread would, whatever their settings.

use goflow::prelude::*;

use super::event::*;
use super::knobs::{Knobs, check};
use crate::support::Seen;

type Arrivals = Seen<Arrived>;

fn chain(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> map_2: map(2) -> some_3: some(3) (c {k.c(0)}, buf {k.buf(0)})
            -> read_4: read(4) -> many_5: many(5) (buf {k.buf(1)}) -> map_6: map(6) (c {k.c(1)})
            -> out(seen.clone()) (c {k.c(2)}, buf {k.buf(2)});
    }
}

fn queues_everywhere(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) (c {k.c(0)}) -> map_2: map(2) (c {k.c(1)}, buf {k.buf(1)})
            -> map_3: map(3) (c {k.c(2)}, buf {k.buf(2)}) -> map_4: map(4) (c {k.c(3)}, buf {k.buf(3)})
            -> map_5: map(5) (c {k.c(4)}, buf {k.buf(4)}) -> out(seen.clone()) (buf {k.buf(5)});
    }
}

fn fan_out(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> {
            map_2: map(2) -> out_1: out(seen.clone());
            read_3: read(3) -> out_2: out(seen.clone()) (buf {k.buf(0)});
            push_4: push(4) -> out_3: out(seen.clone());
            many_5: many(5) (c {k.c(0)}, buf {k.buf(1)}) -> out_4: out(seen.clone());
            out_5: out(seen.clone()) (c {k.c(1)});
            discard;
        }
    }
}

fn fan_in(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        [numbers_1: numbers(1, k.count), stream_2: stream(2, k.count) (c {k.c(0)}),
         listen_3: listen(3, k.count)] -> map_4: map(4) (c {k.c(1)}, buf {k.buf(0)}) -> out(seen.clone());
    }
}

fn diamond(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> {
            map_2: map(2) (c {k.c(0)}, buf {k.buf(0)});
            some_3: some(3) (buf {k.buf(1)});
            read_4: read(4);
        }
        [map_2, some_3, read_4] -> map_5: map(5) (c {k.c(1)}, buf {k.buf(2)}) -> out(seen.clone());
        numbers_1 -> map_5;
    }
}

fn ladder(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> { map_2: map(2); map_3: map(3) (buf {k.buf(0)}); }
        [map_2, map_3] -> map_4: map(4) (c {k.c(0)}, buf {k.buf(1)}) -> { map_5: map(5); some_6: some(6) (c {k.c(1)}); }
        [map_5, some_6] -> map_7: map(7) -> { map_8: map(8) (buf {k.buf(2)}); many_9: many(9) (buf {k.buf(3)}); }
        [map_8, many_9] -> map_10: map(10) (buf {k.buf(4)}) -> out(seen.clone());
    }
}

fn keyed(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        [numbers_1: numbers(1, k.count), numbers_2: numbers(2, k.count) (c {k.c(0)})]
            -[key |e| e.key()]-> tally_3: tally(3) (c {k.c(1)}, buf {k.buf(0)}) -> map_4: map(4)
            -[key |e| e.key()]-> tally_5: tally(5) (c {k.c(2)}, buf {k.buf(1)}) -> out(seen.clone());
        numbers_1 -[key |e| e.key()]-> map_6: map(6) (c {k.c(3)}, buf {k.buf(2)}) -> out;
    }
}

fn errors(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> fail_2: fail(2) -> fail_3: fail(3) (c {k.c(0)}, buf {k.buf(0)})
            -> out_1: out(seen.clone()) (buf {k.buf(1)});
        fail_2 -[err]-> heal_4: heal(4) -> out_2: out(seen.clone());
        fail_3 -[err]-> lost(seen.clone()) (buf {k.buf(2)});
        fail_2 -[err]-> lost;
    }
}

fn whens(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -[when |e| e.passes(2)]-> map_2: map(2) -[when |e| e.passes(0)]-> out(seen.clone());
        numbers_1 -[when |e| e.passes(3)]-> read_3: read(3) -> out;
        numbers_1 -[when |e| e.passes(4)]-> map_4: map(4) (c {k.c(0)}, buf {k.buf(0)})
            -[when |e| e.passes(5)]-> many_5: many(5) (buf {k.buf(1)}) -> out_9: out(seen.clone());
    }
}

fn ports(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> fork_2: fork(2) -> fork_3: fork(3) (c {k.c(0)}, buf {k.buf(0)}) -> out_1: out(seen.clone());
        fork_2 -[side]-> map_4: map(4) -> out_2: out(seen.clone());
        fork_3 -[side]-> many_5: many(5) (c {k.c(1)}, buf {k.buf(1)}) -> out_2;
        numbers_1 -> fork_6: fork(6) -> out_3: out(seen.clone()) (buf {k.buf(2)});
    }
}

fn waiting(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> wait_2: wait(2) -> send_3: send(3) (c {k.c(0)}, buf {k.buf(0)})
            -> wait_4: wait(4) (inflight {k.inflight(0)}) -> wait_5: wait(5) (inflight {k.inflight(1)}, c {k.c(1)}, buf {k.buf(1)})
            -> map_6: map(6) -> out_1: out(seen.clone());
        numbers_1 -> wait_7: wait(7) (inflight {k.inflight(2)} unordered) -> out_2: out(seen.clone()) (buf {k.buf(2)});
    }
}

fn blocking(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> block_2: block(2) -> map_3: map(3) -> block_4: block(4) (c {k.c(0)}, buf {k.buf(0)})
            -> { out_1: out(seen.clone()); block_5: block(5) -> out_2: out(seen.clone()) (buf {k.buf(1)}); }
    }
}

fn pushed(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c {k.c(0)}) -> push_2: push(2) -> push_3: push(3) (buf {k.buf(0)}) -> many_4: many(4)
            -> send_5: send(5) (c {k.c(1)}, buf {k.buf(1)}) -> { out_1: out(seen.clone()); push_6: push(6) -> out_2: out(seen.clone()); }
    }
}

fn batches(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> { batch_1: batch(seen.clone()); map_2: map(2) (buf {k.buf(0)}); }
        stream_3: stream(3, k.count) -> many_4: many(4) -> batch_2: batch(seen.clone()) (c {k.c(0)}, buf {k.buf(1)});
        map_2 -> batch_2;
    }
}

pipeline! {
    fn inner(k: Knobs) -> Pipe<Ev, Ev, Bad> {
        in -> fail_21: fail(21) -> many_22: many(22) (c {k.c(5)}, buf {k.buf(5)}) -> out;
        in -> map_23: map(23) (buf {k.buf(6)}) -> out;
        fail_21 -[err]-> err;
    }
}

pipeline! {
    fn outer(k: Knobs) -> Pipe<Ev, Ev, Bad> {
        in -> map_31: map(31) -> first: inner(k.clone()) -> map_32: map(32) (c {k.c(6)}) -> out;
        first -[err]-> err;
    }
}

fn pipes(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> inner(k.clone()) -> map_2: map(2) -> out_1: out(seen.clone()) (buf {k.buf(0)});
        inner -[err]-> lost(seen.clone());
        stream_3: stream(3, k.count) (c {k.c(0)}) -> outer(k.clone()) (buf {k.buf(1)}) -> out_2: out(seen.clone()) (c {k.c(1)});
        outer -[err]-> lost;
    }
}

fn seed_graph(k: &Knobs, seen: &Arrivals) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) (c 2) -> {
            map_2: map(2) -> { map_3: map(3) -> out_1: out(seen.clone()); out_2: out(seen.clone()); }
            map_3;
        }
        stream_4: stream(4, k.count) (c {k.c(0)}) -> map_5: map(5) (c {k.c(1)}) -> out_2;
        out_1 (buf {k.buf(0)});
    }
}

macro_rules! shapes {
    ($($test:ident: $shape:ident),* $(,)?) => {$(
        #[test]
        fn $test() {
            check($shape);
        }
    )*};
}

shapes! {
    a_chain_brings_what_one_thread_would: chain,
    a_chain_with_a_queue_before_every_node: queues_everywhere,
    fan_out_brings_every_event_to_everyone: fan_out,
    fan_in_brings_the_events_of_all: fan_in,
    a_diamond_brings_every_path: diamond,
    a_ladder_of_diamonds_brings_every_path: ladder,
    keyed_nodes_count_every_key: keyed,
    errors_leave_by_their_edges: errors,
    whens_pass_what_they_should: whens,
    ports_carry_their_events: ports,
    async_tasks_keep_what_they_promise: waiting,
    blocking_tasks_lose_nothing: blocking,
    what_is_pushed_arrives: pushed,
    batches_hold_every_event: batches,
    sub_pipelines_are_like_tasks: pipes,
    the_seeds_graph: seed_graph,
}
