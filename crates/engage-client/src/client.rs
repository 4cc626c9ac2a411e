//! The client: one method for each call.

use challenge_model::{Challenge, ChallengeId, ContactId, Definition, DefinitionId, Page};

use crate::answer;
use crate::base_url::BaseUrl;
use crate::checkpoints::{self, Account, AwardError, AwardReport, CheckpointRow};
use crate::error::Error;
use crate::error_kind::ErrorKind;
use crate::paging::{self, Listing};
use crate::query::{ChallengesQuery, DefinitionFilter, PageRange};
use crate::request::Request;
use crate::transport::{ClientBuildError, ClientOptions, Transport};

/// A client of one Engage tenant. Clones share their connections.
///
/// Every call is sent once and never repeated here. Reading a whole list, and
/// awarding more than 1,000 rows of checkpoints, take several calls one after the
/// other.
#[derive(Clone, Debug)]
pub struct Client {
    base_url: BaseUrl,
    transport: Transport,
}

impl Client {
    /// A client with these options. This sends nothing.
    ///
    /// # Errors
    ///
    /// When the key cannot be sent as a header, or the machine's TLS cannot be used.
    pub fn new(options: &ClientOptions) -> Result<Self, ClientBuildError> {
        Ok(Self {
            base_url: options.base_url.clone(),
            transport: Transport::new(options)?,
        })
    }

    /// One page of a contact's challenges.
    ///
    /// For a contact that Engage does not know, the answer is
    /// [`ErrorKind::NotFound`] or an empty page. Which of the two is not documented;
    /// both mean that there are no challenges.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`].
    pub async fn challenges(
        &self,
        query: &ChallengesQuery,
        range: PageRange,
    ) -> Result<Page<Challenge>, Error> {
        let request = Request::list_challenges(&self.base_url, query, range)?;
        self.call(request, answer::page).await
    }

    /// All of a contact's challenges, read page by page.
    ///
    /// # Errors
    ///
    /// When the call for any page fails.
    pub async fn all_challenges(
        &self,
        query: &ChallengesQuery,
    ) -> Result<Listing<Challenge>, Error> {
        paging::all_pages(
            |challenge: &Challenge| challenge.id.clone(),
            |range| self.challenges(query, range),
        )
        .await
    }

    /// One challenge, **of any contact**. Engage does not ask whose it is, so compare
    /// [`Challenge::contact_id`] before you show it to anybody.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`].
    pub async fn challenge(&self, id: &ChallengeId) -> Result<Challenge, Error> {
        let request = Request::get_challenge(&self.base_url, id)?;
        self.call(request, answer::object).await
    }

    /// One page of the definitions.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`].
    pub async fn definitions(
        &self,
        filter: DefinitionFilter,
        range: PageRange,
    ) -> Result<Page<Definition>, Error> {
        let request = Request::list_definitions(&self.base_url, filter, range);
        self.call(request, answer::page).await
    }

    /// All definitions, read page by page.
    ///
    /// # Errors
    ///
    /// When the call for any page fails.
    pub async fn all_definitions(
        &self,
        filter: DefinitionFilter,
    ) -> Result<Listing<Definition>, Error> {
        paging::all_pages(
            |definition: &Definition| definition.id.clone(),
            |range| self.definitions(filter, range),
        )
        .await
    }

    /// One definition. It may be a draft.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`].
    pub async fn definition(&self, id: &DefinitionId) -> Result<Definition, Error> {
        let request = Request::get_definition(&self.base_url, id)?;
        self.call(request, answer::object).await
    }

    /// Awards checkpoints, in batches of 1,000 rows that are sent one after the other.
    ///
    /// A report does not mean that every row was awarded. Engage skips rows that it
    /// does not accept (T14); they are in [`AwardReport::not_accepted`].
    ///
    /// # Errors
    ///
    /// When a batch fails. The error says which rows were awarded, which are in doubt
    /// and which were certainly not awarded. A row that is in doubt cannot be awarded
    /// again without the risk of awarding it twice (T13).
    pub async fn award_checkpoints(
        &self,
        rows: &[CheckpointRow],
    ) -> Result<AwardReport, AwardError> {
        let mut account = Account::of(rows);
        while let Some(batch) = account.next() {
            let request = Request::award_checkpoints(&self.base_url, batch);
            match self.call(request, checkpoints::read_answer).await {
                Ok(answer) => account.answered(&answer),
                Err(cause) => return Err(account.stopped(cause)),
            }
        }
        Ok(account.report())
    }

    /// Assigns a challenge to a contact and activates it, without any checkpoints. If
    /// it is already assigned, nothing changes.
    ///
    /// Engage does not check that the contact has consented. For Engage this call
    /// **is** the consent, so the contact must have given it before (T30).
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`]. [`ErrorKind::NotAssigned`] means that Engage answered `false`.
    pub async fn assign(
        &self,
        definition: &DefinitionId,
        contact: &ContactId,
    ) -> Result<(), Error> {
        let request = Request::assign(&self.base_url, definition, contact)?;
        self.call(request, answer::assigned).await
    }

    /// Finds a contact by the custom key that the tenant has chosen, for example the
    /// retailer's member number.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`]. [`ErrorKind::NotFound`] means that no contact has this key,
    /// [`ErrorKind::Rejected`] with 409 that several contacts have it, and with 404 that Engage
    /// knows no such path, so that nothing is known of the contact.
    pub async fn contact_by_custom_key(&self, custom_key: &str) -> Result<ContactId, Error> {
        let request = Request::find_contact(&self.base_url, custom_key);
        let endpoint = request.endpoint;
        let answer = self.transport.send(request).await?;
        let found = answer.found_contact();
        found.map_err(|kind| Error::new(endpoint, kind))
    }

    async fn call<T>(
        &self,
        request: Request,
        read: impl FnOnce(&[u8]) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let endpoint = request.endpoint;
        let answer = self.transport.send(request).await?;
        answer
            .accepted()
            .and_then(read)
            .map_err(|kind| Error::new(endpoint, kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ApiKey;

    fn assert_send<T: Send>(_: T) {}

    #[test]
    fn debug_shows_the_url_and_nothing_secret() {
        let base_url = BaseUrl::parse("https://engage.example.test").unwrap();
        let options = ClientOptions::new(base_url, ApiKey::new("key").unwrap());
        assert_eq!(
            format!("{:?}", Client::new(&options).unwrap()),
            "Client { base_url: BaseUrl(https://engage.example.test/api/v3), transport: Transport }"
        );
    }

    #[test]
    fn every_call_can_be_made_from_a_server_with_several_threads() {
        let base_url = BaseUrl::parse("https://engage.example.test").unwrap();
        let options = ClientOptions::new(base_url, ApiKey::new("key").unwrap());
        let client = Client::new(&options).unwrap();
        let contact = ContactId::guid("7d1c0e5a4b1f4f0e9a522f6d3c9b0a01").unwrap();
        let definition = DefinitionId::guid("1f3b6a906f0c4c559f1e8b0f4f2c1d11").unwrap();
        let query = ChallengesQuery::of(contact.clone());
        assert_send(client.all_challenges(&query));
        assert_send(client.all_definitions(DefinitionFilter::All));
        assert_send(client.award_checkpoints(&[]));
        assert_send(client.assign(&definition, &contact));
    }
}
