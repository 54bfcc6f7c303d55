//! What a help desk does: tickets and chats, where they go, and the actions that come out of a conversation.

mod action;
mod config;
mod message;
mod placeholder;
mod reopen;
mod route;

pub use action::{Act, Actor, DeskAction, DeskReaction, Receipt, ReceiptState, StageStatus};
pub use config::{ChannelConfig, Config, LimitsConfig, PageConfig};
pub use message::DeskMessage;
pub use placeholder::Placeholder;
pub use reopen::Reopen;
pub use route::Route;
