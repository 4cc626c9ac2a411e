//! Every kind of mistake in how a file is written, with what is said of it.

use super::super::findings::Finding;
use crate::content::check;
use proptest::prelude::*;
use rstest::rstest;

const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

fn findings(text: &str) -> Vec<Finding> {
    let text = text.replace("ID", ID);
    check(text.as_bytes(), None).findings.into_iter().collect()
}

/// The only finding of a file whose first line is that of a definition.
fn only(lines: &str) -> (usize, usize, String) {
    let text = format!("[definition.ID]\n{lines}\n");
    let found = findings(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    let Finding {
        line,
        column,
        what,
        instead,
        ..
    } = &found[0];
    (*line, *column, format!("{what} {instead}"))
}

#[rstest]
#[case::quotes_inside(
    "title.en = \"The \"best\" card\"",
    2,
    17,
    "There are quotation marks inside of the text, and the first of them ends it. Type `title.en = 'The \"best\" card'` or `title.en = \"The \\\"best\\\" card\"`."
)]
#[case::quotes_and_apostrophe_inside(
    "title.en = \"It's the \"best\" card\"",
    2,
    22,
    "Type `title.en = \"It's the \\\"best\\\" card\"`."
)]
#[case::quotes_at_both_ends(
    "title.en = \"\"Best\" card\"",
    2,
    13,
    "Type `title.en = '\"Best\" card'`"
)]
#[case::apostrophe(
    "title.en = 'It's new'",
    2,
    15,
    "There is an apostrophe inside of the text, and it ends the text. Type `title.en = \"It's new\"`."
)]
#[case::curly(
    "title.en = “Five bags”",
    2,
    12,
    "“ and ” are not the straight quotation marks that a text needs. Word processors put such marks in. Type `title.en = \"Five bags\"`."
)]
#[case::curly_german(
    "title.en = „Fünf Säcke“ # ja",
    2,
    12,
    "„ and “ are not the straight quotation marks"
)]
#[case::curly_swedish(
    "title.en = ”Fem säckar”",
    2,
    12,
    "” is not the straight quotation mark"
)]
#[case::curly_french("title.en = « Cinq sacs »", 2, 12, "Type `title.en = \"Cinq sacs\"`.")]
#[case::curly_single("title.en = ‘Five bags’", 2, 12, "Type `title.en = \"Five bags\"`.")]
#[case::curly_around_straight(
    "title.en = “The \"best\" card”",
    2,
    12,
    "Type `title.en = 'The \"best\" card'`."
)]
#[case::curly_at_the_end(
    "title.en = \"Five bags”",
    2,
    22,
    "” is not the straight quotation mark"
)]
#[case::backtick("title.en = `Five bags`", 2, 12, "Type `title.en = \"Five bags\"`.")]
#[case::no_end(
    "title.en = \"Five bags",
    2,
    12,
    "The text has no quotation mark at its end. Type `title.en = \"Five bags\"`."
)]
#[case::other_end("title.en = \"Five bags'", 2, 12, "Type `title.en = \"Five bags\"`.")]
#[case::line_break(
    "title.en = \"Five bags,\none on us\"\norder = 1",
    2,
    12,
    "There is a line break inside of the text. A text in one pair of marks stands on one line. Type `title.en = \"Five bags, one on us\"`. Or put three marks (`\"\"\"`) before and behind the text"
)]
#[case::no_marks(
    "title.en = Five bags",
    2,
    12,
    "A text has to stand in quotation marks. Type `title.en = \"Five bags\"`."
)]
#[case::no_marks_with_comma(
    "title.en = Five bags, one on us # new",
    2,
    12,
    "Type `title.en = \"Five bags, one on us\"`."
)]
#[case::no_marks_with_bracket(
    "title.en = Five bags [new\norder = 1",
    2,
    12,
    "Type `title.en = \"Five bags [new\"`."
)]
#[case::layout_without_marks("layout = path", 2, 10, "Type `layout = \"path\"`.")]
#[case::month(
    "consent.version = 2026-03\nconsent.text = \"x\"",
    2,
    19,
    "Type `consent.version = \"2026-03\"`."
)]
#[case::number_word(
    "order = two",
    2,
    9,
    "A whole number has to stand here, in digits and without quotation marks. Type `order = 2`."
)]
#[case::number_with_letters("order = 2nd", 2, 9, "Type `order = 2`.")]
#[case::decimal_comma("order = 1,5", 2, 9, "Type `order = 1`.")]
#[case::leading_zero("order = 05", 2, 9, "Type `order = 5`.")]
#[case::yes(
    "hidden = yes",
    2,
    10,
    "Either `true` or `false` has to stand here, in small letters and without quotation marks. Type `hidden = true`."
)]
#[case::capital_true("hidden = True", 2, 10, "Type `hidden = true`.")]
#[case::nothing("title.en =", 2, 11, "There is nothing behind the `=`.")]
#[case::text_on_the_next_line(
    "title.en =\n\"\"\"Five\nbags\"\"\"\norder = 1",
    2,
    11,
    "Begin the text on the same line as the `=`."
)]
#[case::comma(
    "title.en = \"a\",",
    2,
    15,
    "There is a `,` behind the text. Nothing has to stand there. Type `title.en = \"a\"`."
)]
#[case::remark_behind(
    "title.en = \"a\" // new",
    2,
    16,
    "A remark does not begin with `//` here. Begin a remark with `#`."
)]
#[case::text_goes_on(
    "title.en = \"Five\" bags",
    2,
    19,
    "The text goes on behind its closing quotation mark. Type `title.en = \"Five bags\"`."
)]
#[case::two_entries(
    "title.en = \"a\", title.sv = \"b\"",
    2,
    15,
    "Two entries stand on one line."
)]
#[case::remark(
    "// new\ntitle = \"x\"",
    2,
    1,
    "A remark does not begin with `//` here. Begin each line of a remark with `#`."
)]
#[case::colon(
    "title.en: \"Five bags\"",
    2,
    9,
    "There has to be a `=` between `title.en` and what it is. Type `title.en = \"Five bags\"`."
)]
#[case::colon_and_no_marks("title.en: Five bags", 2, 9, "Type `title.en = \"Five bags\"`.")]
#[case::as_in_json("\"title\": \"Five bags\",", 2, 6, "Type `title = \"Five bags\"`.")]
#[case::as_in_yaml(
    "title:",
    2,
    6,
    "Write all of it on one line, as in `title.en = \"…\"`."
)]
#[case::no_sign("title.en “Five bags”", 2, 9, "Type `title.en = \"Five bags\"`.")]
#[case::prose(
    "Five bags, one on us",
    2,
    1,
    "This line is neither a name with a `=` nor a line in square brackets."
)]
#[case::space_in_a_name(
    "title en = \"a\"",
    2,
    6,
    "There is a space in `title en`. A name and a language are joined by a dot. Type `title.en = \"a\"`."
)]
#[case::smart_dash(
    "title.en = \"a\"\ntitle.sv–SE = \"b\"",
    3,
    9,
    "The dash – in `title.sv–SE` is not the hyphen that a name needs. Word processors put it in. Type `title.sv-SE = \"b\"`."
)]
#[case::no_name("= \"a\"", 2, 1, "There is nothing before the `=`.")]
#[case::letter_in_a_name(
    "title.på = \"a\"",
    2,
    8,
    "The sign å cannot stand in a name such as `title.på`."
)]
#[case::backslash(
    "title.en = \"50 \\% off\"",
    2,
    16,
    "The sign `\\` has a special meaning in a text. Type `title.en = '50 \\% off'`."
)]
#[case::backslash_at_the_end(
    "title.en = \"a\\\"",
    2,
    14,
    "The sign `\\` has a special meaning in a text."
)]
#[case::backslash_in_a_long_text(
    "title.en = \"\"\"a\nb \\ \\% c\"\"\"",
    3,
    5,
    "Type it twice (`\\\\`), or put the text between three single marks"
)]
#[case::path(
    "image = \"C:\\Users\\x.png\"",
    2,
    9,
    "This is a file on your own computer, which shoppers cannot reach. Put it on a web server"
)]
#[case::long_text_without_end(
    "title.en = \"\"\"Five\nbags\norder = 2",
    2,
    12,
    "The text that begins here with \"\"\" has no end, so that all that follows belongs to it. Type `\"\"\"` behind the end of the text."
)]
#[case::long_text_swallows_another(
    "title.en = \"\"\"Five\nbags\ntitle.sv = \"\"\"Fem\nsäckar\"\"\"\norder = 2",
    2,
    12,
    "has no end, so that the entries below belong to it."
)]
#[case::lone_marks(
    "title.en = \"a\"\n\"\"\"\norder = 1",
    3,
    1,
    "These three marks belong to no text."
)]
#[case::brace(
    "title = { en = \"a\", sv = \"b\"\norder = 2",
    2,
    9,
    "The `{` is not closed with a `}`."
)]
#[case::colon_in_braces(
    "title = { en: \"a\" }",
    2,
    9,
    "What stands between `{` and `}` cannot be read."
)]
#[case::invisible("title.en\u{a0}= \"a\"", 2, 9, "There is a special space here")]
#[case::invisible_at_the_end("order = 1\u{a0}", 2, 10, "There is a special space here")]
#[case::zero_width(
    "\u{200b}title.en = \"a\"",
    2,
    1,
    "There is a sign here that nobody sees."
)]
#[case::control("title.en = \"a\u{7}b\"", 2, 14, "There is a control sign here")]
#[case::twice(
    "title = \"a\"\ntitle = \"b\"",
    3,
    1,
    "`title` stands in the file already, on line 2."
)]
#[case::in_two_ways(
    "title = \"a\"\ntitle.en = \"b\"",
    3,
    1,
    "is written in two ways: here, and on line 2."
)]
#[case::consent_in_two_ways(
    "consent.version = \"a\"\nconsent.text = \"x\"\n[definition.ID.consent]\ntext = \"b\"",
    4,
    1,
    "is written in two ways: here, and on line 3."
)]
#[case::definition_twice(
    "[definition.ID]\ntitle = \"x\"",
    2,
    1,
    "stands in the file already, on line 1."
)]
#[case::brackets_differ(
    "[[definition.ID.checkpoint]]\nat = 1\n[definition.ID.checkpoint]\nat = 2",
    4,
    1,
    "Type `[[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33.checkpoint]]` on both lines."
)]
#[case::bracket_open(
    "[definition.ID\ntitle = \"x\"",
    2,
    49,
    "The bracket that opens this line is not closed. Type `[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]`."
)]
#[case::brackets_uneven(
    "[[definition.ID.checkpoint]\nat = 1",
    2,
    1,
    "This line has two brackets at its beginning and one bracket at its end. Type `[[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33.checkpoint]]`."
)]
#[case::space_for_a_dot(
    "[definition ID]\ntitle = \"x\"",
    2,
    1,
    "Type `[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]`."
)]
#[case::title_for_an_id(
    "[definition.Five honest reviews]\ntitle = \"x\"",
    2,
    1,
    "A definition is named by its id, not by its title."
)]
#[case::behind_the_bracket(
    "[definition.4c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33] title = \"x\"",
    2,
    51,
    "Something stands behind the bracket."
)]
fn a_mistake_is_told_once_with_what_to_type(
    #[case] lines: &str,
    #[case] line: usize,
    #[case] column: usize,
    #[case] expected: &str,
) {
    let (found_line, found_column, told) = only(lines);
    assert!(told.contains(expected), "{told}");
    assert_eq!((found_line, found_column), (line, column), "{told}");
    assert_no_jargon(&told);
}

