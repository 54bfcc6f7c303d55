//! What an internal note is about.

use crate::json::words;

words! {
    /// What an internal note is about; stable, for programs and for desks that show their own words.
    pub enum NoteCode {
        /// The person came back through a link or an ad.
        Referral = "referral",
        /// The person agreed to be written to.
        OptedIn = "opted_in",
        /// The person wants no more messages of a topic.
        OptedOut = "opted_out",
        /// The person wants messages of a topic again.
        OptedInAgain = "opted_in_again",
        /// Control of the thread was passed.
        ThreadPassed = "thread_passed",
        /// An app took control of the thread.
        ThreadTaken = "thread_taken",
        /// An app asks for control of the thread.
        ThreadRequested = "thread_requested",
        /// The apps' roles changed.
        AppRoles = "app_roles",
        /// The person linked their account at the business.
        AccountLinked = "account_linked",
        /// The person unlinked it.
        AccountUnlinked = "account_unlinked",
        /// The person filled in the feedback survey.
        Feedback = "feedback",
        /// The person rated one answer.
        ResponseFeedback = "response_feedback",
        /// The person revealed a coupon's code.
        Coupon = "coupon",
        /// The person sent a form.
        Form = "form",
        /// The person gave the details they were asked for.
        CustomerInformation = "customer_information",
        /// The person finished a round of a game.
        GamePlay = "game_play",
        /// The person paid.
        Payment = "payment",
        /// The person chose a shipping address.
        CheckoutUpdate = "checkout_update",
        /// The person is about to pay.
        PreCheckout = "pre_checkout",
        /// A call, or the permission to call.
        Call = "call",
        /// A label of the Page inbox.
        Label = "label",
        /// A marketing message failed.
        MarketingFailed = "marketing_failed",
        /// What a recommendation says: for the Page, against it, or how many stars.
        Recommendation = "recommendation",
        /// Something on the wall was hidden.
        Hidden = "hidden",
        /// It is shown again.
        Unhidden = "unhidden",
    }
}
