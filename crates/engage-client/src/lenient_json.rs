//! Reads JSON as a browser does, and forgives more than a browser: one bad character in
//! one text must not make a whole answer unreadable.
//!
//! Bytes that are not UTF-8 become U+FFFD, as in a browser's `TextDecoder`. JSON that is
//! still refused is read a second time after these replacements:
//!
//! - half a surrogate pair (`\ud83d`), an unknown escape and a control character in a
//!   text become U+FFFD;
//! - a number too large for a double, and a list or object nested too deeply, become
//!   `null`.
//!
//! Whatever else JSON forbids stays an error, above all an answer that was cut. Valid
//! answers are read once and are not copied.

use serde_json::Value;

/// How deep lists and objects may be nested. `serde_json` refuses 128.
const DEEPEST: usize = 100;

/// What was replaced before an answer could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Replaced {
    /// Characters that became U+FFFD. Bytes that are not UTF-8 are not counted.
    characters: usize,
    /// Numbers, lists and objects that became `null`.
    values: usize,
}

/// The JSON in these bytes. `None` when it cannot be read, even after replacements.
#[must_use]
pub fn read(body: &[u8]) -> Option<Value> {
    let body = without_byte_order_mark(body);
    if let Ok(value) = serde_json::from_slice(body) {
        return Some(value);
    }
    let text = String::from_utf8_lossy(body);
    let (repaired, replaced) = Repair::of(&text);
    let value = serde_json::from_str(&repaired).ok()?;
    tracing::warn!(
        characters = replaced.characters,
        values = replaced.values,
        "what was received is not valid JSON; it is read with replacements"
    );
    Some(value)
}

pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// Copies a text from left to right, and replaces what JSON forbids.
struct Repair<'t> {
    rest: &'t str,
    repaired: String,
    depth: usize,
    replaced: Replaced,
}

impl<'t> Repair<'t> {
    fn of(text: &'t str) -> (String, Replaced) {
        let mut repair = Self {
            rest: text,
            repaired: String::with_capacity(text.len()),
            depth: 0,
            replaced: Replaced::default(),
        };
        while let Some(next) = repair.rest.chars().next() {
            repair.token(next);
        }
        (repair.repaired, repair.replaced)
    }

    fn token(&mut self, next: char) {
        match next {
            '"' => self.text(),
            '-' | '0'..='9' => self.number(),
            '[' | '{' if self.depth == DEEPEST => self.nested(),
            '[' | '{' => {
                self.depth += 1;
                self.copy(1);
            }
            ']' | '}' => {
                self.depth = self.depth.saturating_sub(1);
                self.copy(1);
            }
            other => self.copy(other.len_utf8()),
        }
    }

    /// A text, with its quotation marks.
    fn text(&mut self) {
        self.copy(1);
        while let Some(next) = self.rest.chars().next() {
            match next {
                '"' => return self.copy(1),
                '\\' => self.escape(),
                '\0'..='\u{1f}' => self.replace_character(1),
                _ => {
                    let plain = self
                        .rest
                        .find(|sign| matches!(sign, '"' | '\\' | '\0'..='\u{1f}'));
                    self.copy(plain.unwrap_or(self.rest.len()));
                }
            }
        }
    }

