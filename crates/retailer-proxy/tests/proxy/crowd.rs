//! A crowd: a thousand shoppers in one second, of whom nothing is cached, before an Engage that
//! takes 50 calls a second. They wait as the widget does, by the widget's own rules.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use challenge_cards::retry::{self, Network};
use challenge_cards::state::Failure;
use engage_client::{ApiKey, BaseUrl, Client, ClientOptions};
use engage_sim::{DEFAULT_API_KEY, Endpoint, Seed, Settings, Simulator};
use retailer_proxy::{Proxy, ProxyOptions, Sessions, router};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tower::ServiceExt as _;

use crate::shop::{rules, session, token};

const SHOPPERS: u64 = 1_000;
/// All of them come within this time.
const ARRIVAL: Duration = Duration::from_secs(1);
/// Engage's calls for a thousand shoppers and for the definitions, 50 in each 1.1 seconds, and
/// the three seconds by which `Retry-After`, in whole seconds, and the widget's jitter are late.
const SERVED_BY: Duration = Duration::from_secs(1 + 22 + 1 + 3);
/// How much later a busy machine may be.
const SLACK: Duration = Duration::from_secs(30);

/// How it went for one shopper.
#[derive(Debug)]
struct Visit {
    came: Instant,
    /// `None` for one who was shown an error.
    served: Option<Instant>,
}

/// One widget, which asks and waits until it has the cards, or gives up.
async fn visit(proxy: Router, number: u64) -> Visit {
    let token = token(&session(&contact(number)));
    let came = Instant::now();
    let mut failures = 0;
    loop {
        let request = Request::get("/challenges")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        let answer = proxy.clone().oneshot(request).await.unwrap();
        let Some(failure) = failure(&answer) else {
            let served = Some(Instant::now());
            return Visit { came, served };
        };
        let random = f64::from(u32::try_from(number * 7 % 100).unwrap()) / 100.0;
        let Some(millis) = retry::pause(failure, failures, Network::Online, random) else {
            return Visit { came, served: None };
        };
        sleep(Duration::from_millis(millis.into())).await;
        failures += 1;
    }
}

fn failure(answer: &Response<Body>) -> Option<Failure> {
    let retry_after = answer.headers().get("retry-after");
    let retry_after = retry_after.map(|seconds| seconds.to_str().unwrap().parse().unwrap());
    Failure::of_answer(answer.status().as_u16(), retry_after)
}

fn contact(number: u64) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012x}")
}

/// A proxy as it is by default, and the Engage behind it.
async fn open() -> (Router, Simulator) {
    let simulator = Simulator::new(Seed::embedded(), Settings::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let engage = format!("http://{}", listener.local_addr().unwrap());
    let serving = engage_sim::serve(listener, simulator.clone(), std::future::pending());
    tokio::spawn(async move { serving.await.unwrap() });
    let base_url = BaseUrl::parse(&engage).unwrap();
    let key = ApiKey::new(DEFAULT_API_KEY).unwrap();
    let client = Client::new(&ClientOptions::new(base_url, key)).unwrap();
    let sessions = Sessions::new(&rules()).unwrap();
    let proxy = Proxy::with_options(client, sessions, ProxyOptions::default());
    (router(proxy), simulator)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_served_in_the_order_in_which_it_came_and_nobody_sees_an_error() {
    let (proxy, simulator) = open().await;
    let begun = Instant::now();
    let mut visits = Vec::new();
    for number in 0..SHOPPERS {
        let due = ARRIVAL * u32::try_from(number).unwrap() / u32::try_from(SHOPPERS).unwrap();
        sleep(due.saturating_sub(begun.elapsed())).await;
        visits.push(tokio::spawn(visit(proxy.clone(), number)));
    }
    let mut waits = Vec::new();
    for visit in visits {
        let Visit { came, served } = visit.await.unwrap();
        waits.push(served.expect("an error was shown") - came);
    }
    println!("served after {:?}", percentiles(&waits));
    assert!(waits.iter().all(|wait| *wait < SERVED_BY + SLACK));
    // Each was asked for once, whenever its shopper came back.
    let calls = simulator.log().count(Endpoint::ListChallenges);
    assert_eq!(calls, SHOPPERS);
    assert_order(&waits);
}

/// Those who came a quarter of the crowd earlier do not wait longer.
fn assert_order(waits: &[Duration]) {
    let quarters = waits.chunks(waits.len() / 4);
    let slowest = quarters.map(|quarter| quarter.iter().sum::<Duration>());
    let slowest: Vec<_> = slowest.collect();
    assert!(slowest.is_sorted(), "{slowest:?}");
}

/// The time after which half, 99 of 100 and all were served.
fn percentiles(waits: &[Duration]) -> [Duration; 3] {
    let mut waits = waits.to_vec();
    waits.sort();
    [50, 99, 100].map(|percent| waits[waits.len() * percent / 100 - 1])
}
