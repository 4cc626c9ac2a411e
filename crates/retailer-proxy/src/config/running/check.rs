//! The same checked: what is not given is as by default.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use super::super::check::is_path;
use super::super::findings::Findings;
use super::{Budget, Limits, LogFormat, Reads, Running, Sections, Widget};
use crate::edge::{AllowedOrigins, EdgeOptions};
use crate::reads::{Ages, ReadsOptions};
use crate::server::ServerOptions;
use crate::upstream::CallOptions;
use crate::widget_files::WidgetFiles;

const MEGABYTE: u64 = 1024 * 1024;
/// Old answers that nobody would take for new.
const LONGEST_DEFINITIONS: u64 = 7 * 24 * 3_600;
/// Challenges are personal data: minutes, never hours.
const LONGEST_CHALLENGES: u64 = 900;
/// From fresh to this many times as old, answers go out while they are refreshed.
const STALE: u32 = 4;

pub(in crate::config) fn check(sections: Sections, findings: &mut Findings) -> Option<Running> {
    let mut running = Running::default();
    let limits = &sections.limits;
    let reads = reads(&sections.reads, &running.proxy.reads, findings);
    let calls = calls(&sections.budget, &running.proxy.calls, findings);
    let origins = AllowedOrigins::new(sections.cors.origins.unwrap_or_default());
    let origins = findings.take("cors.origins", origins);
    let edge = edge(limits, &running.proxy.edge, findings);
    let server = server(limits, &running.server, findings);
    let internal = match sections.internal.address {
        Some(text) => findings.take(
            "internal.address",
            text.parse()
                .map_err(|_| "must be an IP address and a port, such as 127.0.0.1:8083"),
        ),
        None => Some(running.internal),
    };
    let widget = widget(sections.widget, findings);
    let log = log(sections.log.format.as_deref(), findings);
    running.proxy.reads = reads?;
    running.proxy.calls = calls?;
    running.proxy.edge = EdgeOptions {
        origins: origins?,
        ..edge?
    };
    running.server = server?;
    running.internal = internal?;
    running.widget = widget?;
    running.log = log?;
    Some(running)
}

fn reads(given: &Reads, default: &ReadsOptions, findings: &mut Findings) -> Option<ReadsOptions> {
    let patience = findings.seconds(
        "reads.patience_seconds",
        given.patience_seconds,
        (1, default.patience.as_secs(), 30),
    );
    let definitions = ages(
        [
            "reads.definitions_fresh_seconds",
            "reads.definitions_kept_seconds",
        ],
        [
            given.definitions_fresh_seconds,
            given.definitions_kept_seconds,
        ],
        &default.definitions,
        LONGEST_DEFINITIONS,
        findings,
    );
    let challenges = ages(
        [
            "reads.challenges_fresh_seconds",
            "reads.challenges_kept_seconds",
        ],
        [
            given.challenges_fresh_seconds,
            given.challenges_kept_seconds,
        ],
        &default.challenges,
        LONGEST_CHALLENGES,
        findings,
    );
    let memory = findings.number(
        "reads.memory_megabytes",
        given.memory_megabytes,
        (1, default.memory_bytes / MEGABYTE, 1 << 20),
    );
    Some(ReadsOptions {
        patience: patience?,
        definitions: definitions?,
        challenges: challenges?,
        memory_bytes: memory? * MEGABYTE,
    })
}

fn ages(
    [fresh_key, kept_key]: [&str; 2],
    [fresh, kept]: [Option<u64>; 2],
    default: &Ages,
    longest: u64,
    findings: &mut Findings,
) -> Option<Ages> {
    let fresh = findings.seconds(fresh_key, fresh, (0, default.fresh.as_secs(), longest));
    let kept = findings.seconds(kept_key, kept, (0, default.kept.as_secs(), longest));
    let (fresh, kept) = (fresh?, kept?);
    if kept < fresh {
        return findings.add(kept_key, format!("must not be less than {fresh_key}"));
    }
    Some(Ages {
        fresh,
        stale: (fresh * STALE).min(kept),
        kept,
    })
}

