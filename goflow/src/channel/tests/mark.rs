use super::*;

/// What `take` gives, and the mark that came with it.
fn take_marked(inbox: &mut Inbox<i32>, max: usize) -> (Vec<i32>, u64) {
    let events = take(inbox, max);
    (events, inbox.mark())
}

#[test]
fn a_mark_comes_out_with_its_event_and_no_other() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(10));
    lane.push(&mut vec![0, 1, 2]);
    lane.mark(7);
    lane.push(&mut vec![3, 4]);
    assert_eq!(take_marked(&mut inbox, 2), (vec![0, 1], 0));
    assert_eq!(take_marked(&mut inbox, 1), (vec![2], 0));
    assert_eq!(take_marked(&mut inbox, 1), (vec![3], 7));
    assert_eq!(take_marked(&mut inbox, 1), (vec![4], 0));
}

#[test]
fn one_in_a_lane_is_marked_at_a_time() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(events(10));
    lane.mark(7);
    lane.push(&mut vec![0]);
    lane.mark(8);
    lane.push(&mut vec![1]);
    assert_eq!(take_marked(&mut inbox, ALL), (vec![0, 1], 7));
    lane.push(&mut vec![2]);
    assert_eq!(take_marked(&mut inbox, ALL), (vec![2], 8));
    lane.mark(0);
    lane.push(&mut vec![3]);
    assert_eq!(take_marked(&mut inbox, ALL), (vec![3], 0));
}

#[test]
fn an_event_that_is_taken_back_takes_its_mark_along() {
    let mut inbox = Inbox::new();
    let mut lane = inbox.lane(Capacity::Rendezvous);
    lane.mark(7);
    lane.push(&mut vec![0]);
    assert_eq!(lane.withdraw(), Some(0));
    lane.mark(9);
    lane.push(&mut vec![1]);
    assert_eq!(take_marked(&mut inbox, ALL), (vec![1], 9));
}

#[test]
fn levels_are_those_of_each_lane() {
    let mut inbox = Inbox::new();
    let (mut a, b) = (inbox.lane(events(10)), inbox.lane(events(4)));
    let levels = [a.level(), b.level()];
    a.push(&mut vec![1, 2, 3]);
    let seen = |levels: &[super::super::LaneLevel; 2]| {
        levels.each_ref().map(|level| (level.queued(), level.capacity()))
    };
    assert_eq!(seen(&levels), [(3, 10), (0, 4)]);
    take(&mut inbox, 2);
    assert_eq!(seen(&levels), [(1, 10), (0, 4)]);
}
