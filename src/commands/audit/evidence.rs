//! What ledger, topics and index say, gathered on disk and judged piece by piece: a stretch of records after the other,
//! and a share of the articles after the other.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use jiff::SignedDuration;

use super::articles::{Article, IndexCounts, OfArticle, Published, Said, digest};
use super::records::{OfItems, OfRecord, judge_records};
use super::report::{Kind, Report};
use super::spill::Spill;
use crate::article::ArticleId;
use crate::ledger::{ArticleEntry, Partition};
use crate::outcome::{ItemOutcome, Product};
use crate::proto::{ArticleEvent, Outcome};
use crate::record::{Position, Topic};

/// From which offset of a partition up to which.
pub type Stretches = BTreeMap<Partition, (i64, i64)>;

/// Everything that was said.
#[derive(Debug)]
pub struct Evidence {
    /// The partitions that are looked at, each with its number and from where up to where.
    partitions: BTreeMap<Partition, (u64, std::ops::Range<i64>)>,
    records: Spill<OfRecord>,
    articles: Spill<OfArticle>,
    decisions: Decisions,
    /// The last of each partition of output.
    last: HashMap<Partition, u64>,
    window: SignedDuration,
    index_was_read: bool,
}

/// What can be said only after everything was read.
#[derive(Debug, Default)]
pub struct Conclusion {
    /// An article that the ledger knows, and that nothing in the topics published.
    pub unpublished: Option<String>,
}

impl Evidence {
    pub fn new(folder: &Path, window: SignedDuration) -> Self {
        Self {
            partitions: BTreeMap::new(),
            records: Spill::new(folder, "records"),
            articles: Spill::new(folder, "articles"),
            decisions: Decisions::default(),
            last: HashMap::new(),
            window,
            index_was_read: false,
        }
    }

    /// Where records are looked at.
    pub fn look_at(&mut self, stretches: &Stretches) {
        let numbered = stretches.iter().zip(0..);
        let numbered =
            numbered.map(|((partition, &(from, to)), number)| (partition.clone(), (number, from..to)));
        self.partitions = numbered.collect();
    }

    /// An article as the ledger tells it, in the ledger's order.
    pub fn ledger_says(&mut self, id: ArticleId, entry: &ArticleEntry) -> io::Result<()> {
        let (revision, digest) = (entry.revision, digest(entry));
        self.note(id.to_string(), Said::Ledger { revision, digest })
    }

    /// An article as the index has it.
    pub fn index_says(&mut self, id: ArticleId, entry: &ArticleEntry) -> io::Result<()> {
        self.note(id.to_string(), Said::Index { digest: digest(entry) })
    }

    /// The index was read to its end: what it did not tell, it does not hold.
    pub fn index_was_read(&mut self) {
        self.index_was_read = true;
    }

    pub fn see(&mut self, outcome: &ItemOutcome, at: &Position, report: &mut Report) -> io::Result<()> {
        self.order(outcome.decision, at, report);
        let place = at.to_string();
        report.counts.outcomes += 1;
        let origin = &outcome.origin;
        let partition = (Topic::new(&origin.topic), origin.partition);
        self.note_record(&partition, origin.offset, OfItems::Outcome(origin.item))?;
        if !self.decisions.insert(outcome.decision) {
            report.fault(Kind::Decision, format!("{place}: decision {} was seen before", outcome.decision));
        }
        match &outcome.product {
            Product::Event(event) if outcome.outcome() != Outcome::Copy => {
                report.counts.published += 1;
                let ArticleEvent { article, revision, .. } = &**event;
                let revision = revision.clone().unwrap_or_default();
                let (number, first_seen) = (revision.number, revision.first_seen.unwrap_or_default());
                let published = Published { decision: outcome.decision, revision: number, first_seen, place };
                let id = article.as_ref().map(|article| article.id.clone()).unwrap_or_default();
                self.note(id, Said::Published(published))
            }
            Product::Event(_) | Product::Rejected(_) => Ok(()),
            Product::Duplicate(duplicate) => {
                let of = duplicate.of.as_ref().map(|of| of.article_id.clone()).unwrap_or_default();
                self.note(of, Said::Named { place })
            }
        }
    }

    /// Whoever reads a partition gets its outcomes in the order in which they were decided.
    fn order(&mut self, decision: u64, at: &Position, report: &mut Report) {
        let last = self.last.entry((at.topic.clone(), at.partition)).or_default();
        if decision < *last {
            report.fault(Kind::Decision, format!("{at}: decision {decision} lies behind {last}"));
        }
        *last = decision.max(*last);
    }

    /// A record has so many items, each of which is to have one outcome.
    pub fn expect(&mut self, position: &Position, items: usize) -> io::Result<()> {
        let items = u32::try_from(items).unwrap_or(u32::MAX);
        let partition = (position.topic.clone(), position.partition);
        self.note_record(&partition, position.offset, OfItems::Record(items))
    }