fn calls(given: &Budget, default: &CallOptions, findings: &mut Findings) -> Option<CallOptions> {
    let per_second = count(
        "budget.calls_per_second",
        given.calls_per_second,
        (default.per_second.get(), 200),
        findings,
    );
    let at_once = findings.number(
        "budget.calls_at_once",
        given.calls_at_once,
        (1, default.at_once.get() as u64, 10_000),
    );
    let queue = findings.number(
        "budget.queue",
        given.queue,
        (0, default.queue as u64, 100_000),
    );
    let repeat_after = findings.seconds(
        "budget.repeat_after_seconds",
        given.repeat_after_seconds,
        (0, default.repeat_after.as_secs(), 60),
    );
    let failures = count(
        "budget.breaker_failures",
        given.breaker_failures,
        (default.failures_to_rest.get(), 20),
        findings,
    );
    let rest = findings.seconds(
        "budget.breaker_seconds",
        given.breaker_seconds,
        (1, default.rest.as_secs(), 60),
    );
    Some(CallOptions {
        per_second: per_second?,
        at_once: NonZeroUsize::new(size(at_once?))?,
        queue: size(queue?),
        queue_wait: default.queue_wait,
        repeat_after: repeat_after?,
        failures_to_rest: failures?,
        rest: rest?,
    })
}

fn edge(given: &Limits, default: &EdgeOptions, findings: &mut Findings) -> Option<EdgeOptions> {
    let per_session = count(
        "limits.session_per_minute",
        given.session_per_minute,
        (default.per_session.get(), 1_000_000),
        findings,
    );
    let per_address = count(
        "limits.address_per_minute",
        given.address_per_minute,
        (default.per_address.get(), 10_000_000),
        findings,
    );
    let trusted_hops = findings.number("limits.trusted_hops", given.trusted_hops, (0, 0, 10));
    let body_bytes = findings.number(
        "limits.body_bytes",
        given.body_bytes,
        (1_024, default.body_bytes as u64, MEGABYTE),
    );
    let request_time = findings.seconds(
        "limits.request_seconds",
        given.request_seconds,
        (1, default.request_time.as_secs(), 300),
    );
    Some(EdgeOptions {
        origins: default.origins.clone(),
        per_session: per_session?,
        per_address: per_address?,
        trusted_hops: size(trusted_hops?),
        body_bytes: size(body_bytes?),
        request_time: request_time?,
    })
}

fn server(
    given: &Limits,
    default: &ServerOptions,
    findings: &mut Findings,
) -> Option<ServerOptions> {
    let connections = findings.number(
        "limits.connections",
        given.connections,
        (1, default.connections as u64, 1_000_000),
    );
    let header_bytes = findings.number(
        "limits.header_bytes",
        given.header_bytes,
        (8_192, default.header_bytes as u64, MEGABYTE),
    );
    let seconds = |duration: Duration| duration.as_secs();
    let header_time = findings.seconds(
        "limits.header_seconds",
        given.header_seconds,
        (1, seconds(default.header_time), 300),
    );
    let write_time = findings.seconds(
        "limits.write_seconds",
        given.write_seconds,
        (1, seconds(default.write_time), 300),
    );
    let stop_time = findings.seconds(
        "limits.stop_seconds",
        given.stop_seconds,
        (0, seconds(default.stop_time), 300),
    );
    Some(ServerOptions {
        connections: size(connections?),
        header_bytes: size(header_bytes?),
        header_time: header_time?,
        write_time: write_time?,
        stop_time: stop_time?,
    })
}

#[expect(
    clippy::option_option,
    reason = "something wrong with the widget and no widget are different answers"
)]
fn widget(given: Widget, findings: &mut Findings) -> Option<Option<WidgetFiles>> {
    let Some(folder) = given.folder else {
        return match given.path {
            Some(_) => findings.add("widget.path", "goes with widget.folder, which is missing"),
            None => Some(None),
        };
    };
    if !folder.is_dir() {
        return findings.add(
            "widget.folder",
            format!("{} is no folder; build the widget first", folder.display()),
        );
    }
    let path = given.path.unwrap_or_else(|| "/widget".to_owned());
    if path.len() < 2 || path.ends_with('/') || !is_path(&path) {
        return findings.add("widget.path", "must be a path such as /widget");
    }
    Some(Some(WidgetFiles { folder, path }))
}

fn log(format: Option<&str>, findings: &mut Findings) -> Option<LogFormat> {
    match format {
        None | Some("json") => Some(LogFormat::Json),
        Some("text") => Some(LogFormat::Text),
        Some(_) => findings.add("log.format", "must be json or text"),
    }
}

/// A number from 1 up.
fn count(
    key: &str,
    given: Option<u64>,
    (default, most): (u32, u64),
    findings: &mut Findings,
) -> Option<NonZeroU32> {
    let number = findings.number(key, given, (1, u64::from(default), most))?;
    NonZeroU32::new(u32::try_from(number).ok()?)
}

/// Every number here was checked to be small.
fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
