//! The whole widget: what is shown, and the live regions that say so.

use leptos::html;
use leptos::prelude::*;

use super::Surroundings;
use super::cards::Cards;
use super::focus::KeepFocus;
use super::notice::{FailureNotice, Notice, SignIn};
use super::skeleton::Skeleton;
use crate::browser::ServerEvents;
use crate::events;
use crate::i18n::{Language, Message};
use crate::options::{Live, Options, Vacancy};
use crate::store::{Activity, Change, Happening, Shown, Store};

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
    let store = Store::of(&proxy, &page_language, None);
    let language = ArcRwSignal::new(Language::english(&page_language));
    view! { <Widget store options=ArcRwSignal::new(options) language /> }
}

/// What a store knows, drawn.
#[component]
pub fn Widget(
    store: Store,
    options: ArcRwSignal<Options>,
    language: ArcRwSignal<Language>,
) -> impl IntoView {
    let region = NodeRef::<html::Section>::new();
    let surroundings = Surroundings {
        store: store.clone(),
        options: options.clone(),
        language,
        region,
    };
    provide_context(surroundings.clone());
    let news = RwSignal::new(String::new());
    keep(subscribe(&surroundings, news));
    keep(listen(&surroundings));

    let shown = {
        let (standing, rows) = (store.standing(), store.rows());
        Memo::new(move |_| {
            let wanted = |row: &&crate::store::Row| options.read().shows(&row.card.read());
            standing
                .read()
                .shown(rows.read().iter().filter(wanted).count())
        })
    };
    let activity = store.activity();
    let is_busy = move || activity.get() == Activity::Fetching;
    let words = |write: fn(&Language) -> String| {
        let surroundings = surroundings.clone();
        move || surroundings.words(write)
    };
    let announced = {
        let surroundings = surroundings.clone();
        move || announcement(&surroundings, shown.get())
    };
    let content = {
        let surroundings = surroundings.clone();
        move || what_is(shown.get(), &surroundings)
    };
    view! {
        <section
            class="widget"
            part="widget"
            node_ref=region
            tabindex="-1"
            lang=words(|language| language.tag().to_owned())
            dir=words(|language| language.direction().to_owned())
            aria-label=words(|language| language.text(Message::Label))
            aria-busy=move || is_busy().to_string()
        >
            <KeepFocus />
            <p class="announcer" role="status">
                {announced}
            </p>
            <p class="announcer" role="status">
                {move || news.get()}
            </p>
            {content}
        </section>
    }
}

fn what_is(shown: Shown, surroundings: &Surroundings) -> AnyView {
    let options = &surroundings.options;
    match shown {
        Shown::Skeleton => view! { <Skeleton /> }.into_any(),
        Shown::Cards => view! { <Cards /> }.into_any(),
        Shown::Failure(failure) => view! { <FailureNotice failure /> }.into_any(),
        Shown::SignedOut if options.read().when_signed_out == Vacancy::Hide => ().into_any(),
        Shown::Empty if options.read().when_empty == Vacancy::Hide => ().into_any(),
        Shown::SignedOut => view! {
            <Notice
                kind="signed-out"
                title=Message::SignedOutTitle
                text=Message::SignedOutText
            >
                <SignIn />
            </Notice>
        }
        .into_any(),
        Shown::Empty => view! {
            <Notice kind="empty" title=Message::EmptyTitle text=Message::EmptyText />
        }
        .into_any(),
    }
}

/// What a screen reader is told of what is shown; cards speak for themselves.
fn announcement(surroundings: &Surroundings, shown: Shown) -> String {
    let message = match shown {
        Shown::Skeleton => Message::Loading,
        Shown::Cards => return String::new(),
        Shown::SignedOut => Message::SignedOutTitle,
        Shown::Empty => Message::EmptyTitle,
        Shown::Failure(failure) => super::notice::title(failure),
    };
    surroundings.words(|language| language.text(message))
}

/// Tells the shopper and the page around of everything that happens.
fn subscribe(surroundings: &Surroundings, news: RwSignal<String>) -> crate::store::Subscription {
    let Surroundings {
        language, region, ..
    } = surroundings.clone();
    surroundings.store.subscribe(move |happening| {
        if let Some(text) = language.with_untracked(|language| told(language, happening)) {
            // The view may be gone by the time an answer comes.
            news.try_set(text);
        }
        if let Some(Some(region)) = region.try_get_untracked() {
            events::tell(&region, happening);
        }
    })
}

/// What the shopper is told of what happened, in words.
fn told(language: &Language, happening: &Happening) -> Option<String> {
    let title = |card: &challenge_model::Card| {
        let untitled = || language.text(Message::Untitled);
        card.wording.title.clone().unwrap_or_else(untitled)
    };
    match happening {
        Happening::Changed(Change::Completed { card, .. }) => {
            Some(language.filled(Message::WellDone, &[("title", &title(card))]))
        }
        Happening::Changed(Change::Progressed { card, new }) => {
            let completed = language.number(card.progress.completed());
            let required = card.progress.required()?.get();
            let required = language.number(required);
            let values = [("completed", completed.as_str()), ("required", &required)];
            let stamps = language.counted(Message::NewStamps, *new, &values);
            Some(format!("{}: {stamps}", title(card)))
        }
        Happening::Joined(card) => {
            Some(language.filled(Message::Joined, &[("title", &title(card))]))
        }
        Happening::Loaded { .. } | Happening::AboutToChange | Happening::Failed(_) => None,
    }
}

/// Listens to the proxy's own events while that is wanted.
fn listen(surroundings: &Surroundings) -> RenderEffect<Option<ServerEvents>> {
    let (store, options) = (surroundings.store.clone(), surroundings.options.clone());
    RenderEffect::new(move |open: Option<Option<ServerEvents>>| {
        let open = open.flatten();
        match options.read().live {
            Live::Off => None,
            Live::On if open.is_some() => open,
            Live::On => {
                let address = store.events_address();
                let store = store.clone();
                ServerEvents::open(&address, "changed", move || store.hint())
            }
        }
    })
}

/// Keeps something for as long as the component is there.
fn keep<T: 'static>(kept: T) {
    StoredValue::new_local(kept);
}
