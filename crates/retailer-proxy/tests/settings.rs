//! The settings: the example, the environment, and what is said about mistakes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use retailer_proxy::config::{Problems, Settings};
use retailer_proxy::{AllowedOrigins, Prefix, ProxyOptions, ServerOptions};
use rstest::rstest;

const SECRET: &str = "a secret of at least thirty-two bytes";

/// A folder of its own for each test, removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("retailer-proxy-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Settings, Problems> {
    let folder = Folder::new();
    let file = folder.write("proxy.toml", text);
    load_file(&file, environment)
}

fn load_file(file: &Path, environment: &[(&str, &str)]) -> Result<Settings, Problems> {
    let environment = environment
        .iter()
        .map(|(name, value)| (format!("RETAILER_PROXY_{name}"), (*value).to_owned()));
    Settings::load(Some(file), environment)
}

fn problems(text: &str) -> String {
    load(text, &[]).unwrap_err().to_string()
}

/// A file that is in order, with this written after it.
fn good_and(more: &str) -> String {
    let secret = format!("secret = \"{SECRET}\"");
    format!("[engage]\ntenant = \"example\"\napi_key = \"key\"\n[session]\n{secret}\n{more}\n")
}

#[test]
fn the_example_file_is_in_order_once_its_secrets_are_there() {
    let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/proxy.example.toml"));
    let settings = load_file(
        example,
        &[("ENGAGE_API_KEY", "key"), ("SESSION_SECRET", SECRET)],
    )
    .unwrap();
    assert_eq!(settings.address.to_string(), "127.0.0.1:8082");
    assert_eq!(settings.base_path, "/api/loyalty");
    let base_url = settings.engage.base_url.to_string();
    assert_eq!(base_url, "https://example.staging.voyado.com/api/v3");
    assert_eq!(settings.engage.user_agent.as_str(), "example-shop/1.0");
}

#[test]
fn a_tenant_a_key_and_a_secret_are_enough() {
    let settings = load(&good_and(""), &[]).unwrap();
    assert_eq!(settings.address.to_string(), "127.0.0.1:8082");
    assert_eq!(settings.base_path, "/");
    assert_eq!(settings.engage.timeouts.call, Duration::from_secs(20));
}

#[test]
fn the_environment_alone_is_enough_too() {
    let environment = [
        ("ENGAGE_BASE_URL", "http://127.0.0.1:8081"),
        ("ENGAGE_API_KEY", "key"),
        ("SESSION_SECRET", SECRET),
        ("LISTEN_ADDRESS", "127.0.0.1:9"),
    ]
    .map(|(name, value)| (format!("RETAILER_PROXY_{name}"), value.to_owned()));
    let settings = Settings::load(None, environment).unwrap();
    assert_eq!(settings.address.to_string(), "127.0.0.1:9");
}

#[test]
fn secrets_can_lie_in_files_of_their_own() {
    let folder = Folder::new();
    let key = folder.write("key", "key-from-file\n");
    let secret = folder.write("secret", &format!("{SECRET}\r\n"));
    let text = format!(
        "[engage]\ntenant = \"example\"\napi_key_file = {key:?}\n[session]\nsecret_file = {secret:?}\n"
    );
    load(&text, &[]).unwrap();
}