    fn note_record(&mut self, partition: &Partition, offset: i64, said: OfItems) -> io::Result<()> {
        let Some((number, stretch)) = self.partitions.get(partition) else { return Ok(()) };
        if !stretch.contains(&offset) {
            return Ok(());
        }
        let at = u64::try_from(offset - stretch.start).expect("lies behind its begin");
        self.records.note((*number << STRETCHES_BITS) | (at / STRETCH), &OfRecord { offset, said })
    }

    fn note(&mut self, id: String, said: Said) -> io::Result<()> {
        // Ids are hexadecimal digits of a hash: their begin shares them out evenly.
        let share = id.get(..2).and_then(|begin| u64::from_str_radix(begin, 16).ok());
        self.articles.note(share.unwrap_or_default(), &OfArticle { id, said })
    }

    pub fn conclude(mut self, report: &mut Report) -> io::Result<Conclusion> {
        let partitions: Vec<&Partition> = self.partitions.keys().collect();
        for stretch in self.records.buckets()? {
            let (number, facts) = stretch?;
            let partition = usize::try_from(number >> STRETCHES_BITS).ok().and_then(|at| partitions.get(at));
            let (topic, partition) = partition.expect("every number is of a partition");
            judge_records(facts, |offset| format!("{topic}/{partition}/{offset}"), report);
        }
        let mut conclusion = Conclusion::default();
        let mut index = IndexCounts::default();
        for share in self.articles.buckets()? {
            let (_, facts) = share?;
            let mut articles: HashMap<String, Article> = HashMap::new();
            for OfArticle { id, said } in facts {
                articles.entry(id).or_default().hear(said);
            }
            for (id, mut article) in articles {
                article.judge(&id, self.window, report);
                if article.ledger.is_some() && article.published.is_empty() {
                    conclusion.unpublished.get_or_insert_with(|| id.clone());
                }
                if self.index_was_read {
                    index.count(&id, &article, report);
                }
            }
        }
        index.tell(report);
        Ok(conclusion)
    }
}

/// Records that are judged together.
const STRETCH: u64 = 1_000_000;
/// Leaves room for the stretches of a partition beside its number.
const STRETCHES_BITS: u32 = 44;

/// Which decision numbers were seen. They follow each other, so a bit for each is little.
#[derive(Debug, Default)]
struct Decisions(BTreeMap<u64, Box<[u64; 1024]>>);

impl Decisions {
    /// Whether it was not seen before.
    fn insert(&mut self, decision: u64) -> bool {
        let (word, bit) = (decision / 64, 1 << (decision % 64));
        let words = self.0.entry(word / 1024).or_insert_with(|| Box::new([0; 1024]));
        let word = words.get_mut(usize::try_from(word % 1024).expect("small")).expect("within the block");
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{Code, Reject, Stage};
    use crate::outcome::Routing;
    use crate::proto::{Article as ProtoArticle, DuplicateEvent, Origin, Relation, Revision, Timestamp};

    const ID: &str = "0123456789abcdef0123456789abcdef";
    const DAY: i64 = 86_400;

    struct Case {
        _folder: tempfile::TempDir,
        evidence: Evidence,
        report: Report,
        decision: u64,
    }

    impl Case {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let mut evidence = Evidence::new(folder.path(), SignedDuration::from_hours(24 * 30));
            let stretches = [((Topic::new("raw"), 0), (10, 20)), ((Topic::new("raw"), 1), (0, 3_000_000))];
            evidence.look_at(&stretches.into_iter().collect());
            Self { _folder: folder, evidence, report: Report::default(), decision: 0 }
        }

        fn see(&mut self, at: (i32, i64, u32), product: Product) {
            self.decision += 1;
            self.see_in("out", self.decision, at, product);
        }

        fn see_in(
            &mut self,
            topic: &str,
            decision: u64,
            (partition, offset, item): (i32, i64, u32),
            product: Product,
        ) {
            let origin = Origin { topic: "raw".into(), partition, offset, item, timestamp: None };
            let outcome = ItemOutcome { origin, decision, product, routing: Routing::default() };
            let at = Position { topic: Topic::new(topic), partition: 0, offset: 0 };
            self.evidence.see(&outcome, &at, &mut self.report).unwrap();
        }

        fn rejects(&mut self, at: (i32, i64, u32)) {
            self.see(at, Product::Rejected(Reject::new(Stage::Url, Code::UrlMissing, "")));
        }

        fn publishes(&mut self, number: u32, first_seen: i64) {
            self.decision += 1;
            self.publishes_in("out", self.decision, (number, first_seen));
        }

        fn publishes_in(&mut self, topic: &str, decision: u64, (number, first_seen): (u32, i64)) {
            let mut event = ArticleEvent {
                article: Some(ProtoArticle { id: ID.into(), ..ProtoArticle::default() }),
                revision: Some(Revision {
                    number,
                    first_seen: Some(Timestamp { seconds: first_seen, nanos: 0 }),
                    ..Revision::default()
                }),
                ..ArticleEvent::default()
            };
            event.set_outcome(Outcome::Published);
            self.see_in(topic, decision, (9, 0, 0), Product::Event(Box::new(event)));
        }

        fn names(&mut self, article_id: &str) {
            let of = Relation { article_id: article_id.into(), ..Relation::default() };
            let mut duplicate = DuplicateEvent { of: Some(of), ..DuplicateEvent::default() };
            duplicate.set_outcome(Outcome::Copy);
            self.see((9, 0, 0), Product::Duplicate(Box::new(duplicate)));
        }

        fn expects(&mut self, partition: i32, offset: i64, items: usize) {
            let position = Position { topic: Topic::new("raw"), partition, offset };
            self.evidence.expect(&position, items).unwrap();
        }

        fn faults(mut self) -> Vec<Kind> {
            self.evidence.conclude(&mut self.report).unwrap();
            self.report.kinds()
        }
    }

