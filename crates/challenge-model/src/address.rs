//! Addresses of images and links: `https` only.

/// An absolute `https` address, safe to be an image's source or a link's target.
///
/// Everything else is dropped where it is read: `javascript:` and `data:`
/// addresses, plain `http`, relative ones, and ones with a user name in them,
/// which exist to look like another host (T25).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpsAddress(String);

impl HttpsAddress {
    /// The address in this text, if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const SCHEME: &str = "https://";
        let text = text.trim();
        let scheme = text.get(..SCHEME.len())?;
        let host = text[SCHEME.len()..].split(['/', '?', '#']).next()?;
        let acceptable = scheme.eq_ignore_ascii_case(SCHEME)
            && !host.is_empty()
            && !host.starts_with(':')
            && !host.contains('@')
            && !text.contains(|letter: char| {
                letter.is_whitespace() || letter.is_control() || letter == '\\'
            });
        acceptable.then(|| Self(text.to_owned()))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://images.example.test/stamps/coffee-3.png")]
    #[case("HTTPS://images.example.test")]
    #[case("https://images.example.test:8443/a?b=c#d")]
    #[case("https://images.example.test/@handle")]
    fn https_addresses_are_taken(#[case] text: &str) {
        assert_eq!(HttpsAddress::parse(text).unwrap().as_str(), text);
    }

    #[rstest]
    #[case("http://images.example.test/a.png")]
    #[case("//images.example.test/a.png")]
    #[case("/a.png")]
    #[case("a.png")]
    #[case("javascript:alert(1)")]
    #[case("data:image/png;base64,AAAA")]
    #[case("https:")]
    #[case("https://")]
    #[case("https:///path")]
    #[case("https://:443/")]
    #[case("https://shop.example.test@evil.test/")]
    #[case("https://images.example.test/a b.png")]
    #[case("https://images.example.test\\@evil.test/")]
    #[case("https://images.example.test/\u{0}")]
    #[case("é")]
    #[case("")]
    fn every_other_address_is_dropped(#[case] text: &str) {
        assert_eq!(HttpsAddress::parse(text), None);
    }
}