#[test]
fn everything_that_is_missing_is_said_at_once_with_key_and_variable() {
    assert_eq!(
        problems(""),
        "engage.tenant: is missing (or engage.base_url, the address given whole); \
         set it in the configuration file or as RETAILER_PROXY_ENGAGE_TENANT\n\
         engage.api_key: is missing (or engage.api_key_file, which names a file); \
         set it in the configuration file or as RETAILER_PROXY_ENGAGE_API_KEY\n\
         session.secret: is missing (or session.secret_file, which names a file); \
         set it in the configuration file or as RETAILER_PROXY_SESSION_SECRET"
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = "[listen]\naddress = \"8082\"\nbase_path = \"loyalty\"\n\
                [engage]\nbase_url = \"http://engage.example.test\"\napi_key = \"k e y\"\n\
                user_agent = \"shop\"\ntimeout_seconds = 0\n\
                [session]\nsecret = \"short\"\nleeway_seconds = 301\n";
    let problems = problems(text);
    let keys: Vec<_> = problems
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(
        keys,
        [
            "listen.address",
            "listen.base_path",
            "engage.base_url",
            "engage.api_key",
            "engage.user_agent",
            "engage.timeout_seconds",
            "session.leeway_seconds",
            "session.secret",
        ],
        "{problems}"
    );
}

#[rstest]
#[case::short_secret(
    "[session]\nsecret = \"hunter2\"",
    "session.secret: the secret is shorter"
)]
#[case::algorithm("[session]\nalgorithm = \"none\"", "session.algorithm: must be HS256")]
#[case::no_public_key("[session]\nalgorithm = \"RS256\"", "session.public_key: is missing")]
#[case::secret_for_rsa(
    "[session]\nalgorithm = \"RS256\"\nsecret = \"x\"",
    "session.secret: goes with HS256 only"
)]
#[case::key_for_hmac(
    "[session]\npublic_key = \"x\"",
    "session.public_key: does not go with HS256"
)]
#[case::no_pem(
    "[session]\nalgorithm = \"ES256\"\npublic_key = \"x\"",
    "session.public_key: this is not a public key"
)]
#[case::cookie("[session]\ncookie = \"a b\"", "session.cookie: is no name")]
#[case::claim("[session]\nclaim = \" \"", "session.claim: is empty")]
#[case::environment(
    "[engage]\ntenant = \"x\"\nenvironment = \"test\"",
    "engage.environment: must be"
)]
#[case::tenant(
    "[engage]\ntenant = \"x.voyado.com\"",
    "engage.tenant: this is not a tenant's name"
)]
#[case::both(
    "[engage]\ntenant = \"x\"\nbase_url = \"https://x.test\"",
    "engage.base_url: does not go with"
)]
#[case::staging_of_what(
    "[engage]\nenvironment = \"staging\"\nbase_url = \"https://x.test\"",
    "engage.environment: goes with"
)]
#[case::no_such_file(
    "[engage]\napi_key_file = \"/nowhere/key\"",
    "engage.api_key_file: the file that it names cannot be read"
)]
#[case::twice(
    "[engage]\napi_key_file = \"/nowhere/key\"\napi_key = \"key\"",
    "engage.api_key: is there twice"
)]
#[case::several_ways(
    "[session]\nsecret = \"x\"\n[forward_auth]\naddress = \"http://shop/whoami\"",
    "forward_auth.address: there are several ways"
)]
#[case::open_address(
    "[forward_auth]\naddress = \"http://shop.example/whoami\"",
    "forward_auth.address: must be a whole address"
)]
#[case::url_with_a_password(
    "[forward_auth]\naddress = \"https://user:x@shop.example/whoami\"",
    "forward_auth.address: must have no user name"
)]
#[case::no_host(
    "[session]\nplain_http_hosts = [\"http://shop\"]",
    "session.plain_http_hosts: must be names or IP addresses"
)]
#[case::database_elsewhere(
    "[consents]\ndatabase = \"postgres://db.test/x\"",
    "consents.database: leads to another machine"
)]
#[case::gateway_without_secret("[gateway]\nheader = \"x-contact\"", "gateway.secret: is missing")]
#[case::keys_for_hmac(
    "[session]\nkeys_url = \"https://shop.example/jwks\"",
    "session.keys_url: goes with the algorithms RS256 and ES256"
)]
#[case::names("[session]\nnames = \"email\"", "session.names: must be contact_id")]
#[case::database(
    "[consents]\ndatabase = \"mysql://x\"",
    "consents.database: is no address of a database"
)]
#[case::origin(
    "[joining]\norigins = [\"shop.example\"]",
    "joining.origins: must be origins such as"
)]
#[case::webhook(
    "[live]\nwebhook_secret = \"hunter2\"",
    "live.webhook_secret: is no signing secret"
)]
#[case::backend(
    "[live]\nbackend_secret = \"hunter2\"",
    "live.backend_secret: is shorter"
)]
#[case::content(
    "[content]\nfile = \"/nowhere/content.toml\"",
    "content.file: the content file cannot be read"
)]
#[case::unknown_key("[engage]\napikey = \"key\"", "line 2: unknown field `apikey`")]
fn a_mistake_is_named_by_its_key(#[case] text: &str, #[case] expected: &str) {
    let problems = problems(text);
    assert!(problems.contains(expected), "{problems}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let problems = load_file(Path::new("/nowhere/proxy.toml"), &[])
        .unwrap_err()
        .to_string();
    assert!(
        problems.starts_with("/nowhere/proxy.toml: cannot be read"),
        "{problems}"
    );
}

#[test]
fn neither_problems_nor_settings_show_a_secret() {
    let text = "[engage]\ntenant = \"x\"\napi_key = \"4711 4711\"\n[session]\nsecret = \"4711\"\n";
    assert!(!problems(text).contains("4711"));
    let text = good_and("")
        .replace("\"key\"", "\"key-4711\"")
        .replace(SECRET, &"4711".repeat(9));
    let settings = load(&text, &[]).unwrap();
    assert!(!format!("{settings:#?}").contains("4711"));
}

#[test]
fn several_instances_share_a_server_only_where_a_section_says_so() {
    assert!(load(&good_and(""), &[]).unwrap().shared.is_none());
    let section = "[shared]\nurl = \"redis://:4711@localhost\"\ninstances = 3";
    let settings = load(&good_and(section), &[]).unwrap();
    assert!(!format!("{settings:#?}").contains("4711"));
    let shared = settings.shared.unwrap();
    assert_eq!(shared.instances.get(), 3);
    assert_eq!(shared.prefix, Prefix::new("retailer-proxy").unwrap());
}

#[rstest]
#[case::no_url("[shared]\ninstances = 2", "shared.url: is missing")]
#[case::no_number(
    "[shared]\nurl = \"redis://localhost\"",
    "shared.instances: is missing"
)]
#[case::elsewhere(
    "[shared]\nurl = \"redis://cache.test\"\ninstances = 2",
    "shared.url: leads to another machine and needs TLS"
)]
#[case::prefix(
    "[shared]\nurl = \"redis://localhost\"\ninstances = 2\nprefix = \"{x}\"",
    "shared.prefix: must be 1 to 64 letters"
)]
#[case::more_than_calls(
    "[shared]\nurl = \"redis://localhost\"\ninstances = 9\n[budget]\ncalls_per_second = 8",
    "shared.instances: must not be larger than budget.calls_per_second"
)]
fn what_is_shared_is_checked(#[case] section: &str, #[case] expected: &str) {
    let problems = problems(&good_and(section));
    assert!(problems.contains(expected), "{problems}");
}

