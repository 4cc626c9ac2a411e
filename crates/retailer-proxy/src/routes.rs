//! The handlers: each decides who may see what, and hands it over to `sanitised`.

pub(crate) mod assign;
mod card_source;
pub(crate) mod challenges;
pub(crate) mod definitions;
mod json_answer;
mod path_id;

pub(crate) use card_source::CardSource;
