//! Articles that were published elsewhere, or before a ledger was lost: they become known, and nothing is decided of them.
//!
//! What comes later is decided as if they had been published here. What is known already stays: an archive never puts an
//! older text over a newer revision.

use super::{Known, Settings, Standing, keep_text, kin, known, latest, note_content, note_near, signed};
use crate::article::{ArticleId, Candidate};
use crate::index::{Fault, Index, Overlay};
use crate::ledger::{AliasEntry, ArticleEntry, Presence};
use crate::proto::{Origin, Timestamp};

/// An article as an archive has it.
#[derive(Clone, Debug)]
pub struct Archived {
    pub candidate: Candidate,
    /// Where the archive says under which id it was published: that of its URL may be an alias.
    pub id: Option<ArticleId>,
    pub origin: Origin,
    pub presence: Presence,
    pub revision: u32,
    pub first_seen: Timestamp,
    /// Nothing seen before this is news of the article.
    pub revision_seen: Timestamp,
    /// Its text is what its site shows in the place of several articles.
    pub is_boilerplate: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primed {
    MadeKnown,
    /// As it is, or as a later revision; or it is another address of an article that is known.
    AlreadyKnown,
    /// Seen so long ago that it would not count.
    OutsideWindow,
}

/// Notes in the overlay what the next ones must know. `now` is where the window ends.
pub fn prime<I: Index + ?Sized>(
    archived: &Archived,
    now: Timestamp,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Primed, Fault> {
    let candidate = &archived.candidate;
    if now.since(candidate.seen_at) > signed(rules.window) {
        return Ok(Primed::OutsideWindow);
    }
    let known = known_as(archived, overlay, rules)?;
    if known.as_ref().is_some_and(|known| !archived.follows(&known.entry, rules)) {
        return Ok(Primed::AlreadyKnown);
    }
    let standing = match archived.presence {
        Presence::Published if known.is_none() => kin::standing(candidate, overlay, rules)?,
        Presence::Published | Presence::Withdrawn => Standing::Apart,
    };
    let own = candidate.identity.article_id;
    if let (Standing::Alias(other), None) = (&standing, archived.id) {
        overlay.put_alias(own, AliasEntry { article: other.id, seen: candidate.seen_at });
        return Ok(Primed::AlreadyKnown);
    }
    let id = known.as_ref().map_or_else(|| archived.id.unwrap_or(own), |known| known.id);
    if id != own {
        overlay.put_alias(own, AliasEntry { article: id, seen: candidate.seen_at });
    }
    overlay.put_article(id, keep_text(archived.entry(), known.as_ref().map(|known| &known.entry)));
    let is_boilerplate = archived.is_boilerplate || standing == Standing::Boilerplate;
    if archived.presence == Presence::Published && !is_boilerplate {
        note_content(candidate, id, overlay, rules)?;
        list(candidate, id, &standing, now, overlay, rules);
    }
    Ok(Primed::MadeKnown)
}

/// The article of the id that the archive names, or of the URL.
fn known_as<I: Index + ?Sized>(
    archived: &Archived,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Option<Known>, Fault> {
    if let Some(id) = archived.id
        && let Some(entry) =
            overlay.article(&id)?.filter(|entry| rules.counts(entry, archived.candidate.seen_at))
    {
        return Ok(Some(Known { id, entry: entry.into_owned() }));
    }
    known(&archived.candidate, overlay, rules)
}

/// Lists the article for near copies, as of a decision of its own. What was seen longer ago than near copies are looked
/// for would only push out what was listed later.
fn list<I: Index + ?Sized>(
    candidate: &Candidate,
    id: ArticleId,
    standing: &Standing,
    now: Timestamp,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) {
    let is_listed = rules.near.is_on() && candidate.identity.signature.is_some();
    if !is_listed || now.since(candidate.seen_at) > signed(rules.near.window) {
        return;
    }
    let cluster = if let Standing::Kin(kin) = standing { kin.cluster } else { id };
    overlay.next_decision();
    note_near(candidate, id, cluster, overlay, rules);
}

impl Archived {
    /// Whether it is a later revision of what is known, as where an archive holds all of them.
    fn follows(&self, known: &ArticleEntry, rules: &Settings) -> bool {
        self.revision > known.revision && !rules.is_late(&self.candidate, known)
    }

    fn entry(&self) -> ArticleEntry {
        let Self {
            candidate,
            origin,
            presence,
            revision,
            first_seen,
            revision_seen,
            id: _,
            is_boilerplate: _,
        } = self;
        ArticleEntry {
            revision: *revision,
            first_seen: *first_seen,
            revision_seen: *revision_seen,
            ..latest(candidate, origin, *presence)
        }
    }
}
