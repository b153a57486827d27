//! What a revision changed, and how.

use crate::article::{Candidate, Identity};
use crate::ledger::ArticleEntry;
use crate::proto::ChangeKind;

pub fn changed(candidate: &Candidate, entry: &ArticleEntry) -> Vec<&'static str> {
    let published = candidate.article.published.as_ref().and_then(|instant| instant.time);
    let fields = [
        ("title", candidate.identity.title != entry.title),
        ("body", candidate.identity.content != entry.content),
        ("published", published != entry.published),
    ];
    fields.into_iter().filter(|&(_, differs)| differs).map(|(name, _)| name).collect()
}

/// How the text changed, as far as sketches tell.
pub fn kind(identity: &Identity, entry: &ArticleEntry) -> ChangeKind {
    const MOSTLY_THE_SAME: f32 = 0.5;
    /// A text that was continued has the whole old one in it: the share it keeps is that of the old length.
    const CONTAINED: f32 = 0.7;
    #[expect(clippy::cast_precision_loss, reason = "a ratio of lengths")]
    let kept = entry.letters as f32 / identity.letters.max(1) as f32;
    let similarity = identity.sketch.similarity(entry.sketch);
    if identity.content == entry.content {
        ChangeKind::Headline
    } else if kept < 0.95 && similarity >= CONTAINED * kept {
        ChangeKind::TextGrew
    } else if similarity >= MOSTLY_THE_SAME {
        ChangeKind::Corrected
    } else {
        ChangeKind::Rewritten
    }
}
