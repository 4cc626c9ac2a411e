//! The texts, as `build.rs` makes them of `locales/en.json`.

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A text with `{placeholders}`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text {
    /// The same for all numbers.
    Plain(&'static str),
    /// One for each plural category that the language tells apart.
    Plural(&'static [(&'static str, &'static str)]),
}

impl Message {
    /// The pattern of this text, for a number of this plural category.
    pub(super) fn pattern(self, category: &str) -> &'static str {
        match ENGLISH[self as usize] {
            Text::Plain(pattern) => pattern,
            Text::Plural(patterns) => of_category(patterns, category)
                .or_else(|| of_category(patterns, "other"))
                .unwrap_or_default(),
        }
    }
}

fn of_category(patterns: &[(&'static str, &'static str)], category: &str) -> Option<&'static str> {
    let mut patterns = patterns.iter();
    patterns
        .find(|(known, _)| *known == category)
        .map(|(_, pattern)| *pattern)
}

/// Fills the placeholders of a pattern; one without a value stays as it is.
pub(super) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = value {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_differs_by_plural_category_and_falls_back_to_other() {
        assert_eq!(Message::DaysLeft.pattern("one"), "{count} day left");
        assert_eq!(Message::DaysLeft.pattern("few"), "{count} days left");
        assert_eq!(Message::Retry.pattern("one"), "Try again");
    }

    #[test]
    fn placeholders_are_filled_and_their_values_are_not_read_again() {
        let values = [("completed", "{count}"), ("count", "5")];
        assert_eq!(fill("{completed} of {count}", &values), "{count} of 5");
    }

    #[test]
    fn an_unknown_or_unclosed_placeholder_stays() {
        assert_eq!(fill("{who} {", &[("count", "5")]), "{who} {");
    }
}
