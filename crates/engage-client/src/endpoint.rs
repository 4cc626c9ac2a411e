//! The endpoints, and what calling one twice does.

use std::fmt;

/// One of the six endpoints of the Challenges API, or the lookup of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
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

/// What a call does to the contact's challenges (T13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// The same whether it is called once or twice.
    SetsOnce,
    /// Something more with every call.
    Adds,
}

impl Endpoint {
    /// What calling it does.
    #[must_use]
    pub fn effect(self) -> Effect {
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
            Self::FindContact => "looking a contact up",
        })
    }
}
