//! The whole widget: what is shown, and the live region that says so.

use leptos::html;
use leptos::prelude::*;

use super::Words;
use super::cards::Cards;
use super::notice::{FailureNotice, Notice};
use super::skeleton::Skeleton;
use crate::api::Client;
use crate::browser;
use crate::i18n::{Language, Message};
use crate::store::{Activity, Shown, Store};

/// A shopper's challenges as stamp cards, for a page that is itself made with
/// Leptos. It asks for them at once.
#[component]
pub fn ChallengesWidget(
    /// The address of the retailer's proxy, such as `/api/loyalty`.
    #[prop(into)]
    proxy: String,
    /// The language tag of the page around the widget.
    #[prop(into, default = "en".to_owned())]
    language: String,
) -> impl IntoView {
    let requests = browser::Requests::new();
    let store = Store::new(Client::new(&proxy, requests.signal()));
    on_cleanup(move || drop(requests));
    store.load(None);
    view! { <Widget store language /> }
}

/// What a store knows, drawn.
#[component]
pub fn Widget(
    store: Store,
    /// The language tag of the page around the widget.
    language: String,
) -> impl IntoView {
    let words = Words::provide(Language::for_page(&language));
    let shown = {
        let (standing, rows) = (store.standing(), store.rows());
        Memo::new(move |_| standing.read().shown(rows.read().len()))
    };
    let activity = store.activity();
    let is_busy = move || activity.get() == Activity::Fetching;
    let region = NodeRef::<html::Section>::new();

    view! {
        <section
            class="widget"
            part="widget"
            node_ref=region
            tabindex="-1"
            aria-label=words.with(|language| language.text(Message::Label))
            aria-busy=move || is_busy().to_string()
        >
            <p class="announcer" role="status">
                {move || announcement(words, shown.get())}
            </p>
            {move || match shown.get() {
                Shown::Skeleton => view! { <Skeleton /> }.into_any(),
                Shown::Cards => view! { <Cards store=store.clone() region /> }.into_any(),
                Shown::Failure(failure) => {
                    view! { <FailureNotice failure store=store.clone() region /> }.into_any()
                }
                Shown::SignedOut => {
                    view! {
                        <Notice
                            kind="signed-out"
                            title=Message::SignedOutTitle
                            text=Message::SignedOutText
                        />
                    }
                        .into_any()
                }
                Shown::Empty => {
                    view! {
                        <Notice kind="empty" title=Message::EmptyTitle text=Message::EmptyText />
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// What a screen reader is told of what is shown; cards speak for themselves.
fn announcement(words: Words, shown: Shown) -> &'static str {
    let message = match shown {
        Shown::Skeleton => Message::Loading,
        Shown::Cards => return "",
        Shown::SignedOut => Message::SignedOutTitle,
        Shown::Empty => Message::EmptyTitle,
        Shown::Failure(failure) => super::notice::title(failure),
    };
    words.with(|language| language.text(message))
}
