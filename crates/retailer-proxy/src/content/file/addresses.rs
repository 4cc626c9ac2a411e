//! What is said of an address that cannot be used.

use super::super::explain::{ON_A_COMPUTER, PUT_IT_ONLINE, is_path_of_a_computer};

/// What is wrong with the address, and what to type instead.
pub(super) fn explain(written: &str) -> (&'static str, String) {
    let written = written.trim();
    if is_path_of_a_computer(written) {
        return (ON_A_COMPUTER, PUT_IT_ONLINE.to_owned());
    }
    let lower = written.to_ascii_lowercase();
    if let Some(rest) = written.get(7..).filter(|_| lower.starts_with("http://")) {
        let what = "The address begins with `http://`. A page that is encrypted does not show it.";
        let instead = format!("Type `\"https://{rest}\"`, and look whether a browser opens it.");
        return (what, instead);
    }
    let host = written.split('/').next().unwrap_or_default();
    let is_host = host.contains('.') && !host.contains([' ', ':']) && !written.starts_with('.');
    if is_host && !lower.starts_with("https:") && written.contains('/') || lower.starts_with("www.")
    {
        let what = "The address does not say `https://`.";
        return (what, format!("Type `\"https://{written}\"`."));
    }
    let what = "A whole address has to stand here, which begins with `https://`.";
    let instead = "Copy it from the browser in which you see it, as in \
                   `\"https://shop.example/images/a.png\"`.";
    (what, instead.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://x.test/y.png", "Type `\"https://x.test/y.png\"`")]
    #[case("HTTP://x.test/y.png", "Type `\"https://x.test/y.png\"`")]
    #[case("www.x.test", "Type `\"https://www.x.test\"`.")]
    #[case("x.test/y.png", "Type `\"https://x.test/y.png\"`.")]
    #[case("/images/y.png", "Copy it from the browser")]
    #[case("images y.png", "Copy it from the browser")]
    #[case("C:/Users/y.png", "Put it on a web server")]
    #[case("file:///y.png", "Put it on a web server")]
    #[case("https://", "Copy it from the browser")]
    fn what_to_type_is_told(#[case] written: &str, #[case] expected: &str) {
        let (_, instead) = explain(written);
        assert!(instead.contains(expected), "{instead}");
    }
}
