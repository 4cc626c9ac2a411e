//! The admin paths, as the help text and the README describe them.

/// The description of one admin path.
#[derive(Clone, Copy, Debug)]
pub struct AdminPath {
    /// The method.
    pub method: &'static str,
    /// The path. `{id}` and `{number}` stand for a value.
    pub path: &'static str,
    /// What the path does, with the body that it takes.
    pub meaning: &'static str,
}

const fn path(method: &'static str, path: &'static str, meaning: &'static str) -> AdminPath {
    AdminPath {
        method,
        path,
        meaning,
    }
}

/// All admin paths.
pub const ADMIN_PATHS: &[AdminPath] = &[
    path(
        "GET",
        "/simulator",
        "shows the clock, the switches, the faults and how much is stored",
    ),
    path("GET", "/simulator/state", "shows everything that is stored"),
    path(
        "POST",
        "/simulator/reset",
        "returns everything to the start: seed, switches, clock, faults, log",
    ),
    path(
        "GET",
        "/simulator/log",
        "shows the requests: counts per endpoint and second, and the last 1,000",
    ),
    path("DELETE", "/simulator/log", "empties the log"),
    path("GET", "/simulator/switches", "shows the switches"),
    path(
        "PUT",
        "/simulator/switches",
        r#"sets some switches: {"enums":"string"}"#,
    ),
    path("GET", "/simulator/clock", "shows the clock"),
    path(
        "PUT",
        "/simulator/clock",
        r#"changes the clock: {"set":DATE}, {"freeze":DATE} or {"advance":"+3 days"}"#,
    ),
    path(
        "DELETE",
        "/simulator/clock",
        "returns the clock to the real time",
    ),
    path(
        "GET",
        "/simulator/faults",
        "shows the waiting faults by number",
    ),
    path(
        "POST",
        "/simulator/faults",
        r#"adds a fault: {"kind":"status","status":503,"count":2}"#,
    ),
    path("DELETE", "/simulator/faults", "removes all faults"),
    path("DELETE", "/simulator/faults/{number}", "removes one fault"),
    path("GET", "/simulator/contacts", "shows the contacts"),
    path(
        "POST",
        "/simulator/contacts",
        r#"adds a contact: {"name":"Siv"}, and "id" for an id of your own"#,
    ),
    path("GET", "/simulator/definitions", "shows the definitions"),
    path(
        "PATCH",
        "/simulator/definitions/{id}",
        r#"changes a definition: {"requiredCheckpoints":9} or {"images":[URL, …]}"#,
    ),
    path(
        "DELETE",
        "/simulator/definitions/{id}",
        "deletes a definition and all its challenges for good",
    ),
    path(
        "POST",
        "/simulator/definitions/{id}/end",
        "ends a definition now",
    ),
    path(
        "POST",
        "/simulator/definitions/{id}/reopen",
        r#"takes the end of a definition back; {"until":DATE} sets a new end"#,
    ),
];
