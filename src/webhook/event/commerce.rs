//! Orders, coupons, payments (`platform.md` 2.2 and 2.14). Payments and check-outs are of old payloads only.

use super::from_meta::from_meta;
use crate::json::{Raw, Text, record};

/// The person sent a cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Order<'d> {
    /// Products with id, name, unit price, currency and quantity, as Meta writes them.
    pub products: Option<Raw<'d>>,
    /// The person's note.
    pub note: Option<Text<'d>>,
}

/// The person revealed a coupon's code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Coupon<'d> {
    /// The code.
    pub coupon_code: Option<Text<'d>>,
    /// The developer's text of the coupon.
    pub payload: Option<Text<'d>>,
}

/// The person paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Payment<'d> {
    /// The developer's text of the purchase.
    pub payload: Option<Text<'d>>,
    /// Name, address, e-mail, phone, as far as they were asked for.
    pub requested_user_info: Option<Raw<'d>>,
    /// How it was paid.
    pub payment_credential: Option<Raw<'d>>,
    /// Currency and amount.
    pub amount: Option<Raw<'d>>,
    /// The shipping chosen.
    pub shipping_option_id: Option<Text<'d>>,
}

/// The person chose a shipping address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct CheckoutUpdate<'d> {
    /// The developer's text of the purchase.
    pub payload: Option<Text<'d>>,
    /// The address.
    pub shipping_address: Option<Raw<'d>>,
}

/// The person is about to pay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct PreCheckout<'d> {
    /// The developer's text of the purchase.
    pub payload: Option<Text<'d>>,
    /// Name, address, e-mail, phone, as far as they were asked for.
    pub requested_user_info: Option<Raw<'d>>,
    /// Currency and amount.
    pub amount: Option<Raw<'d>>,
}

from_meta!(Order<'d> { products: "products", note: "note" });
record!(Order<'d> { products: "products", note: "note" });
from_meta!(Coupon<'d> { coupon_code: "coupon_code", payload: "payload" });
record!(Coupon<'d> { coupon_code: "couponCode", payload: "payload" });
from_meta!(Payment<'d> {
    payload: "payload",
    requested_user_info: "requested_user_info",
    payment_credential: "payment_credential",
    amount: "amount",
    shipping_option_id: "shipping_option_id",
});
record!(Payment<'d> {
    payload: "payload",
    requested_user_info: "requestedUserInfo",
    payment_credential: "paymentCredential",
    amount: "amount",
    shipping_option_id: "shippingOptionId",
});
from_meta!(CheckoutUpdate<'d> { payload: "payload", shipping_address: "shipping_address" });
record!(CheckoutUpdate<'d> { payload: "payload", shipping_address: "shippingAddress" });
from_meta!(PreCheckout<'d> { payload: "payload", requested_user_info: "requested_user_info", amount: "amount" });
record!(PreCheckout<'d> { payload: "payload", requested_user_info: "requestedUserInfo", amount: "amount" });
