//! Requests to the retailer's proxy. No other module makes them.
//!
//! Nothing here holds state: answers and failures go to the store.

mod body;
mod client;
mod initial_data;

pub(crate) use client::{Client, JoinError};
pub(crate) use initial_data::{InitialData, PendingRequests};
