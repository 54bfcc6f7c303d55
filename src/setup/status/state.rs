//! What is kept of a channel between two calls.

use alloc::vec::Vec;

use crate::json::{Millis, Object, Read, Reading, Record, Write, Writer, object, words, written};
use crate::setup::finding::FindingCode;
use crate::setup::look;

words! {
    /// How a channel stands.
    pub enum Status {
        /// Everything works.
        Connected = "connected",
        /// Sending fails now and then; nobody has to do anything yet.
        Degraded = "degraded",
        /// Somebody has to do something.
        NeedsAttention = "needs_attention",
        /// No reply can go out before the Page is connected again.
        Disconnected = "disconnected",
    }
}

/// What is kept of a channel between two calls; version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct ChannelState {
    /// The version of this shape.
    pub v: StateVersion,
    /// How it stands.
    pub status: Status,
    /// Since when, ms since the epoch.
    pub since: Millis,
    /// What is wrong, each once.
    pub causes: Vec<Cause>,
    /// What ends soon.
    pub ends: Vec<End>,
    /// Refusals for want of permission since the last success.
    pub refusals: u32,
    /// Passing failures since the last success.
    pub failures: u32,
    /// When a webhook last came in.
    pub received_at: Option<Millis>,
    /// When a reply last went out.
    pub sent_at: Option<Millis>,
    /// When Graph should be asked next.
    pub probe_at: Option<Millis>,
    /// How often it was asked since the status changed.
    pub probes: u32,
}

/// One thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Cause {
    /// Which.
    pub code: FindingCode,
    /// Since when, ms since the epoch.
    pub at: Millis,
    /// Who says so.
    pub by: Witness,
}

/// 1: a later version of this package may write a state that this one cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "1"))]
pub struct StateVersion;

impl Write for StateVersion {
    fn write(&self, out: &mut Writer) {
        out.number(VERSION);
    }
}

const VERSION: i64 = 1;

words! {
    /// Who says that something is wrong.
    pub enum Witness {
        /// A diagnosis; the next one replaces it.
        Diagnosis = "diagnosis",
        /// What happened; a success takes it back.
        Outcome = "outcome",
    }
}

/// Something that ends, and the last reminder of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct End {
    /// The finding that announces it.
    pub code: FindingCode,
    /// When, ms since the epoch.
    pub at: Millis,
    /// 14, 7 or 1: the reminder that was given last.
    pub reminded: Option<u32>,
}

impl Record for ChannelState {
    fn entries(&self, object: &mut Object<'_>) {
        object.field("v", &self.v);
        object.field("status", &self.status);
        object.field("since", &self.since);
        object.field("causes", &self.causes);
        object.field("ends", &self.ends);
        object.field("refusals", &self.refusals);
        object.field("failures", &self.failures);
        object.field("receivedAt", &self.received_at);
        object.field("sentAt", &self.sent_at);
        object.field("probeAt", &self.probe_at);
        object.field("probes", &self.probes);
    }
}

object!(ChannelState);

impl<'d> Read<'d> for ChannelState {
    const EXPECTED: &'static str = "a state as `channelStatus` gives it, of version 1";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let value = reading.value();
        if look::whole(value, "v") != Some(VERSION) {
            return None;
        }
        let at = |value, key| look::whole(value, key).map(Millis);
        let count = |key| look::whole(value, key).and_then(|count| u32::try_from(count).ok());
        let code = |value| look::text(value, "code").and_then(FindingCode::from_word);
        let mut causes = Vec::new();
        for cause in look::list(value, "causes")? {
            let by = look::text(cause, "by").and_then(Witness::from_word)?;
            causes.push(Cause { code: code(cause)?, at: at(cause, "at")?, by });
        }
        let mut ends = Vec::new();
        for end in look::list(value, "ends")? {
            let reminded = look::whole(end, "reminded").and_then(|days| u32::try_from(days).ok());
            ends.push(End { code: code(end)?, at: at(end, "at")?, reminded });
        }
        Some(Self {
            v: StateVersion,
            status: look::text(value, "status").and_then(Status::from_word)?,
            since: at(value, "since")?,
            causes,
            ends,
            refusals: count("refusals").unwrap_or_default(),
            failures: count("failures").unwrap_or_default(),
            received_at: at(value, "receivedAt"),
            sent_at: at(value, "sentAt"),
            probe_at: at(value, "probeAt"),
            probes: count("probes").unwrap_or_default(),
        })
    }
}

written!(Cause { code: "code", at: "at", by: "by" });
written!(End { code: "code", at: "at", reminded: "reminded" });
