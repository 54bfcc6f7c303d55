//! What a help desk does: tickets and chats, where they go, and the actions that come out of a conversation.

mod action;
mod config;
mod contact;
mod lowercase;
mod message;
mod note;
mod pattern;
mod placeholder;
mod reopen;
mod route;
mod rule;

pub use action::{Act, Actor, DeskAction, DeskReaction, Receipt, ReceiptState, StageStatus};
pub(crate) use config::DEEPEST;
pub use config::{ChannelConfig, Config, LimitsConfig, PageConfig};
pub use contact::DeskContact;
pub use message::DeskMessage;
pub(crate) use message::has_words;
pub use note::NoteCode;
pub use pattern::Pattern;
pub use placeholder::Placeholder;
pub use reopen::Reopen;
pub use route::Route;
pub use rule::{RouteRule, RouteWhen};

pub use crate::webhook::CommentThreads;
