//! The retailer proxy's `/awards`, where the shop hands over the checkpoints of orders and
//! asks what became of them: over HTTP, as a shop in another language would.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use challenge_model::{ContactId, DefinitionId};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use crate::orders::{OrderNumber, Stamps, StampsRefusal};
use crate::random;

/// How long the proxy may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait before a request without an answer is sent again.
const PAUSE: Duration = Duration::from_secs(1);

/// What the shop's back end proves itself with. It does not show in `Debug`.
#[derive(Clone)]
pub struct BackendSecret(String);

/// How the shop reaches the internal listener of the retailer proxy.
#[derive(Clone, Debug)]
pub struct ProxyAccess {
    /// Where it listens.
    pub address: SocketAddr,
    /// The secret that the shop and the proxy share.
    pub secret: BackendSecret,
}

/// The shop's own id of an award. The same order always has the same id, so that a request
/// may be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct AwardId(String);

/// Checkpoints for an order, as the proxy reads them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Award {
    id: AwardId,
    definition_id: String,
    contact_id: String,
    checkpoints: NonZeroU32,
    reason: String,
}

/// The proxy will never take this award, however often it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proxy refuses the award with {0}")]
pub(crate) struct AwardRefused(StatusCode);

/// Hands awards over and asks about them. Clones share their connections.
#[derive(Clone, Debug)]
pub(crate) struct AwardDesk {
    client: Client,
    access: ProxyAccess,
}

/// What follows from the status of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HandOver {
    Taken,
    Refused,
    SendAgain,
}

/// What the shop reads of the proxy's record of an award.
#[derive(Debug, Deserialize)]
struct Record {
    state: String,
    rejection: Option<String>,
}

impl BackendSecret {
    /// A new random secret.
    ///
    /// # Errors
    ///
    /// When the system gives no random numbers.
    pub fn random() -> Result<Self, getrandom::Error> {
        random::text().map(Self)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BackendSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BackendSecret(…)")
    }
}

impl AwardId {
    /// The id of what an order earns in a definition.
    pub(crate) fn of(order: OrderNumber, definition: &DefinitionId) -> Self {
        Self(format!("order-{}-{}", order.0, definition.as_str()))
    }
}

impl Award {
    /// What an order earns a contact in a definition.
    pub(crate) fn new(
        order: OrderNumber,
        definition: &DefinitionId,
        contact: &ContactId,
        checkpoints: NonZeroU32,
    ) -> Self {
        Self {
            id: AwardId::of(order, definition),
            definition_id: definition.as_str().to_owned(),
            contact_id: contact.as_str().to_owned(),
            checkpoints,
            reason: format!("Order {}", order.0),
        }
    }
}

impl AwardDesk {
    pub(crate) fn new(access: ProxyAccess) -> reqwest::Result<Self> {
        let client = Client::builder().no_proxy().timeout(TIMEOUT).build()?;
        Ok(Self { client, access })
    }

    /// Hands an award over, and repeats that until the proxy answers. A shop that may be
    /// restarted stores what is to be handed over with the order; this one keeps its orders
    /// in memory too.
    ///
    /// # Errors
    ///
    /// When the proxy refuses the award.
    pub(crate) async fn hand_over(&self, award: &Award) -> Result<(), AwardRefused> {
        loop {
            let request = self.client.post(self.url());
            match self.send(request.json(award)).await {
                Ok(answer) => match after(answer.status()) {
                    HandOver::Taken => return Ok(()),
                    HandOver::Refused => return Err(AwardRefused(answer.status())),
                    HandOver::SendAgain => tracing::warn!(
                        status = answer.status().as_u16(),
                        "an award will be handed over again"
                    ),
                },
                Err(error) => tracing::warn!("an award will be handed over again: {error}"),
            }
            sleep(PAUSE).await;
        }
    }

    /// What became of an award of so many checkpoints. `None` when the proxy does not know
    /// it or does not answer.
    pub(crate) async fn outcome(&self, id: &AwardId, checkpoints: NonZeroU32) -> Option<Stamps> {
        // The ids of this shop need no percent-encoding.
        let url = format!("{}/{}", self.url(), id.0);
        let answer = self.send(self.client.get(url)).await.ok()?;
        if !answer.status().is_success() {
            return None;
        }
        stamps(&answer.json().await.ok()?, checkpoints)
    }

