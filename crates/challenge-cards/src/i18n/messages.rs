//! The texts of a language: those built in, in a browser overridden by those of the
//! locale file, and both overridden by the shop's own.

use std::borrow::Cow;

use challenge_model::wire::Json;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// All texts of a built-in language, in the order of [`Message`]: each as its forms
/// by plural category.
pub(super) type Texts = &'static [&'static [(&'static str, &'static str)]];

/// The forms of one text, by plural category.
type Forms = Vec<(String, String)>;

/// Reports what is wrong with texts, as the parts of a sentence.
pub(super) type Report<'a> = &'a mut dyn FnMut(&[&str]);

/// All texts of one language.
#[derive(Clone, Debug)]
pub(super) struct Messages {
    built_in: Texts,
    /// The texts that replace built-in ones, in the order of [`Message`]. Empty as
    /// long as there are none.
    overrides: Vec<Option<Forms>>,
}

impl Messages {
    pub(super) const fn new(built_in: Texts) -> Self {
        Self {
            built_in,
            overrides: Vec::new(),
        }
    }

    /// Replaces texts by their keys in locale files. Keys that begin with `$` describe
    /// the file. What is wrong is reported, and changes nothing.
    pub(super) fn override_with(&mut self, texts: &Json<'_>, report: Report<'_>) {
        let members = match texts {
            Json::Object(members) => members,
            Json::Null => return,
            _ => return report(&["texts must be an object, or JSON of one"]),
        };
        self.overrides.resize(KEYS.len(), None);
        for (key, text) in members {
            let at = KEYS.iter().position(|known| known == key);
            let wrong = match (at, forms(text)) {
                (Some(at), Some(forms)) => {
                    self.overrides[at] = Some(forms);
                    continue;
                }
                (None, _) if key.as_bytes().first() == Some(&b'$') => continue,
                (Some(_), None) => " must be a text, or texts by plural category with `other`",
                (None, _) => " is not one of the texts in locales/en.json",
            };
            report(&["texts.", key, wrong]);
        }
    }

    /// The text for a number of this plural category, with its placeholders.
    pub(super) fn pattern(&self, message: Message, category: &str) -> &str {
        let at = message as usize;
        match self.overrides.get(at) {
            Some(Some(forms)) => {
                let forms = forms.iter().map(|(category, text)| (&**category, &**text));
                of_category(&forms, category)
            }
            _ => of_category(&self.built_in[at].iter().copied(), category),
        }
    }
}

fn forms(text: &Json<'_>) -> Option<Forms> {
    match text {
        Json::Text(text) => Some(vec![("other".to_owned(), text.clone().into_owned())]),
        Json::Object(forms) => {
            let form = |(category, text): &(Cow<'_, str>, Json<'_>)| match text {
                Json::Text(text) => {
                    Some((category.clone().into_owned(), text.clone().into_owned()))
                }
                _ => None,
            };
            let forms: Forms = forms.iter().filter_map(form).collect();
            let has_other = forms.iter().any(|(category, _)| category == "other");
            has_other.then_some(forms)
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

/// Fills the placeholders of a text. A placeholder without a value stays as it is.
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
    use serde_json::{Value, json};

    /// Overrides texts, and returns what was reported.
    fn reported(messages: &mut Messages, texts: &Value) -> Vec<String> {
        let mut reported = Vec::new();
        messages.override_with(&Json::from(texts), &mut |parts| {
            reported.push(parts.concat());
        });
        reported
    }

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
    fn a_language_overrides_english_and_the_shops_own_texts_override_both() {
        let mut messages = Messages::new(ENGLISH);
        reported(
            &mut messages,
            &json!({ "retry": "Försök igen", "daysLeft": { "one": "{count} dag kvar", "other": "{count} dagar kvar" } }),
        );
        reported(
            &mut messages,
            &json!({ "retry": "En gång till", "nonsense": "x", "loading": 7 }),
        );
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
    fn placeholders_are_filled_and_a_placeholder_in_a_value_is_not() {
        let values = [("completed", "{count}"), ("count", "5")];
        assert_eq!(fill("{completed} of {count}", &values), "{count} of 5");
    }

    #[test]
    fn a_text_that_is_overridden_falls_back_to_its_own_other_form() {
        let mut messages = Messages::new(ENGLISH);
        reported(
            &mut messages,
            &json!({ "daysLeft": { "other": "{count} dagar kvar", "one": 1 } }),
        );
        assert_eq!(
            messages.pattern(Message::DaysLeft, "one"),
            "{count} dagar kvar"
        );
        assert_eq!(messages.pattern(Message::Retry, "other"), "Try again");
    }

    #[test]
    fn texts_that_are_no_object_override_nothing_and_are_reported() {
        let mut messages = Messages::new(ENGLISH);
        for texts in [json!("no"), json!(["no"]), json!(7)] {
            let expected = ["texts must be an object, or JSON of one"];
            assert_eq!(reported(&mut messages, &texts), expected, "{texts}");
        }
        assert!(reported(&mut messages, &json!(null)).is_empty());
        assert_eq!(messages.pattern(Message::Retry, "other"), "Try again");
    }

    #[test]
    fn an_unknown_key_is_named_and_the_others_count() {
        let mut messages = Messages::new(ENGLISH);
        let texts = json!({ "jion": "Count me in", "retry": "Again" });
        assert_eq!(
            reported(&mut messages, &texts),
            ["texts.jion is not one of the texts in locales/en.json"]
        );
        assert_eq!(messages.pattern(Message::Retry, "other"), "Again");
    }

    #[test]
    fn a_key_that_describes_the_file_is_not_reported() {
        let mut messages = Messages::new(ENGLISH);
        assert!(reported(&mut messages, &json!({ "$language": "x" })).is_empty());
    }

    #[test]
    fn a_value_that_is_no_text_is_named_and_the_text_stays() {
        let mut messages = Messages::new(ENGLISH);
        let texts = json!({ "daysLeft": { "one": "a day" }, "retry": 7 });
        assert_eq!(
            reported(&mut messages, &texts),
            [
                "texts.daysLeft must be a text, or texts by plural category with `other`",
                "texts.retry must be a text, or texts by plural category with `other`"
            ]
        );
        assert_eq!(messages.pattern(Message::Retry, "other"), "Try again");
        assert_eq!(
            messages.pattern(Message::DaysLeft, "many"),
            "{count} days left"
        );
    }

    #[test]
    fn an_unknown_or_unclosed_placeholder_stays() {
        assert_eq!(fill("{who} {", &[("count", "5")]), "{who} {");
    }
}
