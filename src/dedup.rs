//! The decision: what an article is to those already known.
//!
//! A closed set of outcomes, first match wins: withdrawn, stale, unchanged, revised, copy, published. Identity is
//! by URL key; content gives relations, never identity. No rule reads the clock: what is late or long ago is told
//! by when the items were seen.

use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, Candidate, Fullness, Identity, Withdrawal};
use crate::index::{Fault, Index, Overlay};
use crate::ledger::{ArticleEntry, ContentEntry, Presence};
use crate::proto::{ChangeKind, Origin, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(with = "humantime_serde")]
    pub window: Duration,
    #[serde(with = "humantime_serde")]
    pub skew: Duration,
    pub copies: Copies,
}

impl Default for Settings {
    fn default() -> Self {
        const DAY: Duration = Duration::from_hours(24);
        Self { window: 30 * DAY, skew: Duration::from_mins(5), copies: Copies::Divert }
    }
}

/// Where copies of a body go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Copies {
    /// To the duplicates, naming the original.
    Divert,
    /// To the enriched articles, with the relation.
    Publish,
}

/// What became of a candidate, and the entry that it was decided by.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Withdrawn(Step),
    Stale(Known),
    Unchanged(Known),
    Revised(Step),
    Copy(Known),
    Published(Step),
}

/// A known article, before the item.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub id: ArticleId,
    pub entry: ArticleEntry,
}

/// A new latest revision, and what it follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub number: u32,
    pub first_seen: Timestamp,
    pub previous: Option<ArticleEntry>,
    pub changed: Vec<&'static str>,
    pub kind: ChangeKind,
}

/// Decides one candidate and notes in the overlay what the next ones must know.
pub fn decide<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    let id = candidate.identity.article_id;
    let known = overlay.article(&id)?.filter(|entry| rules.counts(entry, candidate.seen_at));
    match known {
        Some(entry) => against_known(candidate, origin, Known { id, entry }, overlay, rules),
        None => unknown(candidate, origin, overlay, rules),
    }
}

fn against_known<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    known: Known,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    let entry = &known.entry;
    let late = entry.revision_seen.since(candidate.seen_at) > signed(rules.skew);
    if takes_down(candidate, entry) {
        return Ok(match entry.presence {
            Presence::Withdrawn => unchanged(candidate, known, overlay, rules),
            Presence::Published if late => Verdict::Stale(known),
            Presence::Published => {
                Verdict::Withdrawn(note(candidate, origin, Some(known.entry), Presence::Withdrawn, overlay))
            }
        });
    }
    if late || (entry.presence == Presence::Published && poorer(candidate, entry)) {
        return Ok(Verdict::Stale(known));
    }
    if entry.presence == Presence::Published && same_text(&candidate.identity, entry) {
        return Ok(unchanged(candidate, known, overlay, rules));
    }
    let step = note(candidate, origin, Some(known.entry), Presence::Published, overlay);
    note_content(candidate, overlay, rules)?;
    Ok(Verdict::Revised(step))
}

fn unknown<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    if candidate.withdrawal == Withdrawal::Explicit {
        return Ok(Verdict::Withdrawn(note(candidate, origin, None, Presence::Withdrawn, overlay)));
    }
    if let Some(original) = note_content(candidate, overlay, rules)? {
        return Ok(Verdict::Copy(original));
    }
    Ok(Verdict::Published(note(candidate, origin, None, Presence::Published, overlay)))
}

/// An empty text takes an article down only where a text is known: a headline that never had one goes on.
fn takes_down(candidate: &Candidate, entry: &ArticleEntry) -> bool {
    match candidate.withdrawal {
        Withdrawal::Explicit => true,
        Withdrawal::IfKnown => entry.letters > 0,
        Withdrawal::No => false,
    }
}

/// A shorter text may be a correction; one that is only a part of what is known is not. A text that lost half and
/// is too short to stand for an article is such a part, and so is one that says it was cut.
fn poorer(candidate: &Candidate, entry: &ArticleEntry) -> bool {
    let cut = candidate.article.flags().any(|flag| flag == crate::proto::Flag::Truncated);
    candidate.fullness < entry.fullness
        && (cut || candidate.identity.letters.saturating_mul(2) < entry.letters)
}

