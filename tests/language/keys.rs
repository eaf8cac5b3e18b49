//! What may be a key.

use goflow::prelude::*;

use crate::support::*;

#[task]
fn times<K: Key + Clone>(key: K, n: &mut Keyed<K, u32>) -> (K, u32) {
    assert!(n.key().same(&key));
    **n += 1;
    (key, **n)
}

/// Sends every key twice: each is to be counted for itself.
#[track_caller]
fn are_keys<K: Key + Clone + Ord + std::fmt::Debug + Sync>(keys: Vec<K>) {
    let seen = Seen::new();
    done(pipeline! {
        items([&keys[..], &keys[..]].concat()) -[key |k| k.clone()]-> times (c 3) -> keep(seen.clone());
    });
    let mut expected: Vec<(K, u32)> =
        keys.into_iter().flat_map(|k| [(k.clone(), 1), (k, 2)]).collect();
    expected.sort();
    assert_eq!(seen.sorted(), expected);
}

#[test]
fn keys_are_integers_bools_chars_texts_bytes_tuples_and_options() {
    are_keys(vec![0_u8, 1, 255]);
    are_keys(vec![i64::MIN, -1, 0, 1, i64::MAX]);
    are_keys((0..100_usize).collect());
    are_keys(vec![u128::MAX, 0]);
    are_keys(vec![false, true]);
    are_keys(vec!['a', 'ñ', '\0']);
    are_keys(vec!["", "a", "b", "ab"]);
    are_keys(texts(&["", "a", "b", "ab"]));
    are_keys(vec![vec![0_u8], vec![], vec![0, 0]]);
    are_keys(vec![[1_u8, 2], [2, 1]]);
    are_keys(vec![("ab", "c"), ("a", "bc"), ("abc", "")]);
    are_keys(vec![(1_u8, 'a', Some(false)), (1, 'a', None), (2, 'a', None)]);
    are_keys(vec![None, Some(0_u32), Some(1)]);
    are_keys(vec![Some(None), None, Some(Some(1_i8))]);
    are_keys(vec![()]);
}
