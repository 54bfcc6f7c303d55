//! The only room that knows JavaScript. Text and bytes cross the border, and handles, which are small numbers; no exported
//! structs, so that a trap costs one call and nothing else.
//!
//! [`calls`] and [`setup_calls`] are what each function does, text in and text out, and are tested natively; the rooms `..._exports` put it behind
//! wasm-bindgen, and a feature says which of them a module has: all but two, decisions alone, connecting a Page, or [`adapters`] of
//! desks. `module` and `memory` are there only where this crate is the whole module.

pub mod adapters;
pub mod calls;
pub mod setup_calls;

#[cfg(all(
    target_arch = "wasm32",
    not(any(feature = "policy-module", feature = "adapters-module", feature = "setup-module"))
))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `calls` has the docs")]
mod exports;

#[cfg(all(target_arch = "wasm32", not(any(feature = "adapters-module", feature = "setup-module"))))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `calls` has the docs")]
mod policy_exports;

#[cfg(all(target_arch = "wasm32", not(any(feature = "policy-module", feature = "adapters-module"))))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `calls` has the docs")]
mod callback_exports;

#[cfg(all(target_arch = "wasm32", feature = "setup-module"))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `calls` has the docs")]
mod setup_exports;

#[cfg(all(target_arch = "wasm32", feature = "adapters-module"))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `adapters` has the docs")]
mod adapters_exports;

#[cfg(all(target_arch = "wasm32", feature = "module", not(feature = "types")))]
#[allow(
    unsafe_code,
    missing_docs,
    unreachable_pub,
    reason = "an allocator cannot be written without; and what wasm-bindgen generates"
)]
mod memory;

#[cfg(all(target_arch = "wasm32", feature = "module", not(feature = "types")))]
mod module;

#[cfg(target_arch = "wasm32")]
mod answer;
