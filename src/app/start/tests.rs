//! Every rule of a start, by its name.

use super::*;
use crate::kafka::sink::LedgerMark;
use crate::ledger::Ranges;
use crate::record::Topic;

const LEDGER: &[u8] = b"ledger-id";

/// A world in which a start goes on where the last one stood, to be changed by each test.
struct World {
    progress: Progress,
    ledger_is_empty: bool,
    enriched_is_empty: bool,
    extents: BTreeMap<Partition, Extent>,
    prepared_elsewhere: Option<BTreeMap<Partition, Extent>>,
    committed: BTreeMap<Partition, Committed>,
    digests: BTreeMap<Partition, Digest>,
    accept: BTreeSet<Accept>,
    inputs: Vec<String>,
    group: &'static str,
    identity: Digest,
    start: Start,
}

fn at(partition: i32) -> Partition {
    (Topic::new("raw"), partition)
}

fn extent(low: i64, high: i64) -> Extent {
    Extent { low, high, topic_id: b"topic".to_vec() }
}

fn committed(offset: i64) -> Committed {
    Committed { offset, mark: Some(LedgerMark { id: hex(LEDGER), position: 90 }), topic_id: Vec::new() }
}

/// Settled from 0 to 50, the last record at 49.
fn settled() -> Settled {
    Settled {
        topic_id: b"topic".to_vec(),
        start: 0,
        ranges: [(0, 50)].into_iter().collect(),
        last: Some((49, Digest::of(b"record"))),
        decision: 50,
    }
}

impl World {
    fn known() -> Self {
        let header = Header {
            ledger_id: LEDGER.to_vec(),
            group: "desk".to_owned(),
            inputs: vec!["raw".to_owned()],
            identity: Digest::of(b"rules"),
            key_version: 1,
        };
        Self {
            progress: Progress {
                header: Some(header),
                settled: [(at(0), settled())].into(),
                last_decision: 50,
            },
            ledger_is_empty: false,
            enriched_is_empty: false,
            extents: [(at(0), extent(0, 80))].into(),
            prepared_elsewhere: None,
            committed: [(at(0), committed(50))].into(),
            digests: [(at(0), Digest::of(b"record"))].into(),
            accept: BTreeSet::new(),
            inputs: vec!["raw".to_owned()],
            group: "desk",
            identity: Digest::of(b"rules"),
            start: Start::Earliest,
        }
    }

    fn new() -> Self {
        Self {
            progress: Progress::default(),
            ledger_is_empty: true,
            enriched_is_empty: true,
            committed: BTreeMap::new(),
            digests: BTreeMap::new(),
            ..Self::known()
        }
    }

    fn plan(&self) -> Result<Plan, Refusal> {
        let own = Header {
            ledger_id: b"new".to_vec(),
            group: self.group.to_owned(),
            inputs: self.inputs.clone(),
            identity: self.identity,
            key_version: 1,
        };
        plan(&Facts {
            own: &own,
            start: self.start,
            progress: &self.progress,
            ledger_is_empty: self.ledger_is_empty,
            ledger_end: 100,
            enriched_is_empty: self.enriched_is_empty,
            extents: &self.extents,
            prepared_elsewhere: self.prepared_elsewhere.as_ref(),
            committed: &self.committed,
            digests: &self.digests,
            accept: &self.accept,
        })
    }

    fn position(&self) -> Option<i64> {
        self.plan().unwrap().positions.get(&at(0)).copied()
    }

    /// Why partition 0 is stopped.
    fn stopped(&self) -> String {
        let plan = self.plan().unwrap();
        assert!(plan.positions.is_empty());
        plan.stopped[0].reason.clone()
    }

    /// Refused with this way on, and not when it is accepted.
    fn refused(mut self, way_on: Accept) {
        assert_eq!(self.plan().unwrap_err().way_on, way_on);
        self.accept.insert(way_on);
        self.plan().unwrap();
    }
}

#[test]
fn a_restart_goes_on_at_the_groups_offset() {
    assert_eq!(World::known().position(), Some(50));
    let plan = World::known().plan().unwrap();
    assert_eq!(plan.changes.header.unwrap().ledger_id, LEDGER);
    assert_eq!(plan.changes.last_decision, 50);
}

