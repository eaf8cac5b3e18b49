//! As little of HTTP as a collector on this machine or in this network needs: a POST, without TLS.
//!
//! The exporter calls it from a thread of its own, which belongs to no runtime: it may block.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};

use crate::error::Error;

/// More than any answer of a collector.
const ANSWER: u64 = 64 * 1024;

#[derive(Debug)]
pub(super) struct Client {
    limit: Duration,
}

impl Client {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit }
    }

    /// Whether it can send to that address at all.
    pub(super) fn check(url: &str) -> Result<(), Error> {
        let plain = |request: &Request<()>| {
            let uri = request.uri();
            uri.scheme_str() == Some("http") && uri.host().is_some()
        };
        match Request::post(url).body(()).ok().filter(plain) {
            Some(_) => Ok(()),
            None => Err(Error::new(format!(
                "`{url}` is no address of a collector: write `http://HOST:PORT`, as \
                 `http://127.0.0.1:4318`; for TLS let a collector on this machine pass it on"
            ))),
        }
    }

    fn send(&self, request: &Request<Bytes>) -> io::Result<Response<Bytes>> {
        let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_string());
        let uri = request.uri();
        let host = uri.host().ok_or_else(|| wrong("no host"))?;
        let port = uri.port_u16().unwrap_or(80);
        let addresses = (host.trim_matches(['[', ']']), port).to_socket_addrs()?;
        let mut last = wrong("no address");
        for address in addresses {
            match TcpStream::connect_timeout(&address, self.limit) {
                Ok(stream) => return self.exchange(stream, host, request),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn exchange(
        &self,
        mut stream: TcpStream,
        host: &str,
        request: &Request<Bytes>,
    ) -> io::Result<Response<Bytes>> {
        stream.set_read_timeout(Some(self.limit))?;
        stream.set_write_timeout(Some(self.limit))?;
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let mut head = format!("{} {path} HTTP/1.1\r\nhost: {host}\r\n", request.method());
        for (name, value) in request.headers() {
            head += &format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
        }
        let body = request.body();
        head += &format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len());
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        stream.take(ANSWER).read_to_end(&mut answer)?;
        parse(&answer)
    }
}

/// The code is all that matters; a collector's words on what it did not take are passed on.
fn parse(answer: &[u8]) -> io::Result<Response<Bytes>> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP");
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").ok_or_else(wrong)?;
    let (head, body) = answer.split_at(end + 4);
    let line = String::from_utf8_lossy(head);
    let code = line.split(' ').nth(1).and_then(|code| code.parse::<u16>().ok());
    let response = Response::builder().status(code.ok_or_else(wrong)?);
    response.body(Bytes::copy_from_slice(body)).map_err(io::Error::other)
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        Ok(self.send(&request)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_tls_is_one() {
        assert!(Client::check("http://127.0.0.1:4318/v1/traces").is_ok());
        for wrong in ["https://a:4318", "127.0.0.1:4318", "", "grpc://a"] {
            let said = Client::check(wrong).unwrap_err().to_string();
            assert!(said.contains("http://127.0.0.1:4318"), "{said}");
        }
    }

    #[test]
    fn answers_are_read() {
        let answer = parse(b"HTTP/1.1 503 Busy\r\nretry-after: 1\r\n\r\nlater").unwrap();
        assert_eq!((answer.status().as_u16(), &answer.body()[..]), (503, &b"later"[..]));
        assert!(parse(b"SSH-2.0-x\r\n").is_err());
    }
}