    fn escape(&mut self) {
        match (self.rest.as_bytes().get(1), unit(self.rest)) {
            (Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'), _) => self.copy(2),
            (_, Some(0xD800..=0xDBFF)) => match self.rest.get(6..).and_then(unit) {
                Some(0xDC00..=0xDFFF) => self.copy(12),
                _ => self.replace_character(6),
            },
            (_, Some(0xDC00..=0xDFFF)) => self.replace_character(6),
            (_, Some(_)) => self.copy(6),
            (_, None) => self.replace_character(1),
        }
    }

    fn number(&mut self) {
        let length = self
            .rest
            .find(|sign: char| !matches!(sign, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
            .unwrap_or(self.rest.len());
        let is_too_large = self
            .rest
            .get(..length)
            .and_then(|number| number.parse::<f64>().ok())
            .is_some_and(f64::is_infinite);
        if is_too_large {
            self.replace_value(length);
        } else {
            self.copy(length);
        }
    }

    /// A list or an object that is nested too deeply, up to its end.
    fn nested(&mut self) {
        let mut open = 0_usize;
        let mut in_text = false;
        let mut is_escaped = false;
        let end = self.rest.find(|sign| {
            match sign {
                _ if is_escaped => is_escaped = false,
                '\\' if in_text => is_escaped = true,
                '"' => in_text = !in_text,
                '[' | '{' if !in_text => open += 1,
                ']' | '}' if !in_text => open -= 1,
                _ => {}
            }
            open == 0
        });
        // Without an end the answer was cut, and it stays unreadable.
        self.replace_value(end.map_or(self.rest.len(), |end| end + 1));
    }

    /// Copies so many bytes, which end between two characters.
    fn copy(&mut self, length: usize) {
        let (copied, rest) = self.rest.split_at(length);
        self.repaired.push_str(copied);
        self.rest = rest;
    }

    fn replace_character(&mut self, length: usize) {
        self.repaired.push(char::REPLACEMENT_CHARACTER);
        self.replaced.characters += 1;
        self.rest = self.rest.split_at(length).1;
    }

    fn replace_value(&mut self, length: usize) {
        self.repaired.push_str("null");
        self.replaced.values += 1;
        self.rest = self.rest.split_at(length).1;
    }
}

/// The UTF-16 unit of an escape such as `\u00e5` at the beginning of this text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let are_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    are_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case::half_an_emoji(br#"{"name":"a \ud83d"}"#, json!({ "name": "a \u{fffd}" }))]
    #[case::other_half(br#"["\uDE00b"]"#, json!(["\u{fffd}b"]))]
    #[case::wrong_order(br#"["\ude00\ud83d"]"#, json!(["\u{fffd}\u{fffd}"]))]
    #[case::half_then_whole(br#"["\ud83d\ud83d\ude00"]"#, json!(["\u{fffd}😀"]))]
    #[case::half_then_letter(br#"["\ud83d\u0041\n"]"#, json!(["\u{fffd}A\n"]))]
    #[case::escaped_backslash(br#"["\\ud83d \ud83d"]"#, json!(["\\ud83d \u{fffd}"]))]
    #[case::name_of_a_member(br#"{"\ud83d":1}"#, json!({ "\u{fffd}": 1 }))]
    #[case::stray_byte(b"[\"\xff\xc3\xa5\"]", json!(["\u{fffd}å"]))]
    #[case::byte_at_the_end(b"[\"a\xf0\x9f\x98\"]", json!(["a\u{fffd}"]))]
    #[case::control(b"[\"a\0\tb\"]", json!(["a\u{fffd}\u{fffd}b"]))]
    #[case::escape(br#"["\x \u12 \u+123"]"#, json!(["\u{fffd}x \u{fffd}u12 \u{fffd}u+123"]))]
    #[case::large(b"[1e999,-1e999,1]", json!([null, null, 1]))]
    #[case::brackets_in_texts(br#"["[{\"[{", "\ud83d"]"#, json!(["[{\"[{", "\u{fffd}"]))]
    fn what_json_forbids_is_replaced_and_the_rest_is_read(
        #[case] body: &[u8],
        #[case] expected: Value,
    ) {
        assert!(serde_json::from_slice::<Value>(body).is_err());
        assert_eq!(read(body), Some(expected));
    }

    #[rstest]
    #[case::twice(r#"{"a":1,"a":2}"#, json!({ "a": 2 }))]
    #[case::nul(r#"["\u0000"]"#, json!(["\0"]))]
    #[case::small("[1e-999]", json!([0.0]))]
    #[case::mark("\u{feff}[]", json!([]))]
    fn what_browsers_read_is_read_in_the_same_way(#[case] body: &str, #[case] expected: Value) {
        assert_eq!(read(body.as_bytes()), Some(expected));
    }

    #[rstest]
    #[case::lists("[", "]")]
    #[case::objects(r#"{"]":"#, "}")]
    #[case::opening_signs_in_texts(r#"{"[{":"#, "}")]
    #[case::escaped_quotes(r#"{"\"]":"#, "}")]
    fn a_value_that_is_nested_too_deeply_is_left_out(#[case] open: &str, #[case] close: &str) {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let value = read(format!(r#"{{"deep":{deep},"name":"x"}}"#).as_bytes());
        assert_eq!(value.unwrap()["name"], "x");
    }

    #[rstest]
    #[case("")]
    #[case("<html>Sorry</html>")]
    #[case(r#"{"name":"a \ud83d"#)]
    #[case(r#"{"name":"a \"#)]
    #[case(r#"{"name":"a \ud83d\"#)]
    #[case("[1,]")]
    #[case("[01]")]
    #[case("[NaN]")]
    #[case("[]]")]
    fn anything_else_stays_unreadable(#[case] body: &str) {
        assert_eq!(read(body.as_bytes()), None);
    }

    #[test]
    fn a_deep_answer_that_was_cut_stays_unreadable() {
        assert_eq!(read("[".repeat(100_000).as_bytes()), None);
        let cut = format!("{}{}", "[".repeat(500), "]".repeat(499));
        assert_eq!(read(cut.as_bytes()), None);
    }

    #[test]
    fn what_was_replaced_is_counted() {
        let (_, replaced) = Repair::of(r#"["\ud83d","\x",1e999]"#);
        let expected = Replaced {
            characters: 2,
            values: 1,
        };
        assert_eq!(replaced, expected);
    }
}
