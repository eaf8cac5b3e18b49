//! Where the server listens.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

use crate::error::Error;

/// A socket that is bound, and not served yet: a port that is taken is an error before anything runs.
pub(crate) struct Bound {
    pub(crate) address: SocketAddr,
    listener: TcpListener,
}

impl Bound {
    /// Binds `HOST:PORT`, or the loopback interface for `:PORT` and `PORT` alone.
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        let failed = |cause: io::Error| {
            let problem = match cause.kind() {
                io::ErrorKind::AddrInUse => {
                    "another program, or another run of this one, listens there: name a free port, \
                     or port 0 for any that is free"
                }
                io::ErrorKind::PermissionDenied => {
                    "this user may not: name a port from 1024 on, such as `127.0.0.1:9464`"
                }
                io::ErrorKind::AddrNotAvailable => {
                    "this machine has no such address: `127.0.0.1:9464` is seen from this machine \
                     alone, `0.0.0.0:9464` from everywhere"
                }
                _ => "an address is `HOST:PORT`, such as `127.0.0.1:9464`",
            };
            Error::Listen { address: text.to_string(), problem: problem.into(), cause }
        };
        let digits = text.strip_prefix(':').unwrap_or(text);
        let named = match digits.parse::<u16>() {
            Ok(port) => format!("127.0.0.1:{port}"),
            Err(_) => text.to_string(),
        };
        let addresses: Vec<SocketAddr> = named.to_socket_addrs().map_err(failed)?.collect();
        let listener = TcpListener::bind(&*addresses).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        Ok(Self { address: listener.local_addr().map_err(failed)?, listener })
    }

    pub(super) fn listener(self) -> Result<tokio::net::TcpListener, Error> {
        tokio::net::TcpListener::from_std(self.listener).map_err(Error::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        Bound::new(text).err().unwrap().to_string()
    }

    #[test]
    fn a_port_alone_is_on_the_loopback_interface() {
        for text in ["0", ":0", "127.0.0.1:0"] {
            let bound = Bound::new(text).unwrap();
            assert!(bound.address.ip().is_loopback() && bound.address.port() > 0, "{text}");
        }
        assert!(Bound::new("localhost:0").unwrap().address.ip().is_loopback());
        assert!(Bound::new("0.0.0.0:0").unwrap().address.ip().is_unspecified());
    }

    #[test]
    fn a_port_in_use_is_said_with_the_mend() {
        let first = Bound::new("0").unwrap();
        let said = problem(&first.address.to_string());
        let start = format!("cannot listen on `{}`: another program, or another", first.address);
        assert!(said.starts_with(&start), "{said}");
        assert!(said.contains("name a free port, or port 0"), "{said}");
    }

    #[test]
    fn what_is_no_address_is_said() {
        assert!(
            problem("127.0.0.1").contains("an address is `HOST:PORT`"),
            "{}",
            problem("127.0.0.1")
        );
        assert!(problem("99999").contains("an address is `HOST:PORT`"));
        assert!(problem("192.0.2.1:0").contains("this machine has no such address"));
    }
}
