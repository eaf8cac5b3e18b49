//! Written by `generate.rs`; to write it anew, run the tests with `GOFLOW_WRITE=1`.

use goflow::prelude::*;

use super::super::event::*;
use super::super::knobs::{Knobs, Shape};
use crate::support::Seen;

pub const GRAPHS: &[Shape] = &[graph_0, graph_1, graph_2, graph_3, graph_4, graph_5, graph_6, graph_7, graph_8, graph_9, graph_10, graph_11, graph_12, graph_13, graph_14, graph_15, graph_16, graph_17, graph_18, graph_19, graph_20, graph_21, graph_22, graph_23];

fn graph_0(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) -> spell_2: spell(2) (buf {k.buf(2)});
        spell_2 -> wait_3: wait(3) (buf {k.buf(5)}, inflight {k.inflight(5)});
        spell_2 -> pipe_4: pipe(4);
        pipe_4 -[err]-> heal_5: heal(5) (buf {k.buf(1)});
        wait_3 -> push_6: push(6) (buf 4);
        listen_1 -[when |e| e.passes(7)]-> out_7: out(seen.clone()) (c 2, buf {k.buf(3)});
        pipe_4 -[when |e| e.passes(8)]-> batch_8: batch(seen.clone());
        push_6 -[when |e| e.passes(8)]-> batch_8;
        heal_5 -[when |e| e.passes(9)]-> refuse_9: refuse(seen.clone()) (c {k.c(6)}, buf {k.buf(6)});
        refuse_9 -[err]-> lost_10: lost(seen.clone());
    }
}

fn graph_1(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> some_2: some(2) (buf {k.buf(0)});
        some_2 -> read_3: read(3);
        numbers_1 -> read_3;
        some_2 -> block_4: block(4) (c {k.c(5)}, buf {k.buf(5)});
        read_3 -> push_5: push(5);
        block_4 -[when |e| e.passes(6)]-> push_6: push(6);
        read_3 -> push_6;
        push_6 -[when |e| e.passes(7)]-> read_7: read(7) (buf 2);
        read_7 -> heave_8: heave(8);
        some_2 -[key |e| e.key()]-> heave_8;
        read_3 -> fork_9: fork(9);
        push_6 -[when |e| e.passes(9)]-> fork_9;
        heave_8 -[when |e| e.passes(10)]-> attend_10: attend(10) (buf {k.buf(0)});
        push_5 -[when |e| e.passes(11)]-> refuse_11: refuse(seen.clone()) (buf 5);
        fork_9 -> refuse_11;
        attend_10 -> linger_12: linger(seen.clone()) (c {k.c(2)}, buf {k.buf(2)});
        refuse_11 -[err]-> lost_13: lost(seen.clone()) (c 2, buf {k.buf(4)});
    }
}

fn graph_2(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_3: stream(3, k.count) (c {k.c(3)}) -[key |e| e.key()]-> tally_late_4: tally_late(4) (buf 5);
        tally_late_4 -> heave_5: heave(5);
        tally_late_4 -[key |e| e.key()]-> tally_6: tally(6);
        stream_3 -> consult_7: consult(7) (buf 3);
        tally_6 -> wait_8: wait(8) (buf {k.buf(6)}, inflight 7 unordered);
        consult_7 -[when |e| e.passes(9)]-> fork_9: fork(9) (buf {k.buf(1)});
        stream_2: stream(2, k.count) -> fail_10: fail(10) (c 2, buf {k.buf(6)});
        fail_10 -[err]-> lost_11: lost(seen.clone()) (c {k.c(7)}, buf 7);
        tally_6 -> many_12: many(12);
        numbers_1: numbers(1, k.count) -[when |e| e.passes(13)]-> batch_13: batch(seen.clone()) (buf {k.buf(1)});
        heave_5 -[when |e| e.passes(13)]-> batch_13;
        wait_8 -> batch_13;
        fork_9 -> batch_13;
        many_12 -> batch_13;
        fail_10 -> batch_14: batch(seen.clone()) (c {k.c(0)});
    }
}

