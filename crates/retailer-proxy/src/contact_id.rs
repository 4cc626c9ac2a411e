//! The browser can never choose the contact.

use axum::extract::{Query, Request};

use crate::api_error::ApiError;

/// Refuses every request with a contact id in its query, whatever its path. The proxy
/// would ignore the id anyway, but a page that sends one is wrong, and its developer
/// should learn that on the first day.
pub(crate) fn refuse(request: &Request) -> Result<(), ApiError> {
    if names_contact(request) {
        return Err(ApiError::ContactIdNotAllowed);
    }
    Ok(())
}

/// Whether the query names a contact. Names are compared as Engage would read them:
/// percent-decoded, in any letter case (T38).
fn names_contact(request: &Request) -> bool {
    if request.uri().query().is_none() {
        return false;
    }
    let parameters = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    parameters.is_ok_and(|Query(parameters)| {
        parameters
            .iter()
            .any(|(name, _)| name.trim().eq_ignore_ascii_case("contactId"))
    })
}
