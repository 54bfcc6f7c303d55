//! Connecting a Page, and keeping it connected.
//!
//! ```text
//!    Graph's answers --> diagnose --> findings, each with what to do and often the request that mends it
//!                           |             |
//!                           v             v
//!                         guide        status   connected, degraded, needs_attention, disconnected; alerts, reminders
//! ```
//!
//! * [`diagnose`] says what is or soon will be wrong with a channel, from whatever of Graph's answers is at hand.
//! * [`guide`] gives the steps of setting a channel up and ticks those that the answers prove.
//! * [`status`] folds findings, outcomes and successes into the channel's status, and alerts once a change.
//! * [`login`] builds the address of the login dialog and checks what comes back; [`pages`] reads the Pages it gave.
//! * [`request`] has every call to Graph that setting up takes, without a secret in it.
//! * [`feature`] has the permissions and webhook fields a wanted feature needs, as rows with their source.
//! * [`signed_request`] and [`deletion`] are for the data deletion and deauthorise callbacks; [`token`] for verify tokens.
//!
//! No token, secret or address comes out of here, whatever was put in: evidence is only ever what has the shape of an id, of
//! one of Meta's words, of a number or of a host name. The two exceptions say so in their names: [`pages::page_tokens`], and the
//! code in a [`login::Login`].

pub mod deletion;
pub mod diagnose;
pub mod feature;
pub mod finding;
pub mod guide;
pub mod login;
pub mod pages;
pub mod request;
pub mod signed_request;
pub mod status;
pub mod token;

mod access_findings;
mod accounts;
mod case;
mod channel_findings;
mod entry;
mod evidence;
mod look;
mod outcomes;
mod page_token;
mod routing;
mod steps;
mod subcode;
mod subscriptions;
mod traffic;
mod version;
