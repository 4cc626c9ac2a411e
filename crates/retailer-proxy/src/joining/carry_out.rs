//! One shopper joins one definition.

use challenge_model::{ContactId, Definition, DefinitionId, UnixMillis};

use super::settlement;
use super::standing::{self, Standing};
use crate::consents::{Consent, ConsentId, Ledger, LedgerError, Outcome};
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::upstream::{AssignFailure, Priority};

/// That a shopper wants to join.
pub(crate) struct Join {
    pub(crate) contact: ContactId,
    pub(crate) definition: DefinitionId,
    /// The wording of the consent text that the shopper was shown.
    pub(crate) consent_version: Option<String>,
}

impl Join {
    /// Decides, writes down, assigns, and writes down what came of it.
    pub(crate) async fn carry_out(self, proxy: &Proxy) -> Result<(), Refusal> {
        let joining = proxy.joining().ok_or(Refusal::NotFound)?;
        let standing = self.standing(proxy).await?;
        let mut consent = self.consent(proxy.now())?;
        if standing == Standing::Joined {
            consent.outcome = Outcome::AlreadyAssigned;
            consent.settled = Some(consent.given);
            return write(&joining.ledger, &consent).await;
        }
        write(&joining.ledger, &consent).await?;
        let answer = proxy
            .reads()
            .upstream()
            .assign(&self.definition, &self.contact);
        let result = match answer.await {
            Ok(()) => Ok(()),
            Err(AssignFailure::NotAssigned(refusal)) => Err(Some(refusal)),
            Err(AssignFailure::InDoubt(refusal)) => {
                // Engage may be carrying it out: only a yes is an answer yet.
                match settlement::is_assigned(proxy, &consent, Priority::Waiting).await {
                    Ok(true) => Ok(()),
                    Ok(false) | Err(_) => return Err(refusal),
                }
            }
        };
        let outcome = match result {
            Ok(()) => Outcome::Assigned,
            Err(_) => Outcome::NotAssigned,
        };
        if let Err(error) = joining
            .ledger
            .settle(&consent.id, outcome, proxy.now())
            .await
        {
            // The record is there and unfinished: it is settled later.
            tracing::error!("a consent is not settled yet: {error}");
        }
        match result {
            Ok(()) => {
                proxy.changed(&self.contact);
                Ok(())
            }
            Err(refusal) => Err(refusal.unwrap_or(Refusal::UpstreamFailed)),
        }
    }

    /// How the shopper stands to the definition, where they may join it or have.
    /// What the definition says may be some minutes old; what the shopper has not.
    async fn standing(&self, proxy: &Proxy) -> Result<Standing, Refusal> {
        if proxy.content().hides(&self.definition) {
            return Err(Refusal::NotFound);
        }
        let definition = proxy.reads().definition(&self.definition).await?;
        let definition = definition.ok_or(Refusal::NotFound)?;
        let upstream = proxy.reads().upstream();
        let challenges = upstream
            .challenges_of_definition(Priority::Waiting, &self.contact, &self.definition)
            .await?;
        let standing = standing::of(&definition, &challenges, proxy.now());
        match standing {
            Standing::Unknown => Err(Refusal::NotFound),
            Standing::Closed => Err(Refusal::NotJoinable),
            Standing::Joinable | Standing::Joined => {
                self.check_consent(proxy, &definition)?;
                Ok(standing)
            }
        }
    }

    /// Whether the shopper agreed to what is asked for now.
    fn check_consent(&self, proxy: &Proxy, definition: &Definition) -> Result<(), Refusal> {
        let content = proxy.content();
        let current = content.consent_version(&self.definition);
        match (&self.consent_version, current) {
            (Some(shown), Some(current)) if shown == current => Ok(()),
            (Some(_), Some(_)) => Err(Refusal::ConsentOutdated),
            (None, _) if !definition.is_contact_consent_required => Ok(()),
            (None, Some(_)) => Err(Refusal::ConsentRequired),
            // A version of a text that nobody wrote, or no text where one is needed.
            (_, None) if definition.is_contact_consent_required => {
                tracing::error!(
                    definition = self.definition.as_str(),
                    "nobody can join: the definition needs consent, and the content file has no text for it"
                );
                Err(Refusal::NotJoinable)
            }
            (_, None) => Ok(()),
        }
    }

    fn consent(&self, now: UnixMillis) -> Result<Consent, Refusal> {
        let id = ConsentId::random().map_err(|error| unwritten(&error))?;
        Ok(Consent {
            id,
            contact: self.contact.clone(),
            definition: self.definition.clone(),
            text_version: self.consent_version.clone(),
            given: now,
            outcome: Outcome::Unfinished,
            settled: None,
        })
    }
}

async fn write(ledger: &Ledger, consent: &Consent) -> Result<(), Refusal> {
    let written = ledger.write(consent).await;
    written.map_err(|error| unwritten(&error))
}

/// Nobody joins whose consent cannot be proved.
fn unwritten(error: &LedgerError) -> Refusal {
    tracing::error!("nobody can join: {error}");
    Refusal::JoiningUnavailable
}
