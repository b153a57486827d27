//! The rules of a start: from what the broker and the ledger say, where to read on, which partitions to stop, and
//! whether to work at all. Pure, so that every rule has a test of its name.
//!
//! Each refusal and each stop has an explicit way on, which a person must choose: `copydesk run --accept NAME`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use clap::ValueEnum;

use crate::article::Digest;
use crate::index::Changes;
use crate::kafka::Positions;
use crate::kafka::inputs::{Committed, Extent};
use crate::kafka::member::Standing;
use crate::kafka::source::Start;
use crate::ledger::{Header, Partition, Progress, Reached, Settled};

/// What a person may accept, once, where a start would otherwise refuse or stop a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Accept {
    /// The ledger is empty although articles were published before: begin to remember anew
    EmptyLedger,
    /// The ledger lost its tail, or is another one: what was decided since may be decided again
    LostLedger,
    /// The ledger belongs to another source.group
    OtherGroup,
    /// The ledger was written with other settings of what is the same article
    OtherIdentity,
    /// Topics that were read before are no longer named in source.topics
    RemovedInputs,
    /// A topic was recreated or truncated: read it from its begin as a new one
    RecreatedInputs,
    /// Records were deleted before they were read: go on behind them
    LostRecords,
}

impl fmt::Display for Accept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.to_possible_value().expect("no variant is hidden");
        f.write_str(name.get_name())
    }
}

/// Everything that a start looks at.
#[derive(Debug)]
pub struct Facts<'a> {
    /// What our header would be, with the id of a ledger that is begun now.
    pub own: &'a Header,
    pub start: Start,
    /// What the ledger says, read to its end.
    pub progress: &'a Progress,
    /// Whether the ledger holds or held anything.
    pub ledger_is_empty: bool,
    pub ledger_end: i64,
    /// Whether nothing lies in the topics of events.
    pub enriched_is_empty: bool,
    /// Of what is read.
    pub extents: &'a BTreeMap<Partition, Extent>,
    /// Of the raw partitions, where other processes read and prepare them.
    pub prepared_elsewhere: Option<&'a BTreeMap<Partition, Extent>>,
    pub committed: &'a BTreeMap<Partition, Committed>,
    /// Of the record that lies at each partition's last settled offset now; none where none lies there.
    pub digests: &'a BTreeMap<Partition, Digest>,
    pub accept: &'a BTreeSet<Accept>,
}

/// What a start does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub positions: Positions,
    /// Where the group stands in what others read.
    pub decided: Positions,
    pub stopped: Vec<Stopped>,
    /// To be written, with the offsets, before the first batch.
    pub changes: Changes,
}

/// A partition that is not read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub partition: Partition,
    pub reason: String,
}

/// Nothing may be decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}; `copydesk run --accept {way_on}` goes on all the same")]
pub struct Refusal {
    pub reason: String,
    pub way_on: Accept,
}

fn refuse(facts: &Facts<'_>, way_on: Accept, reason: impl fmt::Display) -> Result<(), Refusal> {
    if facts.accept.contains(&way_on) { Ok(()) } else { Err(Refusal { reason: reason.to_string(), way_on }) }
}

pub fn plan(facts: &Facts<'_>) -> Result<Plan, Refusal> {
    let header = header(facts)?;
    marks(facts, &header)?;
    let mut plan = Plan::default();
    for (partition, extent) in facts.extents {
        match place(facts, partition, extent) {
            Ok((position, settled)) => {
                plan.positions.insert(partition.clone(), position);
                // A partition that begins anew must not take the last decision with it: the ledger keeps no other.
                let settled = Settled { decision: facts.progress.last_decision, ..settled };
                plan.changes.settled.insert(partition.clone(), settled);
            }
            Err(reason) => {
                let reason = format!("{}/{}: {reason}", partition.0, partition.1);
                plan.stopped.push(Stopped { partition: partition.clone(), reason });
            }
        }
    }
    for (partition, extent) in facts.prepared_elsewhere.into_iter().flatten() {
        let Some(settled) = facts.progress.settled.get(partition) else { continue };
        if is_another_topic(settled, extent) {
            continue; // what was prepared of it says so itself
        }
        let mut end = settled.ranges.end();
        if let Some(how) = truncated(facts, partition, settled, extent) {
            let at = format!("{}/{}", partition.0, partition.1);
            refuse(
                facts,
                Accept::RecreatedInputs,
                format!("{at}: the topic was truncated or rewritten ({how})"),
            )?;
            let begun = new_partition(extent, extent.low);
            let settled = Settled { decision: facts.progress.last_decision, ..begun };
            plan.changes.settled.insert(partition.clone(), settled);
            end = Some(extent.low);
        }
        plan.decided.extend(end.map(|end| (partition.clone(), end)));
    }
    plan.changes.header = Some(header);
    plan.changes.last_decision = facts.progress.last_decision;
    Ok(plan)
}

