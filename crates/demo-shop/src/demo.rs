//! The whole demo on one machine: the shop with the retailer proxy in it, and the
//! Engage simulator that both talk to over HTTP.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use engage_client::{ApiKey, BaseUrl, BaseUrlError, IdentityError};
use engage_sim::{DEFAULT_API_KEY, Seed, Settings, Simulator};
use futures_util::FutureExt as _;
use retailer_proxy::consents::{Ledger, LedgerError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::award_desk::{BackendSecret, ProxyAccess};
use crate::catalogue::Catalogue;
use crate::server::{listen, serve};
use crate::session::SessionSecret;
use crate::shop::{Shop, ShopError, ShopSettings};
use crate::shopper::Shoppers;
use crate::site::{Site, SiteError};

/// How the demo starts.
#[derive(Clone, Debug)]
pub struct DemoSettings {
    /// The shop's port; 0 for any free one.
    pub port: u16,
    /// The simulator's port; 0 for any free one.
    pub engage_port: u16,
    /// The folder that Trunk has built.
    pub site: PathBuf,
    /// The secret that sessions are signed with.
    pub secret: SessionSecret,
}

/// The demo cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port is taken, or must not be used.
    #[error(
        "port {port} of 127.0.0.1 cannot be used ({cause}): stop what listens there, or choose another with {flag}"
    )]
    Port {
        /// The port.
        port: u16,
        /// The argument that chooses another port.
        flag: &'static str,
        /// The error of the system.
        cause: io::Error,
    },
    /// The site has not been built.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The shop cannot open.
    #[error(transparent)]
    Shop(#[from] ShopError),
    /// The simulator's URL is not one that the shop can call.
    #[error("the simulator cannot be called: {0}")]
    Engage(#[from] BaseUrlError),
    /// The simulator's key is not one that the shop can send.
    #[error("the simulator's key cannot be used: {0}")]
    Key(#[from] IdentityError),
    /// The record of consents cannot be opened.
    #[error("consents cannot be recorded: {0}")]
    Consents(#[from] LedgerError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoRandomNumbers(#[from] getrandom::Error),
    /// The system does not tell on which port a server listens.
    #[error("the system does not say where the demo listens: {0}")]
    Address(#[from] io::Error),
}

/// A running demo. Dropping it stops it.
#[derive(Debug)]
pub struct Demo {
    shop: SocketAddr,
    engage: SocketAddr,
    simulator: Simulator,
    servers: JoinSet<io::Result<()>>,
    stop: watch::Sender<()>,
}

impl Demo {
    /// Starts simulator and shop.
    ///
    /// # Errors
    ///
    /// When a port is taken, or the site has not been built.
    pub async fn start(settings: DemoSettings) -> Result<Self, StartError> {
        let site = Site::open(settings.site)?;
        let shop_listener = listen_on(settings.port, "--port").await?;
        let engage_listener = listen_on(settings.engage_port, "--engage-port").await?;
        let address = shop_listener.local_addr()?;
        let engage = engage_listener.local_addr()?;
        // A demo keeps nothing when it stops, as its simulator keeps nothing.
        let consents = Ledger::in_memory().await?;
        let internal_listener = listen(0).await?;
        let proxy = ProxyAccess {
            address: internal_listener.local_addr()?,
            secret: BackendSecret::random()?,
        };
        let open_shop = shop_with_simulator(engage, site, settings.secret, consents, proxy)?;
        let simulator = Simulator::new(Seed::shop(), Settings::default());
        let (stop, stopping) = watch::channel(());
        // Ends when the demo stops, and also when it is dropped.
        let shutdown = async move { drop(stopping.clone().changed().await) }.shared();
        let router = open_shop.router();
        let internal = open_shop.internal_router();
        let awarding = {
            let (awarding_shop, end) = (open_shop.clone(), shutdown.clone());
            async move {
                tokio::select! {
                    () = awarding_shop.keep_awarding() => {}
                    () = end => {}
                }
                Ok(())
            }
        };
        let closing = {
            let shutdown = shutdown.clone();
            async move {
                shutdown.await;
                open_shop.close();
            }
        };
        let mut servers = JoinSet::new();
        servers.spawn(serve(shop_listener, router, closing.shared()));
        servers.spawn(serve(internal_listener, internal, shutdown.clone()));
        servers.spawn(awarding);
        servers.spawn(engage_sim::serve(
            engage_listener,
            simulator.clone(),
            shutdown,
        ));
        Ok(Self {
            shop: address,
            engage,
            simulator,
            servers,
            stop,
        })
    }

    /// The URL of the start page.
    #[must_use]
    pub fn shop_url(&self) -> String {
        format!("http://{}/", self.shop)
    }

    /// The URL of the simulator.
    #[must_use]
    pub fn engage_url(&self) -> String {
        format!("http://{}/", self.engage)
    }

    /// The simulator, through which tests make Engage fail.
    #[must_use]
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// Runs until `signal` is ready or a server fails, and then stops everything.
    ///
    /// # Errors
    ///
    /// When a server has failed.
    pub async fn run_until(mut self, signal: impl Future<Output = ()>) -> io::Result<()> {
        let ended = tokio::select! {
            () = signal => None,
            ended = self.servers.join_next() => ended,
        };
        self.stop.send_replace(());
        let mut outcome = ended.map_or(Ok(()), flatten);
        while let Some(ended) = self.servers.join_next().await {
            outcome = outcome.and(flatten(ended));
        }
        outcome
    }
}

/// A shop that calls the simulator at this address as Engage.
fn shop_with_simulator(
    engage: SocketAddr,
    site: Site,
    secret: SessionSecret,
    consents: Ledger,
    proxy: ProxyAccess,
) -> Result<Shop, StartError> {
    let shop = Shop::new(ShopSettings {
        site,
        secret,
        engage: BaseUrl::parse(&format!("http://{engage}"))?,
        api_key: ApiKey::new(DEFAULT_API_KEY)?,
        catalogue: Catalogue::embedded(),
        shoppers: Shoppers::embedded(),
        consents,
        proxy,
    })?;
    Ok(shop)
}

async fn listen_on(port: u16, flag: &'static str) -> Result<TcpListener, StartError> {
    let listener = listen(port).await;
    listener.map_err(|cause| StartError::Port { port, flag, cause })
}

fn flatten(ended: Result<io::Result<()>, tokio::task::JoinError>) -> io::Result<()> {
    ended.map_err(io::Error::other)?
}
