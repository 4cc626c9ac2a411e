//! The six endpoints.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HOST};

use super::answer::Refusal;
use super::call::Call;
use super::checkpoints::Batch;
use super::parameters::{Parameters, parse_id};
use crate::endpoint::{Endpoint, NoTarget, Target};
use crate::rules::{AssignRefusal, AssignmentStatus, DefinitionStatus};
use crate::simulator::Running;
use crate::switches::{ContentType, NotCompletedFilter, UnknownContact};
use crate::wire::{CheckpointsBody, Json, Page, Writer};

/// A body, no body, or a refusal.
type Response = Result<Option<Json>, Refusal>;

/// Answers a request that has passed the gate.
pub(super) fn respond(running: &mut Running, call: &Call<'_>) -> Response {
    let target = call.target.map_err(|no_target| match no_target {
        NoTarget::UnknownPath => Refusal::new(
            StatusCode::NOT_FOUND,
            "No HTTP resource was found that matches the request URI.",
        ),
        NoTarget::WrongMethod { allowed } => Refusal::wrong_method(allowed),
    })?;
    let base = base_address(call, target);
    match target.endpoint {
        Endpoint::ListChallenges => list_challenges(running, call, &base),
        Endpoint::GetChallenge => get_challenge(running, target.id, &base),
        Endpoint::ListDefinitions => list_definitions(running, call, &base),
        Endpoint::GetDefinition => get_definition(running, target.id, &base),
        Endpoint::AddCheckpoints => add_checkpoints(running, call, &base),
        Endpoint::Assign => assign(running, call, target.id, &base),
    }
}

/// The URL of the API as the client called it.
fn base_address(call: &Call<'_>, target: Target<'_>) -> String {
    let host = call.parts.headers.get(HOST);
    let host = host
        .and_then(|host| host.to_str().ok())
        .unwrap_or("127.0.0.1");
    format!("http://{host}/api/{}", target.version)
}

fn writer<'a>(running: &'a Running, base: &'a str) -> Writer<'a> {
    Writer {
        switches: &running.switches,
        base,
        now: running.now(),
    }
}

/// The filter of the list of challenges. The order is that of the documented codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    Active,
    Completed,
    NotCompleted,
}

const FILTERS: &[(&str, Filter)] = &[
    ("All", Filter::All),
    ("Active", Filter::Active),
    ("Completed", Filter::Completed),
    ("NotCompleted", Filter::NotCompleted),
];

impl Filter {
    fn lets_through(self, status: AssignmentStatus, not_completed: NotCompletedFilter) -> bool {
        match (self, not_completed) {
            (Self::All, _) => true,
            (Self::Active, _) => status == AssignmentStatus::Active,
            (Self::Completed, _) => status == AssignmentStatus::Completed,
            (Self::NotCompleted, NotCompletedFilter::Status) => {
                status == AssignmentStatus::NotCompleted
            }
            (Self::NotCompleted, NotCompletedFilter::Everything) => {
                status != AssignmentStatus::Completed
            }
        }
    }
}

fn list_challenges(running: &Running, call: &Call<'_>, base: &str) -> Response {
    let parameters = Parameters::of(&call.parts.uri)?;
    let contact_id = parameters.required_id("contactId")?;
    let definition_id = parameters.id("definitionId")?;
    let filter = parameters.choice("filter", FILTERS)?.unwrap_or(Filter::All);
    let paging = parameters.paging()?;
    let (state, switches) = (&running.state, &running.switches);
    if state.contact(contact_id).is_none() && switches.unknown_contact == UnknownContact::NotFound {
        return Err(contact_not_found());
    }
    let writer = writer(running, base);
    let offset = switches.utc_offset.offset();
    let written = state
        .challenges_of(contact_id)
        .filter(|challenge| definition_id.is_none_or(|id| challenge.definition_id == id))
        .map(|challenge| (challenge, state.definition(challenge.definition_id)))
        .filter(|(challenge, definition)| {
            let status = challenge.status(*definition, writer.now, offset);
            filter.lets_through(status, switches.not_completed_filter)
        })
        .map(|(challenge, definition)| writer.challenge(challenge, definition));
    let page = Page::of(written, paging);
    Ok(Some(writer.page(page, |paging| {
        format!("{base}/challenges?{}", parameters.with_paging(paging))
    })))
}

