//! How Engage is called.

use std::time::Duration;

use engage_client::{ApiKey, BaseUrl, ClientOptions, Environment, UserAgent};
use secrecy::SecretString;

use super::form::{Choice, Number, Text, any, optional, seconds, secret};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::shared::SealingKey;

section! {
    "engage" as ENGAGE: Engage {
        /// The tenant: the first part of `https://TENANT.voyado.com`.
        tenant: Text<String> = optional(any), example "example", replaces ["base_url"];
        /// Which of the tenant's two systems is called.
        environment: Choice<Environment> = Choice(&[
            ("production", Environment::Production),
            ("staging", Environment::Staging),
        ]), example "staging";
        /// The whole URL of the API, in place of tenant and environment.
        base_url: Text<String> = optional(any),
            suggestion "http://127.0.0.1:8081",
            replaces ["tenant", "environment"];
        /// The API key of this proxy alone. It is made in Engage's Config Hub, under API
        /// connections.
        api_key: Text<SecretString> = secret(None), file "/run/secrets/engage-api-key";
        /// What Engage sees as the caller: `Product/version`.
        user_agent: Text<UserAgent> = optional(user_agent), example "example-shop/1.0";
        /// How long the proxy waits for an answer of Engage.
        // Shorter than Engage advises (T21), since a page is waiting.
        timeout_seconds: Number<Duration> = seconds(20, 1..=100);
    }
}

/// The key that instances with one API key have in common, where the API key can be read.
pub(super) fn sealing_key(given: &mut Given) -> Result<SealingKey, Wrong> {
    given.secret(&ENGAGE.api_key, |key| SealingKey::of_api_key(key.trim()))
}

/// How Engage is called, or `None` where there is no key.
pub(super) fn read_where_there_is_a_key(given: &mut Given) -> Result<Option<ClientOptions>, Wrong> {
    if given.has(&ENGAGE.api_key) {
        read(given).map(Some)
    } else {
        Ok(None)
    }
}

/// How Engage is called.
pub(super) fn read(given: &mut Given) -> Result<ClientOptions, Wrong> {
    let base_url = base_url(given);
    let api_key = given.secret(&ENGAGE.api_key, |key| ApiKey::new(key.trim()));
    let user_agent = given.optional(&ENGAGE.user_agent);
    let timeout = given.read(&ENGAGE.timeout_seconds);
    let mut options = ClientOptions::new(base_url?, api_key?);
    options.user_agent = user_agent?.unwrap_or_default();
    options.timeouts.call = timeout?;
    options.timeouts.connect = options.timeouts.connect.min(timeout?);
    Ok(options)
}

fn base_url(given: &mut Given) -> Result<BaseUrl, Wrong> {
    let tenant = given.optional(&ENGAGE.tenant)?;
    let base_url = given.optional(&ENGAGE.base_url)?;
    match (tenant, base_url) {
        (Some(tenant), None) => {
            let environment = given.read(&ENGAGE.environment)?;
            let base_url = BaseUrl::of_tenant(&tenant, environment);
            given.check(&ENGAGE.tenant, base_url)
        }
        (None, Some(_)) if given.has(&ENGAGE.environment) => Err(given.fault(
            &ENGAGE.environment,
            "goes with engage.tenant, not with engage.base_url",
        )),
        (None, Some(url)) => given.check(&ENGAGE.base_url, BaseUrl::parse(&url)),
        (None, None) => Err(given.fault(
            &ENGAGE.tenant,
            "is missing (or engage.base_url, the address given whole)",
        )),
        (Some(_), Some(_)) => Err(given.fault(
            &ENGAGE.base_url,
            "does not go with engage.tenant: one of them is enough",
        )),
    }
}

fn user_agent(text: &str) -> Result<UserAgent, &'static str> {
    let (product, version) = text.split_once('/').unwrap_or((text, ""));
    UserAgent::new(product, version)
        .map_err(|_| "must be of the form Product/version, such as fell-and-paw/1.0")
}
