//! Written by `generate.rs`; to write it anew, run the tests with `GOFLOW_WRITE=1`.

use goflow::prelude::*;

use super::super::event::*;
use super::super::knobs::{Knobs, Shape};
use crate::support::Seen;

pub const GRAPHS: &[Shape] = &[graph_0, graph_1, graph_2, graph_3, graph_4, graph_5, graph_6, graph_7, graph_8, graph_9, graph_10, graph_11, graph_12, graph_13, graph_14, graph_15, graph_16, graph_17, graph_18, graph_19, graph_20, graph_21, graph_22, graph_23];

fn graph_0(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) -> read_2: read(2) (buf {k.buf(2)});
        read_2 -> some_3: some(3) (buf {k.buf(5)});
        read_2 -[key |e| e.key()]-> wait_4: wait(4) (inflight {k.inflight(4)});
        wait_4 -[key |e| e.key()]-> tally_5: tally(5) (c {k.c(5)}, buf {k.buf(5)});
        read_2 -> out_6: out(seen.clone()) (buf {k.buf(0)});
        some_3 -> out_6;
        tally_5 -[when |e| e.passes(6)]-> out_6;
    }
}

fn graph_1(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> fail_2: fail(2) (buf {k.buf(0)});
        fail_2 -[err]-> lost_3: lost(seen.clone()) (buf {k.buf(7)});
        fail_7: fail(7) -[err]-> lost_3;
        numbers_1 -[key |e| e.key()]-> tally_4: tally(4) (buf {k.buf(6)});
        fail_2 -> fork_5: fork(5) (c {k.c(5)}, buf {k.buf(5)});
        tally_4 -> send_6: send(6);
        fork_5 -[when |e| e.passes(7)]-> fail_7;
        tally_4 -> fail_7;
        fail_7 -> some_8: some(8) (c {k.c(1)}, buf {k.buf(1)});
        fork_5 -[side]-> some_8;
        fail_7 -> map_9: map(9);
        tally_4 -> wait_10: wait(10) (inflight {k.inflight(6)});
        fail_7 -[when |e| e.passes(10)]-> wait_10;
        map_9 -[when |e| e.passes(11)]-> read_11: read(11) (buf {k.buf(0)});
        send_6 -[when |e| e.passes(12)]-> out_12: out(seen.clone()) (buf 5);
        some_8 -> out_12;
        wait_10 -> out_12;
        read_11 -> out_12;
    }
}

fn graph_2(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_3: stream(3, k.count) (c {k.c(3)}) -[when |e| e.passes(4)]-> some_4: some(4) (buf 5);
        some_4 -> block_5: block(5);
        stream_2: stream(2, k.count) -[when |e| e.passes(6)]-> map_6: map(6) (buf 6);
        some_4 -> read_7: read(7) (buf {k.buf(3)});
        map_6 -> map_8: map(8);
        stream_3 -> send_9: send(9) (buf {k.buf(6)});
        map_8 -> fail_10: fail(10) (buf {k.buf(0)});
        fail_10 -[err]-> lost_11: lost(seen.clone());
        fail_10 -> fork_12: fork(12) (buf {k.buf(0)});
        send_9 -[when |e| e.passes(12)]-> fork_12;
        numbers_1: numbers(1, k.count) -> out_13: out(seen.clone()) (buf {k.buf(7)});
        stream_3 -> out_13;
        block_5 -> out_13;
        map_6 -[when |e| e.passes(13)]-> out_13;
        read_7 -> out_13;
        fail_10 -> batch_14: batch(seen.clone()) (c {k.c(3)});
        fork_12 -> batch_15: batch(seen.clone()) (buf 2);
    }
}

fn graph_3(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) (c 2) -> send_2: send(2) (c 2, buf {k.buf(4)});
        numbers_1 -> map_3: map(3) (buf 3);
        map_3 -[when |e| e.passes(4)]-> send_4: send(4);
        send_2 -[when |e| e.passes(4)]-> send_4;
        send_4 -> fork_5: fork(5) (c {k.c(0)}, buf 0);
        send_2 -> out_6: out(seen.clone()) (c 2, buf {k.buf(2)});
        fork_5 -> out_6;
    }
}

