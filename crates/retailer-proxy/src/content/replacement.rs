//! Decides whether a changed content file replaces the former one. Pure, because a file
//! that is taken in by mistake reveals what is hidden.

use challenge_model::DefinitionId;

use super::findings::Findings;
use super::{Content, DefinitionContent};

/// The content of a file that may be used.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) content: Content,
    /// The definitions that the former file had and this one does not.
    pub(super) lost: Vec<DefinitionId>,
}

/// Why a file is not used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It has no definition.
    Empty,
    /// It is the beginning of the former file, or its last line has no end.
    Cut,
    /// There are mistakes in it.
    Mistaken(Findings),
}

/// The content of the first file.
pub(super) fn first(file: &[u8]) -> Result<Content, Unusable> {
    let content = Content::read(file).map_err(Unusable::Mistaken)?;
    if content.is_empty() {
        return Err(Unusable::Empty);
    }
    Ok(content)
}

/// What replaces the former content, which was read from the former file. A definition
/// that was hidden and is missing now stays hidden.
pub(super) fn of(
    former: &Content,
    former_file: &[u8],
    file: &[u8],
) -> Result<Replacement, Unusable> {
    let mut content = first(file)?;
    if is_cut(former_file, file) {
        return Err(Unusable::Cut);
    }
    let mut lost = Vec::new();
    for (id, own) in &former.definitions {
        if content.definition(id).is_some() {
            continue;
        }
        lost.push(id.clone());
        if own.hidden {
            let hidden = DefinitionContent {
                hidden: true,
                ..DefinitionContent::default()
            };
            content.definitions.insert(id.clone(), hidden);
        }
    }
    lost.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    Ok(Replacement { content, lost })
}

/// Whether a writer probably stopped before the end of the file.
fn is_cut(former: &[u8], file: &[u8]) -> bool {
    let lost_its_end = former.ends_with(b"\n") && !file.ends_with(b"\n");
    let beginning = file.trim_ascii_end();
    let is_shorter = beginning.len() < former.trim_ascii_end().len();
    lost_its_end || is_shorter && former.starts_with(beginning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SHOWN: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
    const HIDDEN: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";

    fn former() -> String {
        format!(
            "[definition.{HIDDEN}]\ntitle = \"x\"\nhidden = true\n\n\
             [definition.{SHOWN}]\ntitle = \"x\"\nreward = \"y\"\n"
        )
    }

    fn replaced(text: &str) -> Result<Replacement, Unusable> {
        of(
            &Content::parse(&former()).unwrap(),
            former().as_bytes(),
            text.as_bytes(),
        )
    }

    fn hides(content: &Content) -> bool {
        content.hides(&DefinitionId::guid(HIDDEN).unwrap())
    }

    #[rstest]
    #[case("")]
    #[case(" \n\n")]
    #[case("# Nothing yet\n")]
    #[case("default_language = \"sv\"\n")]
    fn a_file_without_definitions_is_not_used(#[case] text: &str) {
        assert_eq!(replaced(text).unwrap_err(), Unusable::Empty);
        assert_eq!(first(text.as_bytes()).unwrap_err(), Unusable::Empty);
    }

    #[test]
    fn no_beginning_of_the_former_file_is_used() {
        let former = former();
        for length in 0..former.len() {
            assert!(replaced(&former[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn a_file_whose_last_line_has_lost_its_end_is_not_used() {
        let cut = former().replace("title", "description");
        assert_eq!(replaced(cut.trim_end()).unwrap_err(), Unusable::Cut);
        assert!(replaced(&cut).is_ok());
    }

    #[test]
    fn a_file_without_a_line_break_at_its_end_replaces_another_one() {
        let former = former();
        let former = former.trim_end();
        let text = former.replace("title", "description");
        assert!(
            of(
                &Content::parse(former).unwrap(),
                former.as_bytes(),
                text.as_bytes()
            )
            .is_ok()
        );
    }

    #[test]
    fn definitions_that_are_lost_are_named_and_what_was_hidden_stays_hidden() {
        let text = format!("[definition.{SHOWN}]\n");
        let replacement = replaced(&text).unwrap();
        assert_eq!(replacement.lost, [DefinitionId::guid(HIDDEN).unwrap()]);
        assert!(hides(&replacement.content));

        let third = format!("[definition.{SHOWN}]\ntitle = \"z\"\n");
        let again = of(&replacement.content, text.as_bytes(), third.as_bytes()).unwrap();
        assert!(hides(&again.content));
    }

    #[rstest]
    #[case("hidden = false\n")]
    #[case("")]
    fn what_was_hidden_is_shown_when_the_file_has_it_without_being_hidden(#[case] line: &str) {
        let replacement = replaced(&former().replace("hidden = true\n", line)).unwrap();
        assert!(!hides(&replacement.content));
        assert!(replacement.lost.is_empty());
    }
}
