//! The decision: what an article is to those already known.
//!
//! A closed set of outcomes, first match wins: withdrawn, stale, unchanged, revised, copy, published. Identity is
//! by URL key; content gives relations, never identity. No rule reads the clock: what is late or long ago is told
//! by when the items were seen.

mod change;
mod kin;
mod prime;

use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, Candidate, Fullness, Identity, Withdrawal};
use crate::index::{self, Fault, Index, Overlay};
use crate::ledger::{AliasEntry, ArticleEntry, ContentEntry, NearEntry, Presence};
use crate::proto::{ChangeKind, Origin, RelationKind, Timestamp};
pub use kin::Kin;
use kin::Standing;
pub use prime::{Archived, Primed, prime};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(with = "humantime_serde")]
    pub window: Duration,
    #[serde(with = "humantime_serde")]
    pub skew: Duration,
    pub copies: Copies,
    pub near: Near,
}

/// Copies of nearly the same text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Near {
    pub copies: NearCopies,
    /// How long apart they may be seen.
    #[serde(with = "humantime_serde")]
    pub window: Duration,
    /// How many decisions apart they may be.
    pub decisions: u64,
}

impl Default for Near {
    fn default() -> Self {
        Self { copies: NearCopies::Publish, window: Duration::from_hours(72), decisions: index::near::SPAN }
    }
}

/// Where near copies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NearCopies {
    /// To the enriched articles, with the relation.
    Publish,
    /// To the duplicates, as copies.
    Divert,
    /// They are not looked for.
    Off,
}

impl Default for Settings {
    fn default() -> Self {
        const DAY: Duration = Duration::from_hours(24);
        Self { window: 30 * DAY, skew: Duration::from_mins(5), copies: Copies::Divert, near: Near::default() }
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
    Copy(Kin),
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
    pub id: ArticleId,
    pub number: u32,
    pub first_seen: Timestamp,
    pub previous: Option<ArticleEntry>,
    pub changed: Vec<&'static str>,
    pub kind: ChangeKind,
    /// Of a new article: another whose text is nearly this one's.
    pub near: Option<Kin>,
    /// The text is what the site shows in the place of several articles.
    pub is_boilerplate: bool,
}

/// Decides one candidate and notes in the overlay what the next ones must know.
pub fn decide<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    match known(candidate, overlay, rules)? {
        Some(known) => against_known(candidate, origin, known, overlay, rules),
        None => unknown(candidate, origin, overlay, rules),
    }
}

/// The article of the URL, the one of its key before the rules changed, or the one that it is another address of.
fn known<I: Index + ?Sized>(
    candidate: &Candidate,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Option<Known>, Fault> {
    let id = candidate.identity.article_id;
    let known = |id: ArticleId, overlay: &Overlay<'_, I>| -> Result<Option<Known>, Fault> {
        let entry = overlay.article(&id)?.filter(|entry| rules.counts(entry, candidate.seen_at));
        Ok(entry.map(|entry| Known { id, entry: entry.into_owned() }))
    };
    if let Some(known) = known(id, overlay)? {
        return Ok(Some(known));
    }
    if let Some(alias) = overlay.alias(&id)?.filter(|alias| rules.is_within(alias.seen, candidate.seen_at))
        && let Some(known) = known(alias.article, overlay)?
    {
        if candidate.seen_at.since(alias.seen) > signed(rules.window / 10) {
            overlay.put_alias(id, AliasEntry { seen: candidate.seen_at, ..alias });
        }
        return Ok(Some(known));
    }
    if let Some(former) = candidate.identity.former_id
        && let Some(known) = known(former, overlay)?
    {
        overlay.put_alias(id, AliasEntry { article: former, seen: candidate.seen_at });
        return Ok(Some(known));
    }
    Ok(None)
}