fn graph_4(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_2: listen(2, k.count) -> send_3: send(3) (c {k.c(5)}, buf {k.buf(5)});
        numbers_1: numbers(1, k.count) -> wait_4: wait(4) (c {k.c(3)});
        send_3 -[when |e| e.passes(4)]-> wait_4;
        listen_2 -[when |e| e.passes(5)]-> read_5: read(5) (c 2, buf 0);
        read_5 -[when |e| e.passes(6)]-> wait_6: wait(6) (c {k.c(5)}, buf 5, inflight {k.inflight(5)});
        wait_6 -> some_7: some(7) (c 2, buf {k.buf(0)});
        wait_4 -[key |e| e.key()]-> tally_8: tally(8);
        read_5 -[key |e| e.key()]-> tally_8;
        wait_4 -[when |e| e.passes(9)]-> send_9: send(9);
        send_3 -> send_9;
        numbers_1 -[key |e| e.key()]-> out_10: out(seen.clone()) (c 2, buf 6);
        some_7 -[when |e| e.passes(10)]-> out_10;
        tally_8 -> out_10;
        send_9 -[when |e| e.passes(10)]-> out_10;
    }
}

fn graph_5(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_3: listen(3, k.count) (c 2) -[key |e| e.key()]-> map_4: map(4);
        listen_1: listen(1, k.count) (c {k.c(5)}) -[when |e| e.passes(5)]-> fail_5: fail(5) (buf {k.buf(6)});
        fail_5 -[err]-> lost_6: lost(seen.clone()) (buf {k.buf(7)});
        fail_5 -> map_7: map(7) (buf 4);
        map_7 -> some_8: some(8) (c 2, buf {k.buf(2)});
        map_4 -> some_8;
        some_8 -> wait_9: wait(9) (c {k.c(1)}, buf 1, inflight 2 unordered);
        fail_5 -> read_10: read(10) (buf {k.buf(6)});
        map_7 -[when |e| e.passes(10)]-> read_10;
        some_8 -> some_11: some(11) (c 2, buf {k.buf(0)});
        read_10 -> some_11;
        some_11 -> map_12: map(12) (c {k.c(2)}, buf {k.buf(2)});
        fail_5 -> fork_13: fork(13) (buf {k.buf(4)});
        stream_2: stream(2, k.count) -[key |e| e.key()]-> out_14: out(seen.clone());
        listen_3 -[key |e| e.key()]-> out_14;
        map_4 -> out_14;
        map_7 -> out_14;
        wait_9 -> out_15: out(seen.clone()) (c {k.c(4)}, buf 4);
        map_12 -> out_16: out(seen.clone()) (buf 2);
        fork_13 -[when |e| e.passes(17)]-> batch_17: batch(seen.clone());
    }
}

fn graph_6(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c 2) -[key |e| e.key()]-> tally_2: tally(2) (c 2, buf {k.buf(3)});
        tally_2 -[when |e| e.passes(3)]-> push_3: push(3) (buf 3);
        push_3 -[when |e| e.passes(4)]-> many_4: many(4) (c 2, buf {k.buf(7)});
        tally_2 -> map_5: map(5) (buf {k.buf(5)});
        map_5 -> map_6: map(6) (c {k.c(5)});
        map_6 -[when |e| e.passes(7)]-> map_7: map(7) (buf {k.buf(6)});
        map_6 -> read_8: read(8) (buf {k.buf(0)});
        tally_2 -> read_9: read(9) (c {k.c(7)});
        many_4 -[key |e| e.key()]-> batch_10: batch(seen.clone()) (buf {k.buf(2)});
        map_7 -> batch_10;
        read_9 -[key |e| e.key()]-> batch_10;
        read_8 -[when |e| e.passes(12)]-> out_12: out(seen.clone()) (c {k.c(0)});
    }
}

fn graph_7(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) (c {k.c(7)}) -> read_2: read(2) (c {k.c(4)});
        read_2 -> map_3: map(3) (buf 4);
        map_3 -[key |e| e.key()]-> map_4: map(4);
        numbers_1 -> map_4;
        read_2 -> wait_5: wait(5) (buf 3, inflight 4 unordered);
        map_3 -> many_6: many(6) (c {k.c(0)});
        map_4 -> many_6;
        wait_5 -[key |e| e.key()]-> block_7: block(7) (buf {k.buf(3)});
        map_3 -> map_8: map(8) (c 2, buf 1);
        wait_5 -> map_9: map(9) (buf {k.buf(7)});
        map_8 -[key |e| e.key()]-> some_10: some(10) (buf {k.buf(7)});
        map_4 -> batch_11: batch(seen.clone());
        many_6 -> batch_11;
        block_7 -[when |e| e.passes(11)]-> batch_11;
        map_9 -> batch_11;
        some_10 -[when |e| e.passes(11)]-> batch_11;
    }
}

