//! A web origin, such as `https://shop.example`: the one place where text is
//! checked for being one.

/// A scheme, a host and, where it is not the usual one, a port, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    text: String,
    /// The index in `text` at which the host begins.
    host: usize,
}

/// The text is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", Self::MESSAGE)]
pub struct NotAnOrigin;

impl NotAnOrigin {
    /// What the error says.
    pub(crate) const MESSAGE: &str = "must be origins such as https://shop.example: \
        scheme and host in small letters, a port where it is not the usual one, no path, no `*`";
}

impl Origin {
    /// Reads an origin, ignoring letter case and blanks around it. Patterns, paths
    /// and schemes other than `http` and `https` are errors.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, host) = text.split_once("://").ok_or(NotAnOrigin)?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
        let is_origin =
            matches!(scheme, "http" | "https") && !host.is_empty() && host.bytes().all(is_plain);
        let host = text.len() - host.len();
        is_origin.then_some(Self { text, host }).ok_or(NotAnOrigin)
    }

    /// The origin as browsers write it in the header `Origin`.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as in the header `Host`.
    pub(crate) fn authority(&self) -> &str {
        &self.text[self.host..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://shop.example", "shop.example")]
    #[case(" HTTPS://Shop.example:8443 ", "shop.example:8443")]
    #[case("http://[::1]:3000", "[::1]:3000")]
    fn an_origin_is_read_whatever_its_letter_case(#[case] text: &str, #[case] authority: &str) {
        assert_eq!(Origin::parse(text).unwrap().authority(), authority);
    }

    #[rstest]
    #[case("")]
    #[case("*")]
    #[case("null")]
    #[case("shop.example")]
    #[case("https://")]
    #[case("https://shop.example/")]
    #[case("https://*.example")]
    #[case("ftp://shop.example")]
    fn text_that_is_not_an_origin_is_refused(#[case] text: &str) {
        assert_eq!(Origin::parse(text), Err(NotAnOrigin));
    }
}
