//! The parts of a shop, made from its settings.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use engage_client::{ApiKey, BaseUrl, Client, ClientBuildError, ClientOptions, UserAgent};
use retailer_proxy::consents::Ledger;
use retailer_proxy::{Proxy, SessionKeyError};

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
    /// The record of the consents that shoppers have given.
    pub consents: Ledger,
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
}

/// An open shop. Clones share their parts.
#[derive(Clone)]
pub struct Shop {
    parts: Arc<Parts>,
}

struct Parts {
    site: Site,
    sessions: Sessions,
    engage: Client,
    proxy: Proxy,
    proxy_routes: Router,
    catalogue: Catalogue,
    shoppers: Shoppers,
    orders: OrderBook,
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
        let engage = Client::new(&options)?;
        let proxy = loyalty::proxy(engage.clone(), &settings.secret, settings.consents)?;
        let parts = Parts {
            site: settings.site,
            sessions: Sessions::new(&settings.secret),
            proxy_routes: retailer_proxy::router(proxy.clone()),
            proxy,
            engage,
            catalogue: settings.catalogue,
            shoppers: settings.shoppers,
            orders: OrderBook::default(),
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

    pub(crate) fn site(&self) -> &Site {
        &self.parts.site
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.parts.sessions
    }

    pub(crate) fn engage(&self) -> &Client {
        &self.parts.engage
    }

    /// The retailer proxy, which has to hear of checkpoints that were awarded.
    pub(crate) fn proxy(&self) -> &Proxy {
        &self.parts.proxy
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
