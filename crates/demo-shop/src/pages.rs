//! What pages say: functions from what is known to HTML. maud escapes every text
//! that comes in.

mod account;
mod amounts;
mod gallery;
mod layout;
mod my_pages;
mod notice;
mod orders;
mod problem;
mod products;
mod shoppers;
mod start;

pub(crate) use gallery::{STYLE_SHEETS as GALLERY_STYLE_SHEETS, gallery, gallery_file};
pub(crate) use my_pages::{MyOrders, my_pages};
pub(crate) use problem::{problem, unknown_shopper};
pub(crate) use shoppers::log_in;
pub(crate) use start::start;
