//! Where browsers reach the proxy.

use std::net::SocketAddr;

use super::form::{Text, text};
use super::given::{Given, Wrong};
use super::setting::section;

section! {
    "listen" as LISTEN: Listen {
        /// Where the proxy listens. The shop's own web server passes requests on to it.
        address: Text<SocketAddr> = text("127.0.0.1:8082", socket_address);
        /// The path before `/challenges`: the one in `<challenges-widget proxy="…">`.
        base_path: Text<String> = text("/", base_path_of), example "/api/loyalty";
    }
}

/// Where to listen.
pub(super) fn address(given: &mut Given) -> Result<SocketAddr, Wrong> {
    given.read(&LISTEN.address)
}

/// The path before the proxy's own.
pub(super) fn base_path(given: &mut Given) -> Result<String, Wrong> {
    given.read(&LISTEN.base_path)
}

/// An IP address and a port.
pub(super) fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    let must = |_| "must be an IP address and a port, such as 127.0.0.1:8082";
    text.parse().map_err(must)
}

fn base_path_of(text: &str) -> Result<String, &'static str> {
    if is_path(text) {
        Ok(text.to_owned())
    } else {
        Err("must be a path such as /api/loyalty")
    }
}

/// Whether a text is a path without anything in it that could mean more.
pub(super) fn is_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.starts_with('/') && path.bytes().all(plain) && !path.contains("//")
}
