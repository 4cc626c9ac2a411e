//! A challenge: one definition assigned to one contact.

use super::definition::Definition;
use super::fields::{EnumValue, Fields};
use super::from_wire::{FromWire, Unreadable};
use super::json::Json;
use super::presentation::Presentation;
use crate::https_url::HttpsUrl;
use crate::identifier::{ChallengeId, ContactId, DefinitionId};
use crate::moment::Moment;

/// An assignment as Engage sends it (`ChallengeAssignmentModel`). Any member but the id
/// may be missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Challenge {
    /// The challenge's own id: the member `id`, or the end of the self link where the
    /// member is missing (T1).
    pub id: ChallengeId,
    /// The definition's id: the id of the definition link, or else the member
    /// `challengeId` (T1).
    pub definition_id: Option<DefinitionId>,
    /// The id of the contact whose challenge it is. The proxy removes it.
    pub contact_id: Option<ContactId>,
    /// When the challenge began for this contact.
    pub start: Option<Moment>,
    /// The deadline, if the challenge has one of its own.
    pub end: Option<Moment>,
    /// When the goal was reached.
    pub completed_on: Option<Moment>,
    /// When the latest checkpoint was added.
    pub latest_checkpoint_added_on: Option<Moment>,
    /// The checkpoints so far. They may exceed the number required, and may fall (T7).
    pub completed_checkpoints: u32,
    /// The checkpoints required. The number may be 0, and may differ from the
    /// definition's (T6).
    pub required_checkpoints: Option<u32>,
    /// The image for the current number of checkpoints (T25).
    pub image_url: Option<HttpsUrl>,
    /// Whether it is activated and running.
    pub is_active: Option<bool>,
    /// Whether the goal is reached.
    pub is_challenge_completed: Option<bool>,
    /// The status, where it was sent as a name (T4).
    pub status: Option<ChallengeStatus>,
}

/// The status of an assignment. Only names are read. Integers decide nothing, since the
/// documented integer 3 contradicts the documented example (T4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeStatus {
    /// The goal was reached.
    Completed,
    /// The challenge ended before the goal was reached.
    NotCompleted,
    /// The challenge is running.
    Active,
}

impl FromWire for Challenge {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let mut fields = Fields::of(value, unreadable)?;
        let links: Vec<Link> = fields.list("links");
        let id = fields
            .id("id", ChallengeId::read)
            .or_else(|| self_id(&links))?;
        let definition_id =
            linked_definition(&links).or_else(|| fields.id("challengeId", DefinitionId::read));
        Some(Self {
            id,
            definition_id,
            contact_id: fields.id("contactId", ContactId::read),
            start: fields.moment("challengeStart"),
            end: fields.moment("challengeEnd"),
            completed_on: fields.moment("challengeCompletedOn"),
            latest_checkpoint_added_on: fields.moment("latestCheckpointAddedOn"),
            completed_checkpoints: fields.count("completedCheckpoints").unwrap_or(0),
            required_checkpoints: fields.count("requiredCheckpoints"),
            image_url: fields.https_url("imageUrl"),
            is_active: fields.flag("isActive"),
            is_challenge_completed: fields.flag("isChallengeCompleted"),
            status: fields.enumeration("status", ChallengeStatus::read),
        })
    }
}

impl ChallengeStatus {
    fn read(value: EnumValue<'_>) -> Option<Self> {
        let EnumValue::Name(name) = value else {
            return None;
        };
        [
            ("Completed", Self::Completed),
            ("NotCompleted", Self::NotCompleted),
            ("Active", Self::Active),
        ]
        .into_iter()
        .find_map(|(known, status)| known.eq_ignore_ascii_case(name).then_some(status))
    }
}

/// One of the `links` of an assignment. Any part of it may be missing (T33).
struct Link {
    rel: String,
    id: Option<String>,
    href: Option<String>,
}

impl FromWire for Link {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let mut fields = Fields::of(value, unreadable)?;
        Some(Self {
            rel: fields.text("rel")?,
            id: fields.text("id"),
            href: fields.text("href"),
        })
    }
}

/// The link with this relation.
fn link<'a>(links: &'a [Link], rel: &str) -> Option<&'a Link> {
    links.iter().find(|link| link.rel.eq_ignore_ascii_case(rel))
}

/// The challenge's id in the self link: the link's id, or else the end of its URL.
fn self_id(links: &[Link]) -> Option<ChallengeId> {
    let link = link(links, "self")?;
    let id = link.id.as_deref();
    id.or_else(|| link.href.as_deref()?.rsplit('/').next())
        .and_then(ChallengeId::read)
}

/// The definition's id in the definition link.
fn linked_definition(links: &[Link]) -> Option<DefinitionId> {
    let id = link(links, "definition")?.id.as_deref();
    id.and_then(DefinitionId::read)
}

/// A challenge with what the proxy adds, so that one request is enough to show it. Engage
/// itself sends only the challenge.
#[derive(Clone, Debug, PartialEq)]
pub struct ChallengeItem {
    /// The challenge.
    pub challenge: Challenge,
    /// Its definition, which has the name. It may be missing (T27).
    pub definition: Option<Definition>,
    /// The retailer's texts and images for it.
    pub presentation: Option<Presentation>,
}

impl FromWire for ChallengeItem {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let challenge = Challenge::from_wire(value, unreadable)?;
        let mut fields = Fields::of(value, unreadable)?;
        Some(Self {
            challenge,
            definition: fields.nested("definition"),
            presentation: fields.nested("presentation"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(value: &Value) -> Challenge {
        Challenge::from_wire(&Json::from(value), &mut Unreadable::default()).unwrap()
    }

    #[test]
    fn the_json_member_challenge_id_is_the_definitions_id() {
        let challenge = read(&json!({ "id": "own", "challengeId": "template" }));
        assert_eq!(challenge.id.as_str(), "own");
        assert_eq!(challenge.definition_id.unwrap().as_str(), "template");
    }

    #[test]
    fn the_id_of_the_definition_link_wins_over_the_member() {
        let challenge = read(&json!({
            "id": "own",
            "challengeId": "old",
            "links": [{ "rel": "Definition", "id": "linked" }],
        }));
        assert_eq!(challenge.definition_id.unwrap().as_str(), "linked");
    }

    #[test]
    fn a_missing_id_is_the_end_of_the_self_link() {
        let challenge = read(&json!({
            "links": [{ "rel": "self", "href": "https://x.test/api/v3/challenges/own" }],
        }));
        assert_eq!(challenge.id.as_str(), "own");
    }

    #[test]
    fn without_any_id_there_is_no_challenge() {
        for value in [
            json!({}),
            json!({ "id": "" }),
            json!({ "links": [{}, null] }),
            json!([]),
        ] {
            assert_eq!(
                Challenge::from_wire(&Json::from(&value), &mut Unreadable::default()),
                None
            );
        }
    }

    #[test]
    fn an_integer_status_decides_nothing_and_a_name_is_read_in_any_case() {
        let status = |value: Value| read(&json!({ "id": "a", "status": value })).status;
        assert_eq!(status(json!(3)), None);
        assert_eq!(status(json!("3")), None);
        assert_eq!(
            status(json!("notcompleted")),
            Some(ChallengeStatus::NotCompleted)
        );
        assert_eq!(status(json!("Archived")), None);
    }
}
