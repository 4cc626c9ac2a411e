//! Engage's API: from a request to its answer.

mod answer;
mod call;
mod checkpoints;
mod endpoints;
mod gate;
mod parameters;

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::endpoint::{NoTarget, Target};
use crate::faults::When;
use crate::request_log::LoggedRequest;
use crate::request_log::Outcome;
use crate::simulator::Simulator;
use answer::{Answer, Refusal, Reply};
use call::Call;

/// The longest body in bytes: more than any batch of 1,000 rows needs.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// Answers every request that is not for an admin path.
pub(crate) async fn answer(State(simulator): State<Simulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let target = Target::of(&parts.method, parts.uri.path());
    let endpoint = target.ok().map(|target| target.endpoint);
    let arrived = Timestamp::now();
    let (number, struck) = {
        let mut running = simulator.running();
        let request = logged(&parts, target, arrived);
        (
            running.log.note(request),
            running.faults.strike(endpoint, parts.uri.path()),
        )
    };

    wait(struck.wait_before).await;
    let answer = match struck.replaced {
        None => Answer::Reply(work(&simulator, &parts, target, body).await),
        Some((effect, When::Before)) => Answer::of_fault(effect, None),
        Some((effect, When::After)) => {
            let reply = work(&simulator, &parts, target, body).await;
            Answer::of_fault(effect, Some(reply))
        }
    };
    wait(struck.wait_after).await;

    let outcome = answer.outcome();
    simulator
        .running()
        .log
        .note_outcome(number, arrived, outcome);
    answer.into_response()
}

async fn wait(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// What Engage answers when no fault happens.
async fn work(
    simulator: &Simulator,
    parts: &Parts,
    target: Result<Target<'_>, NoTarget>,
    body: Body,
) -> Reply {
    let body = to_bytes(body, LONGEST_BODY).await;
    let mut running = simulator.running();
    let result = body.map_err(|_| Refusal::too_long()).and_then(|body| {
        gate::admit(&mut running, &parts.headers)?;
        gate::check_headers(&running.switches, parts)?;
        endpoints::respond(
            &mut running,
            &Call {
                parts,
                target,
                body,
            },
        )
    });
    Reply::of(result, &running.switches)
}

fn logged(parts: &Parts, target: Result<Target<'_>, NoTarget>, at: Timestamp) -> LoggedRequest {
    LoggedRequest {
        number: 0,
        at,
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        endpoint: target.ok().map(|target| target.endpoint),
        user_agent: text(&parts.headers, &USER_AGENT),
        content_type: text(&parts.headers, &CONTENT_TYPE),
        outcome: Outcome::Unanswered,
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
