//! What clients may cost.

use std::num::NonZeroU32;
use std::time::Duration;

use super::form::{Number, at_least_one, bytes, count, seconds};
use super::given::Given;
use super::setting::section;
use crate::edge::{AllowedOrigins, EdgeOptions};
use crate::server::ServerOptions;

section! {
    "limits" as LIMITS: Limits {
        /// How many requests one contact may make in a minute, with all their sessions. Half of them
        /// may come at once.
        session_per_minute: Number<NonZeroU32> = at_least_one(120, 1..=1_000_000);
        /// How many requests may come from one IP address in a minute. Half of them may come at
        /// once. With IPv6, a /64 network counts as one address.
        address_per_minute: Number<NonZeroU32> = at_least_one(1_200, 1..=10_000_000);
        /// How many proxies before this one write `X-Forwarded-For`. With 0, the address is that of
        /// whoever connects. Behind nginx that is nginx for everybody, so set it to 1 there.
        trusted_hops: Number<usize> = count(0, 0..=10);
        /// How long the body of a request may be.
        body_bytes: Number<usize> = bytes(16_384, 1_024..=MEGABYTE);
        /// How long the body of a webhook of Engage's may be.
        webhook_body_bytes: Number<usize> = bytes(262_144, 1_024..=MEGABYTE);
        /// How long the head of a request may be.
        header_bytes: Number<usize> = bytes(16_384, 8_192..=MEGABYTE);
        /// How long the head of a request may take, and how long a connection may stay open without
        /// one.
        header_seconds: Number<Duration> = seconds(15, 1..=300);
        /// How long a request may take until its answer begins.
        request_seconds: Number<Duration> = seconds(30, 1..=300);
        /// How long a client may take to accept what it was sent, some kilobytes at a time, before
        /// its connection is closed.
        write_seconds: Number<Duration> = seconds(30, 1..=300);
        /// How many connections may be open.
        connections: Number<usize> = count(4_096, 1..=1_000_000);
        /// How long answers may still take when the program is told to stop.
        stop_seconds: Number<Duration> = seconds(10, 0..=300);
    }
}

const MEGABYTE: u64 = 1024 * 1024;

/// Which requests are let in, for pages of these other origins.
pub(super) fn edge(origins: AllowedOrigins, given: &mut Given) -> EdgeOptions {
    EdgeOptions {
        origins,
        per_session: given.number(&LIMITS.session_per_minute),
        per_address: given.number(&LIMITS.address_per_minute),
        trusted_hops: given.number(&LIMITS.trusted_hops),
        body_bytes: given.number(&LIMITS.body_bytes),
        webhook_body_bytes: given.number(&LIMITS.webhook_body_bytes),
        request_time: given.number(&LIMITS.request_seconds),
    }
}

/// What connections may cost.
pub(super) fn server(given: &mut Given) -> ServerOptions {
    ServerOptions {
        connections: given.number(&LIMITS.connections),
        header_bytes: given.number(&LIMITS.header_bytes),
        header_time: given.number(&LIMITS.header_seconds),
        write_time: given.number(&LIMITS.write_seconds),
        stop_time: given.number(&LIMITS.stop_seconds),
    }
}

impl Default for EdgeOptions {
    /// As the settings are by default.
    fn default() -> Self {
        edge(AllowedOrigins::default(), &mut Given::default())
    }
}

impl Default for ServerOptions {
    /// As the settings are by default.
    fn default() -> Self {
        server(&mut Given::default())
    }
}
