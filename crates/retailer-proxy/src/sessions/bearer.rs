//! Finds the tokens in a request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::cookies;
use super::identity::SignedOut;
use crate::bearer_scheme;

/// The tokens of a request: the bearer token if there is one, else the cookie's.
///
/// Other kinds of authorization are ignored: a shop that is not open yet may well use
/// `Basic`. Several bearer tokens that differ are refused, because it is not certain
/// which of them is the shopper's. Several cookies of one name happen in every browser,
/// so all of them are returned, to be verified.
pub(super) fn tokens<'h>(
    headers: &'h HeaderMap,
    cookie: Option<&str>,
) -> Result<Vec<&'h [u8]>, SignedOut> {
    let mut bearers: Vec<_> = headers
        .get_all(AUTHORIZATION)
        .iter()
        .filter_map(bearer_scheme::credentials)
        .collect();
    bearers.dedup();
    match (bearers.len(), cookie) {
        (0, Some(name)) => {
            let values = cookies::values(headers, name)?;
            Ok(values.into_iter().map(cookies::unquoted).collect())
        }
        (0, None) => Err(SignedOut::NoToken),
        (1, _) => Ok(bearers),
        _ => Err(SignedOut::SeveralTokens),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;
    use rstest::rstest;

    fn found(sent: &[(&'static str, &'static str)]) -> Result<Vec<String>, SignedOut> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, value.parse().unwrap());
        }
        let tokens = tokens(&headers, Some("session"))?;
        let text = |token: &&[u8]| String::from_utf8_lossy(token).into_owned();
        Ok(tokens.iter().map(text).collect())
    }

    #[rstest]
    #[case::bearer(&[("authorization", "Bearer abc")])]
    #[case::in_any_case(&[("authorization", "bearer  abc ")])]
    #[case::after_a_tab(&[("authorization", "Bearer\tabc")])]
    #[case::cookie(&[("cookie", "theme=dark; session=abc; cart=17")])]
    #[case::quoted(&[("cookie", "session=\"abc\"")])]
    #[case::two_headers(&[("cookie", "theme=dark"), ("cookie", "session=abc")])]
    #[case::twice_the_same(&[("cookie", "session=abc; session=abc")])]
    #[case::bearer_before_cookie(&[("authorization", "Bearer abc"), ("cookie", "session=xyz")])]
    #[case::basic_is_not_ours(&[("authorization", "Basic dTpw"), ("cookie", "session=abc")])]
    fn a_token_is_a_bearers_or_a_cookies(#[case] sent: &[(&'static str, &'static str)]) {
        assert_eq!(found(sent), Ok(vec!["abc".to_owned()]));
    }

    #[rstest]
    #[case::nothing(&[], SignedOut::NoToken)]
    #[case::other_cookies(&[("cookie", "Session=abc; session2=abc; xsession=abc")], SignedOut::NoToken)]
    #[case::two_bearers(&[("authorization", "Bearer abc"), ("authorization", "Bearer xyz")], SignedOut::SeveralTokens)]
    fn without_one_certain_token_there_is_none(
        #[case] sent: &[(&'static str, &'static str)],
        #[case] expected: SignedOut,
    ) {
        assert_eq!(found(sent), Err(expected));
    }

    #[test]
    fn each_of_two_cookies_is_a_token_to_be_verified() {
        let sent = [("cookie", "session=abc; session=xyz")];
        let both = vec!["abc".to_owned(), "xyz".to_owned()];
        assert_eq!(found(&sent), Ok(both));
    }

    #[test]
    fn an_empty_bearer_does_not_give_way_to_the_cookie() {
        let sent = [("authorization", "Bearer "), ("cookie", "session=abc")];
        assert_eq!(found(&sent), Ok(vec![String::new()]));
    }

    #[test]
    fn without_a_cookies_name_cookies_are_not_looked_at() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "session=abc".parse().unwrap());
        assert_eq!(tokens(&headers, None), Err(SignedOut::NoToken));
    }
}