fn graph_3(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) (c 2) -> spell_2: spell(2) (c 2, buf {k.buf(4)});
        numbers_1 -> pipe_3: pipe(3) (buf 3);
        pipe_3 -[err]-> lost_4: lost(seen.clone());
        refuse_8: refuse(seen.clone()) -[err]-> lost_4;
        spell_2 -> pipe_5: pipe(5) (c {k.c(5)});
        pipe_5 -[err]-> heal_6: heal(6);
        heal_6 -> consult_7: consult(7) (c {k.c(4)});
        pipe_3 -[when |e| e.passes(7)]-> consult_7;
        numbers_1 -> refuse_8;
        pipe_5 -> refuse_8;
        consult_7 -[when |e| e.passes(8)]-> refuse_8;
    }
}

fn graph_4(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_2: listen(2, k.count) -> read_3: read(3) (c {k.c(5)}, buf {k.buf(5)});
        numbers_1: numbers(1, k.count) -> dig_4: dig(4) (c {k.c(3)});
        read_3 -[when |e| e.passes(4)]-> dig_4;
        listen_2 -[when |e| e.passes(5)]-> heave_5: heave(5) (c 2, buf 0);
        heave_5 -[when |e| e.passes(6)]-> attend_6: attend(6) (c {k.c(5)}, buf 5);
        attend_6 -> heave_7: heave(7) (c 2, buf {k.buf(0)});
        dig_4 -> send_8: send(8);
        heave_5 -> send_8;
        send_8 -> fail_9: fail(9) (buf 7);
        dig_4 -[when |e| e.passes(9)]-> fail_9;
        read_3 -> fail_9;
        fail_9 -[err]-> lost_10: lost(seen.clone()) (c {k.c(6)});
        heave_7 -> out_11: out(seen.clone()) (c 2);
        fail_9 -> out_11;
    }
}

fn graph_5(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_3: listen(3, k.count) (c 2) -> pipe_4: pipe(4);
        pipe_4 -[err]-> heal_5: heal(5) (buf {k.buf(5)});
        pipe_4 -[key |e| e.key()]-> map_6: map(6) (buf {k.buf(7)});
        heal_5 -[when |e| e.passes(6)]-> map_6;
        pipe_4 -> block_7: block(7) (c {k.c(2)});
        block_7 -[when |e| e.passes(8)]-> block_8: block(8);
        stream_2: stream(2, k.count) -> block_8;
        listen_3 -[key |e| e.key()]-> tally_9: tally(9) (buf {k.buf(3)});
        map_6 -> spell_10: spell(10);
        listen_3 -[key |e| e.key()]-> spell_10;
        spell_10 -> map_11: map(11) (c {k.c(7)}, buf {k.buf(7)});
        pipe_4 -[key |e| e.key()]-> map_11;
        heal_5 -[key |e| e.key()]-> tally_12: tally(12) (c 2, buf {k.buf(2)});
        tally_12 -> dig_13: dig(13) (buf {k.buf(4)});
        listen_1: listen(1, k.count) (c {k.c(5)}) -> linger_14: linger(seen.clone()) (c {k.c(2)}, buf {k.buf(2)});
        listen_3 -[key |e| e.key()]-> linger_14;
        pipe_4 -> linger_14;
        map_6 -> linger_14;
        dig_13 -> linger_14;
        block_8 -> batch_15: batch(seen.clone()) (c {k.c(4)}, buf 4);
        tally_9 -> batch_15;
        map_11 -[when |e| e.passes(15)]-> batch_15;
        tally_12 -> batch_15;
    }
}

