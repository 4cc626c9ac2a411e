//! Engage's definitions, for somebody who looks for the right one.

use challenge_model::{Definition, DefinitionId};

/// In letters. Two different ids differ in about 30.
const MOST_DIFFERENT: usize = 6;

/// The definition whose id is most like this text, if only a few signs differ.
pub(super) fn nearest<'d>(written: &str, definitions: &'d [Definition]) -> Option<&'d Definition> {
    let bare = |id: &str| {
        let signs = id.chars().filter(|sign| !matches!(sign, '-' | '{' | '}'));
        signs.collect::<String>().to_lowercase()
    };
    let written = bare(written);
    let distance =
        |definition: &&Definition| strsim::osa_distance(&written, &bare(definition.id.as_str()));
    let nearest = definitions.iter().min_by_key(distance)?;
    (distance(&nearest) <= MOST_DIFFERENT).then_some(nearest)
}

/// The definition whose name is like one of these texts.
pub(super) fn like_named<'d>(
    texts: &[&str],
    definitions: &'d [Definition],
) -> Option<&'d Definition> {
    /// From 0 for nothing alike to 1 for the same.
    const LEAST_ALIKE: f64 = 0.6;
    let alike = |definition: &Definition| {
        let name = definition
            .name
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        let alike = texts
            .iter()
            .map(|text| strsim::sorensen_dice(&text.to_lowercase(), &name));
        alike.fold(0.0, f64::max)
    };
    let found = definitions
        .iter()
        .max_by(|one, other| alike(one).total_cmp(&alike(other)))?;
    (alike(found) >= LEAST_ALIKE).then_some(found)
}

/// The definition's name as it is told.
pub(super) fn told(definition: &Definition) -> String {
    let name = definition.name.as_deref().unwrap_or_default().trim();
    let name: String = name
        .chars()
        .filter(|sign| !sign.is_control())
        .take(80)
        .collect();
    if name.is_empty() {
        "it has no name in Engage".to_owned()
    } else {
        format!("Engage calls it \u{201c}{name}\u{201d}")
    }
}

/// What Engage has under an id that it does not know: the definition that was probably meant,
/// else a few of those that there are.
pub(super) fn suggestion(id: &DefinitionId, texts: &[&str], definitions: &[Definition]) -> String {
    /// How many are listed.
    const MOST: usize = 5;
    let meant = nearest(id.as_str(), definitions).or_else(|| like_named(texts, definitions));
    if let Some(definition) = meant {
        let id = definition.id.as_str();
        return format!("Type `[definition.{id}]`: {}.", told(definition));
    }
    let mut known: Vec<&Definition> = definitions.iter().collect();
    known.sort_by(|one, other| one.name.cmp(&other.name));
    let listed = known
        .iter()
        .take(MOST)
        .map(|definition| format!("{} ({})", definition.id.as_str(), told(definition)));
    let listed = listed.collect::<Vec<_>>().join(", ");
    match known.len() {
        0 => "Engage has no definitions at all: look whether the settings name the right account."
            .to_owned(),
        count if count > MOST => format!(
            "Engage has {count} definitions, such as {listed}. `retailer-proxy definitions` lists \
             all of them."
        ),
        _ => format!("Engage has {listed}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::Unreadable;
    use challenge_model::wire::{FromWire, Json};
    use rstest::rstest;
    use serde_json::json;

    fn definitions() -> Vec<Definition> {
        let named = [
            ("3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33", "Say hello"),
            ("5eafb034-ad40-4099-9152-cf4d8d605b55", "Dog food: 5 bags"),
        ];
        let read = |(id, name): (&str, &str)| {
            let wire = json!({ "id": id, "name": name });
            Definition::from_wire(&Json::from(&wire), &mut Unreadable::default()).unwrap()
        };
        named.map(read).into()
    }

    #[rstest]
    #[case::slip("5eafb034-ad40-4099-9152-cf4d8d605b5", Some("Dog food: 5 bags"))]
    #[case::turned("5eafb034-ad40-4099-9125-cf4d8d605b55", Some("Dog food: 5 bags"))]
    #[case::another("00000000-0000-4000-8000-000000000001", None)]
    fn an_id_with_a_slip_leads_to_its_definition(
        #[case] written: &str,
        #[case] expected: Option<&str>,
    ) {
        let definitions = definitions();
        let nearest = nearest(written, &definitions);
        assert_eq!(nearest.and_then(|found| found.name.as_deref()), expected);
    }

    #[test]
    fn a_title_that_is_like_a_name_leads_to_its_definition() {
        let id = DefinitionId::guid("00000000-0000-4000-8000-000000000001").unwrap();
        let told = suggestion(&id, &["Dog food, 5 bags"], &definitions());
        let expected = "Type `[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]`: Engage calls it \u{201c}Dog food: 5 bags\u{201d}.";
        assert_eq!(told, expected);
    }

    #[test]
    fn without_any_likeness_engages_definitions_are_listed() {
        let id = DefinitionId::guid("00000000-0000-4000-8000-000000000001").unwrap();
        let told = suggestion(&id, &["Winter"], &definitions());
        assert!(
            told.contains("5eafb034-ad40-4099-9152-cf4d8d605b55"),
            "{told}"
        );
        assert!(told.contains("\u{201c}Say hello\u{201d}"), "{told}");
        assert!(suggestion(&id, &[], &[]).contains("no definitions at all"));
    }
}
