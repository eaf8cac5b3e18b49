//! A server that speaks S3, and a proxy before it that fails as networks do.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// A moto server, gone when this is dropped.
pub struct Moto {
    child: Child,
    pub port: u16,
}

impl Moto {
    /// Starts one; `None` where it is not installed: `.ci/run` does that.
    pub fn start() -> Option<Self> {
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/tools/bin/moto_server");
        if !Path::new(program).exists() {
            println!("skipped: there is no moto_server in target/tools; `.ci/run` installs it");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { child, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "moto_server does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(moto)
    }

    /// Makes a bucket (`/bucket`) or an object (`/bucket/key`).
    pub fn put(&self, path: &str, body: &[u8]) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(stream, "PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n").unwrap();
        write!(stream, "Content-Length: {length}\r\n\r\n").unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }

    /// What it answers.
    pub fn get(&self, path: &str) -> String {
        get(self.port, path)
    }
}

/// What a server here answers.
pub fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server that forbids everything.
pub fn forbidding() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let text = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
            let length = text.len();
            let head = "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length:";
            // Whoever hangs up is of no interest.
            let _ = request(&mut stream)
                .and_then(|_| write!(stream, "{head} {length}\r\n\r\n{text}"))
                .and_then(|()| stream.shutdown(Shutdown::Write));
        }
    });
    port
}

/// What a proxy did.
#[derive(Default)]
pub struct Done {
    pub requests: AtomicUsize,
    pub refused: AtomicUsize,
    pub cut: AtomicUsize,
}

/// Starts a proxy to a server of S3 here, for who speaks Google's dialect of it: tokens are taken
/// away, which that server does not know.
pub fn without_tokens(to: u16) -> u16 {
    relay(to, |_| {})
}

/// Starts a proxy to a server of S3 here, which takes its time to answer who begins an upload.
pub fn slow_to_begin(to: u16) -> u16 {
    relay(to, |head| {
        let first = head.lines().next().unwrap_or_default();
        if first.starts_with("POST") && first.contains("uploads") {
            std::thread::sleep(Duration::from_secs(1));
        }
    })
}

/// Starts a proxy to a server here. It calls `before` with what was asked, and then hands on the answer.
pub fn relay(to: u16, before: impl Fn(&str) + Send + Sync + 'static) -> u16 {
    let before = Arc::new(before);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let before = before.clone();
            std::thread::spawn(move || -> std::io::Result<()> {
                let Some((head, body)) = request(&mut client)? else { return Ok(()) };
                let answer = ask(&head, &body, to)?;
                before(&head);
                client.write_all(&answer)?;
                client.shutdown(Shutdown::Write)
            });
        }
    });
    port
}

/// Starts a proxy to a server here. Of five answers it refuses one with 503, cuts one in its middle,
/// and is slow with another.
pub fn proxy(to: u16) -> (u16, Arc<Done>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let done = Arc::new(Done::default());
    let counted = done.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let done = counted.clone();
            std::thread::spawn(move || {
                // Whoever hangs up is of no interest.
                let _ = pass(stream, to, &done);
            });
        }
    });
    (port, done)
}

fn pass(mut client: TcpStream, to: u16, done: &Done) -> std::io::Result<()> {
    let Some((head, body)) = request(&mut client)? else { return Ok(()) };
    let number = done.requests.fetch_add(1, Relaxed);
    if number % 5 == 1 {
        done.refused.fetch_add(1, Relaxed);
        let busy = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return client.write_all(busy.as_bytes());
    }
    let answer = ask(&head, &body, to)?;
    if number % 5 == 2 {
        std::thread::sleep(Duration::from_millis(300));
    }
    let length = match number % 5 {
        3 if answer.len() > 10_000 => {
            done.cut.fetch_add(1, Relaxed);
            answer.len() / 2
        }
        _ => answer.len(),
    };
    client.write_all(&answer[..length])?;
    client.shutdown(Shutdown::Write)
}

/// What the server answers to a request.
fn ask(head: &str, body: &[u8], to: u16) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", to))?;
    let dropped = |line: &str| {
        let line = line.to_ascii_lowercase();
        line.is_empty()
            || line.starts_with("connection:")
            || line.starts_with("authorization: bearer")
    };
    let lines: Vec<&str> = head.lines().filter(|line| !dropped(line)).collect();
    write!(server, "{}\r\nConnection: close\r\n\r\n", lines.join("\r\n"))?;
    server.write_all(body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

/// One request: its head and its body.
fn request(client: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let bytes = client.read(&mut buffer)?;
        if bytes == 0 {
            return Ok(None);
        }
        text.extend_from_slice(&buffer[..bytes]);
        let Some(end) = text.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&text[..end]).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let mut body = text.split_off(end + 4);
        let missing = length.unwrap_or(0_usize).saturating_sub(body.len());
        let mut rest = vec![0; missing];
        client.read_exact(&mut rest)?;
        body.extend(rest);
        return Ok(Some((head, body)));
    }
}
