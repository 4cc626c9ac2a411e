//! Whose request it is, as far as the network can tell.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that counts.
///
/// Each proxy on the way writes at the end of `X-Forwarded-For` who has asked it.
/// So with so many of them trusted, counting from the right ends at what the
/// outermost of them saw; everything further to the left was there before, and
/// anybody can write that. A list that is too short, or holds no address there,
/// has not come the way that was promised: then it is whoever connects.
pub(super) fn client_address(headers: &HeaderMap, peer: SocketAddr, trusted_hops: usize) -> IpAddr {
    let forwarded = trusted_hops
        .checked_sub(1)
        .and_then(|from_the_right| hops(headers).nth(from_the_right)?);
    network(forwarded.unwrap_or(peer.ip()))
}

/// The hops from right to left; `None` for one that is no address.
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

/// With IPv6, one customer has a whole network of addresses to ask from.
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
    #[case::nobody_is_trusted(&["1.1.1.1"], 0, "10.0.0.9")]
    #[case::one(&["1.1.1.1"], 1, "1.1.1.1")]
    #[case::one_who_was_lied_to(&["6.6.6.6, 1.1.1.1"], 1, "1.1.1.1")]
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
    fn counting_goes_from_the_right(
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
