//! Files in Azure's blob storage: a server of the project's own.
//!
//! The store is set up by the environment, so what reads and writes runs in a process of its own.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use goflow::prelude::*;
use goflow::{json, parquet};

use super::support::run_alone;

/// Makes a container, signed with the key that every Azurite has.
const CONTAINER: &str = r#"
import base64, email.utils, hashlib, hmac, sys, urllib.request
url, account = sys.argv[1], "devstoreaccount1"
key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
headers = {"x-ms-date": email.utils.formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
signed = "PUT" + "\n" * 12 + "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
signed += f"/{account}/{account}/data\nrestype:container"
mac = hmac.new(base64.b64decode(key), signed.encode(), hashlib.sha256).digest()
headers["Authorization"] = f"SharedKey {account}:{base64.b64encode(mac).decode()}"
request = urllib.request.Request(f"{url}/{account}/data?restype=container", method="PUT", headers=headers)
assert urllib.request.urlopen(request).status == 201
"#;

/// A server, gone when this is dropped.
struct Azurite {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Azurite {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts one, and says at which port; `None` where it is not installed.
fn start() -> Option<(Azurite, u16)> {
    let tools = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/node_modules/.bin");
    let program = Path::new(tools).join("azurite-blob");
    if !program.exists() {
        println!("skipped: there is no Azurite in target/tools; `.ci/tools` installs it with npm");
        return None;
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command.args(["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location"]);
    command.arg(folder.path()).args(["--blobPort", &port.to_string()]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let azurite = Azurite { child, _folder: folder };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "Azurite does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some((azurite, port))
}

#[test]
fn blobs_are_written_and_read() {
    let Some((_azurite, port)) = start() else { return };
    let url = format!("http://127.0.0.1:{port}");
    let made = Command::new("python3").args(["-c", CONTAINER, &url]).status().unwrap();
    assert!(made.success());
    run_alone(
        "azure::writes_and_reads",
        &[("AZURE_STORAGE_USE_EMULATOR", "true"), ("AZURITE_BLOB_STORAGE_URL", &url)],
    );
}

#[derive(Record, serde::Serialize, serde::Deserialize, Clone)]
struct Row {
    n: i64,
    odd: bool,
}

#[source]
fn rows(count: &i64) -> impl Iterator<Item = Row> + use<> {
    (0..*count).map(|n| Row { n, odd: n % 2 == 1 })
}
#[output]
fn add(row: Row, sum: &Arc<AtomicI64>) {
    sum.fetch_add(row.n, Relaxed);
}

async fn sum(url: &str, parquet: bool) -> (u64, i64) {
    let sum = Arc::<AtomicI64>::default();
    let flow = match parquet {
        true => pipeline! {
            let file (c 2) = parquet::source::<Row>(url);
            file -> add(sum.clone());
        },
        false => pipeline! {
            let file (c 2) = json::source::<Row>(url);
            file -> add(sum.clone());
        },
    };
    let report = flow.run().await.unwrap();
    (report.node("file").unwrap().sent, sum.load(Relaxed))
}

#[tokio::test]
#[ignore = "it needs the environment that `blobs_are_written_and_read` gives it"]
async fn writes_and_reads() {
    let total = |count: i64| (count as u64, count * (count - 1) / 2);
    for _ in 0..2 {
        let flow = pipeline! {
            // 7 MB: two parts.
            let lines = json::sink::<Row>("az://data/a.jsonl");
            let parts = parquet::sink::<Row>("az://data/parts/")
                .partition_by("odd", |row: &Row| row.odd)
                .overwrite();
            rows(250_000) -> lines;
            rows -> parts;
        };
        flow.run().await.unwrap();
        assert_eq!(sum("az://data/a.jsonl", false).await, total(250_000));
        assert_eq!(sum("az://data/parts/", true).await, total(250_000));
        assert_eq!(
            sum("az://data/parts/odd=true/*.parquet", true).await,
            (125_000, 125_000 * 125_000)
        );
    }
    let flow = pipeline! {
        let file = json::sink::<Row>("az://nowhere/a.jsonl");
        rows(1_000_000) -> file;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert!(
        error.starts_with("node `file`, worker 0: cannot write `az://nowhere/a.jsonl`: "),
        "{error}"
    );
    assert!(error.ends_with("; see that the bucket is there"), "{error}");
}
