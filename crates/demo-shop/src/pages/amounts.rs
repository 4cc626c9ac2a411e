//! Amounts in words: money and stamps.

/// An amount in kronor as it is written in Sweden: `1 299 kr`.
pub(super) fn kronor(amount: u32) -> String {
    let digits = amount.to_string();
    let grouped: String = digits
        .char_indices()
        .flat_map(|(index, digit)| {
            let begins_group = index > 0 && (digits.len() - index).is_multiple_of(3);
            begins_group.then_some('\u{a0}').into_iter().chain([digit])
        })
        .collect();
    format!("{grouped}\u{a0}kr")
}

/// `1 stamp`, `2 stamps`.
pub(super) fn stamps(count: u32) -> String {
    if count == 1 {
        "1 stamp".to_owned()
    } else {
        format!("{count} stamps")
    }
}

/// `on its way`, `on their way`.
pub(super) fn on_their_way(count: u32) -> &'static str {
    if count == 1 {
        "on its way"
    } else {
        "on their way"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "0 kr")]
    #[case(149, "149 kr")]
    #[case(1_299, "1 299 kr")]
    #[case(1_000_000, "1 000 000 kr")]
    fn amounts_are_grouped_by_thousands(#[case] amount: u32, #[case] expected: &str) {
        assert_eq!(kronor(amount), expected.replace(' ', "\u{a0}"));
    }
}
