//! Engage's definitions in a file, for who has no access to Engage: `retailer-proxy
//! definitions --json` writes one, and commands about the content file read it.

use challenge_model::Definition;
use challenge_model::wire::DefinitionStatus;
use engage_client::answers;
use serde_json::{Value, json};

/// A file has no list of definitions in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no list of definitions, as `retailer-proxy definitions --json` prints it and \
     Engage answers it"
)]
pub struct NoDefinitions;

/// The definitions in a file: what [`to_json`] writes, or an answer of Engage's to
/// `GET /challenges/definitions`.
///
/// # Errors
///
/// When the file is not JSON, or has no list of definitions in it.
pub fn read(file: &[u8]) -> Result<Vec<Definition>, NoDefinitions> {
    let page = answers::page::<Definition>(file).map_err(|_| NoDefinitions)?;
    if page.items.is_empty() && page.received > 0 {
        return Err(NoDefinitions);
    }
    Ok(page.items)
}

/// The definitions as Engage sends them, without what this project does not read, such as the
/// names of staff.
#[must_use]
pub fn to_json(definitions: &[Definition]) -> Value {
    let items: Vec<Value> = definitions.iter().map(item).collect();
    json!({ "totalCount": items.len(), "offset": 0, "count": items.len(), "items": items })
}

fn item(definition: &Definition) -> Value {
    json!({
        "id": definition.id.as_str(),
        "name": definition.name,
        "description": definition.description,
        "status": definition.status.map(status),
        "requiredNumberOfCheckpoints": definition.required_number_of_checkpoints,
        "isContactConsentRequired": definition.is_contact_consent_required,
        "scheduledFrom": definition.scheduled_from.map(|moment| moment.to_string()),
        "scheduledTo": definition.scheduled_to.map(|moment| moment.to_string()),
        "expirationMonths": definition.expiration_months,
    })
}

fn status(status: DefinitionStatus) -> &'static str {
    match status {
        DefinitionStatus::Active => "Active",
        DefinitionStatus::Draft => "Draft",
        DefinitionStatus::Scheduled => "Scheduled",
        DefinitionStatus::Ended => "Ended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let engages = json!([
            {
                "id": "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33", "name": "Hej", "description": "å",
                "status": 3, "requiredNumberOfCheckpoints": 4, "isContactConsentRequired": true,
                "scheduledFrom": "2026-03-01T00:00:00+01:00", "expirationMonths": 5,
            },
            { "id": "5eafb034-ad40-4099-9152-cf4d8d605b55", "status": "Active" },
        ]);
        let definitions = read(engages.to_string().as_bytes()).unwrap();
        assert_eq!(definitions.len(), 2);
        let written = to_json(&definitions).to_string();
        assert_eq!(read(written.as_bytes()).unwrap(), definitions);
    }

    #[test]
    fn a_file_without_definitions_is_refused() {
        for file in ["", "[definition.x]", "[1, 2]", r#"{"items": 3}"#] {
            assert!(read(file.as_bytes()).is_err(), "{file}");
        }
        assert_eq!(read(b"{\"items\":[]}").unwrap(), []);
    }
}
