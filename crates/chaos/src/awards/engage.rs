//! Engage in this run: the simulator behind a server that goes on with a call whose caller
//! is dead, and that finds contacts by their customer numbers.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::USER_AGENT;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use engage_sim::{Seed, Settings, Simulator, Switches};
use parking_lot::Mutex;
use tokio::time::sleep;

use super::order;
use crate::engage::Instance;

/// How long Engage takes before and after a batch. While a call takes time, a kill meets
/// awards that are sent and not settled.
const BEFORE: Duration = Duration::from_millis(30);
const AFTER: Duration = Duration::from_millis(30);

/// Engage.
pub(super) struct Engage {
    pub(super) simulator: Simulator,
    pub(super) calls: Arc<Calls>,
    pub(super) address: String,
}

/// The batches that were sent, and those that are under way.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    total: u64,
    under_way: HashMap<Instance, usize>,
}

impl Calls {
    /// How many batches were sent.
    pub(super) fn total(&self) -> u64 {
        self.0.lock().total
    }

    /// How many batches of this instance have no answer yet.
    pub(super) fn under_way(&self, instance: Instance) -> usize {
        let counts = self.0.lock();
        counts.under_way.get(&instance).copied().unwrap_or_default()
    }

    fn arrive(&self, instance: Instance) {
        let mut counts = self.0.lock();
        counts.total += 1;
        *counts.under_way.entry(instance).or_default() += 1;
    }

    fn leave(&self, instance: Instance) {
        if let Some(under_way) = self.0.lock().under_way.get_mut(&instance) {
            *under_way = under_way.saturating_sub(1);
        }
    }
}

impl Engage {
    pub(super) fn start() -> Result<Self> {
        let switches = Switches {
            requests_per_second: 1_000_000,
            ..Switches::default()
        };
        let settings = Settings {
            switches,
            ..Settings::default()
        };
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = format!("http://{}", listener.local_addr()?);
        let simulator = Simulator::new(seed()?, settings);
        let calls = Arc::<Calls>::default();
        let router = Router::new()
            .route("/api/v3/contacts/id", get(find))
            .merge(simulator.router())
            .layer(from_fn_with_state(Arc::clone(&calls), watch));
        tokio::spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        });
        Ok(Self {
            simulator,
            calls,
            address,
        })
    }
}

/// Definitions without an end, so that each checkpoint counts.
fn seed() -> Result<Seed> {
    let mut seed = String::new();
    for (number, id) in order::definitions().enumerate() {
        writeln!(
            seed,
            "[[definition]]\nkey = \"d{number}\"\nid = \"{id}\"\nname = \"Challenge {number}\"\n\
             required = 1000000\nconsent = \"not-required\"\ncreated_by = \"A\"\n\
             created_on = \"-6 months\"\nmodified_by = \"A\"\nmodified_on = \"-5 months\"\n"
        )?;
    }
    Ok(Seed::parse("the seed of the run", &seed)?)
}

async fn find(Query(query): Query<HashMap<String, String>>) -> Response {
    let number = query.get("customKey").map(String::as_str);
    match number.and_then(order::contact_of) {
        Some(contact) => Json(contact).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn watch(State(calls): State<Arc<Calls>>, request: Request, next: Next) -> Response {
    if !request.uri().path().ends_with("/checkpoints") {
        return next.run(request).await;
    }
    let product = request.headers().get(USER_AGENT);
    let product = product.and_then(|product| product.to_str().ok());
    let instance = product.and_then(Instance::of_user_agent);
    let instance = instance.unwrap_or(Instance(usize::MAX));
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    calls.arrive(instance);
    let counted = Arc::clone(&calls);
    // A task of its own: Engage goes on when the caller is gone.
    let carried_out = tokio::spawn(async move {
        sleep(BEFORE).await;
        let response = next.run(Request::from_parts(parts, Body::from(body))).await;
        sleep(AFTER).await;
        counted.leave(instance);
        response
    });
    let gone = StatusCode::SERVICE_UNAVAILABLE.into_response();
    carried_out.await.unwrap_or(gone)
}