fn graph_6(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c 2) -[key |e| e.key()]-> fork_2: fork(2) (c 2, buf {k.buf(3)});
        fork_2 -[key |e| e.key()]-> heave_3: heave(3) (buf 3);
        fork_2 -[side]-> read_4: read(4) (buf 1);
        read_4 -> many_5: many(5) (c 2, buf {k.buf(7)});
        many_5 -[key |e| e.key()]-> many_6: many(6) (c {k.c(3)}, buf 3);
        fork_2 -> many_6;
        many_6 -> pipe_7: pipe(7) (buf {k.buf(6)});
        read_4 -> pipe_7;
        pipe_7 -[err]-> heal_8: heal(8) (c {k.c(3)});
        fork_2 -> fork_9: fork(9) (c {k.c(7)});
        pipe_7 -> fork_9;
        read_4 -> read_10: read(10) (buf {k.buf(2)});
        fork_2 -> batch_11: batch(seen.clone()) (buf {k.buf(1)});
        heave_3 -> batch_11;
        heal_8 -> linger_12: linger(seen.clone());
        fork_9 -[when |e| e.passes(13)]-> out_13: out(seen.clone()) (buf {k.buf(3)});
        read_10 -[key |e| e.key()]-> out_13;
    }
}

fn graph_7(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) (c {k.c(7)}) -> dig_2: dig(2) (c {k.c(4)});
        dig_2 -> many_3: many(3) (buf 4);
        many_3 -[key |e| e.key()]-> map_4: map(4);
        numbers_1 -> map_4;
        dig_2 -> wait_5: wait(5) (buf 3, inflight 4 unordered);
        many_3 -> map_6: map(6) (c {k.c(0)});
        map_4 -> map_6;
        wait_5 -[key |e| e.key()]-> wait_7: wait(7) (buf {k.buf(3)}, inflight 4 unordered);
        many_3 -> heave_8: heave(8) (c 2, buf 1);
        wait_5 -[key |e| e.key()]-> tally_9: tally(9) (buf {k.buf(7)});
        heave_8 -> spell_10: spell(10) (c 2);
        wait_5 -> spell_10;
        map_4 -> out_11: out(seen.clone());
        map_6 -> out_11;
        wait_7 -[when |e| e.passes(11)]-> out_11;
        tally_9 -> out_11;
        spell_10 -[when |e| e.passes(11)]-> out_11;
    }
}

fn graph_8(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c 2) -[when |e| e.passes(2)]-> send_2: send(2) (buf 1);
        send_2 -> wait_3: wait(3) (buf {k.buf(0)}, inflight {k.inflight(0)});
        wait_3 -> dig_4: dig(4) (c {k.c(5)});
        send_2 -> dig_4;
        dig_4 -> fail_5: fail(5) (c {k.c(6)}, buf 6);
        listen_1 -> fail_5;
        fail_5 -[err]-> lost_6: lost(seen.clone()) (buf {k.buf(6)});
        fail_7: fail(7) (c {k.c(0)}, buf {k.buf(0)}) -[err]-> lost_6;
        dig_4 -[when |e| e.passes(7)]-> fail_7;
        dig_4 -[when |e| e.passes(8)]-> push_8: push(8) (buf {k.buf(2)});
        push_8 -[key |e| e.key()]-> push_9: push(9);
        fail_5 -[when |e| e.passes(10)]-> out_10: out(seen.clone());
        fail_7 -> out_10;
        push_9 -[key |e| e.key()]-> linger_11: linger(seen.clone());
    }
}

fn graph_9(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -[key |e| e.key()]-> push_2: push(2) (c {k.c(6)});
        push_2 -[when |e| e.passes(3)]-> wait_3: wait(3) (c {k.c(1)}, buf {k.buf(1)}, inflight 2 unordered);
        push_2 -> many_4: many(4);
        many_4 -> dig_5: dig(5);
        many_4 -> many_6: many(6) (buf {k.buf(3)});
        many_4 -> many_7: many(7);
        push_2 -> batch_8: batch(seen.clone());
        wait_3 -[key |e| e.key()]-> batch_8;
        dig_5 -> batch_8;
        many_7 -> batch_8;
        many_6 -> out_9: out(seen.clone()) (buf {k.buf(7)});
    }
}

fn graph_10(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_2: stream(2, k.count) -[when |e| e.passes(3)]-> spell_3: spell(3) (buf 3);
        stream_2 -[when |e| e.passes(4)]-> attend_4: attend(4);
        spell_3 -[when |e| e.passes(4)]-> attend_4;
        spell_3 -> block_5: block(5) (buf {k.buf(7)});
        listen_1: listen(1, k.count) (c 2) -[when |e| e.passes(6)]-> batch_6: batch(seen.clone()) (c 2, buf {k.buf(4)});
        attend_4 -[key |e| e.key()]-> batch_6;
        block_5 -> batch_6;
    }
}

