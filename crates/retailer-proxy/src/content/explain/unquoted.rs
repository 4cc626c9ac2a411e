//! Values without quotation marks that are neither a number nor true or false.

use super::statement::Part;
use super::{Case, Explanation, type_this, written};

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let value = case.statement.value()?;
    if value.text.is_empty() {
        return Some(nothing(case, value));
    }
    if value.text.starts_with(['"', '\'', '{', '[']) {
        return None;
    }
    let text = value.text.split(" #").next().unwrap_or_default().trim();
    if toml::de::DeTable::parse(&format!("x = {text}")).is_ok() {
        return None;
    }
    let (what, value_text) = match case.last_name() {
        "order" | "at" => number(text),
        "hidden" => flag(text),
        _ => (
            "A text has to stand in quotation marks.",
            written(text.trim_matches(['"', '\''])),
        ),
    };
    let line = format!("{} = {value_text}", case.name());
    let instead = type_this(&line, "Put the text in straight quotation marks.");
    Some(Explanation::of(case, value.start, what, instead))
}

fn nothing(case: &Case<'_>, value: Part<'_>) -> Explanation {
    let what = "There is nothing behind the `=`.";
    if let Some(next) = case
        .after
        .first()
        .filter(|next| next.text.starts_with(['"', '\'']))
    {
        let instead = "Begin the text on the same line as the `=`.";
        return Explanation::of(case, value.start, what, instead).until(next.end());
    }
    let instead = match case.last_name() {
        "order" | "at" => "Type a number behind it, or delete the line.",
        "hidden" => "Type `true` or `false` behind it, or delete the line.",
        _ => "Type a text in quotation marks behind it, or delete the line.",
    };
    Explanation::of(case, value.start, what, instead)
}

/// What is said of something that should be a number, and the number that was meant.
pub(in crate::content) fn number(written: &str) -> (&'static str, String) {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    const PLACES: [&str; 6] = ["zeroth", "first", "second", "third", "fourth", "fifth"];
    let word = written.trim().to_lowercase();
    let named = WORDS.iter().position(|known| *known == word);
    let named = named.or_else(|| PLACES.iter().position(|known| *known == word));
    let behind = word.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    let number = match named {
        Some(number) => number.to_string(),
        None => digits.trim_start_matches('0').to_owned(),
    };
    let number = if number.is_empty() || number.len() > 9 {
        "1".to_owned()
    } else {
        number
    };
    let what = "A whole number has to stand here, in digits and without quotation marks.";
    (what, number)
}

/// What is said of something that should be true or false, and which of them was meant.
pub(in crate::content) fn flag(written: &str) -> (&'static str, String) {
    const NO: [&str; 8] = ["no", "off", "0", "false", "nej", "nein", "n", "nei"];
    let word = written.trim().to_lowercase();
    let is_no = NO.contains(&word.as_str());
    let what = "Either `true` or `false` has to stand here, in small letters and without \
                quotation marks.";
    (what, (!is_no).to_string())
}