fn against_known<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    known: Known,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    let entry = &known.entry;
    let late = rules.is_late(candidate, entry);
    if takes_down(candidate, entry) {
        return Ok(match entry.presence {
            Presence::Withdrawn => unchanged(candidate, known, overlay, rules)?,
            Presence::Published if late => Verdict::Stale(known),
            Presence::Published => Verdict::Withdrawn(note(
                candidate,
                origin,
                known.id,
                Some(known.entry),
                Presence::Withdrawn,
                overlay,
            )),
        });
    }
    if entry.presence == Presence::Published && entry.is_address_alone() {
        return learn(candidate, known, overlay, rules);
    }
    if late || (entry.presence == Presence::Published && poorer(candidate, entry)) {
        return Ok(Verdict::Stale(known));
    }
    if entry.presence == Presence::Published && same_text(&candidate.identity, entry) {
        return unchanged(candidate, known, overlay, rules);
    }
    let cluster = overlay.near(&known.id).map_or(known.id, |near| near.cluster);
    let step = note(candidate, origin, known.id, Some(known.entry), Presence::Published, overlay);
    note_text(candidate, step.id, cluster, overlay, rules)?;
    Ok(Verdict::Revised(step))
}

fn unknown<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    let id = candidate.identity.article_id;
    if candidate.withdrawal == Withdrawal::Explicit {
        return Ok(Verdict::Withdrawn(note(candidate, origin, id, None, Presence::Withdrawn, overlay)));
    }
    let (near, is_boilerplate) = match kin::standing(candidate, overlay, rules)? {
        Standing::Alias(known) => {
            overlay.put_alias(id, AliasEntry { article: known.id, seen: candidate.seen_at });
            return against_known(candidate, origin, known, overlay, rules);
        }
        Standing::Kin(kin) if kin.kind == RelationKind::CopyOf || rules.near.copies == NearCopies::Divert => {
            return Ok(Verdict::Copy(kin));
        }
        Standing::Kin(kin) => (Some(kin), false),
        Standing::Boilerplate => (None, true),
        Standing::Apart => (None, false),
    };
    let cluster = near.as_ref().map_or(id, |kin| kin.cluster);
    let step = note(candidate, origin, id, None, Presence::Published, overlay);
    if !is_boilerplate {
        note_text(candidate, id, cluster, overlay, rules)?;
    }
    Ok(Verdict::Published(Step { near, is_boilerplate, ..step }))
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
) -> Result<Verdict, Fault> {
    let since = candidate.seen_at.since(known.entry.seen);
    if since > signed(rules.window / 10) {
        let entry = ArticleEntry { seen: candidate.seen_at, ..known.entry.clone() };
        // The body is noted again with its article, so that both are forgotten together.
        if entry.fullness == Fullness::Full {
            let titles = overlay.content(&entry.content)?.map_or_else(Vec::new, |content| content.titles);
            let content = ContentEntry { article: known.id, seen: entry.seen, titles };
            overlay.put_content(entry.content, content);
        }
        overlay.put_article(known.id, entry);
    }
    Ok(Verdict::Unchanged(known))
}

