//! The admin paths, under `/simulator`. They show what the simulator stores and change
//! how it behaves. They need no API key and no particular header.

mod behaviour;
mod error;
mod marketer;
mod table;

pub use table::{ADMIN_PATHS, AdminPath};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, patch, post};
use serde_json::{Value, json};

use crate::rules;
use crate::simulator::Simulator;
use error::AdminError;

/// The routes, relative to `/simulator`. [`ADMIN_PATHS`] describes them for people.
pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(overview))
        .route("/state", get(state))
        .route("/reset", post(reset))
        .route("/log", get(behaviour::log).delete(behaviour::clear_log))
        .route(
            "/switches",
            get(behaviour::switches).put(behaviour::set_switches),
        )
        .route(
            "/clock",
            get(behaviour::clock)
                .put(behaviour::set_clock)
                .delete(behaviour::reset_clock),
        )
        .route(
            "/faults",
            get(behaviour::faults)
                .post(behaviour::add_fault)
                .delete(behaviour::clear_faults),
        )
        .route("/faults/{number}", delete(behaviour::remove_fault))
        .route(
            "/contacts",
            get(marketer::contacts).post(marketer::add_contact),
        )
        .route("/definitions", get(marketer::definitions))
        .route(
            "/definitions/{id}",
            patch(marketer::change).delete(marketer::delete),
        )
        .route("/definitions/{id}/end", post(marketer::end))
        .route("/definitions/{id}/reopen", post(marketer::reopen))
        .fallback(async || AdminError::no_such_path())
}

/// The overview: what is stored, and how the simulator behaves.
pub(crate) async fn overview(State(simulator): State<Simulator>) -> Json<Value> {
    let running = simulator.running();
    Json(json!({
        "now": running.now(),
        "clock": running.clock,
        "switches": running.switches,
        "faults": running.faults.waiting(),
        "contacts": running.state.contacts().count(),
        "definitions": running.state.definitions().len(),
        "challenges": running.state.challenges().len(),
        "requests": running.log.total,
    }))
}

async fn state(State(simulator): State<Simulator>) -> Json<rules::State> {
    Json(simulator.state())
}

async fn reset(State(simulator): State<Simulator>) -> Json<Value> {
    simulator.reset();
    Json(json!({ "reset": true }))
}
