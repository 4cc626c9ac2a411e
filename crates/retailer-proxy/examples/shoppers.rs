//! Two parts of the measurements in docs/proxy-performance.md: `tokens` prints session
//! tokens, and `memory` caches contacts and says how much memory they take.

use std::error::Error;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::Request;
use engage_client::{ApiKey, BaseUrl, Client, ClientOptions};
use jsonwebtoken::{EncodingKey, Header, encode};
use retailer_proxy::{
    Ages, CallOptions, EdgeOptions, Proxy, ProxyOptions, ReadsOptions, SessionKey, SessionRules,
    Sessions, router,
};
use tower::ServiceExt as _;

const SECRET: &str = "the shop and its proxy share this and nobody else";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["tokens", count] => {
            for number in 1..=count.parse()? {
                println!("{}", token(number)?);
            }
            Ok(())
        }
        ["memory", count, engage, key] => memory(count.parse()?, engage, key).await,
        _ => Err("usage: shoppers tokens COUNT | shoppers memory COUNT ENGAGE KEY".into()),
    }
}

fn token(number: u32) -> Result<String, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let claims = serde_json::json!({
        "contact_id": format!("{number:08x}-0000-4000-8000-000000000000"),
        "exp": now.as_secs() + 24 * 3_600,
    });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    Ok(encode(&Header::default(), &claims, &key)?)
}

/// Caches the challenges of so many contacts, without a network in front of the proxy
/// and without a limit of calls behind it, and prints the memory of the process before
/// and after.
async fn memory(count: u32, engage: &str, key: &str) -> Result<(), Box<dyn Error>> {
    let pages = router(proxy(engage, key)?);
    ask(&pages, 1).await?;
    let before = resident()?;
    let mut next = 1;
    while next <= count {
        let batch = (next..=count).take(50).map(|number| ask(&pages, number));
        for outcome in futures_util::future::join_all(batch).await {
            outcome?;
        }
        next += 50;
    }
    println!("{before} {}", resident()?);
    Ok(())
}

fn proxy(engage: &str, key: &str) -> Result<Proxy, Box<dyn Error>> {
    let client = ClientOptions::new(BaseUrl::parse(engage)?, ApiKey::new(key)?);
    let sessions = Sessions::new(&SessionRules::new(SessionKey::hs256(SECRET)))?;
    let long = Duration::from_hours(1);
    let ages = Ages {
        fresh: long,
        stale: long,
        kept: long,
    };
    let options = ProxyOptions {
        reads: ReadsOptions {
            patience: Duration::from_mins(1),
            definitions: ages,
            challenges: ages,
            memory_bytes: u64::MAX,
        },
        calls: CallOptions {
            per_second: NonZeroU32::MAX,
            at_once: NonZeroUsize::MAX,
            ..CallOptions::default()
        },
        edge: EdgeOptions::default(),
    };
    Ok(Proxy::with_options(
        Client::new(&client)?,
        sessions,
        options,
    ))
}

async fn ask(pages: &axum::Router, number: u32) -> Result<(), Box<dyn Error>> {
    let request = Request::get("/challenges")
        .header("authorization", format!("Bearer {}", token(number)?))
        .body(Body::empty())?;
    let answer = pages.clone().oneshot(request).await?;
    if answer.status() == 200 {
        Ok(())
    } else {
        Err(format!("contact {number} was answered {}", answer.status()).into())
    }
}

/// The memory of this process, in KiB.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number
        .ok_or("the system does not say how much memory this takes")?
        .parse()?)
}