/// The article was published elsewhere, and nobody knows with which text: the first that comes is taken for it, however
/// late. Nothing new can be told of it.
fn learn<I: Index + ?Sized>(
    candidate: &Candidate,
    known: Known,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Verdict, Fault> {
    if candidate.fullness == Fullness::Headline {
        return unchanged(candidate, known, overlay, rules);
    }
    let Known { id, entry } = known;
    let entry = ArticleEntry {
        revision: entry.revision,
        first_seen: entry.first_seen,
        seen: entry.seen.max(candidate.seen_at),
        ..latest(candidate, &entry.origin, Presence::Published)
    };
    overlay.put_article(id, entry.clone());
    note_text(candidate, id, id, overlay, rules)?;
    Ok(Verdict::Unchanged(Known { id, entry }))
}

/// Makes the candidate the latest revision.
fn note<I: Index + ?Sized>(
    candidate: &Candidate,
    origin: &Origin,
    id: ArticleId,
    previous: Option<ArticleEntry>,
    presence: Presence,
    overlay: &mut Overlay<'_, I>,
) -> Step {
    let step = Step {
        id,
        number: previous.as_ref().map_or(1, |entry| entry.revision.saturating_add(1)),
        first_seen: previous.as_ref().map_or(candidate.seen_at, |entry| entry.first_seen),
        changed: previous.as_ref().map_or_else(Vec::new, |entry| change::changed(candidate, entry)),
        kind: previous
            .as_ref()
            .map_or(ChangeKind::Unspecified, |entry| change::kind(&candidate.identity, entry)),
        previous,
        near: None,
        is_boilerplate: false,
    };
    let entry = ArticleEntry {
        revision: step.number,
        first_seen: step.first_seen,
        ..latest(candidate, origin, presence)
    };
    overlay.put_article(id, keep_text(entry, step.previous.as_ref()));
    step
}

/// The candidate as the first revision.
fn latest(candidate: &Candidate, origin: &Origin, presence: Presence) -> ArticleEntry {
    let Identity { article_id: _, former_id: _, title, content, raw, letters, sketch, signature: _ } =
        candidate.identity;
    ArticleEntry {
        presence,
        revision: 1,
        canonical_url: candidate.article.canonical_url.clone(),
        origin: origin.clone(),
        title,
        content,
        raw,
        letters,
        sketch,
        fullness: candidate.fullness,
        published: candidate.article.published.as_ref().and_then(|instant| instant.time),
        first_seen: candidate.seen_at,
        revision_seen: candidate.seen_at,
        seen: candidate.seen_at,
    }
}

/// A withdrawal brings no text; what was known of it stays, so that its return can be compared.
fn keep_text(latest: ArticleEntry, previous: Option<&ArticleEntry>) -> ArticleEntry {
    match (latest.presence, previous) {
        (Presence::Withdrawn, Some(previous)) => ArticleEntry {
            presence: latest.presence,
            revision: latest.revision,
            origin: latest.origin,
            revision_seen: latest.revision_seen,
            seen: latest.seen,
            ..previous.clone()
        },
        (Presence::Withdrawn, None) | (Presence::Published, _) => latest,
    }
}

/// Notes what others with this text, or nearly this text, are told by.
fn note_text<I: Index + ?Sized>(
    candidate: &Candidate,
    id: ArticleId,
    cluster: ArticleId,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<(), Fault> {
    note_content(candidate, id, overlay, rules)?;
    note_near(candidate, id, cluster, overlay, rules);
    Ok(())
}

/// Notes whose body it is, where it is nobody's.
fn note_content<I: Index + ?Sized>(
    candidate: &Candidate,
    id: ArticleId,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<(), Fault> {
    if candidate.fullness < Fullness::Full {
        return Ok(());
    }
    let content = candidate.identity.content;
    if let Some(ContentEntry { article, .. }) = overlay.content(&content)? {
        let owner = overlay.article(&article)?.filter(|entry| rules.counts(entry, candidate.seen_at));
        if owner.is_some_and(|entry| article == id || entry.presence == Presence::Published) {
            return Ok(());
        }
    }
    let titles = candidate.identity.title.into_iter().collect();
    overlay.put_content(content, ContentEntry { article: id, seen: candidate.seen_at, titles });
    Ok(())
}

/// Lists the article for near copies of it.
fn note_near<I: Index + ?Sized>(
    candidate: &Candidate,
    id: ArticleId,
    cluster: ArticleId,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) {
    let Some(signature) = candidate.identity.signature.clone().filter(|_| rules.near.is_on()) else {
        return;
    };
    // The overlay knows the decision.
    let entry = NearEntry { signature, cluster, seen: candidate.seen_at, decision: 0 };
    overlay.put_near(id, entry);
}

impl Near {
    fn is_on(&self) -> bool {
        self.copies != NearCopies::Off
    }

    fn counts(&self, entry: &NearEntry, seen_at: Timestamp) -> bool {
        entry.seen.distance(seen_at) <= signed(self.window)
    }
}

impl Settings {
    /// An entry counts while it was seen within the window, before or after.
    fn counts(&self, entry: &ArticleEntry, seen_at: Timestamp) -> bool {
        self.is_within(entry.seen, seen_at)
    }

    /// Older than the latest revision, beyond what clocks differ by.
    fn is_late(&self, candidate: &Candidate, entry: &ArticleEntry) -> bool {
        entry.revision_seen.since(candidate.seen_at) > signed(self.skew)
    }

    fn is_within(&self, one: Timestamp, other: Timestamp) -> bool {
        one.distance(other) <= signed(self.window)
    }
}

/// Settings keep durations below what would overflow.
fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests;