/// Where to read on in a partition and what is settled of it, or why it is not read.
fn place(facts: &Facts<'_>, partition: &Partition, extent: &Extent) -> Result<(i64, Settled), String> {
    let committed = facts.committed.get(partition).map(|committed| committed.offset);
    let Some(settled) = facts.progress.settled.get(partition) else {
        // What lies in a partition that came later came after us: `source.start` is for the first start alone.
        // A ledger that was primed has a header, and nobody has read the input yet.
        let is_first_start = facts.progress.settled.is_empty();
        let start = match facts.start {
            // What was prepared is for us from its very begin.
            _ if facts.prepared_elsewhere.is_some() => 0,
            Start::Latest if is_first_start => extent.high,
            Start::Latest | Start::Earliest => extent.low,
        };
        let begin = committed.unwrap_or(start);
        return bounded(facts, begin, new_partition(extent, begin), extent);
    };
    if let Some(how) = replaced(facts, partition, settled, extent) {
        let way_on = Accept::RecreatedInputs;
        if facts.accept.contains(&way_on) {
            return Ok((extent.low, new_partition(extent, extent.low)));
        }
        return Err(format!(
            "the topic was recreated, truncated or rewritten since it was read ({how}); `copydesk run --accept {way_on}` \
             reads it from its begin as a new one"
        ));
    }
    let mut settled = settled.clone();
    if !extent.topic_id.is_empty() {
        settled.topic_id.clone_from(&extent.topic_id);
    }
    bounded(facts, committed.unwrap_or_else(|| settled.position()), settled, extent)
}

/// How a partition is known to be another than the one that was read: by its id, by its end, or by the last settled
/// record, of which another lies there now.
fn replaced(facts: &Facts<'_>, partition: &Partition, settled: &Settled, extent: &Extent) -> Option<String> {
    if is_another_topic(settled, extent) {
        return Some("its id is another".to_owned());
    }
    truncated(facts, partition, settled, extent)
}

fn is_another_topic(settled: &Settled, extent: &Extent) -> bool {
    let both_tell = !settled.topic_id.is_empty() && !extent.topic_id.is_empty();
    both_tell && settled.topic_id != extent.topic_id
}

fn truncated(facts: &Facts<'_>, partition: &Partition, settled: &Settled, extent: &Extent) -> Option<String> {
    if let Some(end) = settled.ranges.end().filter(|&end| end > extent.high) {
        return Some(format!("it was read up to {end}, but ends at {}", extent.high));
    }
    let (offset, expected) = settled.last?;
    let found = facts.digests.get(partition)?;
    (*found != expected).then(|| format!("another record lies at offset {offset}"))
}

/// The position within the log, with what is missing of it.
fn bounded(
    facts: &Facts<'_>,
    begin: i64,
    settled: Settled,
    extent: &Extent,
) -> Result<(i64, Settled), String> {
    let lost = settled.ranges.missing(begin, extent.low);
    Ok(match within(facts.accept, begin, lost, extent)? {
        Some(position) => (position, settled),
        None => (extent.low, new_partition(extent, extent.low)),
    })
}

/// Where to read on in a log; nowhere where it is to be read as a new one.
fn within(accept: &BTreeSet<Accept>, begin: i64, lost: i64, extent: &Extent) -> Result<Option<i64>, String> {
    let Extent { low, high, .. } = extent;
    if begin > *high {
        let way_on = Accept::RecreatedInputs;
        if accept.contains(&way_on) {
            return Ok(None);
        }
        return Err(format!(
            "the group's offset is {begin}, but the log ends at {high}: move the offset, or `copydesk run --accept \
             {way_on}` reads the topic from its begin as a new one"
        ));
    }
    let way_on = Accept::LostRecords;
    if lost > 0 && !accept.contains(&way_on) {
        return Err(format!(
            "retention deleted {lost} records before they were read, before offset {low}; `copydesk run --accept \
             {way_on}` goes on behind them"
        ));
    }
    Ok(Some(begin.max(*low)))
}

/// Where who prepares reads on in a partition.
pub fn to_prepare(standing: &Standing<'_>, accept: &BTreeSet<Accept>) -> Result<i64, String> {
    let Standing { known, extent, start } = standing;
    let begin = known.unwrap_or(match start {
        Start::Earliest => extent.low,
        Start::Latest => extent.high,
    });
    let position = within(accept, begin, extent.low - begin, extent)?;
    Ok(position.unwrap_or(extent.low))
}

