//! One event stream, as the browser's `EventSource` reads it.
//!
//! A page that connects again may have missed a change while it was away, so it is
//! told `changed` once after the start, and fetches again. This costs one request for
//! each reconnection, and the proxy need not remember what each page has seen.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::watch::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::listeners::{Listener, Listeners};
use super::rules::LiveRules;
use crate::api_error::ApiError;
use crate::edge::CountedAddress;
use crate::error_responses::StreamErrors;
use crate::metrics::{Metrics, OpenGauge};
use crate::sessions::SignedIn;
use crate::shutdown::Shutdown;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// The browser sends the id back when it connects again. It is the same for every
/// event and every shopper, so it tells nothing but that the page was here before.
const EVENT_ID: &str = "0";
/// After how long a page that was refused may try again. Streams end after ten minutes,
/// so that some end in every minute.
const RETRY_AFTER: Duration = Duration::from_mins(1);
/// The name of the only event there is.
const CHANGED: &str = "changed";
/// The data say nothing, but have to be there: browsers drop events without data.
const NO_DATA: &str = "{}";

/// What event streams need.
#[derive(Clone, Debug)]
pub(crate) struct EventStreams {
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) rules: LiveRules,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) shutdown: Shutdown,
}

/// Server-sent events: `changed`, with an empty object, when the shopper's challenges
/// should be fetched again. A page that connects again gets one. Where many pages have news
/// at the same time, they are told one after the other, 50 in a second.
#[utoipa::path(
    get,
    path = "/challenges/events",
    operation_id = "listen",
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event, from a page that connects again")),
    responses(
        (status = 200, description = "The stream", content_type = "text/event-stream", body = String),
        StreamErrors,
    ),
)]
pub(crate) async fn events(
    State(streams): State<EventStreams>,
    SignedIn(contact): SignedIn,
    address: Option<Extension<CountedAddress>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let rules = streams.rules;
    let address = address.map(|Extension(address)| address);
    let listener = streams.listeners.listen(&contact, address, &rules);
    let mut listener = listener.map_err(|_| ApiError::TooManyStreams {
        retry_after: RETRY_AFTER,
    })?;
    if headers.contains_key(LAST_EVENT_ID) {
        listener.has_missed();
    }
    let stream = EventStream {
        // Without an event name, the browser takes id and retry time in and dispatches
        // nothing.
        first: Some(Event::default().id(EVENT_ID).retry(rules.retry)),
        listener,
        end: Instant::now() + rules.longest,
        shutdown: streams.shutdown,
        _open: streams.metrics.event_stream(),
    };
    let events = stream::unfold(stream, |mut stream| async {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    let keep_alive = KeepAlive::new().interval(rules.heartbeat);
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    // Without this header nginx holds events back until it has several kilobytes.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

/// The events of one stream that are still to come.
struct EventStream {
    first: Option<Event>,
    listener: Listener,
    end: Instant,
    shutdown: Shutdown,
    _open: OpenGauge,
}

impl EventStream {
    /// The next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        tokio::select! {
            () = self.shutdown.started() => None,
            () = sleep_until(self.end) => None,
            Ok(()) = news(&mut self.listener) => {
                Some(Event::default().id(EVENT_ID).event(CHANGED).data(NO_DATA))
            }
        }
    }
}

/// Returns when the page is to be told of a change.
async fn news(listener: &mut Listener) -> Result<(), RecvError> {
    listener.changed().await?;
    listener.turn().await;
    Ok(())
}
