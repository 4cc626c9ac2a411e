//! The contract between widget and proxy, as an OpenAPI 3.1 document: for a
//! retailer who writes a proxy in another language.
//!
//! What is answered comes from the types that are answered; the paths are told
//! here, beside each other. `docs/openapi.json` is this document, and a test fails
//! when it is not.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

use crate::refusal::Body as Error;
use crate::routes::assign::JoinBody;
use crate::sanitised::{SanitisedDefinition, SanitisedItem, SanitisedList};

/// The contract, fit to be written as JSON.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Contract::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Challenges of a shopper",
        description = "What the challenges widget asks of a retailer's proxy. The contact is always \
                       that of the shop's own session: no request and no answer holds a contact id, \
                       and a query parameter contactId is refused.",
        version = "1",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/api/loyalty", description = "The path that the shop chooses")),
    paths(challenges, challenge, definitions, definition, assign, events, webhook),
    security(("bearer" = []), ("cookie" = [])),
    modifiers(&Sessions),
)]
struct Contract;

struct Sessions;

impl Modify for Sessions {
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

/// Which challenges are asked for.
#[derive(ToSchema)]
#[expect(dead_code, reason = "its names are told, and a test compares them")]
enum Filter {
    All,
    Active,
    Completed,
    NotCompleted,
}

/// It has one value only.
#[derive(ToSchema)]
#[expect(dead_code, reason = "its name is told")]
enum WidgetHeader {
    #[schema(rename = "1")]
    One,
}

/// The shopper's challenges, with all that a card is made of.
///
/// Whoever prefers `text/html` in Accept gets them drawn as cards, from a proxy that
/// draws: `section.widget`, and after it this answer and that to
/// `/challenges/definitions`, each in a `script` of type `application/json` with
/// `data-answer` `challenges` or `definitions`. What is drawn is the whole list, never
/// a part of it. JSON is a good answer to every request.
#[utoipa::path(
    get,
    path = "/challenges",
    operation_id = "listChallenges",
    params(
        ("definitionId" = Option<String>, Query, format = "uuid", description = "Only those of this definition"),
        ("filter" = inline(Option<Filter>), Query, description = "Which of them; All by default"),
        ("offset" = Option<i32>, Query, minimum = 0, description = "How many come before"),
        ("count" = Option<i32>, Query, minimum = 1, maximum = 100, description = "How many at most; 100 by default"),
        ("lang" = Option<String>, Query, description = "The language of the presentation and of cards that are drawn, before Accept-Language"),
        ("view" = Option<String>, Query, description = "How cards are to be drawn: the element's attributes as a query, layout=path&limit=3; what is wrong in it counts as the default"),
    ),
    responses(
        (
            status = 200,
            description = "The list, or the cards",
            content(
                (SanitisedList<SanitisedItem> = "application/json"),
                (String = "text/html"),
            ),
            headers(("Age" = u64, description = "How many seconds ago Engage said so")),
        ),
        (
            status = 429,
            description = "too_many_requests",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "invalid_parameter, contact_id_not_allowed, signed_out", body = Error),
        (status = "5XX", description = "upstream_failed, upstream_refused, upstream_timeout, upstream_busy, identity_unavailable", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn challenges() {}

/// One of the shopper's challenges; another's is a 404.
#[utoipa::path(
    get,
    path = "/challenges/{id}",
    operation_id = "getChallenge",
    params(
        ("id" = String, Path, format = "uuid", description = "The challenge's id"),
        ("lang" = Option<String>, Query, description = "The language of the presentation, before Accept-Language"),
    ),
    responses(
        (status = 200, description = "The challenge", body = SanitisedItem),
        (
            status = 429,
            description = "too_many_requests",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "not_found, contact_id_not_allowed, signed_out", body = Error),
        (status = "5XX", description = "upstream_failed, upstream_refused, upstream_timeout, upstream_busy, identity_unavailable", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn challenge() {}

/// What can be joined: active definitions.
#[utoipa::path(
    get,
    path = "/challenges/definitions",
    operation_id = "listDefinitions",
    params(
        ("offset" = Option<i32>, Query, minimum = 0, description = "How many come before"),
        ("count" = Option<i32>, Query, minimum = 1, maximum = 100, description = "How many at most; 100 by default"),
        ("lang" = Option<String>, Query, description = "The language of the presentation, before Accept-Language"),
    ),
    responses(
        (status = 200, description = "The list", body = SanitisedList<SanitisedDefinition>),
        (
            status = 429,
            description = "too_many_requests",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "invalid_parameter, contact_id_not_allowed, signed_out", body = Error),
        (status = "5XX", description = "upstream_failed, upstream_refused, upstream_timeout, upstream_busy, identity_unavailable", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn definitions() {}

/// One active definition.
#[utoipa::path(
    get,
    path = "/challenges/definitions/{id}",
    operation_id = "getDefinition",
    params(
        ("id" = String, Path, format = "uuid", description = "The definition's id"),
        ("lang" = Option<String>, Query, description = "The language of the presentation, before Accept-Language"),
    ),
    responses(
        (status = 200, description = "The definition", body = SanitisedDefinition),
        (
            status = 429,
            description = "too_many_requests",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "not_found, contact_id_not_allowed, signed_out", body = Error),
        (status = "5XX", description = "upstream_failed, upstream_refused, upstream_timeout, upstream_busy, identity_unavailable", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn definition() {}

/// The shopper joins. The browser has to say, by Sec-Fetch-Site or Origin, that the
/// request comes from the shop's own pages.
#[utoipa::path(
    post,
    path = "/challenges/definitions/{id}/assign",
    operation_id = "join",
    params(
        ("id" = String, Path, format = "uuid", description = "The definition's id"),
        ("X-Challenges-Widget" = inline(WidgetHeader), Header, description = "Says that a script of the page asks"),
    ),
    request_body = JoinBody,
    responses(
        (status = 200, description = "true", content_type = "application/json", body = bool),
        (
            status = 429,
            description = "too_many_requests",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "consent_required, consent_outdated, not_joinable, not_found, cross_site, invalid_body, contact_id_not_allowed, signed_out", body = Error),
        (status = "5XX", description = "joining_unavailable, upstream_failed, upstream_refused, upstream_timeout, upstream_busy, identity_unavailable", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn assign() {}

/// Server-sent events: `changed`, with an empty object, when the shopper's challenges
/// should be asked for again.
#[utoipa::path(
    get,
    path = "/challenges/events",
    operation_id = "listen",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last event that the page knows of")),
    responses(
        (status = 200, description = "The stream", content_type = "text/event-stream", body = String),
        (
            status = 429,
            description = "too_many_requests, too_many_streams",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait; not with too_many_streams")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "signed_out, contact_id_not_allowed", body = Error),
        (status = "5XX", description = "identity_unavailable, upstream_busy", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn events() {}

/// What Engage sends by webhook, signed by Svix. Not for browsers.
#[utoipa::path(
    post,
    path = "/webhooks/engage",
    operation_id = "webhook",
    params(
        ("svix-id" = String, Header, description = "The message's id; or webhook-id"),
        ("svix-timestamp" = String, Header, description = "When it was sent, in seconds; or webhook-timestamp"),
        ("svix-signature" = String, Header, description = "v1,<base64>, several with blanks between; or webhook-signature"),
    ),
    request_body(content = String, content_type = "application/json"),
    security(()),
    responses(
        (status = 204, description = "It was signed, and is heeded"),
        (
            status = 429,
            description = "too_many_requests",
            body = Error,
            headers(("Retry-After" = u64, description = "How many seconds to wait")),
        ),
        (status = 408, description = "too_slow", body = Error),
        (status = 413, description = "too_large", body = Error),
        (status = "4XX", description = "webhook_not_signed, webhook_replayed, invalid_body, not_found", body = Error),
    ),
)]
#[expect(dead_code, reason = "its attribute tells the path")]
fn webhook() {}
