//! What near copies are found by: the signatures of the articles decided last, in memory.
//!
//! Each article is listed under each of its bands, in a chain from the newest to older ones. It counts while fewer than
//! `span` decisions followed the one that listed it, so the table is bounded, and what is found depends on the order of
//! decisions alone: not on how they were cut into batches, nor on whether the table was read anew from the ledger.

use std::collections::VecDeque;

use super::Digested;
use crate::article::{ArticleId, Bands};
use crate::ledger::NearEntry;

/// How many decisions back near copies are looked for, where nobody says.
pub const SPAN: u64 = 1_000_000;
const NOTHING: u32 = u32::MAX;
/// How far into a chain one that was listed again is looked for, to be taken out. It is one of the newest as a rule.
const MOST_STEPS: usize = 8;

#[derive(Clone, Debug)]
pub struct Table {
    span: u64,
    /// In the order of decisions.
    listed: VecDeque<Listed>,
    /// Number of the first of these; numbers wrap.
    front: u32,
    /// The latest of each article.
    numbers: Digested<ArticleId, u32>,
    /// Where each chain begins, by band and hash. Their count is a power of two.
    heads: Vec<Head>,
}

/// Articles lie all over memory, so it is told here which of them need not be asked.
#[derive(Clone, Copy, Debug)]
struct Head {
    newest: u32,
    /// A bit for each hash that is in the chain, and perhaps some that were.
    hashes: u32,
}

impl Head {
    const EMPTY: Self = Self { newest: NOTHING, hashes: 0 };

    fn bit(hash: u32) -> u32 {
        1 << (hash & 31)
    }

    /// The first that may have a hash.
    fn first(self, hash: u32) -> u32 {
        if self.hashes & Self::bit(hash) == 0 { NOTHING } else { self.newest }
    }
}

#[derive(Clone, Debug)]
struct Listed {
    id: ArticleId,
    entry: NearEntry,
    /// It was not listed again since.
    is_latest: bool,
    /// What follows in the chain of each band, by number. A chain ends at what is forgotten.
    older: [u32; Bands::COUNT],
}

/// A chain of which a hash of a band may be part.
#[derive(Clone, Copy, Debug)]
pub struct Begin {
    band: usize,
    hash: u32,
    first: u32,
}

impl Default for Table {
    fn default() -> Self {
        Self::new(SPAN)
    }
}

impl Table {
    pub fn new(span: u64) -> Self {
        Self { span, listed: VecDeque::new(), front: 0, numbers: Digested::default(), heads: Vec::new() }
    }

