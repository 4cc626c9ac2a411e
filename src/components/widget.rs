//! The whole widget: what is shown, and the live regions that say so.

use std::sync::Arc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, HtmlInputElement};

use super::cards::{CARDS_A_FRAME, Drawn, cards};
use super::focus::keep_focus;
use super::notice::{self, notice};
use super::skeleton::{skeleton, slow};
use super::words::title;
use super::{Manner, Scene, Surroundings};
use crate::browser::{Listener, ServerEvents, Timer};
use crate::drawing::{Drawing, Element, element};
use crate::events::{self, Answer};
use crate::i18n::{Language, Message};
use crate::options::{Live, Options};
use crate::store::{
    Activity, Agreement, Change, Happening, Overview, Row, Shown, Store, Subscription,
};

/// A shopper's challenges as stamp cards, for a page that is itself made with
/// Leptos. It asks for them at once.
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
    /// The address of the retailer's proxy, such as `/api/loyalty`.
    #[prop(into)]
    proxy: String,
    /// The language tag of the page around the widget. The texts are English
    /// unless a language with texts of its own is given.
    #[prop(into, default = "en".to_owned())]
    page_language: String,
    /// What else can be chosen.
    #[prop(optional)]
    options: Options,
) -> impl IntoView {
    let manner = Manner {
        options,
        language: Arc::new(Language::english(&page_language)),
    };
    let surroundings = Surroundings::asking(&proxy, &page_language, manner);
    view! { <Widget surroundings /> }
}

/// What is known, drawn again whenever something changes.
#[component]
pub fn Widget(
    /// What it reads, and who does what the shopper asks for.
    surroundings: Surroundings,
) -> impl IntoView {
    let mut painter = Painter::new(surroundings);
    move || painter.paint()
}

/// Draws the widget, and sees to what goes on while it stands there.
struct Painter {
    surroundings: Surroundings,
    drawn: Drawn,
    manner: Option<Arc<Manner>>,
    /// The frame with which more cards will be drawn.
    frame: Option<SendWrapper<Timer>>,
    /// The proxy's own events, while they are listened to.
    events: Option<SendWrapper<ServerEvents>>,
    _subscriptions: Option<SendWrapper<[Subscription; 2]>>,
}

impl Painter {
    fn new(surroundings: Surroundings) -> Self {
        let subscriptions = surroundings.store.as_ref().map(|store| {
            SendWrapper::new([
                keep_focus(store, &surroundings.place),
                tell(store, &surroundings),
            ])
        });
        Self {
            surroundings,
            drawn: Drawn::default(),
            manner: None,
            frame: None,
            events: None,
            _subscriptions: subscriptions,
        }
    }

    fn paint(&mut self) -> Drawing {
        let Surroundings {
            known,
            manner,
            own,
            place,
            ..
        } = &self.surroundings;
        let manner = manner.get();
        let is_same = |before: &Arc<Manner>| Arc::ptr_eq(before, &manner);
        if !self.manner.as_ref().is_some_and(is_same) {
            self.drawn.forget();
        }
        let overview = known.overview();
        let (overview, own) = (overview.read(), own.read());
        let scene = Scene {
            overview: &overview,
            options: &manner.options,
            language: &manner.language,
            news: &own.news,
        };
        let drawing = Drawing::new(widget(&scene, &mut self.drawn, own.cards), place);
        let are_all_drawn = own.cards >= overview.rows.len();
        drop((overview, own));
        if let Some(store) = self.surroundings.store.clone() {
            self.follow_events(&store, manner.options.live);
            if !are_all_drawn {
                self.draw_more();
            }
        }
        self.manner = Some(manner);
        drawing
    }

    /// Draws more cards with the next frame.
    fn draw_more(&mut self) {
        let own = self.surroundings.own.clone();
        let more = move || own.update(|own| own.cards += CARDS_A_FRAME);
        self.frame = Some(SendWrapper::new(Timer::next_frame(more)));
    }

    /// Listens to the proxy's own events while that is wanted.
    fn follow_events(&mut self, store: &Store, live: Live) {
        match live {
            Live::Off => self.events = None,
            Live::On if self.events.is_some() => {}
            Live::On => {
                let address = store.events_address();
                let store = store.clone();
                let events = ServerEvents::open(&address, "changed", move || store.hint());
                self.events = events.map(SendWrapper::new);
            }
        }
    }
}

/// The widget as it is to be seen first.
#[must_use]
pub fn draw(overview: &Overview, manner: &Manner) -> Element {
    let scene = Scene {
        overview,
        options: &manner.options,
        language: &manner.language,
        news: "",
    };
    widget(&scene, &mut Drawn::default(), CARDS_A_FRAME)
}

/// The widget as it is to be seen now, with so many of its cards.
fn widget(scene: &Scene<'_>, drawn: &mut Drawn, count: usize) -> Element {
    let Scene {
        overview, language, ..
    } = scene;
    let shown = overview.standing.shown(scene.rows().count());
    let is_loading = shown == Shown::Skeleton;
    let is_slow = is_loading && overview.activity == Activity::Waiting;
    let is_busy = overview.activity != Activity::Idle;
    let announced = announcement(shown).map(|message| language.text(message));
    let [current, earlier] = cards(scene, drawn, count);
    element("section")
        .class("widget")
        .part("widget")
        .attribute("tabindex", "-1")
        .attribute("lang", language.tag().to_owned())
        .attribute("dir", language.direction())
        .attribute("aria-label", language.text(Message::Label))
        .truth("aria-busy", is_busy)
        .child(announcer(announced.unwrap_or_default()))
        .child(announcer(scene.news.to_owned()))
        .child(is_slow.then(|| slow(language.text(Message::Slow))))
        .child(is_loading.then(skeleton))
        .child(notice(shown, scene))
        .child(current)
        .child(earlier)
}