fn graph_8(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c 2) -[key |e| e.key()]-> tally_2: tally(2) (buf 1);
        tally_2 -> some_3: some(3);
        tally_2 -> fork_4: fork(4) (c {k.c(6)}, buf {k.buf(6)});
        tally_2 -> block_5: block(5);
        some_3 -> map_6: map(6) (buf {k.buf(4)});
        block_5 -[when |e| e.passes(6)]-> map_6;
        fork_4 -[when |e| e.passes(6)]-> map_6;
        some_3 -[key |e| e.key()]-> fork_7: fork(7);
        fork_7 -> wait_8: wait(8) (c {k.c(6)}, buf {k.buf(6)}, inflight {k.inflight(6)});
        map_6 -[when |e| e.passes(9)]-> batch_9: batch(seen.clone()) (c 2, buf 3);
        wait_8 -> batch_9;
    }
}

fn graph_9(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -[key |e| e.key()]-> fail_2: fail(2) (c {k.c(6)});
        fail_2 -[err]-> heal_3: heal(3) (buf {k.buf(4)});
        heal_3 -> many_4: many(4);
        many_4 -> wait_5: wait(5) (buf {k.buf(7)}, inflight 8 unordered);
        fail_2 -> push_6: push(6);
        many_4 -> push_7: push(7) (buf {k.buf(3)});
        heal_3 -> push_7;
        wait_5 -[when |e| e.passes(8)]-> wait_8: wait(8) (buf {k.buf(2)}, inflight {k.inflight(2)});
        many_4 -> batch_9: batch(seen.clone()) (buf {k.buf(2)});
        push_6 -> batch_9;
        push_7 -[when |e| e.passes(9)]-> batch_9;
        wait_8 -> batch_9;
    }
}

fn graph_10(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_2: stream(2, k.count) -[when |e| e.passes(3)]-> wait_3: wait(3) (buf 3, inflight {k.inflight(3)});
        stream_2 -[when |e| e.passes(4)]-> map_4: map(4);
        wait_3 -[when |e| e.passes(4)]-> map_4;
        wait_3 -> block_5: block(5) (buf {k.buf(7)});
        listen_1: listen(1, k.count) (c 2) -[when |e| e.passes(6)]-> out_6: out(seen.clone()) (c 2, buf {k.buf(4)});
        map_4 -[key |e| e.key()]-> out_6;
        block_5 -> out_6;
    }
}

fn graph_11(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_3: listen(3, k.count) -> map_4: map(4) (c {k.c(6)}, buf {k.buf(6)});
        numbers_2: numbers(2, k.count) (c {k.c(3)}) -> map_4;
        listen_3 -> push_5: push(5) (buf {k.buf(5)});
        map_4 -[when |e| e.passes(6)]-> send_6: send(6) (c 2, buf {k.buf(5)});
        listen_3 -> read_7: read(7);
        read_7 -[key |e| e.key()]-> wait_8: wait(8) (buf {k.buf(2)}, inflight {k.inflight(2)});
        send_6 -[key |e| e.key()]-> read_9: read(9);
        read_7 -> read_9;
        push_5 -[key |e| e.key()]-> read_9;
        numbers_1: numbers(1, k.count) (c 2) -> out_10: out(seen.clone()) (buf {k.buf(0)});
        read_9 -> out_10;
        wait_8 -> out_11: out(seen.clone()) (buf {k.buf(1)});
    }
}

fn graph_12(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_2: stream(2, k.count) -> map_3: map(3) (c {k.c(7)}, buf {k.buf(7)});
        stream_2 -[key |e| e.key()]-> block_4: block(4) (c {k.c(4)}, buf {k.buf(4)});
        block_4 -> map_5: map(5) (buf 7);
        numbers_1: numbers(1, k.count) -[when |e| e.passes(6)]-> batch_6: batch(seen.clone()) (buf 1);
        map_3 -[key |e| e.key()]-> batch_6;
        map_5 -> batch_6;
    }
}

