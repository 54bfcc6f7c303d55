//! Writes the TypeScript types of everything that crosses the border, from the Rust types: `cargo run --features types
//! --example typescript`. The build puts them into the package, so they cannot drift from what the module does.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::any::TypeId;
use std::collections::BTreeMap;

use messenger_desk::adapters::{DeskConfig, DeskName, Incoming, Learned, Plan};
use messenger_desk::conversation::{ConversationState, DeskStatus, Input, Step};
use messenger_desk::desk::ChannelConfig;
use messenger_desk::edge::Ending;
use messenger_desk::error::{ErrorCode, Problem};
use messenger_desk::policy::{
    Alternative, Ask, Author, Certainty, Decision, Envelope, Forbid, MessagingType, Need, NextStep, PolicyOptions,
    ReasonCode, Recipient, ReplyKind, Rule, RuleId, Stretch, Tag, WindowFacts,
};
use messenger_desk::send::{
    Draft, DraftAct, DraftAttachment, DraftPart, GraphRequest, Limit, Measure, Outcome, Pace, PaceAsk, PaceState,
    QuickReplyButton, SendPlan, SendResult,
};
use messenger_desk::setup::deletion::DeletionReply;
use messenger_desk::setup::diagnose::{Finding, GraphAnswers};
use messenger_desk::setup::feature::Feature;
use messenger_desk::setup::guide::SetupStep;
use messenger_desk::setup::login::{Login, LoginAsk, LoginRefusal};
use messenger_desk::setup::pages::{Accounts, PageToken};
use messenger_desk::setup::request::{Addition, RequestName, SetupAsk, SetupRequests};
use messenger_desk::setup::signed_request::{SignedRequest, SignedRequestRefusal};
use messenger_desk::setup::status::{ChannelState, ChannelStatus, StatusInput};
use messenger_desk::webhook::handshake::{Handshake, HandshakeRefusal};
use messenger_desk::webhook::signature::{SignatureRefusal, Verification};
use messenger_desk::webhook::{Delivery, InboundEvent};
use ts_rs::{Config, TS, TypeVisitor};

fn main() {
    let mut declarations = Declarations { config: Config::new(), written: BTreeMap::new() };
    declarations.visit::<Handshake<'static>>();
    declarations.visit::<HandshakeRefusal>();
    declarations.visit::<Verification>();
    declarations.visit::<SignatureRefusal>();
    declarations.visit::<Delivery<'static>>();
    declarations.visit::<InboundEvent<'static>>();
    declarations.visit::<Ending>();
    declarations.visit::<ChannelConfig>();
    declarations.visit::<ConversationState>();
    declarations.visit::<Input<'static>>();
    declarations.visit::<DeskStatus>();
    declarations.visit::<Step<'static>>();
    declarations.visit::<WindowFacts>();
    declarations.visit::<Ask>();
    declarations.visit::<Author>();
    declarations.visit::<ReplyKind>();
    declarations.visit::<PolicyOptions>();
    declarations.visit::<Decision>();
    declarations.visit::<Alternative>();
    declarations.visit::<Certainty>();
    declarations.visit::<Envelope>();
    declarations.visit::<Forbid>();
    declarations.visit::<MessagingType>();
    declarations.visit::<Need>();
    declarations.visit::<NextStep>();
    declarations.visit::<Recipient>();
    declarations.visit::<Rule>();
    declarations.visit::<Stretch>();
    declarations.visit::<Tag>();
    declarations.visit::<ReasonCode>();
    declarations.visit::<RuleId>();
    declarations.visit::<Draft>();
    declarations.visit::<DraftAct>();
    declarations.visit::<DraftAttachment>();
    declarations.visit::<DraftPart>();
    declarations.visit::<QuickReplyButton>();
    declarations.visit::<GraphRequest>();
    declarations.visit::<Measure>();
    declarations.visit::<SendPlan>();
    declarations.visit::<SendResult>();
    declarations.visit::<Outcome>();
    declarations.visit::<Pace>();
    declarations.visit::<PaceAsk>();
    declarations.visit::<PaceState>();
    declarations.visit::<Limit>();
    declarations.visit::<GraphAnswers>();
    declarations.visit::<Finding>();
    declarations.visit::<Feature>();
    declarations.visit::<SetupStep>();
    declarations.visit::<SetupAsk>();
    declarations.visit::<SetupRequests>();
    declarations.visit::<RequestName>();
    declarations.visit::<Addition>();
    declarations.visit::<LoginAsk>();
    declarations.visit::<Login>();
    declarations.visit::<LoginRefusal>();
    declarations.visit::<Accounts>();
    declarations.visit::<PageToken>();
    declarations.visit::<ChannelState>();
    declarations.visit::<ChannelStatus>();
    declarations.visit::<StatusInput>();
    declarations.visit::<DeletionReply>();
    declarations.visit::<SignedRequest>();
    declarations.visit::<SignedRequestRefusal>();
    declarations.visit::<DeskConfig>();
    declarations.visit::<DeskName>();
    declarations.visit::<Plan>();
    declarations.visit::<Learned>();
    declarations.visit::<Incoming>();
    declarations.visit::<ErrorCode>();
    declarations.visit::<Problem>();
    println!("// Generated from the Rust types by `cargo xtask build`. Do not edit.\n");
    for declaration in declarations.written.values() {
        println!("{declaration}");
    }
}

/// Declarations by name, each type with everything it is made of.
struct Declarations {
    config: Config,
    written: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of ours have a file of their own; text, numbers and lists are written where they are used.
        if T::output_path().is_none() || TypeId::of::<T>() == TypeId::of::<()>() {
            return;
        }
        let name = T::ident(&self.config);
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}\n", T::decl(&self.config));
        if let Some(written) = self.written.get(&name) {
            assert_eq!(*written, declaration, "two types want to be called {name}");
            return;
        }
        self.written.insert(name, declaration);
        T::visit_dependencies(self);
    }
}
