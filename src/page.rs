//! What a whole page of HTML says: of its article, and the article itself.
pub mod metadata;