/// A missing title changes nothing. Equal raw bytes are read differently only by a newer version of ourselves.
fn same_text(identity: &Identity, entry: &ArticleEntry) -> bool {
    let same_title = identity.title.is_none() || identity.title == entry.title;
    (same_title && identity.content == entry.content) || identity.raw == entry.raw
}

/// Notes the sighting where the last one noted is long ago; each sighting would be a write.
fn unchanged<I: Index + ?Sized>(
    candidate: &Candidate,
    known: Known,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Verdict {
    let since = candidate.seen_at.since(known.entry.seen);
    if since > signed(rules.window / 10) {
        let entry = ArticleEntry { seen: candidate.seen_at, ..known.entry.clone() };
        // The body is noted again with its article, so that both are forgotten together.
        if entry.fullness == Fullness::Full {
            overlay.put_content(entry.content, ContentEntry { article: known.id, seen: entry.seen });
        }
        overlay.put_article(known.id, entry);
    }
    Verdict::Unchanged(known)
}

/// Makes the candidate the latest revision.
fn note<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    previous: Option<ArticleEntry>,
    presence: Presence,
    overlay: &mut Overlay<'_, I>,
) -> Step {
    let Identity { article_id, title, content, raw, letters, sketch } = candidate.identity.clone();
    let published = candidate.article.published.as_ref().and_then(|instant| instant.time);
    let step = Step {
        number: previous.as_ref().map_or(1, |entry| entry.revision.saturating_add(1)),
        first_seen: previous.as_ref().map_or(candidate.seen_at, |entry| entry.first_seen),
        changed: previous.as_ref().map_or_else(Vec::new, |entry| changed(candidate, entry)),
        kind: previous.as_ref().map_or(ChangeKind::Unspecified, |entry| kind(&candidate.identity, entry)),
        previous,
    };
    let latest = ArticleEntry {
        presence,
        revision: step.number,
        canonical_url: candidate.article.canonical_url.clone(),
        origin: origin.clone(),
        title,
        content,
        raw,
        letters,
        sketch,
        fullness: candidate.fullness,
        published,
        first_seen: step.first_seen,
        revision_seen: candidate.seen_at,
        seen: candidate.seen_at,
    };
    let entry = match (presence, &step.previous) {
        // A withdrawal brings no text; what was known of it stays, so that its return can be compared.
        (Presence::Withdrawn, Some(previous)) => ArticleEntry {
            presence,
            revision: latest.revision,
            origin: latest.origin,
            revision_seen: latest.revision_seen,
            seen: latest.seen,
            ..previous.clone()
        },
        (Presence::Withdrawn, None) | (Presence::Published, _) => latest,
    };
    overlay.put_article(article_id, entry);
    step
}

/// Notes whose body it is. Gives the other article where it is already somebody's.
fn note_content<I: Index + ?Sized>(
    candidate: &Candidate,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Option<Known>, Fault> {
    if candidate.fullness < Fullness::Full {
        return Ok(None);
    }
    let Identity { article_id, content, .. } = candidate.identity;
    if let Some(ContentEntry { article, .. }) = overlay.content(&content)? {
        let owner = overlay.article(&article)?.filter(|entry| rules.counts(entry, candidate.seen_at));
        match owner {
            Some(entry) if article != article_id && entry.presence == Presence::Published => {
                return Ok(Some(Known { id: article, entry }));
            }
            Some(_) if article == article_id => return Ok(None),
            Some(_) | None => {}
        }
    }
    overlay.put_content(content, ContentEntry { article: article_id, seen: candidate.seen_at });
    Ok(None)
}

fn changed(candidate: &Candidate, entry: &ArticleEntry) -> Vec<&'static str> {
    let published = candidate.article.published.as_ref().and_then(|instant| instant.time);
    let fields = [
        ("title", candidate.identity.title != entry.title),
        ("body", candidate.identity.content != entry.content),
        ("published", published != entry.published),
    ];
    fields.into_iter().filter(|&(_, differs)| differs).map(|(name, _)| name).collect()
}

/// How the text changed, as far as sketches tell.
fn kind(identity: &Identity, entry: &ArticleEntry) -> ChangeKind {
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

impl Settings {
    /// An entry counts while it was seen within the window, before or after.
    fn counts(&self, entry: &ArticleEntry, seen_at: Timestamp) -> bool {
        entry.seen.distance(seen_at) <= signed(self.window)
    }
}

/// Settings keep durations below what would overflow.
fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests;