/// What is said to screen readers whenever it changes.
fn announcer(text: String) -> Element {
    element("p")
        .class("announcer")
        .attribute("role", "status")
        .child(text)
}

/// What a screen reader is told of what is shown; cards speak for themselves.
fn announcement(shown: Shown) -> Option<Message> {
    match shown {
        Shown::Skeleton => Some(Message::Loading),
        Shown::Cards => None,
        Shown::SignedOut => Some(Message::SignedOutTitle),
        Shown::Empty => Some(Message::EmptyTitle),
        Shown::Failure(failure) => Some(notice::title(failure)),
    }
}

/// Listens to what the shopper does, on the widget as a whole.
pub(super) fn attend(store: &Store) -> impl FnOnce(&HtmlElement) -> Vec<Listener> + Send + use<> {
    let store = store.clone();
    move |region| {
        // These two do not rise to the widget, but it sees them on their way down.
        let failed = Listener::on_the_way_down(region, "error", |event| {
            if let Some(picture) = picture(&event) {
                picture.set_hidden(true);
            }
        });
        let loaded = Listener::on_the_way_down(region, "load", |event| {
            if let Some(picture) = picture(&event) {
                picture.set_hidden(false);
            }
        });
        // The others are told when it happens; this one has come too late for it.
        if let Some(cards) = store.known().loaded() {
            let region = region.clone();
            spawn_local(async move { events::tell(&region, &Happening::Loaded { cards }) });
        }
        let pressed = Listener::new(region, "click", move |event| {
            press(&store, &event);
        });
        vec![pressed, failed, loaded]
    }
}

/// The picture that was loaded, or could not be had and is not to be seen.
fn picture(event: &Event) -> Option<HtmlElement> {
    event.target()?.dyn_into().ok()
}

/// Does what the shopper pressed for.
fn press(store: &Store, event: &Event) -> Option<()> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let pressed = target.closest(".retry, .join > .button, a[data-checkpoint]");
    let pressed = pressed.ok()??;
    if pressed.class_list().contains("retry") {
        store.refresh();
        return None;
    }
    let card = pressed.closest("[data-key]").ok()??;
    let row = row(store, &card.get_attribute("data-key")?)?;
    match pressed.get_attribute("data-checkpoint") {
        Some(checkpoint) => {
            let region: HtmlElement = event.current_target()?.unchecked_into();
            let href = pressed.get_attribute("href")?;
            let checkpoint = checkpoint.parse().ok()?;
            let answer = events::tell_link(&region, &row.state.card, checkpoint, &href);
            if answer == Answer::Cancelled {
                event.prevent_default();
            }
        }
        None => join(store, &row, &card),
    }
    None
}

fn row(store: &Store, key: &str) -> Option<Row> {
    let overview = store.known().overview();
    let overview = overview.read_untracked();
    let is_it = |row: &&Row| row.key.name() == key;
    overview.rows.iter().find(is_it).cloned()
}

/// Joins, unless there is a box to tick that is not: then the box takes the focus.
fn join(store: &Store, row: &Row, card: &web_sys::Element) {
    let checkbox = card.query_selector(".checkbox").ok().flatten();
    let checkbox: Option<HtmlInputElement> = checkbox.and_then(|found| found.dyn_into().ok());
    match checkbox {
        Some(checkbox) if !checkbox.checked() => {
            store.join(row, Agreement::None);
            // A checkbox that cannot take the focus leaves it where it is.
            let _ = checkbox.focus();
        }
        _ => store.join(row, Agreement::Given),
    }
}

/// Tells the shopper and the page around of everything that happens.
fn tell(store: &Store, surroundings: &Surroundings) -> Subscription {
    let Surroundings {
        manner, own, place, ..
    } = surroundings.clone();
    store.subscribe(move |happening| {
        if let Some(text) = told(&manner.get_untracked().language, happening) {
            own.update(|own| own.news = text);
        }
        if let Some(region) = place.element() {
            events::tell(&region, happening);
        }
    })
}

/// What the shopper is told of what happened, in words.
fn told(language: &Language, happening: &Happening) -> Option<String> {
    match happening {
        Happening::Changed(Change::Completed { card, .. }) => {
            Some(language.filled(Message::WellDone, &[("title", &title(card, language))]))
        }
        Happening::Changed(Change::Progressed { card, new }) => {
            let completed = language.number(card.progress.completed());
            let required = card.progress.required()?.get();
            let required = language.number(required);
            let values = [("completed", completed.as_str()), ("required", &required)];
            let stamps = language.counted(Message::NewStamps, *new, &values);
            Some([&title(card, language), ": ", &stamps].concat())
        }
        Happening::Joined(card) => {
            Some(language.filled(Message::Joined, &[("title", &title(card, language))]))
        }
        Happening::Loaded { .. } | Happening::AboutToChange | Happening::Failed(_) => None,
    }
}
