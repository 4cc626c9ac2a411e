//! How a text is written in the file, for what somebody should type.

use toml::de::DeTable;

/// In characters; the middle of a longer line is left out.
const LONGEST: usize = 120;
const BEGINNING: usize = 80;
const END: usize = 20;

/// The text in quotation marks, so that it can be read: in straight ones, in single ones where
/// it has straight ones itself, and else with a `\` before each of them.
pub(in crate::content) fn written(text: &str) -> String {
    let text = text.trim();
    let is_plain = !text.contains(['"', '\\']) && !text.contains(char::is_control);
    if is_plain {
        return format!("\"{text}\"");
    }
    if !text.contains('\'') && !text.contains(char::is_control) {
        return format!("'{text}'");
    }
    let mut written = String::from('"');
    for sign in text.chars() {
        match sign {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            sign if sign.is_control() => written.push(' '),
            sign => written.push(sign),
        }
    }
    written.push('"');
    written
}

/// What to type, if that is a line that can be read; else a general hint.
pub(in crate::content) fn type_this(line: &str, otherwise: &str) -> String {
    if DeTable::parse(line).is_ok() {
        format!("Type `{}`.", shown(line))
    } else {
        otherwise.to_owned()
    }
}

/// The line, or its beginning and its end where it is long.
pub(in crate::content) fn shown(line: &str) -> String {
    let length = line.chars().count();
    if length <= LONGEST {
        return line.to_owned();
    }
    let beginning: String = line.chars().take(BEGINNING).collect();
    let end: String = line.chars().skip(length - END).collect();
    format!("{beginning} … {end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("Five bags", "\"Five bags\"")]
    #[case("The \"best\" card", "'The \"best\" card'")]
    #[case("It's the \"best\"", "\"It's the \\\"best\\\"\"")]
    #[case("C:\\x", "'C:\\x'")]
    fn a_text_is_written_in_the_marks_that_need_the_least(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(written(text), expected);
    }

    #[test]
    fn the_middle_of_a_long_line_is_left_out() {
        let line = format!("title.en = \"{}\"", "å".repeat(300));
        let shown = shown(&line);
        assert!(shown.chars().count() < 110, "{shown}");
        assert!(shown.starts_with("title.en = \"å") && shown.ends_with("å\""));
    }

    proptest! {
        #[test]
        fn every_text_can_be_read_as_it_is_written(text in "\\PC*") {
            let line = format!("x = {}", written(&text));
            let table = DeTable::parse(&line).unwrap();
            let value = table.get_ref().get("x").unwrap().get_ref().as_str().map(ToOwned::to_owned);
            prop_assert_eq!(value, Some(text.trim().to_owned()));
        }
    }
}
