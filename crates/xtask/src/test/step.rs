//! The steps of a test run: what each needs and what it runs.

mod outcome;

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::json;

pub(super) use self::outcome::Judgement;
use self::outcome::Outcome;
use crate::chaos::{self, Database, What};
use crate::command::{cargo, command, run, succeeds};
use crate::engine::Engine;
use crate::setup::Need;
use crate::standard_library::StandardLibrary;
use crate::{
    chromium, demo, end_to_end, flask, node, package, php, postgresql, promtool, recipes, rust,
    site, size, tools, valkey, workspace,
};

const WIDGET: &str = "--package=challenges-widget";
/// Lets Node run files as tests.
const TESTS: &[&str] = &["--test", "--test-reporter=spec", "--test-timeout=1800000"];

/// A step, in the order in which they run: what takes longer comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Step {
    /// The format of the Rust code
    Fmt,
    /// The types of the TypeScript code
    Types,
    /// Licences, sources and vulnerabilities of the dependencies
    Deny,
    /// The alert rules of Prometheus
    Alerts,
    /// Clippy, for this machine
    ClippyHost,
    /// Clippy, for the browser
    ClippyWasm,
    /// Rust tests on this machine
    Host,
    /// Kills of the proxy while shoppers use it
    Chaos,
    /// Rust tests in headless Chromium
    Browser,
    /// What the widget weighs, beside its budgets
    Size,
    /// The site of the documentation, with its examples
    Site,
    /// The demo, driven in headless Chromium
    EndToEnd,
    /// The recipes that need no build, started, and looked at in headless Chromium
    Examples,
    /// The npm package, installed, built into pages and type-checked
    Package,
    /// The demo's my pages, measured by Lighthouse
    Lighthouse,
    /// The same in Firefox, but for what it cannot measure
    Firefox,
    /// The same in WebKit, but for what it cannot measure
    Webkit,
    /// What a release consists of, built and started
    Release,
    /// The recipes that are built, such as those in Next and Nuxt, in headless Chromium
    Recipes,
}

