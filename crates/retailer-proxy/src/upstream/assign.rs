//! The one call that changes something in Engage.

use challenge_model::{ContactId, DefinitionId};
use engage_client::ErrorKind;

use super::call_queue::Turn;
use super::fair_queue::Caller;
use super::{Priority, Upstream, failure};
use crate::api_error::ApiError;

/// Why a challenge was not assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssignFailure {
    /// It certainly was not: Engage says so, or was never called.
    NotAssigned(ApiError),
    /// Engage may have assigned it, although no answer says so (T13).
    InDoubt(ApiError),
}

impl Upstream {
    /// Assigns a challenge. The call is never repeated.
    pub(crate) async fn assign(
        &self,
        definition: &DefinitionId,
        contact: &ContactId,
    ) -> Result<(), AssignFailure> {
        let call = self.client.assign(definition, contact);
        let turn = Turn::new(Priority::Acting, Caller::of(contact));
        let made = self.gate.pass(turn, call).await;
        let Err(error) = made.map_err(AssignFailure::NotAssigned)? else {
            return Ok(());
        };
        let api_error = match error.kind() {
            ErrorKind::NotAssigned => ApiError::NotJoinable,
            kind => failure::api_error(kind),
        };
        tracing::warn!(code = api_error.code(), "{error}");
        Err(if error.leaves_doubt() {
            AssignFailure::InDoubt(api_error)
        } else {
            AssignFailure::NotAssigned(api_error)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::time::Duration;

    use engage_client::{ApiKey, BaseUrl, Client, ClientOptions};
    use engage_sim::{DEFAULT_API_KEY, Effect, Endpoint, Fault, Seed, Settings, Simulator, serve};
    use tokio::net::TcpListener;

    use super::*;
    use crate::metrics::Metrics;
    use crate::upstream::CallOptions;

    #[tokio::test]
    async fn an_assignment_that_was_never_sent_is_not_in_doubt() {
        let simulator = Simulator::new(Seed::embedded(), Settings::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(serve(listener, simulator.clone(), pending()));
        let base_url = BaseUrl::parse(&address).unwrap();
        let key = ApiKey::new(DEFAULT_API_KEY).unwrap();
        let client = Client::new(&ClientOptions::new(base_url, key)).unwrap();
        let upstream = Upstream::new(client, &CallOptions::default(), Arc::new(Metrics::new()));
        let busy = Effect::Status {
            code: 429,
            retry_after: Some(60),
        };
        simulator.add_fault(Fault::new(busy));
        let definition = DefinitionId::guid(&format!("{:032x}", 1)).unwrap();
        let contact = ContactId::guid(&format!("{:032x}", 2)).unwrap();

        // The first call is answered with 429; the second is not sent, because of that.
        for _ in 0..2 {
            let failure = upstream.assign(&definition, &contact).await.unwrap_err();
            let AssignFailure::NotAssigned(ApiError::UpstreamBusy { retry_after }) = failure else {
                panic!("{failure:?}");
            };
            assert!(retry_after > Duration::from_secs(30), "{retry_after:?}");
        }
        assert_eq!(simulator.log().count(Endpoint::Assign), 1);
        serving.abort();
    }
}
