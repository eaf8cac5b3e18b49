//! Damaged files: no panic, no endless loop, and no more memory than is stated.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use goflow::prelude::*;

use crate::every::{Every, rows};
use crate::memory;
use crate::reading::{corpora, whole};

/// No file of the corpora is longer than 1 MiB; what is made of one stays below this.
const MOST: usize = 256 << 20;
/// The same for the whole process, other tests included.
const MOST_RESIDENT: usize = 1 << 30;

/// How often each file is damaged: GOFLOW_MUTATIONS, else a few times.
fn times() -> u64 {
    std::env::var("GOFLOW_MUTATIONS").ok().and_then(|times| times.parse().ok()).unwrap_or(3)
}

/// A sequence that looks random and is the same every time.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// Damages a few bytes, most often where the lengths stand: at the beginning or the end.
fn damage(bytes: &mut Vec<u8>, random: &mut Sequence) {
    for _ in 0..1 + random.below(3) {
        let length = bytes.len();
        let at = match random.below(3) {
            0 => random.below(length),
            1 => random.below(length.min(400)),
            _ => length - 1 - random.below(length.min(2000)),
        };
        match random.below(6) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = 0xff,
            2 => bytes[at] = 0,
            3 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            4 => bytes.insert(at, 0xff),
            _ if length > 64 => bytes.truncate(at.max(16)),
            _ => {}
        }
    }
}

/// Files of our own, with columns of every type: `ending`, once for each codec.
async fn own(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for codec in [Compression::None, Compression::Snappy, Compression::Zstd(3)] {
        let path = folder.join(format!("{codec}.{ending}"));
        let flow = if ending == "avro" {
            pipeline! {
                let file = goflow::avro::sink::<Every>(&path).compression(codec);
                many -> file;
            }
        } else {
            pipeline! {
                let file = goflow::parquet::sink::<Every>(&path).compression(codec);
                many -> file;
            }
        };
        flow.run().await.unwrap();
        files.push(path);
    }
    files
}

#[source]
fn many() -> impl Iterator<Item = Every> {
    std::iter::repeat_n(rows(), 50).flatten()
}

async fn survive(folders: &[&str], ending: &str) {
    let ours = tempfile::tempdir().unwrap();
    let mut files = own(ours.path(), ending).await;
    files.extend(corpora(folders, ending).unwrap_or_default());
    // Decoders of others may panic: it is caught and told, and would fill the screen here.
    std::panic::set_hook(Box::new(|_| {}));
    let folder = tempfile::tempdir().unwrap();
    let (mut read, mut refused, mut most) = (0, 0, (0, String::new()));
    let mut longest = (Duration::ZERO, String::new());
    for (number, file) in files.iter().enumerate() {
        let whole_file = std::fs::read(file).unwrap();
        let path = folder.path().join(Path::new("damaged").with_extension(ending));
        // Ours have more kinds of data than all others.
        let times = if number < 3 { (times() * 20).clamp(20, 1000) } else { times() };
        for time in 0..times {
            let mut random = Sequence(((number as u64) << 32) | time);
            let mut bytes = whole_file.clone();
            damage(&mut bytes, &mut random);
            std::fs::write(&path, &bytes).unwrap();
            let before = memory::begin();
            // A file that is never done fails the test in there.
            let began = Instant::now();
            let outcome = whole(&path).await;
            if began.elapsed() > longest.0 {
                longest = (began.elapsed(), format!("{} #{time}", file.display()));
            }
            let used = memory::most().saturating_sub(before);
            if used > most.0 {
                most = (used, format!("{} #{time}", file.display()));
            }
            if used > MOST {
                let kept = std::env::temp_dir().join(format!("heavy.{ending}"));
                std::fs::copy(&path, &kept).unwrap();
                panic!("{} #{time}: {used} bytes; see {}", file.display(), kept.display());
            }
            match outcome.error {
                None => read += 1,
                Some(_) => refused += 1,
            }
        }
    }
    eprintln!("{ending}: {read} read, {refused} refused");
    eprintln!("{ending}: at most {} bytes, {}; {:?}, {}", most.0, most.1, longest.0, longest.1);
    // What decoders in C take is not counted above, but is here.
    if let Some(resident) = memory::most_resident() {
        eprintln!("{ending}: {resident} bytes resident at most");
        assert!(resident < MOST_RESIDENT, "{resident} bytes were resident");
    }
    assert!(refused > 0);
}

/// One test, so that nothing else is in memory.
#[test]
fn damaged_files_do_no_harm() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        survive(&["avro"], "avro").await;
        survive(&["parquet-testing"], "parquet").await;
    });
}
