//! The admin paths as the help text and the README list them.

/// What people are told about one admin path.
#[derive(Clone, Copy, Debug)]
pub struct AdminPath {
    /// The method.
    pub method: &'static str,
    /// The path, with `{…}` for what varies.
    pub path: &'static str,
    /// What it does, with the body it takes.
    pub meaning: &'static str,
}

const fn path(method: &'static str, path: &'static str, meaning: &'static str) -> AdminPath {
    AdminPath {
        method,
        path,
        meaning,
    }
}

/// Every admin path there is.
pub const ADMIN_PATHS: &[AdminPath] = &[
    path(
        "GET",
        "/simulator",
        "an overview: clock, switches, faults, how much is stored",
    ),
    path("GET", "/simulator/state", "everything that is stored"),
    path(
        "POST",
        "/simulator/reset",
        "back to the start: seed, switches, clock, faults, log",
    ),
    path(
        "GET",
        "/simulator/log",
        "what was asked: per endpoint, per second, and the last requests",
    ),
    path("DELETE", "/simulator/log", "empties the log"),
    path("GET", "/simulator/switches", "the switches"),
    path(
        "PUT",
        "/simulator/switches",
        r#"sets those that are named: {"enums":"string"}"#,
    ),
    path("GET", "/simulator/clock", "the clock"),
    path(
        "PUT",
        "/simulator/clock",
        r#"{"set":DATE}, {"freeze":DATE} or {"advance":"+3 days"}"#,
    ),
    path("DELETE", "/simulator/clock", "back to the real time"),
    path(
        "GET",
        "/simulator/faults",
        "the faults that wait, by number",
    ),
    path(
        "POST",
        "/simulator/faults",
        r#"adds one: {"kind":"status","status":503,"count":2}"#,
    ),
    path("DELETE", "/simulator/faults", "removes all"),
    path("DELETE", "/simulator/faults/{number}", "removes one"),
    path("GET", "/simulator/contacts", "the contacts"),
    path(
        "POST",
        "/simulator/contacts",
        r#"adds one: {"name":"Siv"}, with "id" if it matters"#,
    ),
    path("GET", "/simulator/definitions", "the definitions"),
    path(
        "PATCH",
        "/simulator/definitions/{id}",
        r#"{"requiredCheckpoints":9} or {"images":[URL, …]}"#,
    ),
    path(
        "DELETE",
        "/simulator/definitions/{id}",
        "deletes it with all its challenges, for good",
    ),
    path("POST", "/simulator/definitions/{id}/end", "ends it now"),
    path(
        "POST",
        "/simulator/definitions/{id}/reopen",
        r#"takes the end back; {"until":DATE} moves it"#,
    ),
];
