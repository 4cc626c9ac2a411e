//! The component of the whole widget.

use std::rc::Rc;
use std::sync::Arc;

use challenge_cards::i18n::{Language, language_tag};
use challenge_cards::options::{LiveUpdates, Options};
use challenge_cards::view::{self, CardCache, DisplaySettings, ViewContext, next_batch};
use challenge_model::UnixMillis;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::WidgetContext;
use super::focus::keep_focus;
use crate::browser::{self, Timer};
use crate::event_stream::EventStream;
use crate::events;
use crate::formats::formats;
use crate::mount::VirtualTree;
use crate::store::{Store, StoreEvent, Subscription};

/// A shopper's challenges as stamp cards, for a page that is itself made with
/// Leptos. It requests them at once.
///
/// The page brings the styles, `style/widget.css`.
///
/// ```
/// use challenges_widget::ChallengesWidget;
/// use leptos::prelude::*;
///
/// #[component]
/// fn MyPages() -> impl IntoView {
///     view! {
///         <h2>"Your challenges"</h2>
///         <ChallengesWidget proxy="/api/loyalty" page_language="en-GB" />
///     }
/// }
/// ```
#[component]
pub fn ChallengesWidget(
    /// The URL of the retailer's proxy, such as `/api/loyalty`.
    #[prop(into)]
    proxy: String,
    /// The language tag of the page around the widget, such as `en-GB` or `en_GB`. The
    /// texts are English; dates and numbers follow the region of an English page.
    #[prop(into, default = "en".to_owned())]
    page_language: String,
    /// What else can be chosen.
    #[prop(optional)]
    options: Options,
) -> impl IntoView {
    let page_language = language_tag(&page_language).unwrap_or("en".into());
    let settings = DisplaySettings {
        options,
        language: Arc::new(Language::english(&page_language, formats)),
    };
    let context = WidgetContext::requesting(&proxy, &page_language, settings);
    view! { <Widget context /> }
}

/// The widget in its context, rendered again whenever something changes.
#[component]
pub(crate) fn Widget(
    /// What it works with.
    context: WidgetContext,
) -> impl IntoView {
    let mut renderer = Renderer::new(context);
    move || renderer.render()
}

/// Renders the widget, and keeps what goes on as long as it is mounted.
struct Renderer {
    context: WidgetContext,
    cache: CardCache,
    /// The settings of the last rendering.
    settings: Option<Arc<DisplaySettings>>,
    /// The frame in which more cards are rendered.
    frame: Option<SendWrapper<Timer>>,
    /// The proxy's event stream, while the widget wants it.
    stream: Option<SendWrapper<Rc<EventStream>>>,
    _subscriptions: Option<SendWrapper<[Subscription; 2]>>,
}

impl Renderer {
    fn new(context: WidgetContext) -> Self {
        let subscriptions = context.store.as_ref().map(|store| {
            SendWrapper::new([
                keep_focus(store, &context.mount_point),
                report_events(store, &context),
            ])
        });
        Self {
            context,
            cache: CardCache::default(),
            settings: None,
            frame: None,
            stream: None,
            _subscriptions: subscriptions,
        }
    }

    fn render(&mut self) -> VirtualTree {
        let WidgetContext {
            state,
            settings,
            local,
            mount_point,
            ..
        } = &self.context;
        let began = self.context.store.is_some().then(browser::now);
        let settings = settings.get();
        let is_same = |before: &Arc<DisplaySettings>| Arc::ptr_eq(before, &settings);
        if !self.settings.as_ref().is_some_and(is_same) {
            self.cache.clear();
        }
        let state = state.signal();
        let (state, local) = (state.read(), local.read());
        let context = ViewContext {
            state: &state,
            options: &settings.options,
            language: &settings.language,
            announcement: &local.announcement,
        };
        let element = view::widget(&context, &mut self.cache, local.max_cards);
        let tree = VirtualTree::new(element, mount_point);
        let are_all_rendered = local.max_cards >= state.rows.len();
        drop((state, local));
        if let Some(store) = self.context.store.clone() {
            self.follow_proxy_events(&store, settings.options.live);
            if let Some(began) = began.filter(|_| !are_all_rendered) {
                self.render_more_with_next_frame(began);
            }
        }
        self.settings = Some(settings);
        tree
    }

    /// Renders more cards with the next frame. This one began at the time that is given.
    fn render_more_with_next_frame(&mut self, began: UnixMillis) {
        let local = self.context.local.clone();
        let more = move || {
            let took = browser::now().0 - began.0;
            local.update(|local| {
                local.batch = next_batch(local.batch, took);
                local.max_cards += local.batch;
            });
        };
        self.frame = Some(SendWrapper::new(Timer::next_frame(more)));
    }

    /// Follows the proxy's events as long as the option is on.
    fn follow_proxy_events(&mut self, store: &Store, live: LiveUpdates) {
        match live {
            LiveUpdates::Off => self.stream = None,
            LiveUpdates::On => {
                let follow = || SendWrapper::new(store.follow_events());
                self.stream.get_or_insert_with(follow);
            }
        }
    }
}

/// Announces each event of the store to screen readers, and dispatches it to the page.
fn report_events(store: &Store, context: &WidgetContext) -> Subscription {
    let WidgetContext {
        settings,
        local,
        mount_point,
        ..
    } = context.clone();
    store.subscribe(move |event| {
        if let Some(text) = announcement(event, &settings.get_untracked().language) {
            local.update(|local| local.announcement = text);
        }
        if let Some(element) = mount_point.element() {
            events::dispatch(&element, event);
        }
    })
}

/// What screen readers are told of an event.
fn announcement(event: &StoreEvent, language: &Language) -> Option<String> {
    match event {
        StoreEvent::Changed(change) => view::of_change(change, language),
        StoreEvent::Joined(card) => Some(view::of_joining(card, language)),
        StoreEvent::Loaded { .. }
        | StoreEvent::AboutToChange
        | StoreEvent::NotJoined
        | StoreEvent::Failed(_) => None,
    }
}
