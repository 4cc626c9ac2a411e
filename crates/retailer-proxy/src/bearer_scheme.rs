//! The scheme `Bearer` of the header `Authorization` (RFC 6750).

use axum::http::HeaderValue;

const SCHEME: &[u8] = b"Bearer";

/// What stands after `Bearer`; `None` for every other scheme. The scheme comes in any
/// letter case. Between the two stand blanks or tabs.
pub(crate) fn credentials(header: &HeaderValue) -> Option<&[u8]> {
    let value = header.as_bytes().trim_ascii();
    let (scheme, rest) = value.split_at_checked(SCHEME.len())?;
    let is_scheme = scheme.eq_ignore_ascii_case(SCHEME);
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (is_scheme && ends).then(|| rest.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"Bearer abc", Some("abc"))]
    #[case(b"bearer  abc ", Some("abc"))]
    #[case(b"Bearer\tabc", Some("abc"))]
    #[case("Bearer å".as_bytes(), Some("å"))]
    #[case(b"Bearer", Some(""))]
    #[case(b"Bearer ", Some(""))]
    #[case(b"Bearerabc", None)]
    #[case(b"Basic abc", None)]
    #[case(b"", None)]
    fn credentials_are_what_stands_after_bearer(
        #[case] header: &[u8],
        #[case] expected: Option<&str>,
    ) {
        let header = HeaderValue::from_bytes(header).unwrap();
        assert_eq!(credentials(&header), expected.map(str::as_bytes));
    }
}
