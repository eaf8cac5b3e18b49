//! Nodes whose paths look like those of values, and arguments that look like settings.

use goflow::prelude::*;

/// As a pattern this would be no new name.
const LIMIT: u64 = 3;
struct Doubled;

mod parquet {
    use goflow::prelude::*;

    #[source]
    pub fn source(upto: &u64) -> impl Iterator<Item = u64> + use<> {
        0..*upto
    }

    #[output]
    pub fn sink(n: u64, folder: &String) {
        assert!(n <= 10 && folder == "out/");
    }
}

#[task]
fn add(n: u64, c: &u64) -> u64 {
    n + c
}

#[task]
#[allow(non_snake_case)]
fn Halve<T: Event + Into<u64>>(n: T) -> u64 {
    n.into() / 2
}

/// What users name so is theirs, in the expressions of a graph, too.
struct Folder(String);
impl Folder {
    fn node(&self) -> &String {
        &self.0
    }
    fn blank(&self, _: u64) -> bool {
        true
    }
}

fn main() {
    let (c, buf) = (4, 5);
    let folder = Folder("out/".to_owned());
    let blank = Folder(String::new());
    let flow = pipeline! {
        parquet::source(c + LIMIT) -> LIMIT: add(c) (c 2) -> Halve -> Doubled: |n: u64| n * 2;
        Doubled -[when move |n| blank.blank(*n)]-> parquet::sink(folder.node().clone());
        LIMIT -> inflight: add(buf) -> discard;
    };
    let _ = Doubled;
    let drawn = "source (c 1)\n +--> LIMIT (c 2)\n";
    assert!(flow.to_string().starts_with(drawn), "{flow}");
}