    async fn send(&self, request: RequestBuilder) -> reqwest::Result<reqwest::Response> {
        request.bearer_auth(self.access.secret.text()).send().await
    }

    /// The address of `/awards`.
    fn url(&self) -> String {
        format!("http://{}/awards", self.access.address)
    }
}

fn after(status: StatusCode) -> HandOver {
    let passes = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
    if status == StatusCode::ACCEPTED {
        HandOver::Taken
    } else if status.is_client_error() && !passes.contains(&status) {
        HandOver::Refused
    } else {
        HandOver::SendAgain
    }
}

/// What a record says to a shopper. `None` for a state that the shop does not know.
fn stamps(record: &Record, checkpoints: NonZeroU32) -> Option<Stamps> {
    Some(match (record.state.as_str(), record.rejection.as_deref()) {
        ("queued" | "sent", _) => Stamps::OnTheirWay(checkpoints),
        ("awarded", _) => Stamps::OnCard(checkpoints),
        ("in_doubt", _) => Stamps::BeingChecked(checkpoints),
        ("cancelled", _) => Stamps::Refused(StampsRefusal::Withdrawn),
        ("rejected", Some("contact_unknown")) => Stamps::Refused(StampsRefusal::UnknownShopper),
        ("rejected", Some("definition_unknown")) => {
            Stamps::Refused(StampsRefusal::UnknownChallenge)
        }
        ("rejected", _) => Stamps::Refused(StampsRefusal::NotAccepted),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const THREE: NonZeroU32 = NonZeroU32::new(3).unwrap();

    #[rstest]
    #[case(202, HandOver::Taken)]
    #[case(200, HandOver::SendAgain)]
    #[case(401, HandOver::Refused)]
    #[case(409, HandOver::Refused)]
    #[case(422, HandOver::Refused)]
    #[case(408, HandOver::SendAgain)]
    #[case(429, HandOver::SendAgain)]
    #[case(500, HandOver::SendAgain)]
    #[case(503, HandOver::SendAgain)]
    fn an_award_is_sent_again_unless_it_is_taken_or_wrong(
        #[case] status: u16,
        #[case] expected: HandOver,
    ) {
        assert_eq!(after(StatusCode::from_u16(status).unwrap()), expected);
    }

    #[rstest]
    #[case("queued", None, Some(Stamps::OnTheirWay(THREE)))]
    #[case("sent", None, Some(Stamps::OnTheirWay(THREE)))]
    #[case("awarded", None, Some(Stamps::OnCard(THREE)))]
    #[case("in_doubt", None, Some(Stamps::BeingChecked(THREE)))]
    #[case("cancelled", None, Some(Stamps::Refused(StampsRefusal::Withdrawn)))]
    #[case(
        "rejected",
        Some("contact_unknown"),
        Some(Stamps::Refused(StampsRefusal::UnknownShopper))
    )]
    #[case(
        "rejected",
        Some("definition_unknown"),
        Some(Stamps::Refused(StampsRefusal::UnknownChallenge))
    )]
    #[case(
        "rejected",
        Some("not_accepted"),
        Some(Stamps::Refused(StampsRefusal::NotAccepted))
    )]
    #[case("of tomorrow", None, None)]
    fn each_state_of_an_award_says_something_to_a_shopper(
        #[case] state: &str,
        #[case] rejection: Option<&str>,
        #[case] expected: Option<Stamps>,
    ) {
        let record = Record {
            state: state.to_owned(),
            rejection: rejection.map(str::to_owned),
        };

        assert_eq!(stamps(&record, THREE), expected);
    }

    #[test]
    fn the_id_of_an_award_is_made_of_the_order() {
        let definition = DefinitionId::guid("5eafb034-ad40-4099-9152-cf4d8d605b55").unwrap();

        assert_eq!(
            AwardId::of(OrderNumber(1042), &definition).0,
            "order-1042-5eafb034-ad40-4099-9152-cf4d8d605b55"
        );
    }

    #[test]
    fn the_secret_does_not_show_in_debug() {
        let secret = BackendSecret::random().unwrap();

        assert_eq!(format!("{secret:?}"), "BackendSecret(…)");
    }
}