fn graph_11(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_3: listen(3, k.count) -> try_some_4: try_some(4) (c {k.c(6)}, buf {k.buf(6)}, inflight {k.inflight(6)});
        numbers_2: numbers(2, k.count) (c {k.c(3)}) -> try_some_4;
        try_some_4 -[err]-> lost_5: lost(seen.clone()) (buf {k.buf(6)});
        fail_10: fail(10) (buf 6) -[err]-> lost_5;
        refuse_12: refuse(seen.clone()) (buf 3) -[err]-> lost_5;
        listen_3 -[key |e| e.key()]-> block_6: block(6);
        numbers_2 -> heave_7: heave(7) (c {k.c(1)});
        listen_3 -> heave_7;
        try_some_4 -[side]-> some_8: some(8) (buf {k.buf(2)});
        some_8 -[key |e| e.key()]-> fork_9: fork(9);
        numbers_2 -> fork_9;
        try_some_4 -[side]-> fail_10;
        listen_3 -> fail_10;
        numbers_1: numbers(1, k.count) (c 2) -[when |e| e.passes(11)]-> linger_11: linger(seen.clone()) (c 2, buf {k.buf(1)});
        numbers_2 -> linger_11;
        try_some_4 -> linger_11;
        fork_9 -> linger_11;
        block_6 -> refuse_12;
        heave_7 -[key |e| e.key()]-> refuse_12;
        some_8 -[when |e| e.passes(12)]-> refuse_12;
        fail_10 -> refuse_12;
    }
}

fn graph_12(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_2: stream(2, k.count) -> some_3: some(3) (c {k.c(7)}, buf {k.buf(7)});
        stream_2 -[key |e| e.key()]-> map_4: map(4) (c {k.c(4)}, buf {k.buf(4)});
        map_4 -> fork_5: fork(5) (buf 7);
        numbers_1: numbers(1, k.count) -[when |e| e.passes(6)]-> linger_6: linger(seen.clone()) (buf 1);
        some_3 -[key |e| e.key()]-> linger_6;
        fork_5 -> linger_6;
    }
}

fn graph_13(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_1: stream(1, k.count) -> dig_2: dig(2);
        dig_2 -> wait_3: wait(3) (buf {k.buf(5)});
        wait_3 -[key |e| e.key()]-> tally_4: tally(4);
        tally_4 -> push_5: push(5) (buf {k.buf(0)});
        tally_4 -> out_6: out(seen.clone()) (buf {k.buf(2)});
        push_5 -> out_6;
    }
}

fn graph_14(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_2: listen(2, k.count) -> some_3: some(3);
        some_3 -[when |e| e.passes(4)]-> spell_4: spell(4) (buf 5);
        listen_2 -> push_5: push(5);
        some_3 -> consult_6: consult(6) (buf 7);
        numbers_1: numbers(1, k.count) -[key |e| e.key()]-> batch_7: batch(seen.clone()) (c 2);
        spell_4 -[when |e| e.passes(7)]-> batch_7;
        push_5 -> batch_7;
        consult_6 -> batch_7;
    }
}

fn graph_15(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_2: stream(2, k.count) -> consult_3: consult(3) (c 2, buf {k.buf(5)});
        consult_3 -> fail_4: fail(4) (buf {k.buf(4)});
        fail_4 -[err]-> lost_5: lost(seen.clone()) (c 2, buf {k.buf(2)});
        fail_4 -> fail_6: fail(6);
        fail_6 -[err]-> heal_7: heal(7);
        heal_7 -> many_8: many(8);
        numbers_1: numbers(1, k.count) (c {k.c(7)}) -> linger_9: linger(seen.clone()) (c {k.c(0)}, buf {k.buf(0)});
        fail_4 -[when |e| e.passes(9)]-> linger_9;
        fail_6 -> linger_9;
        many_8 -> linger_9;
    }
}

