#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code, reason = "each target calls one check")]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::config(bytes));
