//! Every mistake that a value can have.

use super::*;
use rstest::rstest;

const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

/// All findings, each as its place, its path below the definition, and what is said.
fn findings(text: &str) -> Vec<String> {
    let findings = match read(&text.replace("ID", ID), None) {
        Ok((_, findings)) | Err(findings) => findings,
    };
    let prefix = format!("definition.{ID}");
    let told = findings.iter().map(|finding| {
        let path = finding.path.as_deref().unwrap_or_default();
        let path = path.strip_prefix(&prefix).unwrap_or(path);
        let Finding {
            line,
            column,
            what,
            instead,
            ..
        } = finding;
        format!("{line}:{column} {path}: {what} {instead}")
    });
    told.collect()
}

#[rstest]
#[case::key(
    "[definition.ID]\n\ntittle = \"x\"",
    "3:1 : There is no `tittle` here. Type `title`."
)]
#[case::section(
    "[definitions.ID]",
    "1:2 : There is no `definitions` here. Type `definition`."
)]
#[case::checkpoint_alone(
    "[[checkpoint]]\nat = 1",
    "1:3 : There is no `checkpoint` here. Type `[[definition.ID.checkpoint]]`"
)]
#[case::checkpoint_without_an_id(
    "[[definition.checkpoint]]\nat = 1",
    "The id of the definition is missing in the line in brackets."
)]
#[case::definition_without_an_id(
    "[definition]\ntitle = \"x\"",
    "Type `[definition.ID]`, with the id from Engage in place of ID."
)]
#[case::no_guid(
    "[definition.hello]",
    "1:13 definition.hello: `hello` is not the id of a definition."
)]
#[case::default_language_below(
    "[definition.ID]\ndefault_language = \"sv\"",
    "`default_language` stands at the top of the file"
)]
#[case::twice_in_two_spellings(
    "[definition.ID]\n[definition.3C8D9E128B2E4E779F30AD2B6B4E3F33]",
    "This definition stands in the file already, on line"
)]
#[case::number_for_text(
    "[definition.ID]\ntitle = 5",
    "2:9 .title: A text has to stand here, in quotation marks. Type `title = \"5\"`."
)]
#[case::date_for_text(
    "[definition.ID]\ntitle.en = 2026-03-01",
    "2:12 .title.en: A text has to stand here, in quotation marks. Type `title.en = \"2026-03-01\"`."
)]
#[case::flag_for_text("[definition.ID]\nreward = true", "Type `reward = \"true\"`.")]
#[case::list_for_text(
    "[definition.ID]\ntitle = [\"a\"]",
    "2:9 .title: A text has to stand here, in quotation marks. Write one text"
)]
#[case::empty(
    "[definition.ID]\ntitle = \" \"",
    "2:9 .title: The text is empty. Write something"
)]
#[case::three_letters(
    "[definition.ID]\ntitle.eng = \"x\"",
    "2:7 .title: There is no language `eng`. Type `en` for English."
)]
#[case::name_of_a_language(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.Swedish = \"x\"",
    "3:7 .title: There is no language `Swedish`. Type `sv` for Swedish."
)]
#[case::country(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.dk = \"x\"",
    "There is no language `dk`. Type `da` for Danish."
)]
#[case::no_language(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.elvish = \"x\"",
    "There is no language `elvish`. A language is written with its code"
)]
#[case::language_twice(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.EN = \"x\"",
    "The language `en` stands here twice."
)]
#[case::language_in_two_spellings(
    "[definition.ID]\ntitle.en = \"x\"\ntitle.sv-SE = \"x\"\ntitle.sv_SE = \"x\"",
    "4:7 .title: The language `sv-se` stands here twice."
)]
#[case::version_in_a_table(
    "[definition.ID.consent]\ntext = \"x\"\nversion = 2026-11-01",
    "3:11 .consent.version: A text has to stand here, in quotation marks. Type `version = \"2026-11-01\"`."
)]
#[case::no_default_in_a_table(
    "[definition.ID.title]\nsv = \"x\"",
    "2:1 .title: There is no text in the default language, English (`en`). Add `en = \"…\"`, or name another"
)]
#[case::no_default(
    "[definition.ID]\ntitle.sv = \"x\"",
    "2:7 .title: There is no text in the default language, English (`en`). Add `title.en = \"…\"`, or name another"
)]
#[case::layout(
    "[definition.ID]\nlayout = \"grid\"",
    "2:10 .layout: There is no layout `grid`. Type `\"stamps\"`, `\"path\"` or `\"compact\"`."
)]
#[case::layout_with_a_slip("[definition.ID]\nlayout = \"stamp\"", "Type `layout = \"stamps\"`.")]
#[case::image(
    "[definition.ID]\nimage = \"http://x.test/y.png\"",
    "2:9 .image: The address begins with `http://`. A page that is encrypted does not show it. Type `\"https://x.test/y.png\"`"
)]
#[case::negative(
    "[definition.ID]\norder = -1",
    "2:9 .order: A whole number from 0 up has to stand here."
)]
#[case::fraction(
    "[definition.ID]\norder = 1.5",
    "2:9 .order: A whole number from 0 up has to stand here."
)]
#[case::number_in_marks(
    "[definition.ID]\norder = \"2\"",
    "2:9 .order: A whole number has to stand here, in digits and without quotation marks. Type `order = 2`."
)]
#[case::number_word_in_marks("[definition.ID]\norder = \"first\"", "Type `order = 1`.")]
#[case::hidden(
    "[definition.ID]\nhidden = \"no\"",
    "2:10 .hidden: Either `true` or `false` has to stand here, in small letters and without quotation marks. Type `hidden = false`."
)]
#[case::consent_without_version(
    "[definition.ID]\nconsent.text.en = \"x\"",
    "2:1 .consent: The consent has no version. Add one"
)]
#[case::consent_without_text(
    "[definition.ID]\nconsent.version = \"x\"",
    "2:1 .consent: The consent has no text. Add what shoppers agree to, as in `consent.text.en"
)]
#[case::consent_as_text(
    "[definition.ID]\nconsent = \"I agree\"",
    "2:11 .consent: A consent has a text and a version."
)]
#[case::version(
    "[definition.ID]\nconsent.text = \"x\"\nconsent.version = \"a\\u0000\"",
    "3:19 .consent.version: A version has 1 to 200 characters"
)]
#[case::no_place(
    "[[definition.ID.checkpoint]]\nicon = \"x\"",
    "1:1 .checkpoint: The checkpoint has no number. Add which one it is, counted from 1, as in `at = 1`."
)]
#[case::place_zero(
    "[[definition.ID.checkpoint]]\nat = 0",
    "2:6 .checkpoint.at: A whole number from 1 up has to stand here."
)]
#[case::place_in_marks(
    "[[definition.ID.checkpoint]]\nat = \"2\"",
    "2:6 .checkpoint.at: A whole number has to stand here, in digits and without quotation marks. Type `at = 2`."
)]
#[case::twice(
    "[[definition.ID.checkpoint]]\nat = 1\n[[definition.ID.checkpoint]]\nat = 1",
    "3:1 .checkpoint.1: Checkpoint 1 stands in the file already, on line 1."
)]
#[case::single_brackets(
    "[definition.ID.checkpoint]\nat = 1",
    ".checkpoint: Each checkpoint begins with a line in two brackets. Type `[[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33.checkpoint]]`"
)]
#[case::title_of_a_checkpoint(
    "[[definition.ID.checkpoint]]\nat = 1\ntitle = \"x\"",
    "3:1 .checkpoint.1: There is no `title` here. Type `label`."
)]
#[case::icon(
    "[[definition.ID.checkpoint]]\nat = 1\nicon = \"boots\"",
    "3:8 .checkpoint.1.icon: The icon has 5 letters, and a stamp is small."
)]
#[case::default_language(
    "default_language = \"english\"",
    "1:20 default_language: There is no language `english`. Type `en` for English."
)]
fn a_mistake_is_told_once_with_its_place_and_what_to_type(
    #[case] text: &str,
    #[case] expected: &str,
) {
    let findings = findings(text);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(findings[0].contains(expected), "{findings:#?}");
}

