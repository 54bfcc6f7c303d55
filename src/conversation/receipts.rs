//! Delivered and read: what is known of how far the person has come never goes backwards.

use alloc::vec::Vec;

use super::effect::IgnoredReason;
use super::fold::Fold;
use crate::desk::{Act, Actor, Receipt, ReceiptState};
use crate::json::{Millis, Text};
use crate::webhook::event::{DeliveryReceipt, InboundEvent, ReadReceipt};

/// Messages arrived at the person's device.
pub(super) fn delivered<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, receipt: &DeliveryReceipt<'d>) {
    let known = fold.state.delivered_to;
    let progress = match goes_on(known, receipt.watermark) {
        // What was read is delivered, and stays read.
        _ if receipt.watermark.is_some() && receipt.watermark <= fold.state.read_to => Err(IgnoredReason::OldReceipt),
        // Naming messages says something of those, even without a watermark or with one that is known: two messages of one
        // millisecond are two receipts. Whether this very receipt came before was seen already.
        Err(IgnoredReason::EmptyReceipt | IgnoredReason::Duplicate) if !receipt.mids.is_empty() => Ok(()),
        progress => progress,
    };
    fold.state.delivered_to = known.max(receipt.watermark);
    acknowledge(fold, event, ReceiptState::Delivered, progress, receipt.watermark, receipt.mids.clone());
}

/// The person has read messages.
pub(super) fn read<'d>(fold: &mut Fold<'_, 'd>, event: &InboundEvent<'d>, receipt: &ReadReceipt<'d>) {
    // Instagram names the message and no watermark; then the event's own time says how far it goes.
    let until = receipt.watermark.or(receipt.mid.as_ref().map(|_| event.at));
    let known = fold.state.read_to;
    let progress = match goes_on(known, until) {
        // As above: two messages may be read in one moment.
        Err(IgnoredReason::Duplicate) if receipt.mid.is_some() => Ok(()),
        progress => progress,
    };
    fold.state.read_to = known.max(until);
    let named = receipt.mid.iter().cloned().collect();
    acknowledge(fold, event, ReceiptState::Read, progress, until, named);
}

/// Whether a receipt says more than is known, or why it leads to nothing.
fn goes_on(known: Option<Millis>, until: Option<Millis>) -> Result<(), IgnoredReason> {
    match until {
        None => Err(IgnoredReason::EmptyReceipt),
        Some(until) if known == Some(until) => Err(IgnoredReason::Duplicate),
        Some(until) if known > Some(until) => Err(IgnoredReason::OldReceipt),
        Some(_) => Ok(()),
    }
}

fn acknowledge<'d>(
    fold: &mut Fold<'_, 'd>,
    event: &InboundEvent<'d>,
    state: ReceiptState,
    progress: Result<(), IgnoredReason>,
    watermark: Option<Millis>,
    mids: Vec<Text<'d>>,
) {
    let shown = if fold.state.thread.is_some() { progress } else { progress.and(Err(IgnoredReason::NoTicket)) };
    if let Err(reason) = shown {
        fold.ignore(&event.id, reason);
        return;
    }
    let receipt = Receipt { watermark, mids, ..Receipt::of(state) };
    fold.desk(Act::Receipt { receipt }, &event.id, Actor::Customer, event.at);
}
