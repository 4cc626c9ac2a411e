//! The request of each endpoint, made from typed values. No I/O belongs here.

use challenge_model::{ChallengeId, ContactId, DefinitionId};
use reqwest::{Method, Url};

use crate::base_url::BaseUrl;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::error_kind::ErrorKind;
use crate::query::{ChallengesQuery, DefinitionFilter, PageRange};

/// A request, without its headers.
pub(crate) struct Request {
    pub(crate) endpoint: Endpoint,
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// JSON. Every POST has a body, because IIS refuses a POST without a length.
    pub(crate) body: Option<String>,
}

impl Request {
    pub(crate) fn list_challenges(
        base: &BaseUrl,
        query: &ChallengesQuery,
        range: PageRange,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::ListChallenges;
        let mut url = base.join(&["challenges"]);
        {
            let mut parameters = url.query_pairs_mut();
            parameters.append_pair("contactId", sendable_contact(&query.contact, endpoint)?);
            if let Some(definition) = &query.definition {
                parameters.append_pair("definitionId", sendable_definition(definition, endpoint)?);
            }
            parameters.append_pair("filter", query.filter.name());
        }
        append_range(&mut url, range);
        Ok(Self::get(endpoint, url))
    }

    pub(crate) fn get_challenge(base: &BaseUrl, id: &ChallengeId) -> Result<Self, Error> {
        let endpoint = Endpoint::GetChallenge;
        let id = sendable(id.as_str(), id.is_guid(), endpoint)?;
        Ok(Self::get(endpoint, base.join(&["challenges", id])))
    }

    pub(crate) fn list_definitions(
        base: &BaseUrl,
        filter: DefinitionFilter,
        range: PageRange,
    ) -> Self {
        let mut url = base.join(&["challenges", "definitions"]);
        url.query_pairs_mut().append_pair("status", filter.name());
        append_range(&mut url, range);
        Self::get(Endpoint::ListDefinitions, url)
    }

    pub(crate) fn get_definition(base: &BaseUrl, id: &DefinitionId) -> Result<Self, Error> {
        let endpoint = Endpoint::GetDefinition;
        let id = sendable_definition(id, endpoint)?;
        Ok(Self::get(
            endpoint,
            base.join(&["challenges", "definitions", id]),
        ))
    }

    pub(crate) fn award_checkpoints(base: &BaseUrl, rows: String) -> Self {
        let url = base.join(&["challenges", "checkpoints"]);
        Self::post(Endpoint::AwardCheckpoints, url, rows)
    }

    pub(crate) fn assign(
        base: &BaseUrl,
        definition: &DefinitionId,
        contact: &ContactId,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::Assign;
        let definition = sendable_definition(definition, endpoint)?;
        let mut url = base.join(&["challenges", "definitions", definition, "assign"]);
        url.query_pairs_mut()
            .append_pair("contactId", sendable_contact(contact, endpoint)?);
        Ok(Self::post(endpoint, url, "{}".to_owned()))
    }

    /// The custom key may be any text.
    pub(crate) fn find_contact(base: &BaseUrl, custom_key: &str) -> Self {
        let mut url = base.join(&["contacts", "id"]);
        url.query_pairs_mut().append_pair("customKey", custom_key);
        Self::get(Endpoint::FindContact, url)
    }

    fn get(endpoint: Endpoint, url: Url) -> Self {
        Self {
            endpoint,
            method: Method::GET,
            url,
            body: None,
        }
    }

    fn post(endpoint: Endpoint, url: Url, body: String) -> Self {
        Self {
            endpoint,
            method: Method::POST,
            url,
            body: Some(body),
        }
    }
}

fn append_range(url: &mut Url, range: PageRange) {
    url.query_pairs_mut()
        .append_pair("offset", &range.offset.to_string())
        .append_pair("count", &range.count.get().to_string());
}

fn sendable_contact(id: &ContactId, endpoint: Endpoint) -> Result<&str, Error> {
    sendable(id.as_str(), id.is_guid(), endpoint)
}

fn sendable_definition(id: &DefinitionId, endpoint: Endpoint) -> Result<&str, Error> {
    sendable(id.as_str(), id.is_guid(), endpoint)
}

/// The id, if it is a GUID. Any id is read, but only GUIDs are sent (T2, T11).
fn sendable(text: &str, is_guid: bool, endpoint: Endpoint) -> Result<&str, Error> {
    is_guid
        .then_some(text)
        .ok_or_else(|| Error::new(endpoint, ErrorKind::NotAGuid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ChallengeFilter, PageSize};

    const CONTACT: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
    const DEFINITION: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";

    fn base() -> BaseUrl {
        BaseUrl::parse("https://engage.example.test").unwrap()
    }

    fn contact() -> ContactId {
        ContactId::guid(CONTACT).unwrap()
    }

    fn definition() -> DefinitionId {
        DefinitionId::guid(DEFINITION).unwrap()
    }

    #[test]
    fn the_list_of_challenges_is_asked_for_with_the_documented_names() {
        let query = ChallengesQuery {
            definition: Some(definition()),
            filter: ChallengeFilter::NotCompleted,
            ..ChallengesQuery::of(contact())
        };
        let range = PageRange {
            offset: 200,
            count: PageSize::new(50).unwrap(),
        };
        let request = Request::list_challenges(&base(), &query, range).unwrap();
        assert_eq!(
            request.url.as_str(),
            format!(
                "https://engage.example.test/api/v3/challenges?contactId={CONTACT}\
                 &definitionId={DEFINITION}&filter=NotCompleted&offset=200&count=50"
            )
        );
    }

    #[test]
    fn the_list_of_definitions_names_a_status_because_the_default_includes_drafts() {
        let request =
            Request::list_definitions(&base(), DefinitionFilter::Active, PageRange::default());
        assert_eq!(
            request.url.query(),
            Some("status=Active&offset=0&count=100")
        );
    }

    #[test]
    fn an_assignment_has_the_contact_in_the_query_and_an_empty_object_as_its_body() {
        let request = Request::assign(&base(), &definition(), &contact()).unwrap();
        assert_eq!(request.method, Method::POST);
        assert_eq!(request.body.as_deref(), Some("{}"));
        assert_eq!(
            request.url.as_str(),
            format!(
                "https://engage.example.test/api/v3/challenges/definitions/{DEFINITION}/assign\
                 ?contactId={CONTACT}"
            )
        );
    }

    #[test]
    fn a_custom_key_is_percent_encoded() {
        let request = Request::find_contact(&base(), "4711&contactId=x/../å");
        assert_eq!(
            request.url.as_str(),
            "https://engage.example.test/api/v3/contacts/id\
             ?customKey=4711%26contactId%3Dx%2F..%2F%C3%A5"
        );
    }

    #[test]
    fn an_id_that_is_no_guid_is_never_sent() {
        let challenge = ChallengeId::read("../definitions").unwrap();
        let unfit_definition = DefinitionId::read("checkpoints").unwrap();
        let unfit_contact = ContactId::read("4711").unwrap();
        let query = ChallengesQuery::of(unfit_contact.clone());
        let refusals = [
            Request::get_challenge(&base(), &challenge),
            Request::get_definition(&base(), &unfit_definition),
            Request::assign(&base(), &unfit_definition, &contact()),
            Request::assign(&base(), &definition(), &unfit_contact),
            Request::list_challenges(&base(), &query, PageRange::default()),
        ];
        for refusal in refusals {
            assert_eq!(refusal.err().unwrap().kind(), &ErrorKind::NotAGuid);
        }
    }
}
