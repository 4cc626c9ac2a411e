//! The names of environment variables.

/// What every variable of the program begins with.
pub(super) const PREFIX: &str = "RETAILER_PROXY_";

/// The variable of a key such as `engage.api_key`.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}
