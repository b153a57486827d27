//! Whose text an article of an unknown URL has: an article of its own site under a new address, another site's, or
//! nearly another's.
//!
//! Content gives relations, never identity: only a site's own number in the address, beside the text, makes two
//! addresses one article. A wrong merge loses a story, a missed one repeats it; where rules are in doubt, they keep apart.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::{Known, Settings};
use crate::article::{ArticleId, Candidate, Fullness, Signature};
use crate::canonical_url::{same_mark, same_site};
use crate::index::{Fault, Index, Overlay};
use crate::ledger::{ArticleEntry, ContentEntry, NearEntry, Presence};
use crate::proto::RelationKind;

/// A known article whose text an item has, all or nearly.
#[derive(Clone, Debug, PartialEq)]
pub struct Kin {
    pub kind: RelationKind,
    pub known: Known,
    /// Share of their text in common, from 0 to 1.
    pub similarity: f32,
    /// The first of the articles that are nearly the same.
    pub cluster: ArticleId,
}

/// What an unknown article is by its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Its own.
    Apart,
    /// What the site shows in the place of several articles.
    Boilerplate,
    /// A known article under another URL.
    Alias(Known),
    Kin(Kin),
}

/// Below this many letters, a site repeats a text under several titles because it is no article's.
const SHORT_LETTERS: u32 = 1500;

/// Compares with all that is known, and notes a title under which a known text was seen.
pub fn standing<I: Index + ?Sized>(
    candidate: &Candidate,
    overlay: &mut Overlay<'_, I>,
    rules: &Settings,
) -> Result<Standing, Fault> {
    if candidate.fullness < Fullness::Full {
        return Ok(Standing::Apart);
    }
    let content = candidate.identity.content;
    if let Some(entry) = overlay.content(&content)?
        && let Some(known) = published(&entry.article, candidate, overlay, rules)?
    {
        let known = Known { id: entry.article, entry: known.into_owned() };
        return Ok(same_text(candidate, known, entry, overlay));
    }
    nearest(candidate, overlay, rules)
}

/// An article that counts and was not withdrawn.
fn published<'o, I: Index + ?Sized>(
    id: &ArticleId,
    candidate: &Candidate,
    overlay: &'o Overlay<'_, I>,
    rules: &Settings,
) -> Result<Option<Cow<'o, ArticleEntry>>, Fault> {
    let entry = overlay.article(id)?;
    Ok(entry.filter(|entry| entry.presence == Presence::Published && rules.counts(entry, candidate.seen_at)))
}

fn same_text<I: Index + ?Sized>(
    candidate: &Candidate,
    known: Known,
    mut entry: ContentEntry,
    overlay: &mut Overlay<'_, I>,
) -> Standing {
    let (url, known_url) = (&candidate.article.canonical_url, &known.entry.canonical_url);
    let is_own_site = same_site(url, known_url);
    if is_own_site && same_mark(url, known_url) {
        return Standing::Alias(known);
    }
    let is_retitled = is_own_site && is_new_title(candidate, &entry);
    if is_retitled && entry.titles.len() < ContentEntry::MOST_TITLES {
        entry.titles.extend(candidate.identity.title);
        overlay.put_content(candidate.identity.content, entry.clone());
    }
    if entry.titles.len() >= ContentEntry::MOST_TITLES {
        Standing::Boilerplate
    } else if is_retitled && candidate.identity.letters < SHORT_LETTERS {
        Standing::Apart
    } else {
        let cluster = overlay.near(&known.id).map_or(known.id, |near| near.cluster);
        Standing::Kin(Kin { kind: RelationKind::CopyOf, known, similarity: 1.0, cluster })
    }
}

fn is_new_title(candidate: &Candidate, entry: &ContentEntry) -> bool {
    candidate.identity.title.is_some_and(|title| !entry.titles.is_empty() && !entry.titles.contains(&title))
}

/// Of those that share a stretch of text, as many are compared, those that share most first.
const MOST_COMPARED: usize = 32;
/// Of those that are near, as many are asked for, the nearest first.
const MOST_ASKED: usize = 4;

