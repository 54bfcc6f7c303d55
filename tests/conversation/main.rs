//! One thread from its first event on: what the desk is asked to do, what Graph is called with, and what is learned.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a failing test may stop"
)]

mod by_the_page;
mod control;
mod desk;
mod failures;
mod long_replies;
mod nothing_blank;
mod order;
mod people;
mod replies;
mod routing;
mod wall;
