use crate::channel::Signal;
use crate::channel::align::Alignment;

fn lanes(count: usize) -> Alignment {
    let mut align = Alignment::new();
    (0..count).for_each(|_| align.add_lane());
    align
}

fn barrier(epoch: u64) -> Signal {
    Signal::Barrier { epoch, stop: false }
}

fn all_due(align: &mut Alignment) -> Vec<Signal> {
    std::iter::from_fn(|| align.due()).collect()
}

#[test]
fn watermark_is_the_lowest_and_only_rises() {
    let mut align = lanes(2);
    align.signal(0, Signal::Watermark(10));
    assert_eq!(align.due(), None, "the other lane has not told its time");
    align.signal(1, Signal::Watermark(5));
    assert_eq!(all_due(&mut align), [Signal::Watermark(5)]);
    align.signal(1, Signal::Watermark(3));
    assert_eq!(align.due(), None);
    align.signal(1, Signal::Watermark(20));
    assert_eq!(all_due(&mut align), [Signal::Watermark(10)]);
}

#[test]
fn ended_lane_holds_no_watermark_back() {
    let mut align = lanes(2);
    align.signal(0, Signal::Watermark(10));
    align.end(1);
    assert_eq!(all_due(&mut align), [Signal::Watermark(10)]);
    align.end(0);
    assert_eq!(align.due(), None);
    assert!(align.all_ended());
}

#[test]
fn lane_with_the_barrier_is_not_read_until_all_have_it() {
    let mut align = lanes(3);
    align.signal(1, barrier(7));
    assert_eq!(align.due(), None);
    assert_eq!([0, 1, 2].map(|lane| align.reads(lane)), [true, false, true]);
    align.signal(0, barrier(7));
    assert_eq!(align.due(), None);
    align.end(2);
    assert_eq!(all_due(&mut align), [barrier(7)], "an ended lane counts as having it");
    assert_eq!([0, 1, 2].map(|lane| align.reads(lane)), [true, true, false]);
}

#[test]
fn end_that_raises_the_watermark_and_completes_a_barrier_tells_both_in_order() {
    let mut align = lanes(2);
    align.signal(0, Signal::Watermark(10));
    align.signal(0, Signal::Barrier { epoch: 7, stop: true });
    align.end(1);
    let stop = Signal::Barrier { epoch: 7, stop: true };
    assert_eq!(all_due(&mut align), [Signal::Watermark(10), stop]);
}

#[test]
fn abort_releases_and_is_told_once() {
    let mut align = lanes(2);
    align.signal(0, barrier(7));
    align.signal(1, Signal::Abort { epoch: 7 });
    assert!(align.reads(0));
    assert_eq!(all_due(&mut align), [Signal::Abort { epoch: 7 }]);
    align.signal(0, Signal::Abort { epoch: 7 });
    align.signal(1, barrier(7));
    assert_eq!(align.due(), None);
    assert!(align.reads(1), "a barrier that is given up blocks no more");
    align.signal(0, barrier(8));
    align.signal(1, barrier(8));
    assert_eq!(all_due(&mut align), [barrier(8)]);
}

#[test]
fn abort_after_the_barrier_is_told_too() {
    let mut align = lanes(1);
    align.signal(0, barrier(7));
    assert_eq!(all_due(&mut align), [barrier(7)]);
    align.signal(0, Signal::Abort { epoch: 7 });
    assert_eq!(all_due(&mut align), [Signal::Abort { epoch: 7 }]);
}

#[test]
fn abort_of_an_older_epoch_leaves_the_newer_barrier() {
    let mut align = lanes(2);
    align.signal(0, barrier(8));
    align.signal(1, Signal::Abort { epoch: 7 });
    assert_eq!(all_due(&mut align), [Signal::Abort { epoch: 7 }]);
    assert!(!align.reads(0));
}

#[test]
fn newer_barrier_gives_the_older_up() {
    let mut align = lanes(3);
    align.signal(0, barrier(7));
    align.signal(1, barrier(8));
    assert_eq!(all_due(&mut align), [Signal::Abort { epoch: 7 }]);
    assert_eq!([0, 1, 2].map(|lane| align.reads(lane)), [true, false, true]);
    align.signal(2, barrier(7));
    assert!(align.reads(2));
    align.signal(0, barrier(8));
    align.signal(2, barrier(8));
    assert_eq!(all_due(&mut align), [barrier(8)]);
}