/// The article whose text is nearest, if one is near enough and tells of the same.
fn nearest<I: Index + ?Sized>(
    candidate: &Candidate,
    overlay: &Overlay<'_, I>,
    rules: &Settings,
) -> Result<Standing, Fault> {
    let Some(signature) = candidate.identity.signature.as_deref() else { return Ok(Standing::Apart) };
    if !rules.near.is_on() {
        return Ok(Standing::Apart);
    }
    for (id, similarity, entry) in alike(candidate, signature, overlay, rules).into_iter().take(MOST_ASKED) {
        let Some(known) = published(&id, candidate, overlay, rules)? else { continue };
        let (url, known_url) = (&candidate.article.canonical_url, &known.canonical_url);
        let is_own_site = same_site(url, known_url);
        if is_own_site && same_mark(url, known_url) {
            return Ok(Standing::Alias(Known { id, entry: known.into_owned() }));
        }
        let is_series =
            is_own_site && known.title != candidate.identity.title && signature.letters < SHORT_LETTERS;
        if is_series || tell_of_different_things(signature, &entry.signature) {
            continue;
        }
        let known = Known { id, entry: known.into_owned() };
        return Ok(Standing::Kin(Kin {
            kind: RelationKind::NearCopyOf,
            known,
            similarity,
            cluster: entry.cluster,
        }));
    }
    Ok(Standing::Apart)
}

/// Articles that share enough of their text, those that share most first.
fn alike<'o, I: Index + ?Sized>(
    candidate: &Candidate,
    signature: &Signature,
    overlay: &'o Overlay<'_, I>,
    rules: &Settings,
) -> Vec<(ArticleId, f32, &'o NearEntry)> {
    let mut sharing: Vec<(ArticleId, &NearEntry, u32)> = Vec::new();
    for (&id, entry) in overlay.alike(&signature.bands) {
        match sharing.iter_mut().find(|(_, known, _)| std::ptr::eq(*known, entry)) {
            Some((.., bands)) => *bands += 1,
            None => sharing.push((id, entry, 1)),
        }
    }
    sharing.sort_by_key(|&(_, entry, bands)| (Reverse(bands), entry.decision));
    let mut found = Vec::new();
    for (id, entry, _) in sharing.into_iter().take(MOST_COMPARED) {
        let similarity = signature.grain.similarity(&entry.signature.grain);
        if rules.near.counts(entry, candidate.seen_at) && is_near(similarity, signature, &entry.signature) {
            found.push((id, similarity, entry));
        }
    }
    found.sort_by(|(_, one, a), (_, other, b)| other.total_cmp(one).then(a.decision.cmp(&b.decision)));
    found
}

/// Reprints are abridged and get a dateline and a footer: they keep half of what both have, or most of the shorter.
fn is_near(similarity: f32, one: &Signature, other: &Signature) -> bool {
    const SHARED: f32 = 0.5;
    const KEPT: f32 = 0.8;
    const LEAST: f32 = 0.25;
    #[expect(clippy::cast_precision_loss, reason = "a ratio of lengths")]
    let (letters, shorter) =
        ((one.letters + other.letters) as f32, one.letters.min(other.letters).max(1) as f32);
    // Of Jaccard's index, the share of the shorter text that lies in the other.
    let kept = similarity * letters / ((1.0 + similarity) * shorter);
    similarity >= SHARED || (similarity >= LEAST && kept >= KEPT)
}

/// Reports of markets, weather, matches and draws are made alike: each has numbers or names that the other lacks,
/// and many of them. What was only left out, or added around, leaves one side's within the other's.
fn tell_of_different_things(one: &Signature, other: &Signature) -> bool {
    const SHARE: usize = 40;
    let differ = |(lacking, told): (usize, usize), (others_lacking, others_told): (usize, usize)| {
        lacking >= 2
            && others_lacking >= 2
            && lacking * 100 >= told * SHARE
            && others_lacking * 100 >= others_told * SHARE
    };
    differ(one.numbers.lacking(&other.numbers), other.numbers.lacking(&one.numbers))
        || differ(one.names.lacking(&other.names), other.names.lacking(&one.names))
}