fn new_partition(extent: &Extent, start: i64) -> Settled {
    Settled { topic_id: extent.topic_id.clone(), start, ..Settled::default() }
}

const NO_HEADER: &str = "the ledger has entries but no header: it is no ledger, or lost its begin";

/// Whose ledger it is; a new one where there is none and none is missing.
fn header(facts: &Facts<'_>) -> Result<Header, Refusal> {
    let own = facts.own.clone();
    let Some(known) = &facts.progress.header else {
        if !facts.ledger_is_empty {
            refuse(facts, Accept::LostLedger, NO_HEADER)?;
        } else if !facts.committed.is_empty() {
            let reason = format!(
                "the ledger is empty, but group {} has committed offsets: is it the right topic?",
                facts.own.group
            );
            refuse(facts, Accept::EmptyLedger, reason)?;
        } else if !facts.enriched_is_empty {
            refuse(
                facts,
                Accept::EmptyLedger,
                "the ledger is empty, but articles were published before: is it the right topic? `copydesk index prime \
                 --from-topic` makes them known again",
            )?;
        }
        return Ok(own);
    };
    known_header(known, &own, facts.accept)?;
    Ok(Header { ledger_id: known.ledger_id.clone(), ..own })
}

/// Whose ledger is primed. A new one begins without further questions: that it is empty is what a person wants to mend.
pub fn primed_header(known: Option<&Header>, own: Header, ledger_is_empty: bool) -> Result<Header, Refusal> {
    match known {
        Some(known) => {
            known_header(known, &own, &BTreeSet::new())?;
            Ok(known.clone())
        }
        None if ledger_is_empty => Ok(own),
        None => Err(Refusal { reason: NO_HEADER.to_owned(), way_on: Accept::LostLedger }),
    }
}

/// Whether we may work with this ledger at all. Asked before standing for election too: who would refuse must not win.
pub fn known_header(known: &Header, own: &Header, accept: &BTreeSet<Accept>) -> Result<(), Refusal> {
    let refuse = |way_on: Accept, reason: String| {
        if accept.contains(&way_on) { Ok(()) } else { Err(Refusal { reason, way_on }) }
    };
    if known.group != own.group {
        let reason = format!("the ledger belongs to source.group {:?}, not {:?}", known.group, own.group);
        refuse(Accept::OtherGroup, reason)?;
    }
    if known.identity != own.identity || known.key_version > own.key_version {
        let reason = "the ledger was written with other rules of what is the same article";
        refuse(Accept::OtherIdentity, reason.to_owned())?;
    }
    let removed: Vec<_> = known.inputs.iter().filter(|topic| !own.inputs.contains(topic)).cloned().collect();
    if removed.is_empty() {
        return Ok(());
    }
    let reason = format!("topics that the ledger knows are not in source.topics: {}", removed.join(", "));
    refuse(Accept::RemovedInputs, reason)
}

/// Offsets say how long the ledger was when they were committed.
fn marks(facts: &Facts<'_>, header: &Header) -> Result<(), Refusal> {
    if facts.progress.header.is_none() {
        // The ledger begins now: where one was before, that it is gone was accepted already.
        return Ok(());
    }
    let id = hex(&header.ledger_id);
    let marks = facts.committed.values().filter_map(|committed| committed.mark.as_ref());
    for mark in marks {
        if mark.id != id {
            refuse(facts, Accept::LostLedger, "the group's offsets were committed with another ledger")?;
        } else if mark.position > facts.ledger_end {
            let reason = format!(
                "the ledger ends at {}, but the group's offsets were committed when it reached {}: it lost its tail",
                facts.ledger_end, mark.position
            );
            refuse(facts, Accept::LostLedger, reason)?;
        }
    }
    Ok(())
}

/// An index that knows more than the ledger: the ledger lost its tail, or is another one.
pub fn index_ahead(reached: &Reached, end: i64, accept: &BTreeSet<Accept>) -> Result<(), Refusal> {
    let way_on = Accept::LostLedger;
    if reached.next <= end || accept.contains(&way_on) {
        return Ok(());
    }
    let reason =
        format!("the index knows the ledger up to {}, but it ends at {end}: it lost its tail", reached.next);
    Err(Refusal { reason, way_on })
}

/// How a ledger's id is written beside offsets.
pub fn hex(id: &[u8]) -> String {
    use fmt::Write as _;
    id.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

#[cfg(test)]
mod tests;