#[test]
fn a_lost_offset_is_found_in_the_ledger() {
    let mut world = World::known();
    world.committed.clear();
    assert_eq!(world.position(), Some(50));
}

#[test]
fn an_operator_may_rewind_and_skip() {
    for offset in [10, 70] {
        let mut world = World::known();
        world.committed.insert(at(0), committed(offset));
        assert_eq!(world.position(), Some(offset));
    }
}

#[test]
fn a_first_start_begins_where_the_settings_say_and_writes_it_down() {
    for (start, position) in [(Start::Earliest, 5), (Start::Latest, 80)] {
        let world = World { start, extents: [(at(0), extent(5, 80))].into(), ..World::new() };
        let plan = world.plan().unwrap();
        assert_eq!(plan.positions[&at(0)], position);
        assert_eq!(plan.changes.settled[&at(0)].start, position);
        assert_eq!(plan.changes.header.unwrap().ledger_id, b"new");
    }
}

#[test]
fn a_ledger_that_was_primed_starts_as_a_new_one_whatever_was_published() {
    for (start, position) in [(Start::Earliest, 5), (Start::Latest, 80)] {
        for enriched_is_empty in [true, false] {
            let progress = Progress { settled: BTreeMap::new(), last_decision: 7, ..World::known().progress };
            let extents = [(at(0), extent(5, 80))].into();
            let committed = BTreeMap::new();
            let world = World { progress, enriched_is_empty, extents, committed, start, ..World::known() };
            let plan = world.plan().unwrap();
            assert_eq!(plan.positions[&at(0)], position);
            assert_eq!(plan.changes.header.unwrap().ledger_id, LEDGER);
            assert_eq!(plan.changes.settled[&at(0)].decision, 7);
        }
    }
}

#[test]
fn offsets_of_a_lost_ledger_refuse_beside_one_that_was_primed() {
    let mark = LedgerMark { id: "ff".to_owned(), position: 7 };
    let committed = [(at(0), Committed { mark: Some(mark), ..committed(50) })].into();
    let progress = Progress { settled: BTreeMap::new(), ..World::known().progress };
    World { progress, committed, ..World::known() }.refused(Accept::LostLedger);
}

#[test]
fn priming_begins_an_empty_ledger_and_keeps_the_header_of_its_own() {
    let known = World::known().progress.header.unwrap();
    let own = Header { ledger_id: b"new".to_vec(), ..known.clone() };
    assert_eq!(primed_header(None, own.clone(), true), Ok(own.clone()));
    assert_eq!(primed_header(Some(&known), own.clone(), false), Ok(known.clone()));
    let way_on = |refused: Result<Header, Refusal>| refused.unwrap_err().way_on;
    assert_eq!(way_on(primed_header(None, own.clone(), false)), Accept::LostLedger);
    let other = Header { group: "other".to_owned(), ..known };
    assert_eq!(way_on(primed_header(Some(&other), own, false)), Accept::OtherGroup);
}

#[test]
fn a_partition_that_came_later_is_read_from_its_begin_whatever_the_settings_say() {
    let mut world = World { start: Start::Latest, ..World::known() };
    world.extents.insert(at(1), extent(3, 9));
    assert_eq!(world.plan().unwrap().positions[&at(1)], 3);
}

#[test]
fn an_empty_ledger_beside_committed_offsets_refuses() {
    // Also where they were committed with the ledger that is gone.
    for mark in [None, Some(LedgerMark { id: "ff".to_owned(), position: 7 })] {
        let committed = [(at(0), Committed { mark, ..committed(50) })].into();
        World { committed, ..World::new() }.refused(Accept::EmptyLedger);
    }
}

#[test]
fn an_empty_ledger_beside_published_articles_refuses() {
    World { enriched_is_empty: false, ..World::new() }.refused(Accept::EmptyLedger);
}

#[test]
fn a_ledger_without_header_refuses() {
    World { ledger_is_empty: false, ..World::new() }.refused(Accept::LostLedger);
}

