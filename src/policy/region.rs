//! Where Meta offers what not everybody has (`platform.md` 4.6).

/// Countries of the European Union, by ISO 3166 code; `EU` stands for any of them.
const EU: &[&str] = &[
    "EU", "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Where recurring notifications go on after 2026-02-10, besides the European Union; and where marketing messages must not be sent
/// to (Marketing Messages FAQ, 2026-03-31).
const RECURRING: &[&str] = &["AU", "GB", "UK", "JP", "KR"];

/// Whose businesses may send marketing messages (Marketing Messages on Messenger, 2026-06-30).
const MARKETING: &[&str] = &[
    "AE", "AU", "BR", "CL", "CO", "HK", "ID", "IL", "IN", "MX", "MY", "NZ", "PE", "PH", "SA", "SG", "TH", "TW", "US",
    "VN",
];

/// Whether recurring notifications go on there.
pub(super) fn keeps_recurring(region: &str) -> bool {
    holds(EU, region) || holds(RECURRING, region)
}

/// Whether a business there may send marketing messages.
pub(super) fn sends_marketing(region: &str) -> bool {
    holds(MARKETING, region)
}

fn holds(regions: &[&str], region: &str) -> bool {
    regions.iter().any(|known| known.eq_ignore_ascii_case(region.trim()))
}
