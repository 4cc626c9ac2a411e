//! The switches, as the help text and the README describe them.

/// The description of one switch.
#[derive(Clone, Copy, Debug)]
pub struct SwitchDescription {
    /// The name on the command line and on the admin path.
    pub name: &'static str,
    /// The values, the default first.
    pub values: &'static str,
    /// What the switch decides.
    pub meaning: &'static str,
}

const fn switch(
    name: &'static str,
    values: &'static str,
    meaning: &'static str,
) -> SwitchDescription {
    SwitchDescription {
        name,
        values,
        meaning,
    }
}

/// All switches.
pub const SWITCHES: &[SwitchDescription] = &[
    switch("apiKeys", "[\"demo-key\"]", "which API keys are accepted"),
    switch(
        "assignAnswer",
        "boolean | string | empty",
        "what a successful assign answers",
    ),
    switch(
        "checkpointsAnswer",
        "arrays | nulls | object | empty",
        "how a completely accepted batch is answered",
    ),
    switch(
        "contentLength",
        "optional | required",
        "whether a POST without Content-Length is answered 411",
    ),
    switch(
        "contentType",
        "strict | lenient",
        "whether a request without Content-Type is answered 500",
    ),
    switch("enums", "integer | string", "how enumerations are written"),
    switch("envelope", "items | Items | array", "how lists are wrapped"),
    switch(
        "errorMember",
        "message | Message",
        "how the message of an error is spelled",
    ),
    switch(
        "fractionDigits",
        "7 (0 to 7)",
        "how many digits of fractions of a second dates have",
    ),
    switch(
        "linkIds",
        "on | off",
        "whether the links of a challenge have an id",
    ),
    switch(
        "notCompletedFilter",
        "status | everything",
        "whether the filter NotCompleted leaves running challenges out or lists them",
    ),
    switch(
        "nulls",
        "omitted | explicit",
        "whether members without a value are left out or null",
    ),
    switch(
        "overflow",
        "cap | overflow",
        "whether checkpoints beyond the required number do not count or count",
    ),
    switch(
        "recurring",
        "new-assignment | reset",
        "how a completed recurring challenge begins again",
    ),
    switch(
        "requestsPerSecond",
        "200",
        "how many requests a second a key may make before it is answered 429",
    ),
    switch(
        "unknownContact",
        "not-found | empty-list",
        "how the list of challenges of an unknown contact is answered",
    ),
    switch(
        "userAgent",
        "warn | refuse",
        "whether a request without User-Agent is counted or answered 400",
    ),
    switch(
        "utcOffset",
        "+02:00 (or Z, or none)",
        "the offset in which dates are written and months are counted",
    ),
    switch(
        "xApiKey",
        "off | on",
        "whether the key may also be sent as x-api-key",
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::switches::Switches;

    #[test]
    fn the_table_lists_every_switch_with_its_default_first() {
        let Value::Object(defaults) = serde_json::to_value(Switches::default()).unwrap() else {
            panic!("switches are an object");
        };
        let names: Vec<_> = SWITCHES.iter().map(|switch| switch.name).collect();
        let expected: Vec<_> = defaults.keys().map(String::as_str).collect();
        assert_eq!(names, expected);
        for switch in SWITCHES {
            let default = &defaults[switch.name];
            let text = default
                .as_str()
                .map_or_else(|| default.to_string(), str::to_owned);
            assert!(switch.values.starts_with(&text), "{}: {text}", switch.name);
        }
    }
}
