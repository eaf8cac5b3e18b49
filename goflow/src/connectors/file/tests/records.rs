//! A format that can only be cut by a scan from the beginning, and whose parts need the header.

use std::fs;
use std::io;

use super::super::cutter::tests::{Brackets, brackets};
use super::super::{Cuts, Decoder, FileReader, Files, Part, Place, Recipient, Scan};
use super::pack;
use crate::error::BoxError;
use crate::node::{Batch, Position, Reader};
use crate::{Compression, RecordError};

/// Gives `header:record`, of records that end as [`Brackets`] has them; a record with a `!` is bad.
#[derive(Default)]
struct Bracketed {
    head: String,
    kept: Vec<u8>,
    place: Option<Place>,
    offset: u64,
    /// Line ends before the next byte.
    record: u64,
}

impl Decoder for Bracketed {
    type Event = String;

    fn begin(&mut self, part: &Part) -> Result<(), BoxError> {
        self.head = String::from_utf8(part.head.clone())?;
        (self.offset, self.record) = (part.place.offset, part.place.record);
        self.place = Some(part.place);
        self.kept.clear();
        Ok(())
    }
    fn decode(&mut self, text: &[u8], to: &mut dyn Recipient<String>) -> Result<usize, BoxError> {
        let mut at = 0;
        while to.has_room() {
            let all = [&self.kept, &text[at..]].concat();
            let Some(end) = Brackets::default().record(&all) else {
                self.offset += (text.len() - at) as u64;
                self.kept = all;
                return Ok(text.len());
            };
            let taken = end - self.kept.len();
            let record = String::from_utf8(all[..end].to_vec())?;
            self.kept.clear();
            at += taken;
            self.offset += taken as u64;
            let begin = self.place.unwrap_or(Place::START);
            self.record += record.matches('\n').count() as u64;
            self.place = Some(Place { offset: self.offset, record: self.record });
            if self.head.is_empty() {
                self.head = record;
            } else if record.contains('!') {
                to.fail(RecordError {
                    file: String::new(),
                    record: begin.record,
                    column: None,
                    offset: begin.offset,
                    raw: record.into_bytes(),
                    cause: "!".into(),
                });
            } else {
                to.push(format!("{}{record}", self.head));
            }
        }
        Ok(at)
    }
    fn end(
        &mut self,
        broken: Option<io::Error>,
        _: &mut dyn Recipient<String>,
    ) -> Result<(), BoxError> {
        assert!(broken.is_none(), "{broken:?}");
        assert!(self.kept.is_empty(), "{:?}", String::from_utf8_lossy(&self.kept));
        Ok(())
    }
    fn place(&self) -> Place {
        self.place.unwrap_or(Place::START)
    }
    fn cuts(&self) -> Cuts {
        brackets()
    }
}

type Records = (Vec<String>, Vec<RecordError>);

/// Reads up to so many batches of seven records, workers in turn.
async fn read(
    files: &Files,
    workers: usize,
    before: &[Position],
    batches: usize,
    into: &mut Records,
) -> Vec<Position> {
    let mut readers: Vec<FileReader<Bracketed>> = Vec::new();
    for worker in 0..workers {
        let context = crate::testing::context("rows", worker, workers);
        readers.push(files.open(&context, Bracketed::default(), before).await.unwrap());
    }
    let mut over = vec![false; workers];
    for turn in 0..batches {
        let worker = turn % workers;
        if !over[worker] {
            let mut batch = Batch::new();
            batch.room = 7;
            over[worker] = !readers[worker].read(&mut batch).await.unwrap();
            into.0.append(&mut batch.events);
            into.1.append(&mut batch.errors);
        }
        if over.iter().all(|over| *over) {
            break;
        }
    }
    readers.iter().flat_map(|reader| reader.positions()).collect()
}

fn sorted(mut records: Records) -> Records {
    records.0.sort();
    records.1.sort_by_key(|error| error.offset);
    records
}

#[tokio::test]
async fn parts_have_the_header_and_begin_at_records() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (10_000..11_000)
        .map(|n| match n % 90 {
            0 => format!("\n{n}!(;\n;)\n;"),
            _ => format!("\n{n}({});", ";\n(".repeat(n % 7)),
        })
        .collect();
    let text = format!("head(;);{text}");
    let packed = folder.path().join("a.gz");
    fs::write(&packed, pack(&text, Compression::Gzip)).unwrap();
    let plain = folder.path().join("a");
    fs::write(&plain, &text).unwrap();
    for (path, size) in [(&plain, 500), (&plain, 1), (&plain, 1 << 30), (&packed, 500)] {
        let files = || {
            let mut files = Files::new(path.into());
            files.options.split_size = Some(size);
            files
        };
        let mut whole = Records::default();
        read(&files(), 1, &[], usize::MAX, &mut whole).await;
        let whole = sorted(whole);
        assert_eq!((whole.0.len(), whole.1.len()), (989, 11));
        assert!(whole.0.iter().all(|record| record.starts_with("head(;);\n1")));
        for error in &whole.1 {
            let before = &text[..error.offset as usize];
            assert_eq!(error.record, before.matches('\n').count() as u64 + 1);
            assert!(text[before.len()..].starts_with(std::str::from_utf8(&error.raw).unwrap()));
        }
        let mut cut = Records::default();
        read(&files(), 3, &[], usize::MAX, &mut cut).await;
        assert!(sorted(cut) == whole, "{size}");
        // Stopped after every few batches, with one worker more each time.
        let (mut steps, mut positions) = (Records::default(), Vec::new());
        for workers in (1..4).cycle().take(200) {
            positions = read(&files(), workers, &positions, 4, &mut steps).await;
        }
        assert!(sorted(steps) == whole, "{size}");
    }
}
