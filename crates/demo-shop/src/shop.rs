//! The shop as a whole: its parts, and which address leads to which of them.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::from_fn;
use axum::routing::{get, post};
use engage_client::{ApiKey, BaseUrl, Client, ClientBuildError, ClientOptions, UserAgent};
use retailer_proxy::consents::Ledger;
use retailer_proxy::{Proxy, SessionKeyError};
use tower_http::services::ServeDir;

use crate::catalogue::Catalogue;
use crate::gallery::{self, Answers};
use crate::layout::Layout;
use crate::loyalty;
use crate::order_book::OrderBook;
use crate::protection;
use crate::session::{SessionSecret, Sessions};
use crate::shopper::Shoppers;
use crate::site::Site;
use crate::{forms, visits};

/// What a shop consists of.
#[derive(Clone, Debug)]
pub struct ShopSettings {
    /// Layout and files.
    pub site: Site,
    /// What sessions are signed with.
    pub secret: SessionSecret,
    /// Where Engage is.
    pub engage: BaseUrl,
    /// The shop's own key for it.
    pub api_key: ApiKey,
    /// What is sold.
    pub catalogue: Catalogue,
    /// Who can log in.
    pub shoppers: Shoppers,
    /// Where it is written down who agreed to what.
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

/// An open shop. Clones are the same shop.
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
    /// Opens a shop without customers or orders.
    ///
    /// # Errors
    ///
    /// When Engage cannot be called with these settings; whether it answers is
    /// found out with the first order.
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

    /// Pages, forms, the retailer proxy and the built files.
    pub fn router(&self) -> Router {
        let files = ServeDir::new(&self.parts.site.folder)
            .append_index_html_on_directories(false)
            .fallback(get(visits::nothing_here).with_state(self.clone()));
        self.pages()
            .nest("/gallery/data", gallery::routes(Answers::Data))
            .nest("/gallery/drawn", gallery::routes(Answers::Drawn))
            .layer(from_fn(protection::refuse_other_sites))
            .nest(loyalty::PATH, self.parts.proxy_routes.clone())
            .fallback_service(files)
            .layer(protection::header(
                CONTENT_SECURITY_POLICY,
                protection::CONTENT_SECURITY_POLICY,
            ))
            .layer(protection::header(
                X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ))
            .layer(protection::header(
                REFERRER_POLICY,
                HeaderValue::from_static("same-origin"),
            ))
            .layer(protection::header(
                CACHE_CONTROL,
                HeaderValue::from_static("no-cache"),
            ))
    }

    /// Ends what would keep a server from stopping: event streams of open pages.
    pub fn close(&self) {
        self.parts.proxy.stop();
    }

    fn pages(&self) -> Router {
        Router::new()
            .route("/", get(visits::start))
            .route("/log-in", get(visits::log_in).post(forms::log_in))
            .route("/log-out", post(forms::log_out))
            .route("/my-pages", get(visits::my_pages))
            .route("/gallery", get(visits::gallery))
            .route("/orders", post(forms::order))
            .with_state(self.clone())
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.parts.site.layout
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.parts.sessions
    }

    pub(crate) fn engage(&self) -> &Client {
        &self.parts.engage
    }

    /// The retailer proxy, which has to be told of checkpoints that were awarded.
    pub(crate) fn proxy(&self) -> &Proxy {
        &self.parts.proxy
    }

    /// What the retailer proxy answers, without its path.
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