#[test]
fn the_ledger_of_another_group_refuses() {
    World { group: "other", ..World::known() }.refused(Accept::OtherGroup);
}

#[test]
fn other_rules_of_identity_refuse() {
    World { identity: Digest::of(b"others"), ..World::known() }.refused(Accept::OtherIdentity);
}

#[test]
fn removed_inputs_refuse_and_added_ones_are_recorded() {
    World { inputs: vec!["other".to_owned()], ..World::known() }.refused(Accept::RemovedInputs);
    let added = World { inputs: vec!["raw".to_owned(), "more".to_owned()], ..World::known() };
    assert_eq!(added.plan().unwrap().changes.header.unwrap().inputs, ["raw", "more"]);
}

#[test]
fn offsets_that_know_a_longer_ledger_refuse() {
    let mut world = World::known();
    let mark = Some(LedgerMark { id: hex(LEDGER), position: 101 });
    world.committed.insert(at(0), Committed { mark, ..committed(50) });
    world.refused(Accept::LostLedger);
}

#[test]
fn offsets_of_another_ledger_refuse() {
    let mut world = World::known();
    let mark = Some(LedgerMark { id: "ff".to_owned(), position: 1 });
    world.committed.insert(at(0), Committed { mark, ..committed(50) });
    world.refused(Accept::LostLedger);
}

#[test]
fn an_index_ahead_of_the_ledger_refuses() {
    let reached = Reached { next: 11, ..Reached::default() };
    assert!(index_ahead(&reached, 11, &BTreeSet::new()).is_ok());
    assert_eq!(index_ahead(&reached, 10, &BTreeSet::new()).unwrap_err().way_on, Accept::LostLedger);
    assert!(index_ahead(&reached, 10, &[Accept::LostLedger].into()).is_ok());
}

#[test]
fn a_recreated_topic_stops_its_partition_and_may_be_read_as_new() {
    let other_id = Extent { topic_id: b"other".to_vec(), ..extent(0, 80) };
    let mut by_id = World { extents: [(at(0), other_id)].into(), ..World::known() };
    let mut by_record = World { digests: [(at(0), Digest::of(b"another"))].into(), ..World::known() };
    for world in [&mut by_id, &mut by_record] {
        assert!(world.stopped().contains("recreated"), "{}", world.stopped());
        world.accept.insert(Accept::RecreatedInputs);
        let plan = world.plan().unwrap();
        assert_eq!(plan.positions[&at(0)], 0);
        assert_eq!(
            plan.changes.settled[&at(0)].ranges.iter().count(),
            0,
            "nothing of the new topic is settled"
        );
        assert_eq!(plan.changes.settled[&at(0)].decision, 50, "decisions go on counting");
    }
}

#[test]
fn a_last_record_that_is_gone_proves_nothing() {
    let world = World { digests: BTreeMap::new(), ..World::known() };
    assert_eq!(world.position(), Some(50));
}

#[test]
fn a_truncated_topic_stops_its_partition_and_swallows_nothing_when_read_as_new() {
    let mut world =
        World { extents: [(at(0), extent(0, 40))].into(), digests: BTreeMap::new(), ..World::known() };
    // Also where an operator has rewound to before the end.
    for offset in [50, 10] {
        world.committed.insert(at(0), committed(offset));
        assert!(world.stopped().contains("ends at 40"), "{}", world.stopped());
    }
    world.accept.insert(Accept::RecreatedInputs);
    let plan = world.plan().unwrap();
    assert_eq!(
        (plan.positions[&at(0)], &plan.changes.settled[&at(0)].ranges),
        (0, &crate::ledger::Ranges::default())
    );
}

#[test]
fn an_offset_behind_the_end_stops_its_partition() {
    let mut world = World::known();
    world.committed.insert(at(0), committed(99));
    assert!(world.stopped().contains("ends at 80"), "{}", world.stopped());
}

#[test]
fn retention_that_overtook_stops_its_partition_and_says_how_many_are_lost() {
    let mut world =
        World { extents: [(at(0), extent(60, 80))].into(), digests: BTreeMap::new(), ..World::known() };
    assert!(world.stopped().contains("deleted 10 records"), "{}", world.stopped());
    world.accept.insert(Accept::LostRecords);
    assert_eq!(world.position(), Some(60));
}

