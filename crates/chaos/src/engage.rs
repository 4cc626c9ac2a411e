//! Engage in this run: the simulator behind a server that watches who assigns what, and
//! that can have the caller killed in the middle of it.

mod arrivals;
mod calls;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::USER_AGENT;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use engage_sim::{Settings, Simulator, Switches};
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;

pub(crate) use calls::{Aim, Calls, Instance, Target};

use crate::records::Pair;
use crate::shop;

/// How long Engage takes for a call of `assign`. While a call takes time, a kill at a
/// random moment meets rows that are written and not settled.
const ASSIGN_DURATION: Duration = Duration::from_millis(50);

/// Engage. Dropping it ends its server.
pub(crate) struct Engage {
    pub(crate) simulator: Simulator,
    pub(crate) calls: Arc<Calls>,
    pub(crate) address: String,
    listener: TcpListener,
    server: Option<Runtime>,
}

impl Engage {
    pub(crate) fn start() -> Result<Self> {
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
        let mut engage = Self {
            simulator: Simulator::new(shop::seed()?, settings),
            calls: Arc::default(),
            address: format!("http://{}", listener.local_addr()?),
            listener,
            server: None,
        };
        engage.cut_connections()?;
        Ok(engage)
    }

    /// Ends every connection. New ones are taken at once.
    pub(crate) fn cut_connections(&mut self) -> Result<()> {
        if let Some(server) = self.server.take() {
            server.shutdown_background();
        }
        let server = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .context("Engage's server cannot be started")?;
        let listener = self.listener.try_clone()?;
        let router = self.router();
        server.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        });
        self.server = Some(server);
        Ok(())
    }

    fn router(&self) -> Router {
        let watch = from_fn_with_state(Arc::clone(&self.calls), watch);
        self.simulator.router().layer(watch)
    }
}

impl Drop for Engage {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.shutdown_background();
        }
    }
}

/// Notes each call, and carries out what is planned for a call of `assign`.
async fn watch(State(calls): State<Arc<Calls>>, request: Request, next: Next) -> Response {
    calls.arrivals.note();
    let Some((instance, pair)) = assignment(&request) else {
        return next.run(request).await;
    };
    let (call, aim) = calls.arrive(instance, pair);
    let Some(aim) = aim else {
        sleep(ASSIGN_DURATION).await;
        let response = next.run(request).await;
        drop(call);
        return response;
    };
    // A task of its own: Engage goes on when the caller is gone.
    let carried_out = tokio::spawn(async move {
        match aim.target() {
            Target::After => {
                let response = next.run(request).await;
                aim.strike().await;
                response
            }
            Target::Before => {
                aim.strike().await;
                next.run(request).await
            }
            Target::Instead => {
                aim.strike().await;
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    });
    let gone = StatusCode::SERVICE_UNAVAILABLE.into_response();
    carried_out.await.unwrap_or(gone)
}

/// Who assigns what to whom, where a request does that.
fn assignment(request: &Request) -> Option<(Instance, Pair)> {
    let definition = request.uri().path().strip_suffix("/assign")?;
    let definition = definition.rsplit('/').next()?;
    let query = request.uri().query()?;
    let contact = query
        .split('&')
        .find_map(|parameter| parameter.strip_prefix("contactId="))?;
    let product = request.headers().get(USER_AGENT)?.to_str().ok()?;
    let pair = Pair {
        contact: contact.to_owned(),
        definition: definition.to_owned(),
    };
    Some((Instance::of_user_agent(product)?, pair))
}