fn graph_13(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_1: stream(1, k.count) -> some_2: some(2);
        some_2 -> map_3: map(3) (buf {k.buf(5)});
        map_3 -> fail_4: fail(4);
        fail_4 -[err]-> lost_5: lost(seen.clone()) (buf {k.buf(0)});
        some_2 -[key |e| e.key()]-> map_6: map(6) (buf 3);
        fail_4 -> out_7: out(seen.clone()) (buf {k.buf(3)});
        map_6 -> out_7;
    }
}

fn graph_14(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_2: listen(2, k.count) -> map_3: map(3);
        map_3 -[key |e| e.key()]-> tally_4: tally(4) (buf 5);
        listen_2 -> block_5: block(5) (buf {k.buf(5)});
        map_3 -> fork_6: fork(6) (buf 7);
        numbers_1: numbers(1, k.count) -> out_7: out(seen.clone()) (c 2);
        map_3 -[when |e| e.passes(7)]-> out_7;
        tally_4 -[when |e| e.passes(7)]-> out_7;
        block_5 -> out_7;
        fork_6 -[key |e| e.key()]-> out_7;
    }
}

fn graph_15(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_2: stream(2, k.count) -> map_3: map(3) (c 2, buf {k.buf(5)});
        map_3 -> fork_4: fork(4) (buf {k.buf(4)});
        fork_4 -> map_5: map(5) (buf {k.buf(2)});
        stream_2 -[key |e| e.key()]-> send_6: send(6) (c 2);
        numbers_1: numbers(1, k.count) (c {k.c(7)}) -> out_7: out(seen.clone()) (buf {k.buf(4)});
        map_5 -[when |e| e.passes(7)]-> out_7;
        send_6 -[key |e| e.key()]-> out_7;
    }
}

fn graph_16(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_2: listen(2, k.count) -> push_3: push(3) (c 2, buf 2);
        push_3 -> many_4: many(4) (c 2);
        numbers_1: numbers(1, k.count) (c {k.c(4)}) -> many_4;
        push_3 -> wait_5: wait(5) (inflight {k.inflight(0)});
        listen_2 -> wait_5;
        wait_5 -[when |e| e.passes(6)]-> fork_6: fork(6) (buf 4);
        fork_6 -> read_7: read(7) (buf {k.buf(5)});
        fork_6 -[side]-> block_8: block(8) (buf {k.buf(4)});
        numbers_1 -[key |e| e.key()]-> out_9: out(seen.clone()) (c 2);
        many_4 -> out_9;
        wait_5 -[when |e| e.passes(9)]-> out_9;
        fork_6 -> out_9;
        read_7 -[when |e| e.passes(9)]-> out_9;
        block_8 -> out_10: out(seen.clone());
    }
}

fn graph_17(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_3: listen(3, k.count) (c {k.c(6)}) -> read_4: read(4);
        numbers_2: numbers(2, k.count) -> read_5: read(5) (c 2);
        read_4 -> read_5;
        listen_3 -> send_6: send(6) (buf {k.buf(1)});
        send_6 -> map_7: map(7) (buf 3);
        listen_1: listen(1, k.count) -> out_8: out(seen.clone()) (c 2);
        read_5 -> out_8;
        map_7 -[when |e| e.passes(8)]-> out_8;
    }
}

fn graph_18(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c 2) -> push_2: push(2) (c 2);
        push_2 -> wait_3: wait(3) (c {k.c(1)});
        wait_3 -> push_4: push(4);
        wait_3 -[key |e| e.key()]-> tally_5: tally(5) (buf 6);
        push_4 -[key |e| e.key()]-> tally_5;
        listen_1 -> batch_6: batch(seen.clone()) (c 2);
        tally_5 -[key |e| e.key()]-> batch_6;
    }
}

fn graph_19(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -[key |e| e.key()]-> send_4: send(4) (c {k.c(4)}, buf 4);
        numbers_2: numbers(2, k.count) (c {k.c(4)}) -> send_4;
        numbers_3: numbers(3, k.count) -[key |e| e.key()]-> fork_5: fork(5) (c 2);
        send_4 -[key |e| e.key()]-> fork_6: fork(6) (c {k.c(6)});
        numbers_2 -[key |e| e.key()]-> fork_6;
        fork_5 -[when |e| e.passes(6)]-> fork_6;
        numbers_2 -[key |e| e.key()]-> tally_7: tally(7) (c {k.c(7)}, buf {k.buf(7)});
        send_4 -[key |e| e.key()]-> tally_7;
        fork_5 -> block_8: block(8) (buf {k.buf(5)});
        block_8 -[when |e| e.passes(9)]-> wait_9: wait(9) (buf {k.buf(5)}, inflight {k.inflight(5)});
        fork_5 -> wait_9;
        numbers_3 -[when |e| e.passes(10)]-> read_10: read(10) (c 2);
        fork_6 -> some_11: some(11);
        fork_5 -> some_11;
        fork_5 -> batch_12: batch(seen.clone()) (c {k.c(3)}, buf {k.buf(3)});
        tally_7 -[when |e| e.passes(12)]-> batch_12;
        wait_9 -[when |e| e.passes(12)]-> batch_12;
        read_10 -> batch_12;
        some_11 -[key |e| e.key()]-> batch_12;
    }
}

