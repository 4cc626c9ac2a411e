//! One stream, as the browser's `EventSource` reads it.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::time::{Instant, sleep_until};

use super::streams::{Listener, Mark};
use crate::measures::Open;
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::sessions::SignedIn;

/// What the page is told. It has no more to it than that.
const CHANGED: &str = "changed";
/// Says nothing, but has to be there: browsers drop events without data.
const NOTHING: &str = "{}";

/// `GET /challenges/events`
pub(crate) async fn events(
    State(proxy): State<Proxy>,
    SignedIn(contact): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let rules = proxy.live_rules();
    let known = headers.get("last-event-id");
    let known = known.map(|value| Mark::read(value.to_str().unwrap_or_default()));
    let listener = proxy.live().listen(&contact, known, rules.per_contact);
    let listener = listener.map_err(|_| Refusal::TooManyStreams)?;
    // The id alone dispatches nothing; it is what the page comes back with.
    let mut first = Event::default()
        .id(listener.start.to_string())
        .retry(rules.retry);
    if listener.has_missed {
        first = first.event(CHANGED).data(NOTHING);
    }
    let course = Course {
        first: Some(first),
        listener,
        end: Instant::now() + rules.longest,
        _counted: proxy.measures().event_stream(),
        proxy,
    };
    let events = stream::unfold(course, |mut course| async {
        let event = course.next().await?;
        Some((Ok::<_, Infallible>(event), course))
    });
    let alive = KeepAlive::new().interval(rules.heartbeat);
    let mut response = Sse::new(events).keep_alive(alive).into_response();
    // nginx would wait for more than an event before it passes one on.
    let buffering = axum::http::HeaderName::from_static("x-accel-buffering");
    let headers = response.headers_mut();
    headers.insert(buffering, axum::http::HeaderValue::from_static("no"));
    Ok(response)
}

/// What is still to come on a stream.
struct Course {
    first: Option<Event>,
    listener: Listener,
    end: Instant,
    _counted: Open,
    proxy: Proxy,
}

impl Course {
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let mark = tokio::select! {
            () = self.proxy.stopped() => None,
            () = sleep_until(self.end) => None,
            mark = self.listener.next() => mark,
        }?;
        Some(
            Event::default()
                .id(mark.to_string())
                .event(CHANGED)
                .data(NOTHING),
        )
    }
}