#[test]
fn without_a_proof_another_machine_is_reached_when_a_setting_says_so() {
    let section = "[shared]\nurl = \"redis://cache.test\"\ninstances = 2\n\
                   server_identity = \"password_at_risk\"";
    assert!(load(&good_and(section), &[]).unwrap().shared.is_some());
}

#[test]
fn what_the_example_says_of_running_is_what_holds_without_it() {
    let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/proxy.example.toml"));
    let secrets = [("ENGAGE_API_KEY", "key"), ("SESSION_SECRET", SECRET)];
    let settings = load_file(example, &secrets).unwrap();
    let without = load(&good_and(""), &[]).unwrap();
    assert_eq!(settings.running, without.running);
    assert_eq!(settings.running.proxy, ProxyOptions::default());
    assert_eq!(settings.running.server, ServerOptions::default());
}

#[rstest]
#[case::patience(
    "[reads]\npatience_seconds = 0",
    "reads.patience_seconds: must be from 1 to 30"
)]
#[case::for_hours(
    "[reads]\nchallenges_kept_seconds = 3600",
    "reads.challenges_kept_seconds"
)]
#[case::fresher_than_kept(
    "[reads]\nchallenges_kept_seconds = 5",
    "must not be less than reads.challenges_fresh_seconds"
)]
#[case::budget(
    "[budget]\ncalls_per_second = 500",
    "budget.calls_per_second: must be from 1 to 200"
)]
#[case::head(
    "[limits]\nheader_bytes = 100",
    "limits.header_bytes: must be from 8192"
)]
#[case::internal(
    "[internal]\naddress = \"here\"",
    "internal.address: must be an IP address"
)]
#[case::any_origin("[cors]\norigins = [\"*\"]", "cors.origins: must be origins such as")]
#[case::no_folder(
    "[widget]\nfolder = \"/no/such\"",
    "widget.folder: must be a folder with a file integrity.json"
)]
#[case::path_alone("[widget]\npath = \"/widget\"", "widget.path: goes with widget.folder")]
#[case::log("[log]\nformat = \"xml\"", "log.format: must be json or text")]
fn a_mistake_in_how_it_is_run_is_named_by_its_key(#[case] more: &str, #[case] expected: &str) {
    let problems = problems(&good_and(more));
    assert!(problems.contains(expected), "{problems}");
    assert_eq!(problems.lines().count(), 1, "{problems}");
}

