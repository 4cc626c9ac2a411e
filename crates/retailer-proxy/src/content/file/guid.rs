//! What is said of the id of a definition that cannot be one.

use challenge_model::{Definition, DefinitionId};

use super::super::engage_names;
use super::super::keys::{DefinitionKey, Keys};

const DIGITS: usize = 32;
/// How many digits stand between the hyphens.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
const PLACES: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
const EXAMPLE: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

/// What is wrong with the id in `[definition.ID]`, and what to type instead.
pub(super) fn explain(written: &str, definitions: Option<&[Definition]>) -> (String, String) {
    if DefinitionKey::named(written).is_some() {
        return without_an_id(written);
    }
    let (what, repaired) = wrong(written);
    let near = definitions.and_then(|definitions| engage_names::nearest(written, definitions));
    let instead = match (near, repaired) {
        (Some(near), _) => format!(
            "Type `[definition.{}]`: {}.",
            near.id.as_str(),
            engage_names::told(near)
        ),
        (None, Some(repaired)) => format!("Type `[definition.{repaired}]`."),
        (None, None) => format!(
            "Copy the id from Engage, or from what `retailer-proxy definitions` lists. It looks \
             like {EXAMPLE}."
        ),
    };
    (what, instead)
}

fn without_an_id(written: &str) -> (String, String) {
    let what = "The id of the definition is missing in the line in brackets.".to_owned();
    let instead = if written == "checkpoint" {
        "Type `[[definition.ID.checkpoint]]`, with the id from Engage in place of ID."
    } else {
        "Type `[definition.ID]`, with the id from Engage in place of ID."
    };
    (what, instead.to_owned())
}

/// What is wrong, and the id that was probably meant.
fn wrong(written: &str) -> (String, Option<String>) {
    let bare = written.trim().trim_matches(['{', '}']);
    let signs: Vec<char> = bare.chars().filter(|sign| *sign != '-').collect();
    let is_digit = |sign: &&char| sign.is_ascii_hexdigit();
    let digits = signs.iter().filter(is_digit).count();
    // A word, and no id with a slip in it.
    if signs.len() < DIGITS / 2 || digits < signs.len() / 2 {
        return (format!("`{written}` is not the id of a definition."), None);
    }
    let repaired: String = bare.chars().map(digit_like).collect();
    let repaired = DefinitionId::guid(&repaired)
        .ok()
        .map(|id| id.as_str().to_owned());
    if let Some(sign) = signs.iter().find(|sign| !is_digit(sign)) {
        let mean = match digit_like(*sign) {
            digit if digit != *sign => format!(", where the digit {digit} was probably meant"),
            _ => String::new(),
        };
        let what = format!(
            "The id has the sign {sign} in it{mean}. An id has digits and the letters a to f \
             alone."
        );
        return (what, repaired);
    }
    let difference = if signs.len() < DIGITS {
        format!("{} of them are missing", DIGITS - signs.len())
    } else {
        format!("{} are too many", signs.len() - DIGITS)
    };
    let difference = difference
        .replace("1 of them are", "1 of them is")
        .replace("1 are", "1 is");
    let what = format!(
        "An id has {DIGITS} digits and letters, and this one has {}: {difference}{}.",
        signs.len(),
        wrong_group(bare).unwrap_or_default()
    );
    (what, repaired)
}

/// Which of the groups between hyphens has another length.
fn wrong_group(bare: &str) -> Option<String> {
    let groups: Vec<usize> = bare.split('-').map(|group| group.chars().count()).collect();
    if groups.len() != GROUPS.len() {
        return None;
    }
    let wrong = groups
        .iter()
        .zip(GROUPS)
        .position(|(found, right)| *found != right)?;
    let (found, right, place) = (groups.get(wrong)?, GROUPS.get(wrong)?, PLACES.get(wrong)?);
    Some(format!(
        ". Its {place} group has {found} in place of {right}"
    ))
}

/// The digit that looks like this sign.
fn digit_like(sign: char) -> char {
    match sign {
        'o' | 'O' => '0',
        'l' | 'I' | 'i' | 'L' => '1',
        'S' | 's' => '5',
        'Z' | 'z' => '2',
        'G' | 'g' => '9',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::word(
        "hello",
        "`hello` is not the id of a definition. Copy the id from Engage"
    )]
    #[case::letter(
        "3c8d9e12-8b2e-4e77-9f3O-ad2b6b4e3f33",
        "The id has the sign O in it, where the digit 0 was probably meant. An id has digits and the letters a to f alone. Type `[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]`."
    )]
    #[case::other_letter(
        "3c8d9e12-8b2e-4e77-9f3x-ad2b6b4e3f33",
        "The id has the sign x in it. An id"
    )]
    #[case::short(
        "3c8d9e12-8b2e-4e7-9f30-ad2b6b4e3f33",
        "An id has 32 digits and letters, and this one has 31: 1 of them is missing. Its third group has 3 in place of 4."
    )]
    #[case::long(
        "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f3333",
        "has 34: 2 are too many. Its fifth group has 14 in place of 12."
    )]
    #[case::no_id(
        "checkpoint",
        "The id of the definition is missing in the line in brackets. Type `[[definition.ID.checkpoint]]`"
    )]
    #[case::no_id_and_a_text("title", "Type `[definition.ID]`, with the id from Engage")]
    fn what_is_wrong_with_an_id_is_told(#[case] written: &str, #[case] expected: &str) {
        let (what, instead) = explain(written, None);
        let told = format!("{what} {instead}");
        assert!(told.contains(expected), "{told}");
    }
}
