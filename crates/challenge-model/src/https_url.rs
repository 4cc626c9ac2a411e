//! The URLs of images and links, which must be `https`.

/// An absolute `https` URL, which is safe as the source of an image or the target of a
/// link.
///
/// Any other URL is dropped when it is read (T25): `javascript:` and `data:` URLs, plain
/// `http`, relative URLs, and URLs with a user name, which can make a host look like
/// another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpsUrl(String);

impl HttpsUrl {
    /// The URL in this text. `None` if the text is not an absolute `https` URL.
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

    /// The URL as text.
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
    fn https_urls_are_read(#[case] text: &str) {
        assert_eq!(HttpsUrl::parse(text).unwrap().as_str(), text);
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
    fn any_other_text_is_dropped(#[case] text: &str) {
        assert_eq!(HttpsUrl::parse(text), None);
    }
}
