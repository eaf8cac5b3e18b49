use crate::channel::{key_group, murmur2, worker_of};

/// The values of `UtilsTest.testMurmur2` in Kafka.
#[test]
fn murmur2_is_that_of_kafka() {
    let known: [(&str, i32); 6] = [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        ("abc", 479470107),
    ];
    for (key, hash) in known {
        assert_eq!(murmur2(key.as_bytes()) as i32, hash, "{key}");
    }
}

#[test]
fn key_group_is_the_partition_of_a_topic() {
    assert_eq!(key_group(murmur2(b"foobar"), 128), (-790332482_i32 as u32 & 0x7fff_ffff) % 128);
    assert!((0..1000_u32).all(|key| key_group(murmur2(&key.to_le_bytes()), 7) < 7));
}

#[test]
fn every_worker_owns_a_range_of_groups_and_all_about_as_many() {
    for (groups, workers) in [(128, 1), (128, 3), (128, 128), (7, 3), (3, 5)] {
        let owners: Vec<_> = (0..groups).map(|it| worker_of(it, groups, workers)).collect();
        assert!(owners.is_sorted() && owners.iter().all(|&it| it < workers));
        let fair = groups as usize / workers;
        for worker in 0..workers {
            let owned = owners.iter().filter(|&&it| it == worker).count();
            assert!((fair..=fair + 1).contains(&owned), "{worker} of {workers}: {owned}");
        }
    }
}