#[test]
fn settled_records_that_were_deleted_are_no_loss() {
    let mut world =
        World { extents: [(at(0), extent(50, 80))].into(), digests: BTreeMap::new(), ..World::known() };
    world.committed.insert(at(0), committed(10));
    assert_eq!(world.position(), Some(50));
}

#[test]
fn one_stopped_partition_leaves_the_others_at_work() {
    let mut world = World::known();
    world.extents.insert(at(1), extent(0, 9));
    world.extents.insert(at(0), extent(60, 80));
    let plan = world.plan().unwrap();
    assert_eq!((plan.stopped.len(), plan.positions.len()), (1, 1));
}

fn prepared() -> Partition {
    (Topic::new("prepared"), 0)
}

/// What was the input is read by others now; this is the first start of who decides only.
fn split() -> World {
    let mut world = World::known();
    world.prepared_elsewhere = Some(std::mem::take(&mut world.extents));
    world.extents.insert(prepared(), Extent { low: 0, high: 30, topic_id: b"prepared".to_vec() });
    world
}

#[test]
fn what_was_prepared_is_decided_from_its_begin_whatever_the_start() {
    let mut world = split();
    world.start = Start::Latest;
    let plan = world.plan().unwrap();
    assert_eq!(plan.positions, [(prepared(), 0)].into());
    assert_eq!(plan.decided, [(at(0), 50)].into(), "the group stands where the input was decided");
    assert!(plan.stopped.is_empty());
}

#[test]
fn what_was_prepared_and_deleted_before_it_was_decided_stops_its_partition() {
    let mut world = split();
    world.extents.get_mut(&prepared()).unwrap().low = 7;
    let plan = world.plan().unwrap();
    assert!(plan.positions.is_empty());
    assert!(plan.stopped[0].reason.contains("deleted 7 records"), "{:?}", plan.stopped);
    world.accept.insert(Accept::LostRecords);
    assert_eq!(world.plan().unwrap().positions, [(prepared(), 7)].into());
}

#[test]
fn who_decides_refuses_where_a_raw_topic_was_truncated_since() {
    let mut world = split();
    world.digests.insert(at(0), Digest::of(b"another record"));
    assert_eq!(world.plan().unwrap_err().way_on, Accept::RecreatedInputs);
    world.accept.insert(Accept::RecreatedInputs);
    let plan = world.plan().unwrap();
    assert_eq!(plan.changes.settled[&at(0)].ranges, Ranges::default());
    assert_eq!(plan.decided, [(at(0), 0)].into());
}

#[test]
fn who_decides_leaves_a_recreated_raw_topic_to_what_was_prepared_of_it() {
    let mut world = split();
    world.prepared_elsewhere.as_mut().unwrap().get_mut(&at(0)).unwrap().topic_id = b"another".to_vec();
    let plan = world.plan().unwrap();
    assert!(plan.decided.is_empty() && !plan.changes.settled.contains_key(&at(0)));
}

#[test]
fn who_prepares_reads_on_where_it_stood_or_where_the_group_starts() {
    let place = |known: Option<i64>, low: i64, start: Start, accept: &[Accept]| {
        let extent = extent(low, 80);
        to_prepare(&Standing { known, extent: &extent, start }, &accept.iter().copied().collect())
    };
    assert_eq!(place(Some(50), 0, Start::Latest, &[]), Ok(50));
    assert_eq!(place(None, 5, Start::Earliest, &[]), Ok(5));
    assert_eq!(place(None, 5, Start::Latest, &[]), Ok(80));
    assert!(place(Some(50), 60, Start::Earliest, &[]).unwrap_err().contains("deleted 10 records"));
    assert_eq!(place(Some(50), 60, Start::Earliest, &[Accept::LostRecords]), Ok(60));
    assert!(place(Some(90), 0, Start::Earliest, &[]).unwrap_err().contains("ends at 80"));
    assert_eq!(place(Some(90), 0, Start::Earliest, &[Accept::RecreatedInputs]), Ok(0));
}