    pub fn span(&self) -> u64 {
        self.span
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether an article is listed, counting or not.
    pub fn lists(&self, id: &ArticleId) -> bool {
        self.numbers.contains_key(id)
    }

    /// What an article is listed under, where it counts at a decision.
    pub fn get(&self, id: &ArticleId, decision: u64) -> Option<&NearEntry> {
        let listed = self.at(*self.numbers.get(id)?)?;
        self.counts(&listed.entry, decision).then_some(&listed.entry)
    }

    /// Lists an article, and no longer what was listed of it. Articles come in the order of their decisions.
    pub fn add(&mut self, id: ArticleId, entry: NearEntry) {
        if self.heads.len() < (self.listed.len() + 1) * Bands::COUNT {
            self.widen();
        }
        let number = self.front.wrapping_add(u32::try_from(self.listed.len()).unwrap_or(NOTHING));
        if let Some(replaced) = self.numbers.insert(id, number) {
            self.unlink(replaced);
        }
        self.listed.push_back(Listed { id, entry, is_latest: true, older: [NOTHING; Bands::COUNT] });
        self.link(number);
    }

    /// What an earlier decision listed does not count any more.
    pub fn first_that_counts(&self, last_decision: u64) -> u64 {
        (last_decision + 1).saturating_sub(self.span)
    }

    /// Lets go of what counts no longer.
    pub fn forget(&mut self, last_decision: u64) {
        while let Some(first) = self.listed.front() {
            if first.is_latest && self.counts(&first.entry, last_decision) {
                break;
            }
            if first.is_latest {
                self.numbers.remove(&first.id);
            }
            self.listed.pop_front();
            self.front = self.front.wrapping_add(1);
        }
    }

    /// Of each band that holds something, where its chain begins. Asked for all at once, since each lies elsewhere in memory.
    pub fn begins(&self, bands: &Bands) -> [Begin; Bands::COUNT] {
        let mut band = 0;
        bands.0.map(|hash| {
            let head = self.heads.get(place(band, hash, self.heads.len())).copied().unwrap_or(Head::EMPTY);
            let begin = Begin { band, hash, first: head.first(hash) };
            band += 1;
            begin
        })
    }

    /// Articles that have the hash in the band and count at a decision, the newest first.
    pub fn chain(
        &self,
        Begin { band, hash, first }: Begin,
        decision: u64,
    ) -> impl Iterator<Item = (&ArticleId, &NearEntry)> {
        let mut next = first;
        let chain = std::iter::from_fn(move || {
            let listed = self.at(next)?;
            next = listed.older.get(band).copied().unwrap_or(NOTHING);
            Some(listed)
        });
        // Another hash may share the place.
        chain
            .filter(move |listed| listed.is_latest && listed.entry.signature.bands.0.get(band) == Some(&hash))
            .take_while(move |listed| self.counts(&listed.entry, decision))
            .map(|listed| (&listed.id, &listed.entry))
    }

    /// The latest of each article.
    pub fn into_entries(self) -> Digested<ArticleId, NearEntry> {
        // Later ones replace earlier ones.
        self.listed.into_iter().map(|listed| (listed.id, listed.entry)).collect()
    }

    fn counts(&self, entry: &NearEntry, decision: u64) -> bool {
        decision.saturating_sub(entry.decision) < self.span
    }

    fn place_of(&self, number: u32) -> Option<usize> {
        if number == NOTHING { None } else { usize::try_from(number.wrapping_sub(self.front)).ok() }
    }

    fn at(&self, number: u32) -> Option<&Listed> {
        self.listed.get(self.place_of(number)?)
    }

    fn at_mut(&mut self, number: u32) -> Option<&mut Listed> {
        let place = self.place_of(number)?;
        self.listed.get_mut(place)
    }

    /// Makes it the newest of the chain of each of its bands.
    fn link(&mut self, number: u32) {
        let Some(bands) = self.at(number).map(|listed| listed.entry.signature.bands) else { return };
        let mut older = [NOTHING; Bands::COUNT];
        for ((band, hash), older) in bands.0.into_iter().enumerate().zip(&mut older) {
            let place = place(band, hash, self.heads.len());
            let is_over = self.heads.get(place).is_none_or(|head| self.at(head.newest).is_none());
            let Some(head) = self.heads.get_mut(place).filter(|_| hash != Bands::EMPTY) else { continue };
            if is_over {
                *head = Head::EMPTY;
            }
            *older = std::mem::replace(&mut head.newest, number);
            head.hashes |= Head::bit(hash);
        }
        if let Some(listed) = self.at_mut(number) {
            listed.older = older;
        }
    }

    /// Takes it out of the chains that it is one of the newest of: an article that changes often would fill them.
    fn unlink(&mut self, number: u32) {
        let Some(listed) = self.at_mut(number) else { return };
        listed.is_latest = false;
        let (bands, older) = (listed.entry.signature.bands, listed.older);
        for ((band, hash), older) in bands.0.into_iter().enumerate().zip(older) {
            let place = place(band, hash, self.heads.len());
            match self.heads.get_mut(place).filter(|_| hash != Bands::EMPTY) {
                Some(head) if head.newest == number => head.newest = older,
                Some(Head { newest, .. }) => {
                    let chain = std::iter::successors(Some(*newest), |&newer| self.after(newer, band));
                    let newer = chain.take(MOST_STEPS).find(|&newer| self.after(newer, band) == Some(number));
                    let listed = newer.and_then(|newer| self.at_mut(newer));
                    listed
                        .and_then(|listed| listed.older.get_mut(band))
                        .into_iter()
                        .for_each(|of| *of = older);
                }
                None => {}
            }
        }
    }

    /// What follows in a chain.
    fn after(&self, number: u32, band: usize) -> Option<u32> {
        self.at(number)?.older.get(band).copied()
    }

    /// Makes room for more chains, and lists all anew.
    fn widen(&mut self) {
        const FEWEST: usize = 16 * 1024;
        self.heads = vec![Head::EMPTY; (self.heads.len() * 2).max(FEWEST)];
        for at in 0..self.listed.len() {
            self.link(self.front.wrapping_add(u32::try_from(at).unwrap_or(NOTHING)));
        }
    }
}

/// Where the begin of a chain is noted. Each band has places of its own, so that a chain is of one band.
fn place(band: usize, hash: u32, places: usize) -> usize {
    let of_band = places / Bands::COUNT;
    let mixed = u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    band * of_band + ((mixed >> 32) as usize & of_band.wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Digest, Signature};
    use crate::proto::Timestamp;
    use proptest::prelude::*;

    fn id(number: u32) -> ArticleId {
        ArticleId(Digest::of(&number.to_le_bytes()))
    }

    /// Listed under one hash in all bands.
    fn entry(hash: u32, decision: u64) -> NearEntry {
        let signature = Signature { bands: Bands([hash; Bands::COUNT]), ..Signature::default() };
        NearEntry { signature: signature.into(), cluster: id(0), seen: Timestamp::from_seconds(0), decision }
    }

    fn found(table: &Table, bands: &Bands, band: usize, decision: u64) -> Vec<ArticleId> {
        table.chain(table.begins(bands)[band], decision).map(|(id, _)| *id).collect()
    }

    fn alike(table: &Table, hash: u32, decision: u64) -> Vec<ArticleId> {
        let of_band = |band| found(table, &Bands([hash; Bands::COUNT]), band, decision);
        assert!((1..Bands::COUNT).all(|band| of_band(band) == of_band(0)));
        of_band(0)
    }

    #[test]
    fn articles_are_found_by_a_band_however_many_others_there_are() {
        let mut table = Table::default();
        for number in 0..5000 {
            table.add(id(number), entry(number, u64::from(number)));
        }
        for number in (0..5000).step_by(7) {
            assert_eq!(alike(&table, number, 5000), [id(number)], "{number}");
        }
        assert_eq!(alike(&table, 5000, 5000), []);
        assert_eq!(alike(&table, Bands::EMPTY, 5000), []);
    }

    #[test]
    fn an_article_counts_for_as_many_decisions_as_the_span_whether_forgotten_or_not() {
        let mut table = Table::new(10);
        table.add(id(1), entry(7, 1));
        for (decision, found) in [(2, 1), (10, 1), (11, 0)] {
            assert_eq!(alike(&table, 7, decision).len(), found, "{decision}");
            assert_eq!(table.get(&id(1), decision).iter().len(), found, "{decision}");
        }
        assert_eq!((table.first_that_counts(10), table.first_that_counts(11)), (1, 2));
        table.forget(10);
        assert_eq!(table.len(), 1);
        table.forget(11);
        assert!(table.is_empty() && alike(&table, 7, 5).is_empty());
    }

    #[test]
    fn an_article_listed_again_is_found_by_its_new_text_alone() {
        let mut table = Table::new(100);
        table.add(id(1), entry(7, 1));
        table.add(id(2), entry(7, 2));
        table.add(id(1), entry(8, 3));
        assert_eq!((alike(&table, 7, 4), alike(&table, 8, 4)), (vec![id(2)], vec![id(1)]));
        assert_eq!(table.len(), 2);
        table.forget(102);
        assert_eq!(table.listed.len(), 1, "the one that was replaced is gone too");
        assert_eq!(table.get(&id(1), 102).map(|entry| entry.decision), Some(3));
    }

    #[test]
    fn an_article_that_changes_all_the_time_makes_no_long_chain() {
        let mut table = Table::new(10_000);
        for number in 0..1000 {
            table.add(id(number % 5), entry(7, u64::from(number)));
        }
        let Begin { band, first, .. } = table.begins(&Bands([7; Bands::COUNT]))[3];
        let chain = std::iter::successors(Some(first), |&number| table.after(number, band));
        assert_eq!(chain.filter(|&number| table.at(number).is_some()).count(), 5);
    }

    #[test]
    fn the_table_stays_small_while_decisions_go_on() {
        let mut table = Table::new(100);
        for number in 0..10_000u32 {
            table.add(id(number), entry(number % 50, u64::from(number)));
            table.forget(u64::from(number));
        }
        assert_eq!((table.len(), table.listed.len()), (100, 100));
        assert!(table.heads.len() <= 16 * 1024);
        assert_eq!(alike(&table, 49, 9_999).len(), 2);
    }

    #[test]
    fn a_chain_goes_from_the_newest_to_older_ones_and_skips_what_left_it() {
        let mut table = Table::new(1000);
        for number in 0..300 {
            table.add(id(number), entry(7, u64::from(number)));
        }
        for number in (0..300).step_by(3) {
            table.add(id(number), entry(8, u64::from(number + 300)));
        }
        let expected = |of: fn(&u32) -> bool| (0..300).rev().filter(of).map(id).collect::<Vec<_>>();
        assert_eq!(alike(&table, 7, 600), expected(|number| number % 3 != 0));
        assert_eq!(alike(&table, 8, 600), expected(|number| number % 3 == 0));
        table.forget(1100);
        assert_eq!(alike(&table, 7, 1100), expected(|number| number % 3 != 0 && *number > 100));
    }

    proptest! {
        /// What is found is what a list of the latest entries would give, whenever and however often some is forgotten.
        #[test]
        fn the_table_finds_what_a_plain_list_would(
            steps in prop::collection::vec((0..12u32, prop::array::uniform4(0..4u32), any::<bool>()), 0..120),
            span in 1..40u64,
        ) {
            let mut table = Table::new(span);
            let mut list: Vec<(ArticleId, NearEntry)> = Vec::new();
            for (decision, (number, hashes, forgets)) in (1u64..).zip(steps) {
                let mut entry = entry(0, decision);
                let bands = Bands(std::array::from_fn(|band| match hashes[band % 4] {
                    0 => Bands::EMPTY,
                    hash => hash,
                }));
                entry.signature = Signature { bands, ..Signature::default() }.into();
                list.retain(|(known, _)| *known != id(number));
                list.push((id(number), entry.clone()));
                table.add(id(number), entry);
                if forgets {
                    table.forget(decision);
                }
                for (band, hash) in [(0, 1), (1, 1), (5, 2), (15, 3)] {
                    let found = found(&table, &Bands([hash; Bands::COUNT]), band, decision);
                    let counts = |entry: &NearEntry| decision - entry.decision < span;
                    let has = |entry: &NearEntry| entry.signature.bands.0[band] == hash && counts(entry);
                    let expected: Vec<_> =
                        list.iter().rev().filter(|(_, entry)| has(entry)).map(|(id, _)| *id).collect();
                    prop_assert_eq!(found, expected);
                }
            }
        }
    }
}
