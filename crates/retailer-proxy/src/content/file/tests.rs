//! Every mistake that a file can have.

use super::*;
use rstest::rstest;

const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

fn mistakes(text: &str) -> String {
    let mistakes = read(&text.replace("ID", ID), None).unwrap_err();
    let lines = mistakes.iter().map(|finding| {
        format!(
            "line {}: {}: {}",
            finding.line, finding.severity, finding.what
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[rstest]
#[case::grammar("[definition.ID]\ntitle = ", "line 2: mistake: ")]
#[case::key(
    "[definition.ID]\n\ntitel = \"x\"",
    "line 3: mistake: there is no key `titel` here; there are: title,"
)]
#[case::section("[definitions.ID]", "line 1: mistake: there is no key `definitions`")]
#[case::no_guid("[definition.hello]", "line 1: mistake: `hello` is no GUID")]
#[case::number_for_text("[definition.ID]\ntitle = 5", "line 2: mistake: must be a table")]
#[case::empty("[definition.ID]\ntitle = \" \"", "line 2: mistake: is empty")]
#[case::language(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.swedish = \"x\"",
    "line 3: mistake: `swedish` is no language"
)]
#[case::language_twice(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.EN = \"x\"",
    "mistake: this language is there twice"
)]
#[case::language_in_two_spellings(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.sv-SE = \"x\"\ntitle.sv_SE = \"x\"",
    "line 4: mistake: this language is there twice"
)]
#[case::no_default(
    "[definition.ID]\ntitle.sv = \"x\"",
    "line 2: mistake: has no text in the default language, en"
)]
#[case::layout(
    "[definition.ID]\nlayout = \"grid\"",
    "line 2: mistake: must be stamps, path or compact"
)]
#[case::image(
    "[definition.ID]\nimage = \"http://x.test/y.png\"",
    "line 2: mistake: must be a whole address"
)]
#[case::order(
    "[definition.ID]\norder = -1",
    "line 2: mistake: must be a whole number from 0 up"
)]
#[case::hidden(
    "[definition.ID]\nhidden = \"yes\"",
    "line 2: mistake: must be true or false"
)]
#[case::consent(
    "[definition.ID]\nconsent.text.en = \"x\"",
    "line 2: mistake: a consent needs both"
)]
#[case::no_place(
    "[[definition.ID.checkpoint]]\nicon = \"x\"",
    "line 1: mistake: a checkpoint needs `at`"
)]
#[case::place_zero(
    "[[definition.ID.checkpoint]]\nat = 0",
    "line 2: mistake: must be a whole number from 1 up"
)]
#[case::twice(
    "[[definition.ID.checkpoint]]\nat = 1\n[[definition.ID.checkpoint]]\nat = 1",
    "line 3: mistake: checkpoint 1 is there twice"
)]
#[case::icon(
    "[[definition.ID.checkpoint]]\nat = 1\nicon = \"boots\"",
    "line 3: mistake: is too long"
)]
#[case::default_language("default_language = \"english\"", "line 1: mistake: is no language")]
fn a_mistake_is_named_with_its_line(#[case] text: &str, #[case] expected: &str) {
    let mistakes = mistakes(text);
    assert!(mistakes.contains(expected), "{mistakes}");
}

#[test]
fn all_mistakes_are_named_at_once_in_the_order_of_their_lines() {
    let text = "[definition.ID]\nlayout = \"grid\"\norder = \"first\"\nhiden = true\n";
    let lines: Vec<_> = mistakes(text)
        .lines()
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect();
    assert_eq!(lines, ["line 2", "line 3", "line 4"]);
}

#[test]
fn a_text_without_a_language_is_in_the_default_one() {
    let text = format!("default_language = \"sv\"\n[definition.{ID}]\ntitle = \"Hej\"\n");
    let content = read(&text, None).unwrap();
    let definition = content
        .definition(&DefinitionId::guid(ID).unwrap())
        .unwrap();
    let chain = [LanguageTag::parse("sv").unwrap()];
    assert_eq!(definition.title.in_first_of(&chain), Some("Hej"));
}

#[test]
fn a_language_may_be_written_as_the_name_of_a_locale() {
    let text = format!(
        "default_language = \"sv_SE\"\n[definition.{ID}]\ntitle.sv_SE = \"Hej\"\ntitle.\"ar_EG.UTF-8\" = \"x\"\n"
    );
    let content = read(&text, None).unwrap();
    let definition = content
        .definition(&DefinitionId::guid(ID).unwrap())
        .unwrap();
    for (tag, expected) in [("sv-se", "Hej"), ("AR-eg", "x")] {
        let chain = [LanguageTag::parse(tag).unwrap()];
        assert_eq!(definition.title.in_first_of(&chain), Some(expected));
    }
}