impl Step {
    /// The name to give to `--only`.
    pub(super) fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// What the step does, for whoever watches it run.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Fmt => "format of the Rust code",
            Self::Types => "types of the TypeScript code",
            Self::Deny => "licences, sources and vulnerabilities of the dependencies",
            Self::Alerts => "alert rules of Prometheus",
            Self::ClippyHost => "clippy for the host (a first run compiles all dependencies)",
            Self::ClippyWasm => "clippy for the browser",
            Self::Host => "tests on the host (a first run compiles all dependencies)",
            Self::Chaos => "kills of the proxy while shoppers use it (a minute with each database)",
            Self::Browser => "tests of the widget in headless Chromium",
            Self::Size => "weight of the widget (a first build takes 2 to 5 minutes)",
            Self::Site => "the site of the documentation, built and looked at (a minute)",
            Self::EndToEnd => "end-to-end tests of the demo in headless Chromium",
            Self::Examples => "the recipes that need no build, in headless Chromium (a minute)",
            Self::Package => "the npm package in bundlers and compilers (a minute)",
            Self::Lighthouse => "the demo's my pages, measured by Lighthouse (a minute)",
            Self::Release => "what a release consists of (10 minutes the first time)",
            Self::Recipes => {
                "the recipes in Next, Nuxt and Angular, and Shopify's extension (5 minutes)"
            }
            Self::Firefox => "end-to-end tests of the demo in Firefox",
            Self::Webkit => "end-to-end tests of the demo in WebKit",
        }
    }

    /// Whether the step repeats, in another engine, what Chromium does in a step of its own.
    pub(super) const fn is_in_another_engine(self) -> bool {
        matches!(self, Self::Firefox | Self::Webkit)
    }

    /// Whether the step runs only where it is asked for: it builds for a quarter of an hour what
    /// only a release needs, or downloads a gigabyte.
    pub(super) const fn is_on_demand(self) -> bool {
        matches!(self, Self::Release | Self::Recipes)
    }

    /// What the step needs besides Rust, Node, crates and npm packages.
    pub(super) const fn needs(self) -> &'static [Need] {
        match self {
            Self::Fmt | Self::Types | Self::ClippyHost | Self::ClippyWasm => &[],
            Self::Alerts => &[Need::Promtool],
            Self::Host => &[Need::PostgreSql, Need::Valkey],
            Self::Chaos => &[Need::PostgreSql],
            Self::Deny => &[Need::DependencyChecker],
            Self::Browser => &[Need::Browser, Need::BrowserTestRunner],
            Self::Size => &[Need::WidgetTools],
            Self::Site => &[Need::Browser, Need::WidgetTools, Need::SiteBuilder],
            Self::EndToEnd => &[Need::Browser, Need::WidgetTools],
            Self::Examples => &[Need::Browser, Need::WidgetTools, Need::Php, Need::Flask],
            Self::Package => &[Need::Browser, Need::WidgetTools, Need::Bundlers],
            Self::Lighthouse => &[Need::Browser, Need::WidgetTools, Need::Lighthouse],
            Self::Release => &[Need::WidgetTools, Need::StaticPrograms],
            Self::Recipes => &[Need::Browser, Need::WidgetTools, Need::Frameworks],
            Self::Firefox => &[Need::Firefox, Need::WidgetTools],
            Self::Webkit => &[Need::WebKit, Need::WidgetTools],
        }
    }

    /// Runs the step. What it needs must be there.
    ///
    /// # Errors
    ///
    /// When something it needs is not there.
    pub(super) fn run(self) -> Result<Outcome> {
        match self {
            Self::Fmt => check_format(),
            Self::Types => check_types(),
            Self::Deny => check_dependencies(),
            Self::Alerts => check_alerts(),
            Self::ClippyHost => lint(&["--workspace"]),
            Self::ClippyWasm => lint(&[WIDGET, "--target", rust::WASM_TARGET]),
            Self::Host => test_on_host(),
            Self::Chaos => kill_and_compare(),
            Self::Browser => test_in_browser(),
            Self::Size => check_size(),
            Self::Site => test_site(),
            Self::EndToEnd => test_end_to_end(Engine::Chromium),
            Self::Examples => test_examples(),
            Self::Package => test_package(),
            Self::Lighthouse => measure_with_lighthouse(),
            Self::Release => test_release(),
            Self::Recipes => test_recipes(),
            Self::Firefox => test_end_to_end(Engine::Firefox),
            Self::Webkit => test_end_to_end(Engine::WebKit),
        }
    }
}

fn check_format() -> Result<Outcome> {
    Outcome::of_checks([cargo().args(["fmt", "--all", "--check"])])
}

/// The code that runs in browsers and the code that runs in Node see different
/// globals, hence several projects.
fn check_types() -> Result<Outcome> {
    Outcome::of_checks([
        node::package_command("tsc")?.args(["--noEmit", "--project", "."]),
        node::package_command("tsc")?
            .args(["--noEmit", "--project"])
            .arg(end_to_end::folder()),
        node::package_command("tsc")?.args(["--noEmit", "--project", "bench"]),
    ])
}

/// The database of vulnerabilities comes from GitHub with each run, so that a
/// new one is noticed. Where GitHub cannot be reached the rest is checked all the
/// same, and the summary says what was not.
fn check_dependencies() -> Result<Outcome> {
    let program = tools::CARGO_DENY.program("cargo-deny")?;
    let has_database = succeeds(
        command(&program)
            .args(["fetch", "db"])
            .env("GIT_TERMINAL_PROMPT", "0"),
    );
    let mut check = command(program);
    check.args(["--workspace", "check", "--hide-inclusion-graph"]);
    check.args(["bans", "licenses", "sources"]);
    if has_database {
        return Outcome::of_checks([check.arg("advisories")]);
    }
    let outcome = Outcome::of_checks([&mut check])?;
    Ok(outcome.with_note("vulnerabilities not checked: no database from github.com"))
}