fn get_challenge(running: &Running, id: &str, base: &str) -> Response {
    let id = parse_id("challengeId", id)?;
    let challenge = running.state.challenge(id).ok_or_else(|| {
        Refusal::coded(
            StatusCode::NOT_FOUND,
            "ChallengeNotFound",
            "Challenge not found",
        )
    })?;
    let definition = running.state.definition(challenge.definition_id);
    Ok(Some(writer(running, base).challenge(challenge, definition)))
}

/// The values of the parameter `status` of the list of definitions. The order is that of
/// the documented codes. `None` stands for all definitions.
const STATUSES: &[(&str, Option<DefinitionStatus>)] = &[
    ("All", None),
    ("Active", Some(DefinitionStatus::Active)),
    ("Draft", Some(DefinitionStatus::Draft)),
    ("Scheduled", Some(DefinitionStatus::Scheduled)),
    ("Ended", Some(DefinitionStatus::Ended)),
];

fn list_definitions(running: &Running, call: &Call<'_>, base: &str) -> Response {
    let parameters = Parameters::of(&call.parts.uri)?;
    let status = parameters.choice("status", STATUSES)?.flatten();
    let paging = parameters.paging()?;
    let writer = writer(running, base);
    let written = running
        .state
        .definitions()
        .iter()
        .filter(|definition| status.is_none_or(|status| definition.status(writer.now) == status))
        .map(|definition| writer.definition(definition));
    let page = Page::of(written, paging);
    Ok(Some(writer.page(page, |paging| {
        format!(
            "{base}/challenges/definitions?{}",
            parameters.with_paging(paging)
        )
    })))
}

fn get_definition(running: &Running, id: &str, base: &str) -> Response {
    let id = parse_id("definitionId", id)?;
    let definition = running
        .state
        .definition(id)
        .ok_or_else(definition_not_found)?;
    Ok(Some(writer(running, base).definition(definition)))
}

fn add_checkpoints(running: &mut Running, call: &Call<'_>, base: &str) -> Response {
    check_is_json(running, call)?;
    let batch = Batch::parse(&call.body)?;
    let conditions = running.conditions();
    let outcome = running.state.award_checkpoints(&batch.rows(), conditions);
    let body = CheckpointsBody {
        missing_contact_ids: outcome.missing_contact_ids,
        missing_definition_ids: outcome.missing_definition_ids,
        not_accepted: outcome
            .not_accepted
            .into_iter()
            .map(|place| batch.repeated(place))
            .collect(),
    };
    Ok(writer(running, base).checkpoints(body))
}

fn check_is_json(running: &Running, call: &Call<'_>) -> Result<(), Refusal> {
    let content_type = call.parts.headers.get(CONTENT_TYPE);
    let is_json = content_type
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().starts_with("application/json"));
    if is_json || running.switches.content_type == ContentType::Lenient {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The request entity's media type is not supported for this resource.",
    ))
}

fn assign(running: &mut Running, call: &Call<'_>, id: &str, base: &str) -> Response {
    let definition_id = parse_id("definitionId", id)?;
    let contact_id = Parameters::of(&call.parts.uri)?.required_id("contactId")?;
    let conditions = running.conditions();
    running
        .state
        .assign(definition_id, contact_id, conditions)
        .map_err(|refusal| match refusal {
            AssignRefusal::UnknownContact => contact_not_found(),
            AssignRefusal::UnknownDefinition => definition_not_found(),
            AssignRefusal::NotRunning(status) => not_running(status),
        })?;
    Ok(writer(running, base).assigned())
}

fn contact_not_found() -> Refusal {
    Refusal::coded(
        StatusCode::NOT_FOUND,
        "ContactNotFound",
        "Contact not found",
    )
}

fn definition_not_found() -> Refusal {
    Refusal::coded(
        StatusCode::NOT_FOUND,
        "ChallengeDefinitionNotFound",
        "Challenge definition not found",
    )
}

fn not_running(status: DefinitionStatus) -> Refusal {
    let reason = match status {
        DefinitionStatus::Draft => "is a draft",
        DefinitionStatus::Scheduled => "has not started",
        DefinitionStatus::Ended => "has ended",
        DefinitionStatus::Active => "is active",
    };
    Refusal::coded(
        StatusCode::BAD_REQUEST,
        "ChallengeDefinitionNotActive",
        format!("The challenge definition {reason}"),
    )
}