    #[test]
    fn each_item_of_a_record_has_one_outcome() {
        let mut case = Case::new();
        for (at, items) in [((0, 10), 1), ((1, 10), 1), ((1, 2_500_000), 3)] {
            for item in 0..items {
                case.rejects((at.0, at.1, item));
            }
            case.expects(at.0, at.1, items as usize);
        }
        case.rejects((0, 5, 0)); // before the stretch
        case.rejects((0, 20, 0)); // behind it
        case.expects(0, 20, 2);
        case.rejects((1, 11, 0)); // of a record that is gone
        assert_eq!(case.faults(), []);
    }

    #[test]
    fn a_missing_outcome_and_one_too_many_are_faults() {
        let mut lost = Case::new();
        lost.expects(1, 2_000_000, 1);
        assert_eq!(lost.faults(), [Kind::Lost]);
        for items in [[0, 0], [1, 1]] {
            let mut doubled = Case::new();
            for item in items {
                doubled.rejects((0, 12, item));
            }
            doubled.expects(0, 12, 2);
            assert_eq!(doubled.faults(), [Kind::TwoOutcomes], "{items:?}");
        }
        let mut twice = Case::new();
        twice.rejects((0, 12, 0));
        twice.rejects((0, 12, 0));
        twice.expects(0, 12, 1);
        assert_eq!(twice.faults(), [Kind::TwoOutcomes]);
    }

    #[test]
    fn a_revision_is_published_once_and_begins_again_after_the_window() {
        let mut once = Case::new();
        for (number, seen) in [(1, 0), (2, 0), (1, 31 * DAY), (2, 31 * DAY)] {
            once.publishes(number, seen);
        }
        assert_eq!(once.faults(), []);
        for again in [(2, 0), (1, 0), (1, 29 * DAY), (2, 31 * DAY)] {
            let mut twice = Case::new();
            for (number, seen) in [(1, 0), (2, 0), again] {
                twice.publishes(number, seen);
            }
            assert_eq!(twice.faults(), [Kind::PublishedTwice], "{again:?}");
        }
    }

    #[test]
    fn revisions_of_an_article_may_lie_in_several_topics_and_each_in_one() {
        let mut several = Case::new();
        for (topic, decision, number) in [("a", 1, 1), ("a", 5, 3), ("b", 3, 2)] {
            several.publishes_in(topic, decision, (number, 0));
        }
        assert_eq!(several.faults(), []);
        let mut twice = Case::new();
        for (topic, decision, number) in [("a", 1, 1), ("a", 2, 2), ("b", 3, 2)] {
            twice.publishes_in(topic, decision, (number, 0));
        }
        assert_eq!(twice.faults(), [Kind::PublishedTwice]);
    }

    #[test]
    fn a_partition_is_in_the_order_of_decisions() {
        let mut turned = Case::new();
        turned.publishes_in("a", 2, (2, 0));
        turned.publishes_in("a", 1, (1, 0));
        assert_eq!(turned.faults(), [Kind::Decision]);
    }

    #[test]
    fn what_a_duplicate_names_was_published_or_is_known() {
        let mut named = Case::new();
        named.names(ID);
        named.publishes(1, 0);
        assert_eq!(named.faults(), []);
        let mut nothing = Case::new();
        nothing.names(ID);
        assert_eq!(nothing.faults(), [Kind::NamesNothing]);
    }

    #[test]
    fn a_decision_number_is_given_once() {
        let mut decisions = Decisions::default();
        assert!([1, 0, 64, 65_536, u64::MAX].into_iter().all(|decision| decisions.insert(decision)));
        assert!(![1, 0, 64, 65_536, u64::MAX].into_iter().any(|decision| decisions.insert(decision)));
    }
}
