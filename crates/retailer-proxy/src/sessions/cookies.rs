//! The cookies of one name in a request, read as bytes: other cookies of the shop may
//! hold any letters, and must not change what is found here.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use super::identity::SignedOut;

/// How many different values may claim to be the session. Each has to be checked.
const MOST: usize = 4;

/// The different values of this cookie, in the order in which they came. An empty one
/// is no session.
///
/// # Errors
///
/// When there are none, or more than a browser has a reason to send.
pub(super) fn values<'h>(headers: &'h HeaderMap, name: &str) -> Result<Vec<&'h [u8]>, SignedOut> {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let mut found = Vec::new();
    for value in pairs.filter_map(|pair| value_of(pair, name)) {
        if unquoted(value).is_empty() || found.contains(&value) {
            continue;
        }
        if found.len() == MOST {
            return Err(SignedOut::SeveralTokens);
        }
        found.push(value);
    }
    if found.is_empty() {
        return Err(SignedOut::NoToken);
    }
    Ok(found)
}

/// The value without the quotation marks that some servers put around it.
pub(super) fn unquoted(value: &[u8]) -> &[u8] {
    let inner = value.strip_prefix(b"\"");
    let inner = inner.and_then(|rest| rest.strip_suffix(b"\""));
    inner.unwrap_or(value)
}

/// The value of a pair of this name.
fn value_of<'p>(pair: &'p [u8], name: &str) -> Option<&'p [u8]> {
    let mut parts = pair.splitn(2, |byte| *byte == b'=');
    let (found, value) = (parts.next()?, parts.next()?);
    (found.trim_ascii() == name.as_bytes()).then(|| value.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn found(lines: &[&[u8]]) -> Result<Vec<String>, SignedOut> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, line.to_vec().try_into().unwrap());
        }
        let values = values(&headers, "session")?;
        let text = |value: &&[u8]| String::from_utf8_lossy(value).into_owned();
        Ok(values.iter().map(text).collect())
    }

    #[rstest]
    #[case::among_others(&[&b"theme=dark; session=abc; cart=17"[..]])]
    #[case::beside_other_letters(&[&b"\xc5=\xc4; session=abc; \xff"[..]])]
    #[case::two_headers(&[&b"theme=dark"[..], b"session=abc"])]
    #[case::twice_the_same(&[&b"session=abc; session=abc"[..]])]
    #[case::beside_an_empty_one(&[&b"session=; session=abc; session=\"\""[..]])]
    fn a_cookie_is_found_whatever_stands_beside_it(#[case] lines: &[&[u8]]) {
        assert_eq!(found(lines), Ok(vec!["abc".to_owned()]));
    }

    #[rstest]
    #[case::nothing(&[])]
    #[case::other_names(&[&b"Session=abc; session2=abc; xsession=abc; session"[..]])]
    #[case::empty(&[&b"session="[..]])]
    fn without_a_value_there_is_no_session(#[case] lines: &[&[u8]]) {
        assert_eq!(found(lines), Err(SignedOut::NoToken));
    }

    #[test]
    fn more_values_than_can_be_checked_are_refused() {
        let four: &[u8] = b"session=a; session=b; session=c; session=d";
        assert_eq!(found(&[four]).unwrap().len(), MOST);
        assert_eq!(found(&[four, b"session=e"]), Err(SignedOut::SeveralTokens));
    }
}
