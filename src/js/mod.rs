//! The only room that knows JavaScript. Text and bytes cross the border, and handles, which are small numbers; no exported
//! structs, so that a trap costs one call and nothing else.
//!
//! [`calls`] is what each function does, text in and text out, and is tested natively; `exports` and `policy_exports` put it behind
//! wasm-bindgen; the smaller module has the second only, and [`adapters`] has one of its own. `module` is there only where this
//! crate is the whole module.

pub mod adapters;
pub mod calls;

#[cfg(all(target_arch = "wasm32", not(feature = "policy-module"), not(feature = "adapters-module")))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `calls` has the docs")]
mod exports;

#[cfg(all(target_arch = "wasm32", not(feature = "adapters-module")))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `calls` has the docs")]
mod policy_exports;

#[cfg(all(target_arch = "wasm32", feature = "adapters-module"))]
#[allow(unsafe_code, missing_docs, unreachable_pub, reason = "what wasm-bindgen generates; `adapters` has the docs")]
mod adapters_exports;

#[cfg(all(target_arch = "wasm32", feature = "module", not(feature = "types")))]
mod module;
