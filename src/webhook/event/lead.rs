//! Lead ads and inbox labels (`platform.md` 2.14).

use super::from_meta::from_meta;
use crate::json::{Fields, Id, Text, record};

/// Somebody filled in the form of a lead ad; its answers are fetched by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct LeadForm<'d> {
    /// Id of what was filled in.
    pub lead_id: Option<Id<'d>>,
    /// Id of the form.
    pub form_id: Option<Id<'d>>,
    /// Id of the ad.
    pub ad_id: Option<Id<'d>>,
    /// Id of the ad's group.
    pub ad_group_id: Option<Id<'d>>,
}

/// Somebody put a label on a conversation in Meta's inbox, or took it off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Label<'d> {
    /// `add` or `remove`.
    pub action: Option<Text<'d>>,
    /// Id of the label.
    pub label_id: Option<Id<'d>>,
    /// Name of the label.
    pub name: Option<Text<'d>>,
}

from_meta!(LeadForm<'d> { lead_id: "leadgen_id", form_id: "form_id", ad_id: "ad_id", ad_group_id: "adgroup_id" });
record!(LeadForm<'d> { lead_id: "leadId", form_id: "formId", ad_id: "adId", ad_group_id: "adGroupId" });

impl<'d> Label<'d> {
    /// Reads Meta's `value` of a change of the field `inbox_labels`.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        let action = fields.get("action");
        match fields.child("label") {
            Ok(label) => Self { action, label_id: label.get("id"), name: label.get("page_label_name") },
            Err(_) => Self { action, ..Self::default() },
        }
    }
}

record!(Label<'d> { action: "action", label_id: "labelId", name: "name" });
