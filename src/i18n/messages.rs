//! The texts: those built in, in the browser those of a language's file over
//! them, and the shop's own over both.

use std::borrow::Cow;

use challenge_model::wire::{Node, Shape};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// All texts of a language that is built in: their forms by plural category, in
/// the order of the enum.
pub(super) type Texts = &'static [&'static [(&'static str, &'static str)]];

/// One text's forms, by plural category.
type Forms = Vec<(String, String)>;

/// All texts of one language, with the shop's own in their place.
#[derive(Clone, Debug)]
pub(super) struct Messages {
    built_in: Texts,
    /// Those laid over them, in the order of the enum.
    own: Vec<Option<Forms>>,
}

impl Messages {
    pub(super) const fn new(built_in: Texts) -> Self {
        Self {
            built_in,
            own: Vec::new(),
        }
    }

    /// Lays texts over these, by their names in locale files. What has another
    /// name, or is no text, changes nothing.
    pub(super) fn lay_over<'value, N: Node<'value>>(&mut self, texts: N) {
        let Shape::Object(members) = texts.shape() else {
            return;
        };
        self.own.resize(NAMES.len(), None);
        for (name, text) in members {
            let at = NAMES.iter().position(|known| *known == name);
            if let (Some(at), Some(forms)) = (at, forms(text)) {
                self.own[at] = Some(forms);
            }
        }
    }

    /// The pattern of a text, for a number of this plural category.
    pub(super) fn pattern(&self, message: Message, category: &str) -> &str {
        let at = message as usize;
        match self.own.get(at) {
            Some(Some(forms)) => {
                let forms = forms.iter().map(|(category, text)| (&**category, &**text));
                of_category(&forms, category)
            }
            _ => of_category(&self.built_in[at].iter().copied(), category),
        }
    }
}

fn forms<'value, N: Node<'value>>(text: N) -> Option<Forms> {
    match text.shape() {
        Shape::Text(text) => Some(vec![("other".to_owned(), text.into_owned())]),
        Shape::Object(forms) => {
            let form = |(category, text): (Cow<'_, str>, N)| match text.shape() {
                Shape::Text(text) => Some((category.into_owned(), text.into_owned())),
                _ => None,
            };
            Some(forms.into_iter().filter_map(form).collect())
        }
        _ => None,
    }
}

fn of_category<'a>(
    forms: &(impl Iterator<Item = (&'a str, &'a str)> + Clone),
    category: &str,
) -> &'a str {
    let find = |wanted| forms.clone().find(|(known, _)| *known == wanted);
    find(category)
        .or_else(|| find("other"))
        .map_or("", |(_, text)| text)
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
    use serde_json::json;

    #[test]
    fn a_text_differs_by_plural_category_and_falls_back_to_other() {
        let english = Messages::new(ENGLISH);
        assert_eq!(
            english.pattern(Message::DaysLeft, "one"),
            "{count} day left"
        );
        assert_eq!(
            english.pattern(Message::DaysLeft, "few"),
            "{count} days left"
        );
        assert_eq!(english.pattern(Message::Retry, "one"), "Try again");
    }

    #[test]
    fn another_language_lies_over_english_and_the_shops_own_words_over_both() {
        let mut messages = Messages::new(ENGLISH);
        messages.lay_over(&json!({ "retry": "Försök igen", "daysLeft": { "one": "{count} dag kvar", "other": "{count} dagar kvar" } }));
        messages.lay_over(&json!({ "retry": "En gång till", "nonsense": "x", "loading": 7 }));
        assert_eq!(messages.pattern(Message::Retry, "other"), "En gång till");
        assert_eq!(
            messages.pattern(Message::DaysLeft, "one"),
            "{count} dag kvar"
        );
        assert_eq!(
            messages.pattern(Message::Loading, "other"),
            "Loading your challenges"
        );
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
