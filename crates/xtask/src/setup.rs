//! Getting everything that the commands need: `cargo xtask setup`, and the beginning
//! of every other command.

use anyhow::Result;

use crate::engine::Engine;
use crate::work::{Times, Work, run_side_by_side};
use crate::{
    chromium, flask, nginx, node, package, php, postgresql, promtool, recipes, rust, tools, valkey,
};

/// What a command may need besides Rust and Node. The crates and the npm packages
/// are needed by all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// Trunk and wasm-bindgen, to build the widget.
    WidgetTools,
    /// wasm-bindgen's test runner, which comes with wasm-bindgen.
    BrowserTestRunner,
    /// cargo-deny.
    DependencyChecker,
    /// Chromium, its driver and fonts.
    Browser,
    /// Firefox, where apt can bring it.
    Firefox,
    /// WebKit, where apt can bring it.
    WebKit,
    /// PostgreSQL, where apt can bring it.
    PostgreSql,
    /// Lighthouse.
    Lighthouse,
    /// Valkey or Redis, where apt can bring it.
    Valkey,
    /// The bundlers, frameworks and linters that the npm package is tested with.
    Bundlers,
    /// The target and the C compiler of the programs that are released.
    StaticPrograms,
    /// nginx, where apt can bring it.
    Nginx,
    /// promtool, where apt can bring it.
    Promtool,
    /// PHP, where apt can bring it.
    Php,
    /// Python with Flask, where Python is there or apt can bring it.
    Flask,
    /// mdBook, to make the site of the documentation.
    SiteBuilder,
    /// The frameworks of the recipes that are built, and a Node that is new enough for them.
    Frameworks,
}

impl Need {
    /// All but the frameworks, which have a gigabyte and are for a step that has to be asked for.
    const USUAL: [Self; 16] = [
        Self::WidgetTools,
        Self::BrowserTestRunner,
        Self::DependencyChecker,
        Self::Browser,
        Self::Firefox,
        Self::WebKit,
        Self::PostgreSql,
        Self::Lighthouse,
        Self::Valkey,
        Self::Bundlers,
        Self::StaticPrograms,
        Self::Nginx,
        Self::Promtool,
        Self::Php,
        Self::Flask,
        Self::SiteBuilder,
    ];

    fn works(self) -> Vec<Work> {
        match self {
            Self::WidgetTools => vec![tools::TRUNK.install(), tools::WASM_BINDGEN.install()],
            Self::BrowserTestRunner => vec![tools::WASM_BINDGEN.install()],
            Self::DependencyChecker => vec![tools::CARGO_DENY.install()],
            Self::Browser => vec![chromium::install()],
            Self::Firefox => vec![Engine::Firefox.install()],
            Self::WebKit => vec![Engine::WebKit.install()],
            Self::PostgreSql => vec![postgresql::install()],
            Self::Lighthouse => vec![node::install_lighthouse()],
            Self::Valkey => vec![valkey::install()],
            Self::Bundlers => vec![node::install_bundlers()],
            Self::StaticPrograms => vec![package::install_compiler()],
            Self::Nginx => vec![nginx::install()],
            Self::Promtool => vec![promtool::install()],
            Self::Php => vec![php::install()],
            Self::Flask => vec![flask::install()],
            Self::SiteBuilder => vec![tools::MDBOOK.install()],
            Self::Frameworks => recipes::install(),
        }
    }
}

/// Gets every usual tool and says where each one is.
///
/// # Errors
///
/// When one is missing and cannot be had.
pub(crate) fn run() -> Result<()> {
    let times = get(&Need::USUAL)?;
    println!("npm packages: {}", node::programs().display());
    println!("Chromium: {}", chromium::browser()?.display());
    println!("chromedriver: {}", chromium::driver()?.display());
    for engine in [Engine::Firefox, Engine::WebKit] {
        let missing = engine.missing();
        println!(
            "{}: {}",
            engine.name(),
            missing.as_deref().unwrap_or("there")
        );
    }
    match postgresql::programs() {
        Some(folder) => println!("PostgreSQL: {}", folder.display()),
        None => println!("PostgreSQL: {}", postgresql::MISSING),
    }
    match valkey::program() {
        Some(program) => println!("Valkey: {}", program.display()),
        None => println!("Valkey: {}", valkey::MISSING),
    }
    match nginx::program() {
        Some(program) => println!("nginx: {}", program.display()),
        None => println!("nginx: {}", nginx::MISSING),
    }
    match promtool::program()? {
        Some(program) => println!("promtool: {}", program.display()),
        None => println!("promtool: {}", promtool::MISSING),
    }
    println!(
        "PHP: {}",
        if php::is_there() {
            "there"
        } else {
            php::MISSING
        }
    );
    match flask::python() {
        Some(program) => println!("Python with Flask: {}", program.display()),
        None => println!("Python with Flask: {}", flask::MISSING),
    }
    for tool in [
        tools::CARGO_DENY,
        tools::WASM_BINDGEN,
        tools::TRUNK,
        tools::MDBOOK,
    ] {
        let folder = tool.folder()?;
        println!("{} {}: {}", tool.package, tool.version, folder.display());
    }
    println!("{times}");
    Ok(())
}

/// Gets what is needed and missing.
///
/// # Errors
///
/// When it cannot be had.
pub(crate) fn get(needs: &[Need]) -> Result<Times> {
    let downloads = downloads()?;
    // One after the other: each build of a tool fills the machine by itself.
    let tools = needs.iter().flat_map(|need| need.works()).collect();
    Ok(downloads.then(run_side_by_side(vec![tools])?))
}

/// Gets the crates, the npm packages and the parts of Rust that are missing.
///
/// # Errors
///
/// When they cannot be had.
pub(crate) fn downloads() -> Result<Times> {
    run_side_by_side(vec![
        vec![rust::parts(), rust::crates()],
        vec![node::install()],
    ])
}
