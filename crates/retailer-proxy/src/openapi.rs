//! The contract between widget and proxy, and that between the shop's back end and the
//! proxy, as an OpenAPI 3.1 document: for a retailer who writes a proxy, or who calls it, in
//! another language.
//!
//! Paths, parameters and answers come from the attributes on the handlers, schemas
//! from the types that are answered, and error codes from `ApiError`.
//! `docs/openapi.json` is this document, and a test compares them.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::api_error::ErrorBody;
use crate::awards::{AwardsContract, RefusalBody};
use crate::internal::award_routes;
use crate::router::api_routes;

/// The contract, which can be written as JSON.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = OpenApiRouter::with_openapi(Contract::openapi())
        .merge(api_routes())
        .merge(award_routes())
        .into_openapi();
    // It adds to the paths, so it comes last.
    AwardsContract.modify(&mut document);
    document
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Challenges of a shopper",
        description = "What the challenges widget asks of a retailer's proxy. The contact is always \
                       that of the shop's own session: no request and no answer holds a contact id, \
                       and a query parameter contactId is refused. The paths that begin with \
                       /awards are not for browsers: they are on the internal listener, for the \
                       shop's own back end.",
        version = "1",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/api/loyalty", description = "The path that the shop chooses")),
    components(schemas(ErrorBody, RefusalBody)),
    security(("bearer" = []), ("cookie" = [])),
    modifiers(&SessionSchemes),
)]
struct Contract;

/// The ways in which a request can carry the shopper's session.
struct SessionSchemes;

impl Modify for SessionSchemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The shop's session token"));
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
        let cookie = ApiKeyValue::with_description(
            "session",
            "The shop's session token in a cookie, whose name the shop chooses",
        );
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}
