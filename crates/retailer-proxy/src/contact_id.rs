//! The contact is never the browser's to choose.

use axum::extract::{Query, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::refusal::Refusal;

/// Refuses any request with a contact id in its query, whatever its path and
/// whoever asks. It would not be used anyway; but a page that sends one rests on
/// a misunderstanding that should show on the first day.
pub(crate) async fn refuse(request: Request, next: Next) -> Result<Response, Refusal> {
    if names_contact(&request) {
        return Err(Refusal::ContactIdNotAllowed);
    }
    Ok(next.run(request).await)
}

/// Names are compared as the server reads them: percent-decoded, in any case (T38).
fn names_contact(request: &Request) -> bool {
    let parameters = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    parameters.is_ok_and(|Query(parameters)| {
        parameters
            .iter()
            .any(|(name, _)| name.trim().eq_ignore_ascii_case("contactId"))
    })
}