#[test]
fn the_unit_and_the_container_set_what_there_is_to_set() {
    let files = [
        include_str!("../../../deploy/retailer-proxy.service"),
        include_str!("../../../deploy/Dockerfile"),
    ];
    let assignments: Vec<_> = files
        .iter()
        .flat_map(|file| file.split_whitespace())
        .map(|word| word.trim_start_matches("Environment="))
        .filter_map(|word| word.strip_prefix("RETAILER_PROXY_")?.split_once('='))
        .collect();
    assert_eq!(assignments.len(), 4, "{assignments:?}");
    for assignment in assignments {
        let problems = load(&good_and(""), &[assignment]);
        let problems = problems.err().map(|problems| problems.to_string());
        let problems = problems.unwrap_or_default();
        assert!(!problems.contains("no such setting"), "{problems}");
    }
}

#[test]
fn a_host_that_the_operator_names_may_be_asked_without_tls() {
    let text = "[engage]\ntenant = \"example\"\napi_key = \"key\"\n\
                [session]\nplain_http_hosts = [\"shop.internal\"]\n\
                [forward_auth]\naddress = \"http://shop.internal:3000/whoami\"\n";
    load(text, &[]).unwrap();
    let refused = load(text, &[("SESSION_PLAIN_HTTP_HOSTS", "other.internal")]);
    let problems = refused.unwrap_err().to_string();
    assert!(
        problems.contains("session.plain_http_hosts names"),
        "{problems}"
    );
}

#[test]
fn several_origins_come_from_one_variable() {
    let origins = "https://a.example, https://b.example:8443";
    let settings = load(&good_and(""), &[("CORS_ORIGINS", origins)]).unwrap();
    let expected = AllowedOrigins::new(["https://a.example", "https://b.example:8443"]);
    assert_eq!(settings.running.proxy.edge.origins, expected.unwrap());
}

#[test]
fn a_mistake_says_where_the_value_came_from() {
    let folder = Folder::new();
    let file = folder.write("proxy.toml", &good_and("[limits]\nheader_seconds = 0\n"));
    let problems = load_file(&file, &[("LIMITS_WRITE_SECONDS", "301")]).unwrap_err();
    assert_eq!(
        problems.to_string(),
        format!(
            "limits.header_seconds: must be from 1 to 300; it comes from {}, line 7\n\
             limits.write_seconds: must be from 1 to 300; \
             it comes from RETAILER_PROXY_LIMITS_WRITE_SECONDS",
            file.display()
        )
    );
}

#[test]
fn mistakes_of_every_kind_are_said_at_once() {
    let text = good_and("[limits]\nconnections = \"many\"\nstop_second = 1\nbody_bytes = 0\n");
    let environment = [("LIMITS_STOP", "1"), ("LOG_FORMAT", "xml")];
    let problems = load(&text, &environment).unwrap_err().to_string();
    let expected = [
        "line 7: invalid type: limits.connections must be a whole number",
        "line 8: unknown field `stop_second`",
        "RETAILER_PROXY_LIMITS_STOP: there is no such setting",
        "limits.body_bytes: must be from 1024",
        "log.format: must be json or text",
    ];
    for (line, expected) in problems.lines().zip(expected) {
        assert!(line.contains(expected), "{problems}");
    }
    assert_eq!(problems.lines().count(), expected.len(), "{problems}");
}

#[test]
fn what_is_awarded_is_looked_for_only_when_its_call_is_certainly_over() {
    let awards = |settings: &str| good_and(&format!("[awards]\n{settings}"));
    let short = "timeout_seconds = 60\nsettle_after_seconds = 69";
    let problems = problems(&awards(short));
    assert!(
        problems.contains("awards.settle_after_seconds"),
        "{problems}"
    );
    assert!(problems.contains("ten seconds longer"), "{problems}");
    let enough = awards("timeout_seconds = 60\nsettle_after_seconds = 70");
    let settings = load(&enough, &[]).unwrap().awards;
    assert_eq!(settings.timeout, Duration::from_mins(1));
    assert_eq!(settings.rules.settle_after, Duration::from_secs(70));
}

#[test]
fn who_else_awards_is_said_for_all_definitions_and_for_exceptions() {
    let id = "5eafb034-ad40-4099-9152-cf4d8d605b55";
    let settings = good_and(&format!(
        "[awards]\nonly_source = \"yes\"\nexceptions = [\"{id}\"]"
    ));
    let rules = load(&settings, &[]).unwrap().awards.rules;
    assert!(rules.only_source);
    assert_eq!(rules.exceptions[0].as_str(), id);
    let rules = load(&good_and(""), &[]).unwrap().awards.rules;
    assert_eq!((rules.only_source, rules.exceptions.len()), (false, 0));
    let problems = problems(&good_and("[awards]\nexceptions = [\"4711\"]"));
    assert!(problems.contains("awards.exceptions"), "{problems}");
}
