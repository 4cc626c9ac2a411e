//! The URL of the server, and whether it may be used: what instances share names shoppers,
//! and must not reach a server that has not proved its identity.

use std::fmt;
use std::net::IpAddr;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, ProtocolVersion};
use reqwest::Url;

use crate::consents::ServerIdentity;

/// The schemes that a URL may have. The latter two stand for TLS.
const SCHEMES: [&str; 4] = ["valkey", "redis", "valkeys", "rediss"];

/// Where the server is, and how one signs in there. It shows neither, since the URL may hold a
/// password.
#[derive(Clone)]
pub struct ServerAddress(ConnectionInfo);

/// Why the URL of a server is not used. The error does not repeat the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerAddressError {
    /// The text is not the URL of such a server.
    #[error(
        "is no address of a Valkey: it has the form valkeys://USER:PASSWORD@HOST:PORT, or \
         valkey:// without TLS; rediss:// and redis:// mean the same"
    )]
    NotAServer,
    /// Something follows the number of the database.
    #[error("has something behind the number of the database, which is not known")]
    UnknownPart,
    /// The server is on another machine and does not have to prove its identity.
    #[error(
        "leads to another machine and needs TLS (valkeys:// or rediss://), so that no other \
         server learns who the shoppers are (or set shared.server_identity to password_at_risk)"
    )]
    Unverified,
}

impl ServerAddress {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// When it is none, or leads to a server that does not have to prove its identity.
    pub fn parse(url: &str, identity: ServerIdentity) -> Result<Self, ServerAddressError> {
        let parsed: Url = url.parse().map_err(|_| ServerAddressError::NotAServer)?;
        if !SCHEMES.contains(&parsed.scheme()) {
            return Err(ServerAddressError::NotAServer);
        }
        // A fragment could switch the check of the certificate off.
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(ServerAddressError::UnknownPart);
        }
        let info = url.into_connection_info();
        let info = info.map_err(|_| ServerAddressError::NotAServer)?;
        if identity == ServerIdentity::Verified && !is_safe(info.addr()) {
            return Err(ServerAddressError::Unverified);
        }
        // The third version of the protocol has answers and messages on one connection.
        let redis = info.redis_settings().clone();
        let redis = redis.set_protocol(ProtocolVersion::RESP3);
        Ok(Self(info.set_redis_settings(redis)))
    }

    /// How it is connected to.
    pub(super) fn info(&self) -> ConnectionInfo {
        self.0.clone()
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerAddress")
    }
}

/// Whether the server proves its name by a certificate, or is on this machine.
fn is_safe(address: &ConnectionAddr) -> bool {
    match address {
        ConnectionAddr::TcpTls { insecure, .. } => !insecure,
        ConnectionAddr::Tcp(host, _) => {
            let is_loopback = host.parse().is_ok_and(|host: IpAddr| host.is_loopback());
            host == "localhost" || is_loopback
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn parse(url: &str, identity: ServerIdentity) -> Result<(), ServerAddressError> {
        ServerAddress::parse(url, identity).map(drop)
    }

    #[rstest]
    #[case("valkey://127.0.0.1")]
    #[case("redis://localhost:6380/3")]
    #[case("redis://:4711@[::1]:6380")]
    #[case("valkeys://shop:4711@cache.test")]
    #[case("rediss://cache.test:6380/0")]
    fn a_server_here_or_one_with_tls_is_used(#[case] url: &str) {
        assert_eq!(parse(url, ServerIdentity::Verified), Ok(()));
    }

    #[rstest]
    #[case("")]
    #[case("cache.test:6379")]
    #[case("http://cache.test")]
    #[case("unix:///run/valkey.sock")]
    #[case("redis+unix:///run/valkey.sock")]
    #[case("redis:///0")]
    #[case("redis://localhost/zero")]
    #[case("redis://localhost:many")]
    fn a_url_of_another_kind_is_refused(#[case] url: &str) {
        let refused = Err(ServerAddressError::NotAServer);
        assert_eq!(parse(url, ServerIdentity::Unverified), refused);
    }

    #[rstest]
    #[case("rediss://cache.test/#insecure")]
    #[case("redis://localhost/?protocol=resp2")]
    fn nothing_may_follow_the_number_of_the_database(#[case] url: &str) {
        let refused = Err(ServerAddressError::UnknownPart);
        assert_eq!(parse(url, ServerIdentity::Unverified), refused);
    }

    #[rstest]
    #[case("redis://cache.test")]
    #[case("valkey://shop:4711@10.0.0.7:6379")]
    #[case("redis://127.0.0.1.cache.test")]
    #[case("redis://localhost.cache.test")]
    #[case("redis://[::ffff:192.0.2.1]")]
    fn a_server_elsewhere_that_proves_nothing_is_refused(#[case] url: &str) {
        let refused = Err(ServerAddressError::Unverified);
        assert_eq!(parse(url, ServerIdentity::Verified), refused);
        assert_eq!(parse(url, ServerIdentity::Unverified), Ok(()));
    }

    #[test]
    fn an_address_shows_no_password() {
        let address = ServerAddress::parse("redis://u:4711@localhost", ServerIdentity::Verified);
        assert!(!format!("{address:?}").contains("4711"));
    }
}
