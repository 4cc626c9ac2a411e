//! What the page says.

use super::*;
use crate::definition_list;
use rstest::rstest;

const FIVE: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

fn definitions(json: &str) -> Definitions {
    let json = json.replace("FIVE", FIVE);
    Definitions::OfFile(definition_list::read(json.as_bytes()).unwrap())
}

/// The page after the file had these texts one after the other.
fn page_with(definitions: &Definitions, texts: &[&str], parameters: &Parameters) -> String {
    let view = texts.iter().fold(View::default(), |view, text| {
        let text = text.replace("FIVE", FIVE).replace("HELLO", HELLO);
        view.after(Ok(text.into_bytes()), definitions)
    });
    let frame = Frame {
        file: "content.toml".to_owned(),
        definitions: definitions.clone(),
        definitions_file: None,
    };
    page(&frame, &view, "1-1", parameters).into_string()
}

fn page_of(texts: &[&str]) -> String {
    page_with(&Definitions::MadeUp, texts, &Parameters::default())
}

fn chosen(query: &str) -> Parameters {
    let uri = format!("/?{query}").parse().unwrap();
    axum::extract::Query::try_from_uri(&uri).unwrap().0
}

/// The shapes of the sections in a page.
fn shapes(page: &str) -> Vec<&str> {
    let values = page.split("data-shape=\"").skip(1);
    values.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_definition_is_there_in_every_state() {
    let page = page_of(&["[definition.FIVE]\ntitle = \"Five\"\n[definition.HELLO]\n"]);
    for id in [FIVE, HELLO] {
        for state in [
            "not-joined",
            "announced",
            "nothing-yet",
            "under-way",
            "one-before",
            "completed",
            "ended",
            "at-rest",
        ] {
            assert!(
                page.contains(&format!("\"/sample/{id}/{state}\"")),
                "{state}"
            );
        }
    }
}

#[test]
fn several_definitions_are_shown_on_one_page_too() {
    let path = "\"/sample/together/together\"";
    let one = "[definition.FIVE]\n[definition.HELLO]\nhidden = true\n";
    assert!(!page_of(&[one]).contains(path));
    let two = "[definition.FIVE]\n[definition.HELLO]\n";
    assert!(page_of(&[two]).contains(path));
    let alone = page_with(&Definitions::MadeUp, &[two], &chosen("state=together"));
    assert_eq!(alone.matches("<challenges-widget").count(), 1);
}

#[test]
fn languages_and_colours_that_are_all_chosen_stand_side_by_side() {
    let text = "[definition.FIVE]\ntitle.en = \"Five\"\ntitle.sv = \"Fem\"\n";
    let parameters = chosen("language=all&scheme=both&state=completed&layout=path&width=768");
    let page = page_with(&Definitions::MadeUp, &[text], &parameters);
    assert_eq!(page.matches("<challenges-widget").count(), 4);
    for caption in [
        "English, light",
        "English, dark",
        "Svenska, light",
        "Svenska, dark",
    ] {
        assert!(
            page.contains(&format!("<figcaption>{caption}</figcaption>")),
            "{caption}"
        );
    }
    assert_eq!(page.matches("layout=\"path\"").count(), 4);
    assert_eq!(page.matches("data-width=\"768\"").count(), 4);
}

#[test]
fn texts_of_the_file_are_text_and_no_markup() {
    let page = page_of(&["[definition.FIVE]\ntitle = \"<b>5</b> & \\\"more\\\"\"\n"]);
    assert!(!page.contains("<b>5"), "{page}");
    assert!(page.contains("&lt;b&gt;5&lt;/b&gt; &amp;"), "{page}");
}

#[test]
fn a_mistake_is_told_with_its_line_and_its_place_and_the_cards_stay() {
    let page = page_of(&[
        "[definition.FIVE]\n",
        "[definition.FIVE]\nlayout = \"round\" # new\n",
    ]);
    assert!(page.contains("Line 2, column 10:"), "{page}");
    assert!(
        page.contains("layout = <mark>&quot;round&quot;</mark> # new"),
        "{page}"
    );
    assert!(page.contains("last version without mistakes"), "{page}");
    assert!(page.contains("<challenges-widget"), "{page}");
}

#[test]
fn when_the_mistake_is_gone_nothing_is_said_of_it() {
    let page = page_of(&[
        "[definition.FIVE]\nlayout = \"round\"\n",
        "[definition.FIVE]\n",
    ]);
    assert!(!page.contains("Line 2, column"), "{page}");
    assert!(page.contains("Shown as saved"), "{page}");
}

#[test]
fn a_missing_language_is_told_with_its_definition_and_line() {
    let page = page_of(&[
        "[definition.FIVE]\ntitle.en = \"Five bags\"\ntitle.sv = \"Fem\"\nreward.en = \"One\"\n",
    ]);
    assert!(page.contains("Missing texts and languages"), "{page}");
    assert!(page.contains("Five bags</a>, line 4: "), "{page}");
}

#[test]
fn a_consent_text_that_engage_asks_for_is_missed() {
    let definitions = definitions(r#"[{"id": "FIVE", "isContactConsentRequired": true}]"#);
    let page = page_with(
        &definitions,
        &["[definition.FIVE]\n"],
        &Parameters::default(),
    );
    assert!(page.contains("1 thing to look at"), "{page}");
    assert!(page.contains("Asks for consent"), "{page}");
}

#[test]
fn a_definition_that_nobody_sees_has_no_cards_and_says_why() {
    let page = page_of(&["[definition.FIVE]\nhidden = true\n"]);
    assert!(page.contains("No shopper sees this definition"), "{page}");
    assert!(!page.contains("<challenges-widget"), "{page}");
}

#[test]
fn without_a_file_the_page_says_that_it_waits_for_it() {
    let view = View::default().after(Err(std::io::ErrorKind::NotFound), &Definitions::MadeUp);
    let frame = Frame {
        file: "content.toml".to_owned(),
        definitions: Definitions::MadeUp,
        definitions_file: None,
    };
    let page = page(&frame, &view, "1-1", &Parameters::default()).into_string();
    assert!(
        page.contains("There is no file <code>content.toml</code> yet"),
        "{page}"
    );
}

#[rstest]
#[case::made_up(Definitions::MadeUp, "The definitions are made up")]
#[case::of_engage(Definitions::OfEngage(Vec::new()), "The definitions are Engage’s")]
#[case::of_a_file(Definitions::OfFile(Vec::new()), "The definitions are those of a file")]
fn the_page_says_where_the_definitions_come_from(
    #[case] definitions: Definitions,
    #[case] expected: &str,
) {
    let page = page_with(
        &definitions,
        &["[definition.FIVE]\n"],
        &Parameters::default(),
    );
    assert!(page.contains(expected), "{page}");
}

#[test]
fn what_the_address_asks_for_in_vain_is_said() {
    let parameters = chosen("language=tlh&width=3");
    let page = page_with(&Definitions::MadeUp, &["[definition.FIVE]\n"], &parameters);
    assert!(
        page.contains("asks for a language and a width that there is not"),
        "{page}"
    );
}

#[test]
fn a_section_keeps_its_shape_while_only_texts_change() {
    let before = page_of(&["[definition.FIVE]\ntitle = \"Five\"\n"]);
    let after = page_of(&["[definition.FIVE]\ntitle = \"Six\"\nreward = \"One\"\n"]);
    assert_eq!(shapes(&before), shapes(&after));
    let hidden = page_of(&["[definition.FIVE]\nhidden = true\n"]);
    assert_ne!(shapes(&before), shapes(&hidden));
}

#[test]
fn few_checkpoints_lead_to_few_states() {
    let definitions = definitions(r#"[{"id": "FIVE", "requiredNumberOfCheckpoints": 1}]"#);
    let page = page_with(
        &definitions,
        &["[definition.FIVE]\n"],
        &Parameters::default(),
    );
    assert!(!page.contains("/under-way"), "{page}");
    assert!(!page.contains("/one-before"), "{page}");
    assert!(page.contains("1 checkpoint<"), "{page}");
}
