//! The parts of a shop, made from its settings.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use engage_client::{ApiKey, BaseUrl, Client, ClientBuildError, ClientOptions, UserAgent};
use retailer_proxy::consents::Ledger;
use retailer_proxy::{Proxy, SessionKeyError, ShortSecret};

use crate::award_desk::{AwardDesk, ProxyAccess};
use crate::catalogue::Catalogue;
use crate::loyalty;
use crate::order_book::OrderBook;
use crate::session::{SessionSecret, Sessions};
use crate::shopper::Shoppers;
use crate::site::Site;

/// What a shop consists of.
#[derive(Clone, Debug)]
pub struct ShopSettings {
    /// The built files.
    pub site: Site,
    /// The secret that sessions are signed with.
    pub secret: SessionSecret,
    /// Where Engage is.
    pub engage: BaseUrl,
    /// The shop's own key for Engage.
    pub api_key: ApiKey,
    /// What is sold.
    pub catalogue: Catalogue,
    /// Who can log in.
    pub shoppers: Shoppers,
    /// The record of the consents that shoppers have given. The proxy keeps awards in the
    /// same database. The numbers of orders begin anew with each shop, so the database has
    /// to be a new one too.
    pub consents: Ledger,
    /// Where [`Shop::internal_router`] is served, and the secret that it asks for.
    pub proxy: ProxyAccess,
}

/// The shop cannot open.
#[derive(Debug, thiserror::Error)]
pub enum ShopError {
    /// Engage cannot be called.
    #[error("the shop cannot call Engage: {0}")]
    Engage(#[from] ClientBuildError),
    /// The retailer proxy cannot read the shop's sessions.
    #[error("the retailer proxy cannot read the shop's sessions: {0}")]
    Sessions(#[from] SessionKeyError),
    /// The retailer proxy does not take the shop's secret.
    #[error("the secret of the shop and the retailer proxy {0}")]
    Backend(#[from] ShortSecret),
    /// The shop cannot call the retailer proxy.
    #[error("the shop cannot call the retailer proxy: {0}")]
    Http(#[from] reqwest::Error),
}

/// An open shop. Clones share their parts.
#[derive(Clone)]
pub struct Shop {
    parts: Arc<Parts>,
}

struct Parts {
    site: Site,
    sessions: Sessions,
    proxy: Proxy,
    proxy_routes: Router,
    catalogue: Catalogue,
    shoppers: Shoppers,
    orders: OrderBook,
    award_desk: AwardDesk,
}

impl Shop {
    /// Opens a shop without orders.
    ///
    /// # Errors
    ///
    /// When Engage cannot be called with these settings. Whether Engage answers is
    /// not known before the first order.
    pub fn new(settings: ShopSettings) -> Result<Self, ShopError> {
        let mut options = ClientOptions::new(settings.engage, settings.api_key);
        if let Ok(name) = UserAgent::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")) {
            options.user_agent = name;
        }
        options.timeouts.awards = loyalty::AWARDS_TIMEOUT;
        let proxy = loyalty::proxy(
            Client::new(&options)?,
            &settings.secret,
            settings.consents,
            &settings.proxy.secret,
        )?;
        let parts = Parts {
            site: settings.site,
            sessions: Sessions::new(&settings.secret),
            proxy_routes: retailer_proxy::router(proxy.clone()),
            proxy,
            catalogue: settings.catalogue,
            shoppers: settings.shoppers,
            orders: OrderBook::default(),
            award_desk: AwardDesk::new(settings.proxy)?,
        };
        Ok(Self {
            parts: Arc::new(parts),
        })
    }

    /// Ends the event streams of open pages, which would keep a server from
    /// stopping.
    pub fn close(&self) {
        self.parts.proxy.stop();
    }

    /// The retailer proxy's internal listener, to which the shop hands awards over.
    pub fn internal_router(&self) -> Router {
        retailer_proxy::internal_router(self.parts.proxy.clone())
    }

    /// Sends the awards that were handed over, until the shop is [closed](Self::close).
    pub async fn keep_awarding(&self) {
        self.parts.proxy.keep_awarding().await;
    }

    pub(crate) fn site(&self) -> &Site {
        &self.parts.site
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.parts.sessions
    }

    /// The routes of the retailer proxy, without the path that they are served under.
    pub(crate) fn proxy_routes(&self) -> Router {
        self.parts.proxy_routes.clone()
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.parts.catalogue
    }

    pub(crate) fn shoppers(&self) -> &Shoppers {
        &self.parts.shoppers
    }

    pub(crate) fn orders(&self) -> &OrderBook {
        &self.parts.orders
    }

    /// Where the checkpoints of orders are handed over.
    pub(crate) fn award_desk(&self) -> &AwardDesk {
        &self.parts.award_desk
    }
}

impl FromRef<Shop> for Sessions {
    fn from_ref(shop: &Shop) -> Self {
        shop.sessions().clone()
    }
}

impl FromRef<Shop> for Shoppers {
    fn from_ref(shop: &Shop) -> Self {
        shop.shoppers().clone()
    }
}