fn graph_20(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_2: numbers(2, k.count) -[key |e| e.key()]-> tally_3: tally(3);
        numbers_1: numbers(1, k.count) -> map_4: map(4);
        numbers_2 -> map_4;
        tally_3 -[when |e| e.passes(4)]-> map_4;
        tally_3 -[key |e| e.key()]-> send_5: send(5);
        map_4 -[when |e| e.passes(6)]-> map_6: map(6) (c {k.c(4)});
        send_5 -[key |e| e.key()]-> map_6;
        tally_3 -> map_6;
        map_6 -[key |e| e.key()]-> send_7: send(7) (c {k.c(2)});
        send_5 -> out_8: out(seen.clone()) (buf {k.buf(3)});
        send_7 -> out_8;
    }
}

fn graph_21(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_3: stream(3, k.count) -[when |e| e.passes(4)]-> wait_4: wait(4) (inflight 5 unordered);
        stream_3 -[key |e| e.key()]-> push_5: push(5) (buf {k.buf(6)});
        stream_3 -[key |e| e.key()]-> read_6: read(6);
        stream_3 -> some_7: some(7) (c {k.c(5)});
        push_5 -[key |e| e.key()]-> send_8: send(8) (c 2);
        numbers_1: numbers(1, k.count) -> out_9: out(seen.clone()) (buf {k.buf(4)});
        numbers_2: numbers(2, k.count) -> out_9;
        wait_4 -> out_9;
        some_7 -> out_10: out(seen.clone());
        read_6 -[key |e| e.key()]-> batch_11: batch(seen.clone()) (c {k.c(5)}, buf {k.buf(5)});
        send_8 -> batch_11;
    }
}

fn graph_22(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> send_2: send(2) (buf {k.buf(0)});
        send_2 -[when |e| e.passes(3)]-> fail_3: fail(3) (c 2);
        fail_3 -[err]-> heal_4: heal(4) (c {k.c(7)});
        fail_3 -[key |e| e.key()]-> read_5: read(5) (buf {k.buf(4)});
        heal_4 -> read_5;
        send_2 -> read_5;
        heal_4 -> block_6: block(6);
        heal_4 -[key |e| e.key()]-> block_7: block(7);
        read_5 -> send_8: send(8) (c {k.c(0)}, buf {k.buf(0)});
        heal_4 -> send_8;
        block_7 -> send_9: send(9) (buf {k.buf(2)});
        send_8 -> send_9;
        send_9 -> fail_10: fail(10) (c {k.c(4)});
        fail_10 -[err]-> heal_11: heal(11) (buf 6);
        numbers_1 -[when |e| e.passes(12)]-> batch_12: batch(seen.clone()) (c {k.c(2)}, buf 2);
        send_2 -[when |e| e.passes(12)]-> batch_12;
        heal_4 -> batch_12;
        block_6 -> batch_12;
        fail_10 -> batch_13: batch(seen.clone()) (buf {k.buf(4)});
        heal_11 -> out_14: out(seen.clone()) (buf {k.buf(0)});
    }
}

fn graph_23(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_3: numbers(3, k.count) (c 2) -[when |e| e.passes(4)]-> fork_4: fork(4) (c {k.c(3)}, buf 3);
        fork_4 -[side]-> block_5: block(5) (c {k.c(0)});
        fork_4 -> map_6: map(6) (buf {k.buf(1)});
        numbers_1: numbers(1, k.count) -[when |e| e.passes(7)]-> out_7: out(seen.clone()) (buf 1);
        listen_2: listen(2, k.count) -> out_7;
        block_5 -[key |e| e.key()]-> out_7;
        map_6 -> out_7;
    }
}
