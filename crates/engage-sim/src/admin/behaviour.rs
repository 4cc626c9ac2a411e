//! The admin paths for the switches, the clock, the faults and the log.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::error::{AdminError, read};
use crate::clock::Clock;
use crate::faults::{Fault, FaultNumber};
use crate::request_log::RequestLog;
use crate::seed_date::SeedDate;
use crate::simulator::{Running, Simulator};
use crate::switches::Switches;

pub(super) async fn log(State(simulator): State<Simulator>) -> Json<RequestLog> {
    Json(simulator.log())
}

pub(super) async fn clear_log(State(simulator): State<Simulator>) -> Json<RequestLog> {
    simulator.clear_log();
    Json(simulator.log())
}

pub(super) async fn switches(State(simulator): State<Simulator>) -> Json<Switches> {
    Json(simulator.switches())
}

/// Sets the switches in the body. If one of them cannot be set, none is.
pub(super) async fn set_switches(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Switches>, AdminError> {
    let changes: Map<String, Value> = read(&body)?;
    let mut running = simulator.running();
    running.switches = running.switches.with(&changes)?;
    Ok(Json(running.switches.clone()))
}

/// A change of the clock. Distances are counted from what the clock shows.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ClockChange {
    /// The clock shows this date and runs on.
    Set(SeedDate),
    /// The clock shows this date and stands still.
    Freeze(SeedDate),
    /// The clock shows this date, and runs or stands still as before.
    Advance(SeedDate),
}

pub(super) async fn clock(State(simulator): State<Simulator>) -> Json<Value> {
    Json(shown(&simulator.running()))
}

pub(super) async fn set_clock(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, AdminError> {
    let change: ClockChange = read(&body)?;
    let mut running = simulator.running();
    let real = jiff::Timestamp::now();
    let now = running.clock.now(real);
    let offset = running.switches.utc_offset.offset();
    running.clock = match change {
        ClockChange::Set(date) => Clock::showing(date.resolve(now, offset), real),
        ClockChange::Freeze(date) => Clock::Frozen {
            at: date.resolve(now, offset),
        },
        ClockChange::Advance(date) => running.clock.moved_to(date.resolve(now, offset), real),
    };
    Ok(Json(shown(&running)))
}

pub(super) async fn reset_clock(State(simulator): State<Simulator>) -> Json<Value> {
    let mut running = simulator.running();
    running.clock = Clock::Real;
    Json(shown(&running))
}

fn shown(running: &Running) -> Value {
    json!({ "now": running.now(), "clock": running.clock })
}

pub(super) async fn faults(State(simulator): State<Simulator>) -> Json<Value> {
    Json(json!(simulator.running().faults.waiting()))
}

pub(super) async fn add_fault(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, AdminError> {
    let fault: Fault = read(&body)?;
    Ok(Json(json!({ "number": simulator.add_fault(fault) })))
}

pub(super) async fn clear_faults(State(simulator): State<Simulator>) -> Json<Value> {
    simulator.clear_faults();
    Json(json!({}))
}

pub(super) async fn remove_fault(
    State(simulator): State<Simulator>,
    Path(number): Path<FaultNumber>,
) -> Result<Json<Fault>, AdminError> {
    simulator
        .remove_fault(number)
        .map(Json)
        .ok_or_else(|| AdminError::not_found(format!("no fault waits under the number {number}")))
}
