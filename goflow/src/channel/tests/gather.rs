//! Events that are put into a buffer without a look at each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::super::gather::Gather;

/// Every third is missing.
fn some<T>(events: impl Iterator<Item = T>) -> impl Iterator<Item = Option<T>> {
    events.enumerate().map(|(n, event)| (n % 3 != 2).then_some(event))
}

#[test]
fn what_is_there_is_kept_in_order_whatever_its_type() {
    let (mut numbers, mut texts, mut large) = (Gather::new(), Gather::new(), Gather::new());
    for count in [0, 1, 2, 3, 4, 5, 100, 3_000] {
        numbers.extend(some(0..count));
        texts.extend(some((0..count).map(|n| n.to_string())));
        large.extend(some((0..count).map(|n| [n; 9])));
        let expected: Vec<usize> = some(0..count).flatten().collect();
        assert_eq!(numbers.fresh, expected);
        assert!(texts.fresh.iter().cloned().eq(expected.iter().map(usize::to_string)));
        assert!(large.fresh.iter().map(|event| event[8]).eq(expected));
        for len in [numbers.len(), texts.len(), large.len()] {
            assert_eq!(len, numbers.fresh.len());
        }
        // As after a send: empty, but with the allocation.
        numbers.fresh.clear();
        texts.fresh.clear();
        large.fresh.clear();
    }
}

#[test]
fn a_full_buffer_does_not_grow_for_nothing() {
    let mut gather = Gather::new();
    gather.fresh.reserve_exact(64);
    let capacity = gather.fresh.capacity();
    gather.extend((0..capacity).map(Some));
    gather.extend([None, None].into_iter());
    assert_eq!((gather.len(), gather.fresh.capacity()), (capacity, capacity));
}

#[test]
fn a_panic_leaves_what_came_before_it() {
    let (shared, mut gather) = (Arc::new(()), Gather::new());
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        gather.extend((0..100).map(|n| {
            assert!(n < 50, "as planned");
            Some(Arc::clone(&shared))
        }));
    }));
    assert!(unwound.is_err());
    assert_eq!((gather.len(), Arc::strong_count(&shared)), (50, 51));
    drop(gather);
    assert_eq!(Arc::strong_count(&shared), 1);
}
