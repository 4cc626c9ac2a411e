//! The admin paths for what a marketer does in Engage's own pages.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::error::{AdminError, read};
use crate::guid::Guid;
use crate::rules::{self, Change, ChangeRefusal, Contact, Definition};
use crate::seed_date::SeedDate;
use crate::simulator::Simulator;

pub(super) async fn contacts(State(simulator): State<Simulator>) -> Json<Vec<Contact>> {
    Json(simulator.state().contacts().cloned().collect())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewContact {
    id: Option<Guid>,
    name: String,
}

pub(super) async fn add_contact(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Contact>, AdminError> {
    let new: NewContact = read(&body)?;
    let added = simulator.change_state(|state, _| state.add_contact(new.id, new.name).cloned())?;
    Ok(Json(added))
}

pub(super) async fn definitions(State(simulator): State<Simulator>) -> Json<Vec<Definition>> {
    Json(simulator.state().definitions().to_vec())
}

pub(super) async fn end(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Definition>, AdminError> {
    change_definition(&simulator, &id, |(state, now), id| {
        state.end_definition(id, now)
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reopening {
    until: Option<SeedDate>,
}

pub(super) async fn reopen(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Definition>, AdminError> {
    let reopening = if body.is_empty() {
        Reopening::default()
    } else {
        read(&body)?
    };
    let offset = simulator.switches().utc_offset.offset();
    change_definition(&simulator, &id, |(state, now), id| {
        let until = reopening.until.map(|until| until.resolve(now, offset));
        state.reopen_definition(id, until, now)
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DefinitionChange {
    required_checkpoints: Option<u64>,
    images: Option<Vec<String>>,
}

pub(super) async fn change(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Definition>, AdminError> {
    let wanted: DefinitionChange = read(&body)?;
    let change = Change {
        required_checkpoints: wanted.required_checkpoints,
        images: wanted.images,
    };
    change_definition(&simulator, &id, |(state, now), id| {
        state.change_definition(id, change, now)
    })
}

pub(super) async fn delete(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Definition>, AdminError> {
    let id = parse(&id)?;
    let deleted = simulator.change_state(|state, _| {
        let definition = state.definition(id).cloned();
        state.delete_definition(id).map(|()| definition)
    })?;
    deleted
        .map(Json)
        .ok_or_else(|| ChangeRefusal::UnknownDefinition(id).into())
}

/// Changes a definition and returns it as it is afterwards.
fn change_definition(
    simulator: &Simulator,
    id: &str,
    action: impl FnOnce((&mut rules::State, jiff::Timestamp), Guid) -> Result<(), ChangeRefusal>,
) -> Result<Json<Definition>, AdminError> {
    let id = parse(id)?;
    let changed = simulator.change_state(|state, now| {
        action((state, now), id)?;
        state
            .definition(id)
            .cloned()
            .ok_or(ChangeRefusal::UnknownDefinition(id))
    })?;
    Ok(Json(changed))
}

fn parse(id: &str) -> Result<Guid, AdminError> {
    id.parse()
        .map_err(|error: crate::guid::NotAGuid| AdminError::bad_request(error.to_string()))
}
