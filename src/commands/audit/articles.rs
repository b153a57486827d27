//! Whether ledger, topics and index tell the same of an article.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::report::{Kind, Report};
use crate::article::Digest;
use crate::ledger::{self, ArticleEntry};
use crate::proto::Timestamp;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OfArticle {
    pub(super) id: String,
    pub(super) said: Said,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Said {
    Ledger {
        revision: u32,
        digest: String,
    },
    Index {
        digest: String,
    },
    Published(Published),
    /// A duplicate names the article.
    Named {
        place: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Published {
    pub(super) decision: u64,
    pub(super) revision: u32,
    pub(super) first_seen: Timestamp,
    pub(super) place: String,
}

pub(super) fn digest(entry: &ArticleEntry) -> String {
    Digest::of(&ledger::encode_article(entry)).to_string()
}

/// All that is said of one article.
#[derive(Debug, Default)]
pub(super) struct Article {
    /// The last entry: the revision, and the digest of all that is known.
    pub(super) ledger: Option<(u32, String)>,
    index: Option<String>,
    /// They may lie in several topics, as rules sent each by its own content.
    pub(super) published: Vec<Published>,
    /// One place where a duplicate names it.
    named: Option<String>,
}

impl Article {
    pub(super) fn hear(&mut self, said: Said) {
        match said {
            Said::Ledger { revision, digest } => self.ledger = Some((revision, digest)),
            Said::Index { digest } => self.index = Some(digest),
            Said::Published(published) => self.published.push(published),
            Said::Named { place } => {
                self.named.get_or_insert(place);
            }
        }
    }

    pub(super) fn judge(&mut self, id: &str, window: SignedDuration, report: &mut Report) {
        self.published.sort_by_key(|published| published.decision);
        let Self { ledger, published, named, .. } = self;
        let pairs = published.iter().zip(published.iter().skip(1));
        for (_, Published { revision, place, .. }) in
            pairs.filter(|(before, now)| !now.follows(before, window))
        {
            let text = format!("{place}: revision {revision} of article {id} was published before");
            report.fault(Kind::PublishedTwice, text);
        }
        let last = published.last();
        if let (Some(place), None, None) = (named, last, &ledger) {
            report.fault(Kind::NamesNothing, format!("{place}: names article {id}, which nobody published"));
        }
        if let (Some((known, _)), Some(Published { revision, .. })) = (ledger, last)
            && known != revision
        {
            let text = format!("article {id} is at revision {known} in the ledger, {revision} was published");
            report.fault(Kind::Ledger, text);
        }
    }
}

impl Published {
    /// Once its window has closed, an article begins again with the first.
    fn follows(&self, before: &Self, window: SignedDuration) -> bool {
        let begins_again = self.revision == 1 && before.first_seen.distance(self.first_seen) > window;
        self.revision > before.revision || begins_again
    }
}

/// The index beside the ledger.
#[derive(Debug, Default)]
pub(super) struct IndexCounts {
    both: u64,
    index_alone: u64,
    ledger_alone: u64,
}

impl IndexCounts {
    pub(super) fn count(&mut self, id: &str, article: &Article, report: &mut Report) {
        match (&article.index, &article.ledger) {
            (Some(index), Some((_, ledger))) => {
                self.both += 1;
                if index != ledger {
                    report.fault(
                        Kind::Index,
                        format!("article {id} is another in the index than in the ledger"),
                    );
                }
            }
            (Some(_), None) => self.index_alone += 1,
            (None, Some(_)) => self.ledger_alone += 1,
            (None, None) => {}
        }
    }

    pub(super) fn tell(&self, report: &mut Report) {
        let Self { both, index_alone, ledger_alone } = self;
        report.counts.index_articles = *both;
        if *index_alone > 0 {
            report.note(&format!(
                "{index_alone} articles of the index are no longer in the ledger: retention removed them there"
            ));
        }
        if *ledger_alone > 0 {
            report.fault(Kind::Index, format!("{ledger_alone} articles of the ledger are not in the index"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: (u32, &str) = (2, "a");

    fn found(said: impl IntoIterator<Item = Said>) -> (IndexCounts, Report) {
        let (mut article, mut counts, mut report) =
            (Article::default(), IndexCounts::default(), Report::default());
        for said in said {
            article.hear(said);
        }
        article.judge("id", SignedDuration::ZERO, &mut report);
        counts.count("id", &article, &mut report);
        counts.tell(&mut report);
        (counts, report)
    }

    fn ledger((revision, digest): (u32, &str)) -> Said {
        Said::Ledger { revision, digest: digest.to_owned() }
    }

    fn index(digest: &str) -> Said {
        Said::Index { digest: digest.to_owned() }
    }

    #[test]
    fn the_index_holds_what_the_ledger_says_last() {
        let (counts, report) = found([ledger((1, "old")), ledger(LEDGER), index("a")]);
        assert_eq!((counts.both, report.kinds()), (1, vec![]));
        assert_eq!(found([ledger(LEDGER), index("b")]).1.kinds(), [Kind::Index], "another");
        assert_eq!(found([ledger(LEDGER)]).1.kinds(), [Kind::Index], "none");
        let (counts, report) = found([index("a")]);
        assert_eq!((counts.index_alone, report.kinds()), (1, vec![]), "retention removed it from the ledger");
    }

    #[test]
    fn the_ledger_knows_the_revision_that_was_published_last() {
        let published = |revision| {
            Said::Published(Published {
                decision: 1,
                revision,
                first_seen: Timestamp::default(),
                place: "here".to_owned(),
            })
        };
        let said = |revision| [ledger(LEDGER), index("a"), published(revision)];
        assert_eq!(found(said(2)).1.kinds(), []);
        assert_eq!(found(said(1)).1.kinds(), [Kind::Ledger]);
    }
}
