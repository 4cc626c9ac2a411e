//! Finds the token in a request.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum_extra::extract::cookie::Cookie;

use super::identity::SignedOut;

/// The token of a request: the bearer token if there is one, else the cookie's.
///
/// Other kinds of authorization are ignored: a shop that is not open yet may well use
/// `Basic`. Several tokens that differ are refused, because it is not certain which
/// of them is the shopper's.
pub(super) fn token(headers: &HeaderMap, cookie: Option<&str>) -> Result<String, SignedOut> {
    let bearers = bearers(headers);
    if bearers.is_empty() {
        only(cookie.map_or_else(Vec::new, |name| cookies(headers, name)))
    } else {
        only(bearers)
    }
}

fn only(mut tokens: Vec<String>) -> Result<String, SignedOut> {
    tokens.dedup();
    match <[String; 1]>::try_from(tokens) {
        Ok([token]) => Ok(token),
        Err(tokens) if tokens.is_empty() => Err(SignedOut::NoToken),
        Err(_) => Err(SignedOut::SeveralTokens),
    }
}

fn bearers(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(AUTHORIZATION).iter();
    values
        .filter_map(|value| {
            let value = value.to_str().ok()?.trim();
            let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
            scheme
                .eq_ignore_ascii_case("Bearer")
                .then(|| token.trim().to_owned())
        })
        .collect()
}

fn cookies(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(COOKIE).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value_trimmed().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn found(sent: &[(&'static str, &'static str)]) -> Result<String, SignedOut> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, value.parse().unwrap());
        }
        token(&headers, Some("session"))
    }

    #[rstest]
    #[case::bearer(&[("authorization", "Bearer abc")])]
    #[case::in_any_case(&[("authorization", "bearer  abc ")])]
    #[case::cookie(&[("cookie", "theme=dark; session=abc; cart=17")])]
    #[case::quoted(&[("cookie", "session=\"abc\"")])]
    #[case::two_headers(&[("cookie", "theme=dark"), ("cookie", "session=abc")])]
    #[case::twice_the_same(&[("cookie", "session=abc; session=abc")])]
    #[case::bearer_before_cookie(&[("authorization", "Bearer abc"), ("cookie", "session=xyz")])]
    #[case::basic_is_not_ours(&[("authorization", "Basic dTpw"), ("cookie", "session=abc")])]
    fn a_token_is_a_bearers_or_a_cookies(#[case] sent: &[(&'static str, &'static str)]) {
        assert_eq!(found(sent).as_deref(), Ok("abc"));
    }

    #[rstest]
    #[case::nothing(&[], SignedOut::NoToken)]
    #[case::other_cookies(&[("cookie", "Session=abc; session2=abc; xsession=abc")], SignedOut::NoToken)]
    #[case::two_cookies(&[("cookie", "session=abc; session=xyz")], SignedOut::SeveralTokens)]
    #[case::two_bearers(&[("authorization", "Bearer abc"), ("authorization", "Bearer xyz")], SignedOut::SeveralTokens)]
    fn without_one_certain_token_there_is_none(
        #[case] sent: &[(&'static str, &'static str)],
        #[case] expected: SignedOut,
    ) {
        assert_eq!(found(sent), Err(expected));
    }

    #[test]
    fn an_empty_bearer_does_not_give_way_to_the_cookie() {
        let sent = [("authorization", "Bearer "), ("cookie", "session=abc")];
        assert_eq!(found(&sent).as_deref(), Ok(""));
    }

    #[test]
    fn without_a_cookies_name_cookies_are_not_looked_at() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "session=abc".parse().unwrap());
        assert_eq!(token(&headers, None), Err(SignedOut::NoToken));
    }
}
