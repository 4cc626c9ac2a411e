//! One card.

use leptos::html::custom;
use leptos::prelude::*;

use super::Surroundings;
use super::face::Face;
use super::image::Picture;
use super::join::Join;
use super::milestones::Milestones;
use super::track::Track;
use crate::store::{News, Outcome, Row};

/// One challenge. What changes on it changes in place.
#[component]
pub(super) fn ChallengeCard(row: Row) -> impl IntoView {
    let surroundings = Surroundings::here();
    let Row { card, news, .. } = row;
    let face = Face::of(&surroundings, card.clone());
    let heading = move || {
        let face = face.read();
        custom(face.heading)
            .class("title")
            .attr("part", "title")
            .child(face.title.clone())
    };
    let is_celebrated = {
        let news = news.clone();
        move || {
            matches!(
                news.get(),
                Some(News {
                    outcome: Outcome::Completion,
                    ..
                })
            )
        }
    };
    view! {
        <li
            class="card"
            part=move || format!("card {}", face.read().state_name())
            data-state=move || face.read().state_name()
            data-layout=move || face.read().layout
            class:celebrated=is_celebrated
        >
            <div class="top">
                <Picture card=card.clone() />
                <div class="heading">
                    {heading} {line("badge", "state", face, |face| face.badge.clone())}
                </div>
            </div>
            {line("description", "description", face, |face| face.description.clone())}
            <Track face news />
            <div class="facts">
                <div class="progress">
                    {line("count", "count", face, |face| face.count.clone())}
                    {line("to-go", "to-go", face, |face| face.to_go.clone())}
                </div>
                {line("dates", "dates", face, |face| face.dates.clone())}
            </div>
            <Milestones card=card.clone() face />
            <Join card face />
        </li>
    }
}

/// A paragraph where there is something to say.
fn line(
    class: &'static str,
    part: &'static str,
    face: Memo<Face>,
    of: fn(&Face) -> Option<String>,
) -> impl IntoView {
    move || of(&face.read()).map(|text| view! { <p class=class part=part>{text}</p> })
}