#[test]
fn all_mistakes_are_named_at_once_in_the_order_of_their_lines() {
    let text = "[definition.ID]\nlayout = \"grid\"\norder = \"first\"\nhiden = true\n";
    let places: Vec<_> = findings(text)
        .iter()
        .map(|finding| finding.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(places, ["2:10", "3:9", "4:1"]);
}

#[test]
fn a_text_without_a_language_is_in_the_default_one() {
    let text = format!("default_language = \"sv\"\n[definition.{ID}]\ntitle = \"Hej\"\n");
    let (content, _) = read(&text, None).unwrap();
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
    let (content, _) = read(&text, None).unwrap();
    let definition = content
        .definition(&DefinitionId::guid(ID).unwrap())
        .unwrap();
    for (tag, expected) in [("sv-se", "Hej"), ("AR-eg", "x")] {
        let chain = [LanguageTag::parse(tag).unwrap()];
        assert_eq!(definition.title.in_first_of(&chain), Some(expected));
    }
}

#[test]
fn a_long_file_of_another_kind_is_refused_soon_and_without_a_list_of_all_its_lines() {
    for line in [
        "What a day it was.\n",
        "a = [\n",
        "[x]\ny = \"\"\"\n",
        "a.b = 1\nb.c = 2\n",
    ] {
        let file = line.repeat(20_000);
        let findings = read(&file, None).unwrap_err();
        assert!(!findings.is_empty());
        assert!(findings.iter().count() <= 2 * MOST_FINDINGS);
    }
}
