//! Names with a capital inside, so that no break is seen in them.

/// Brands of two words that are in many articles, and in most of them once. The text itself tells of others. Sorted.
#[rustfmt::skip]
const BRANDS: &[&str] = &[
    "AccuWeather", "AliExpress", "AstraZeneca", "BlackBerry", "BlackRock", "BuzzFeed", "CrowdStrike",
    "DeepMind", "DeepSeek", "DoorDash", "DreamWorks", "DropBox", "ExxonMobil", "FaceTime", "FedEx",
    "GitHub", "HarperCollins", "HuffPost", "LinkedIn", "LiveScience", "MacBook", "MasterCard", "MasterChef",
    "OnlyFans", "PayPal", "PlayStation", "ProPublica", "QuickTime", "SalesForce", "SoftBank", "SoundCloud",
    "SpaceX", "StubHub", "TechCrunch", "ThyssenKrupp", "TikTok", "TotalEnergies", "TripAdvisor", "WeChat",
    "WeWork", "WhatsApp", "WikiLeaks", "WordPress", "YouGov", "YouTube", "airBaltic", "easyJet", "jetBlue",
];

/// What stands between a given name and a family name, or begins a family name.
const PARTICLES: &[&str] = &[
    "Al", "Ben", "Bin", "Da", "De", "Del", "Di", "Dos", "Du", "El", "Fitz", "La", "Le", "Les", "Lo", "Mac",
    "Mc", "St", "Van", "Von",
];

/// Whether the two make one word: `McDonald`, `YouTube`, or a form for both sexes as `BürgerInnen`.
pub fn are_one(left: &str, right: &str) -> bool {
    is_particle(left)
        || right == "Innen"
        || right == "In" && left.starts_with(char::is_uppercase) && left.ends_with(['r', 't'])
        || BRANDS.iter().any(|brand| brand.strip_prefix(left) == Some(right))
}

pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}
