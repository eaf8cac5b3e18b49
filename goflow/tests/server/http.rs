//! As little of HTTP as the tests need.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came back.
pub struct Answer {
    pub code: u16,
    pub head: String,
    pub body: String,
}

/// Sends a request as it is, and reads to the end.
pub async fn send(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The other side may answer, and hang up, before it has read all.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Answer { code, head: head.to_ascii_lowercase(), body: body.to_string() }
}

pub async fn request(address: SocketAddr, method: &str, path: &str, headers: &str) -> Answer {
    let always = format!("Host: {address}\r\nConnection: close\r\n");
    let text = format!("{method} {path} HTTP/1.1\r\n{always}{headers}\r\n");
    send(address, text.as_bytes()).await
}

pub async fn get(address: SocketAddr, path: &str) -> Answer {
    request(address, "GET", path, "").await
}