fn graph_16(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_2: listen(2, k.count) -[key |e| e.key()]-> tally_3: tally(3) (c 2, buf 2);
        listen_2 -> read_4: read(4);
        numbers_1: numbers(1, k.count) (c {k.c(4)}) -> heave_5: heave(5) (c {k.c(2)}, buf 2);
        tally_3 -[key |e| e.key()]-> tally_late_6: tally_late(6);
        heave_5 -[key |e| e.key()]-> tally_late_6;
        listen_2 -[when |e| e.passes(7)]-> fail_7: fail(7) (buf 4);
        fail_7 -[err]-> heal_8: heal(8) (buf 3);
        heave_5 -[key |e| e.key()]-> spell_9: spell(9) (buf 0);
        listen_2 -> linger_10: linger(seen.clone()) (buf {k.buf(6)});
        heave_5 -[when |e| e.passes(10)]-> linger_10;
        heal_8 -> linger_10;
        read_4 -> batch_11: batch(seen.clone());
        tally_late_6 -> batch_11;
        fail_7 -[when |e| e.passes(11)]-> batch_11;
        spell_9 -> batch_12: batch(seen.clone());
    }
}

fn graph_17(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_3: listen(3, k.count) (c {k.c(6)}) -> read_4: read(4);
        numbers_2: numbers(2, k.count) -> block_5: block(5) (c 2);
        read_4 -> block_5;
        listen_3 -> pipe_6: pipe(6) (buf {k.buf(1)});
        pipe_6 -[err]-> lost_7: lost(seen.clone()) (buf {k.buf(3)});
        try_some_8: try_some(8) (c {k.c(4)}, buf {k.buf(4)}, inflight {k.inflight(4)}) -[err]-> lost_7;
        refuse_9: refuse(seen.clone()) (c 2) -[err]-> lost_7;
        block_5 -[when |e| e.passes(8)]-> try_some_8;
        listen_1: listen(1, k.count) -> refuse_9;
        pipe_6 -[when |e| e.passes(9)]-> refuse_9;
        try_some_8 -> refuse_9;
    }
}

fn graph_18(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        listen_1: listen(1, k.count) (c 2) -> send_2: send(2) (c 2);
        send_2 -[key |e| e.key()]-> tally_late_3: tally_late(3) (c {k.c(1)});
        tally_late_3 -> attend_4: attend(4);
        listen_1 -[when |e| e.passes(5)]-> map_5: map(5) (c 2, buf {k.buf(6)});
        listen_1 -> out_6: out(seen.clone()) (c 2);
        attend_4 -> out_6;
        map_5 -> out_6;
    }
}

fn graph_19(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -[key |e| e.key()]-> read_4: read(4) (c {k.c(4)}, buf 4);
        numbers_2: numbers(2, k.count) (c {k.c(4)}) -> read_4;
        numbers_3: numbers(3, k.count) -[key |e| e.key()]-> read_5: read(5) (c 2);
        read_4 -[key |e| e.key()]-> wait_6: wait(6) (c {k.c(6)}, inflight {k.inflight(6)});
        numbers_2 -[key |e| e.key()]-> wait_6;
        read_5 -> wait_6;
        read_5 -> consult_7: consult(7) (c 2, buf 6);
        wait_6 -> map_8: map(8);
        read_4 -> dig_9: dig(9) (buf {k.buf(6)});
        read_5 -> dig_9;
        map_8 -> map_10: map(10);
        consult_7 -> consult_11: consult(11) (c 2, buf {k.buf(3)});
        wait_6 -> batch_12: batch(seen.clone());
        dig_9 -[when |e| e.passes(12)]-> batch_12;
        map_10 -[key |e| e.key()]-> batch_12;
        consult_11 -[when |e| e.passes(12)]-> batch_12;
    }
}