/// The rules themselves, and what alerts they raise. That their metrics exist is tested with
/// the proxy.
fn check_alerts() -> Result<Outcome> {
    let Some(promtool) = promtool::program()? else {
        let missing = format!("promtool is {}", promtool::MISSING);
        return Ok(Outcome::not_run(true, &missing));
    };
    let folder = workspace::root().join("deploy");
    Outcome::of_checks([
        command(&promtool)
            .current_dir(&folder)
            .args(["check", "rules", "prometheus-alerts.yaml"]),
        command(&promtool).current_dir(&folder).args([
            "test",
            "rules",
            "prometheus-alerts.test.yaml",
        ]),
    ])
}

fn lint(scope: &[&str]) -> Result<Outcome> {
    Outcome::of_checks([cargo().arg("clippy").args(scope).args([
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ])])
}

fn test_on_host() -> Result<Outcome> {
    let outcome =
        Outcome::of_tests(cargo().args(["test", "--locked", "--workspace", "--no-fail-fast"]))?;
    Ok(note_what_needs_valkey(note_what_needs_postgresql(outcome)))
}

/// With SQLite and, where the machine has it, with PostgreSQL.
fn kill_and_compare() -> Result<Outcome> {
    let programs = chaos::build()?;
    let mut runs = Vec::new();
    for what in [What::Joins, What::Awards] {
        runs.push(chaos::brief_run(&programs, what, Database::Sqlite));
        if postgresql::programs().is_some() {
            runs.push(chaos::brief_run(&programs, what, Database::Postgres));
        }
    }
    let outcome = Outcome::of_checks(&mut runs)?;
    Ok(note_what_needs_postgresql(outcome))
}

/// Says in the summary that the tests with PostgreSQL did not run.
fn note_what_needs_postgresql(outcome: Outcome) -> Outcome {
    match postgresql::programs() {
        Some(_) => outcome,
        None => outcome.with_note(&format!("without PostgreSQL: {}", postgresql::MISSING)),
    }
}

/// Says in the summary that the tests with Valkey did not run.
fn note_what_needs_valkey(outcome: Outcome) -> Outcome {
    match valkey::program() {
        Some(_) => outcome,
        None => outcome.with_note(&format!("without Valkey: {}", valkey::MISSING)),
    }
}

fn test_in_browser() -> Result<Outcome> {
    let runner = tools::WASM_BINDGEN.program("wasm-bindgen-test-runner")?;
    Outcome::of_tests(
        // `--tests`: examples in the documentation are tested on the host.
        without_other_drivers(cargo().args(["test", WIDGET, "--tests", "--no-fail-fast"]))
            .args(["--target", rust::WASM_TARGET])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("CHROMEDRIVER", chromium::driver()?)
            // In seconds. The runner's own 20 and 5 are too short on a busy machine.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "600")
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "120")
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser_capabilities()?),
    )
}

/// The test runner would prefer these to Chromium's driver.
fn without_other_drivers(command: &mut Command) -> &mut Command {
    command
        .env_remove("GECKODRIVER")
        .env_remove("SAFARIDRIVER")
        .env_remove("GECKODRIVER_REMOTE")
        .env_remove("SAFARIDRIVER_REMOTE")
}

/// A copy of `webdriver.json` that also says where the browser is.
fn browser_capabilities() -> Result<PathBuf> {
    let shared = workspace::root().join("webdriver.json");
    let text =
        fs::read_to_string(&shared).with_context(|| format!("cannot read {}", shared.display()))?;
    let mut capabilities: serde_json::Value = serde_json::from_str(&text)
        .with_context(|| format!("cannot parse {}", shared.display()))?;
    capabilities["goog:chromeOptions"]["binary"] = json!(chromium::browser()?);
    let own = workspace::scratch("webdriver.json");
    fs::create_dir_all(workspace::scratch(""))
        .and_then(|()| fs::write(&own, capabilities.to_string()))
        .with_context(|| format!("cannot write {}", own.display()))?;
    Ok(own)
}

fn check_size() -> Result<Outcome> {
    let report = size::measured()?;
    print!("{report}");
    if StandardLibrary::of_this_machine()? == StandardLibrary::Installed {
        let reason = "without the component rust-src the widget is larger than its budget";
        return Ok(Outcome::not_run(true, reason));
    }
    Ok(Outcome::of_counts(
        report.within_budget(),
        report.over_budget(),
    ))
}

