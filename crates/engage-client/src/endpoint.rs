//! The endpoints, and what a call to each of them changes.

use std::fmt;

/// One of the six endpoints of the Challenges API, or the lookup of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Endpoint {
    /// `GET /challenges`
    ListChallenges,
    /// `GET /challenges/{challengeId}`
    GetChallenge,
    /// `GET /challenges/definitions`
    ListDefinitions,
    /// `GET /challenges/definitions/{definitionId}`
    GetDefinition,
    /// `POST /challenges/checkpoints`
    AwardCheckpoints,
    /// `POST /challenges/definitions/{definitionId}/assign`
    Assign,
    /// `GET /contacts/id`
    FindContact,
}

/// What a call changes at the contact's challenges (T13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It changes nothing.
    Reads,
    /// It changes the same, whether it is made once or twice.
    SetsOnce,
    /// It adds something each time it is made.
    Adds,
}

impl Endpoint {
    /// What a call to it changes.
    pub(crate) fn effect(self) -> Effect {
        match self {
            Self::ListChallenges
            | Self::GetChallenge
            | Self::ListDefinitions
            | Self::GetDefinition
            | Self::FindContact => Effect::Reads,
            Self::Assign => Effect::SetsOnce,
            Self::AwardCheckpoints => Effect::Adds,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ListChallenges => "listing a contact's challenges",
            Self::GetChallenge => "getting a challenge",
            Self::ListDefinitions => "listing definitions",
            Self::GetDefinition => "getting a definition",
            Self::AwardCheckpoints => "awarding checkpoints",
            Self::Assign => "assigning a challenge",
            Self::FindContact => "finding a contact",
        })
    }
}