fn graph_20(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_2: numbers(2, k.count) -[when |e| e.passes(3)]-> read_3: read(3);
        numbers_1: numbers(1, k.count) -> wait_4: wait(4) (inflight {k.inflight(4)});
        read_3 -[when |e| e.passes(5)]-> map_5: map(5) (c {k.c(3)});
        read_3 -[when |e| e.passes(6)]-> try_some_6: try_some(6) (c 2);
        try_some_6 -[err]-> heal_7: heal(7) (c 2, buf {k.buf(4)});
        wait_4 -[when |e| e.passes(8)]-> block_8: block(8);
        map_5 -[when |e| e.passes(8)]-> block_8;
        numbers_1 -> refuse_9: refuse(seen.clone()) (c {k.c(4)}, buf 4);
        numbers_2 -[when |e| e.passes(9)]-> refuse_9;
        try_some_6 -> out_10: out(seen.clone());
        heal_7 -> out_10;
        block_8 -> out_10;
        refuse_9 -[err]-> lost_11: lost(seen.clone());
    }
}

fn graph_21(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        stream_3: stream(3, k.count) -[when |e| e.passes(4)]-> try_some_4: try_some(4) (inflight 5 unordered);
        try_some_4 -[err]-> lost_5: lost(seen.clone()) (c {k.c(3)}, buf {k.buf(3)});
        refuse_10: refuse(seen.clone()) -[err]-> lost_5;
        numbers_2: numbers(2, k.count) -> fork_6: fork(6) (buf 1);
        stream_3 -[when |e| e.passes(7)]-> heave_7: heave(7);
        fork_6 -> push_8: push(8);
        heave_7 -> wait_9: wait(9);
        fork_6 -> wait_9;
        numbers_1: numbers(1, k.count) -> refuse_10;
        stream_3 -> refuse_10;
        try_some_4 -> refuse_10;
        push_8 -> refuse_10;
        wait_9 -> refuse_10;
    }
}

fn graph_22(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_1: numbers(1, k.count) -> send_2: send(2) (buf {k.buf(0)});
        send_2 -[when |e| e.passes(3)]-> push_3: push(3) (c 2);
        push_3 -> many_4: many(4) (buf 6);
        many_4 -> wait_5: wait(5) (buf 2, inflight 3 unordered);
        send_2 -> read_6: read(6) (buf {k.buf(5)});
        send_2 -[when |e| e.passes(7)]-> push_7: push(7) (c {k.c(5)}, buf 5);
        read_6 -> try_some_8: try_some(8) (inflight {k.inflight(2)});
        try_some_8 -[err]-> heal_9: heal(9);
        try_some_8 -[when |e| e.passes(10)]-> fail_10: fail(10);
        many_4 -[when |e| e.passes(10)]-> fail_10;
        heal_9 -[when |e| e.passes(10)]-> fail_10;
        fail_10 -[err]-> heal_11: heal(11) (c {k.c(2)});
        numbers_1 -[key |e| e.key()]-> refuse_12: refuse(seen.clone()) (buf {k.buf(4)});
        many_4 -> refuse_12;
        wait_5 -> refuse_12;
        push_7 -[when |e| e.passes(12)]-> refuse_12;
        read_6 -> batch_13: batch(seen.clone()) (c 2);
        heal_9 -[when |e| e.passes(13)]-> batch_13;
        heal_11 -[when |e| e.passes(13)]-> batch_13;
        fail_10 -> out_14: out(seen.clone()) (c {k.c(2)});
        refuse_12 -[err]-> lost_15: lost(seen.clone());
    }
}

fn graph_23(k: &Knobs, seen: &Seen<Arrived>) -> Pipeline {
    pipeline! {
        numbers_3: numbers(3, k.count) (c 2) -[when |e| e.passes(4)]-> many_4: many(4) (c {k.c(3)}, buf 3);
        many_4 -[key |e| e.key()]-> tally_late_5: tally_late(5) (c {k.c(0)});
        numbers_3 -[key |e| e.key()]-> tally_late_5;
        tally_late_5 -> map_6: map(6) (c 2);
        listen_2: listen(2, k.count) -> map_6;
        numbers_1: numbers(1, k.count) -> out_7: out(seen.clone()) (c {k.c(4)}, buf 4);
        map_6 -[key |e| e.key()]-> out_7;
    }
}