/// Where the engine cannot be had, the summary says so. In continuous integration, which
/// sets the variable `CI`, that is a failure.
fn test_end_to_end(engine: Engine) -> Result<Outcome> {
    if let Some(missing) = engine.missing() {
        let is_allowed = env::var_os("CI").is_none_or(|value| value.is_empty());
        return Ok(Outcome::not_run(is_allowed, &missing));
    }
    println!("{}", demo::build()?);
    let files = end_to_end::test_files()?;
    if files.is_empty() {
        // Without files Node would search the whole repository for tests.
        return Ok(Outcome::no_tests());
    }
    Outcome::of_tests(&mut end_to_end::node_command(engine, TESTS, &files)?)
}

/// Where PHP or Python is missing, the shop in it is not started, and the summary says so.
fn test_examples() -> Result<Outcome> {
    let python = flask::python();
    let mut tests = node_command_for_recipes(&["recipes.ts", "tutorial.ts"])?;
    tests.env("PYTHON", python.as_deref().unwrap_or("python3".as_ref()));
    let outcome = Outcome::of_tests(&mut tests)?;
    let missing: Vec<_> = [
        (!php::is_there()).then(|| format!("without PHP: {}", php::MISSING)),
        python
            .is_none()
            .then(|| format!("without Python: {}", flask::MISSING)),
    ]
    .into_iter()
    .flatten()
    .collect();
    Ok(match missing[..] {
        [] => outcome,
        _ => outcome.with_note(&missing.join("; ")),
    })
}

/// Where Node is too old and no newer one can be had, the step is not run.
fn test_recipes() -> Result<Outcome> {
    let Some(node) = recipes::node()? else {
        return Ok(Outcome::not_run(true, recipes::MISSING));
    };
    let mut tests = node_command_for_recipes(&["frameworks.ts"])?;
    Outcome::of_tests(
        tests
            .env("RECIPES_NODE", node)
            .env("RECIPES_DIR", recipes::folder())
            .env("NPM_PACKAGE", package::npm()?),
    )
}

/// A command that runs files of tests with what all recipes share: the demo, which brings
/// the widget, and the programs that `examples/start.sh` starts.
fn node_command_for_recipes(files: &[&str]) -> Result<Command> {
    println!("{}", demo::build()?);
    run(cargo().args(["build", "--locked"]).args([
        // With the demo once more: its features are theirs then, and nothing is built twice.
        "--package=demo-shop",
        "--package=engage-sim",
        "--package=retailer-proxy",
    ]))?;
    let folder = end_to_end::folder();
    let files: Vec<_> = files.iter().map(|file| folder.join(file)).collect();
    let mut tests = end_to_end::node_command(Engine::Chromium, TESTS, &files)?;
    tests.env("PROGRAMS_DIR", workspace::built_programs()?);
    Ok(tests)
}

fn test_site() -> Result<Outcome> {
    let site = site::build()?;
    let folder = end_to_end::folder();
    let files = [
        "site.ts",
        "site-examples.ts",
        "site-gallery.ts",
        "site-looks.ts",
    ];
    let files = files.map(|file| folder.join(file));
    let mut tests = end_to_end::node_command(Engine::Chromium, TESTS, &files)?;
    Outcome::of_tests(tests.env("BOOK_DIR", site))
}

fn test_package() -> Result<Outcome> {
    println!("{}", demo::build()?);
    let file = end_to_end::folder().join("package.ts");
    let mut tests = end_to_end::node_command(Engine::Chromium, TESTS, &[file])?;
    Outcome::of_tests(tests.env("NPM_PACKAGE", package::npm()?))
}

fn test_release() -> Result<Outcome> {
    let release = package::everything()?;
    let file = end_to_end::folder().join("release.ts");
    let mut tests = end_to_end::plain_node_command(TESTS, &[file])?;
    Outcome::of_tests(tests.env("RELEASE_DIR", release.folder()))
}

fn measure_with_lighthouse() -> Result<Outcome> {
    println!("{}", demo::build()?);
    let file = end_to_end::folder().join("lighthouse.ts");
    Outcome::of_tests(&mut end_to_end::node_command(
        Engine::Chromium,
        TESTS,
        &[file],
    )?)
}