/// What the parser says, and what only programmers say.
fn assert_no_jargon(told: &str) {
    for word in [
        "expected",
        "key-value",
        "unescaped",
        "TOML",
        "literal",
        "invalid",
        "array",
        "token",
        "parse",
        "string",
    ] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_file_that_is_json_is_told_once() {
    let found = findings("{\n  \"title\": \"Five bags\"\n}\n");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].what.contains("The file seems to be JSON"));
}

#[test]
fn the_line_breaks_of_old_macs_are_told_once() {
    let found = findings("[definition.ID]\rtitle = \"x\"\rorder = 1\r");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].what.contains("line breaks"), "{found:#?}");
}

#[test]
fn mistakes_with_different_causes_are_all_told() {
    let text = "[definition.ID]\ntitle.en = “Five bags”\norder = \"two\"\n\
                tittle = \"x\"\nreward.en = \"The \"next\" bag\"\n";
    let lines: Vec<_> = findings(text).iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
}

#[test]
fn what_is_missing_is_told_only_of_a_file_that_can_be_read() {
    let text = "[definition.ID]\nconsent.version = 2026-03\nconsent.text.en = \"a\"\n\
                title.sv = \"b\"\n";
    assert_eq!(findings(text).len(), 1);
}

/// Lines as people write them, whole and broken.
fn line() -> impl Strategy<Value = String> {
    let fixed = |lines: &'static [&'static str]| proptest::sample::select(lines);
    prop_oneof![
        fixed(&[
            "[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]",
            "[[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33.checkpoint]]",
            "at = 1",
            "order = 2",
            "hidden = true",
            "title.en = \"a\"",
            "title.sv = 'b'",
            "consent.version = \"1\"",
            "consent.text = \"\"\"",
            "\"\"\"",
            "label = {",
            "}",
            "",
        ])
        .prop_map(ToOwned::to_owned),
        (
            "(title|at|label\\.sv|image|“|[a-zåäö.\" ]{0,4})",
            "( = |: |=| |\\[)",
            "[\"'“”«a-z0-9\\\\ åÄ{}\\[\\],#=\u{a0}\u{200b}]{0,12}"
        )
            .prop_map(|(name, sign, value)| format!("{name}{sign}{value}")),
        "\\PC{0,20}",
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(file in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = check(&file, None);
    }

    #[test]
    fn every_finding_lies_within_the_file_and_says_what_to_do(
        lines in proptest::collection::vec(line(), 0..12),
        line_break in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let file = lines.join(line_break);
        let checked = check(file.as_bytes(), Some(&[]));
        let lines: Vec<&str> = file.split('\n').collect();
        for finding in checked.findings.iter() {
            let line = lines.get(finding.line - 1);
            prop_assert!(line.is_some(), "{finding} of {file:?}");
            let columns = line.map_or(0, |line| line.chars().count()) + 1;
            prop_assert!((1..=columns).contains(&finding.column), "{finding} of {file:?}");
            prop_assert!(!finding.what.is_empty() && !finding.instead.is_empty(), "{finding}");
        }
        prop_assert!(checked.content.is_some() || !checked.findings.is_empty());
    }

    #[test]
    fn what_the_parser_refuses_is_explained(lines in proptest::collection::vec(line(), 1..12)) {
        let file = lines.join("\n");
        if toml::de::DeTable::parse(&file).is_err() {
            prop_assert!(check(file.as_bytes(), None).content.is_none(), "{file:?}");
        }
    }
}
