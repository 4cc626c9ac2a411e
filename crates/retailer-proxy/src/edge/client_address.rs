//! The IP address that a request is counted under.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's IP address.
///
/// Each proxy on the way appends the address of its own client to
/// `X-Forwarded-For`. Counting as many entries from the right as there are trusted
/// proxies therefore ends at the address that the outermost of them saw. Everything
/// further to the left can be written by the client itself. When the list is too
/// short, or has no address in that place, the request did not come through the
/// trusted proxies, and the address of the connection counts.
pub(super) fn client_address(headers: &HeaderMap, peer: SocketAddr, trusted_hops: usize) -> IpAddr {
    let forwarded = trusted_hops
        .checked_sub(1)
        .and_then(|from_the_right| hops(headers).nth(from_the_right)?);
    network(forwarded.unwrap_or(peer.ip()))
}

/// The entries from right to left; `None` for one that is not an address.
fn hops(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values = headers.get_all(X_FORWARDED_FOR).iter();
    let lines: Vec<&str> = values
        .map(|value| value.to_str().unwrap_or_default())
        .collect();
    lines
        .into_iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .map(|hop| address(hop.trim()))
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    bare.unwrap_or(text)
        .parse()
        .ok()
        .or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

/// An IPv6 address counts as its /64 network, because one customer has a whole
/// network of addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PEER: &str = "10.0.0.9:4711";

    #[rstest]
    #[case::no_trusted_proxy(&["1.1.1.1"], 0, "10.0.0.9")]
    #[case::one(&["1.1.1.1"], 1, "1.1.1.1")]
    #[case::one_with_a_forged_entry(&["6.6.6.6, 1.1.1.1"], 1, "1.1.1.1")]
    #[case::two(&["6.6.6.6, 1.1.1.1, 10.0.0.2"], 2, "1.1.1.1")]
    #[case::two_in_two_headers(&["6.6.6.6, 1.1.1.1", "10.0.0.2"], 2, "1.1.1.1")]
    #[case::too_short(&["1.1.1.1"], 2, "10.0.0.9")]
    #[case::missing(&[], 1, "10.0.0.9")]
    #[case::no_address(&["unknown"], 1, "10.0.0.9")]
    #[case::no_address_further_left(&["unknown, 1.1.1.1"], 1, "1.1.1.1")]
    #[case::with_a_port(&["1.1.1.1:80"], 1, "1.1.1.1")]
    #[case::sixth_version(&["[2001:db8:1:2:3:4:5:6]:80"], 1, "2001:db8:1:2::")]
    #[case::bare_sixth_version(&["2001:db8:1:2:ffff::1"], 1, "2001:db8:1:2::")]
    #[case::fourth_in_sixth(&["::ffff:1.1.1.1"], 1, "1.1.1.1")]
    fn the_address_is_counted_from_the_right_of_the_header(
        #[case] lines: &[&'static str],
        #[case] trusted_hops: usize,
        #[case] expected: &str,
    ) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, line.parse().unwrap());
        }
        let found = client_address(&headers, PEER.parse().unwrap(), trusted_hops);
        assert_eq!(found.to_string(), expected);
    }
}
