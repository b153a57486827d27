//! The protocol of exactly-once as a small model, explored to the last state.
//!
//! The promise: for every record exactly one outcome becomes visible to whoever reads committed; nothing that crashes,
//! moves, is answered late or is set back loses a record or tells of one twice. Tests on a real Kafka try some of the
//! ways in which things can go wrong, and this model tries all of them, in every order, over a few records. `holds`
//! says what may happen and finds that the promise stands, `rejected` leaves out one rule each and shows that it falls.
//!
//! The model is written from the rules and shares no code with `src/`: an error here and one there would have to be
//! the same. What it cannot show, `docs/testing.md` says.
//!
//! # Rules
//!
//! 1. One decides at a time. Who starts fences whoever decided before, then asks the offsets, then reads the ledger to
//!    its end, and writes down where it begins before it reads anything.
//! 2. One transaction holds a batch's outcomes, what the ledger gains, and the offsets. What was decided becomes known to
//!    the index when that is committed, and is dropped when it is aborted.
//! 3. The ledger holds, for each partition, everything that is settled, and of which topic. What is settled is skipped.
//! 4. A commit without answer is asked for again, or a start finds out.
//! 5. What does not fit together (an index ahead of its ledger, offsets of a longer ledger, a ledger without begin, a topic
//!    of another id) refuses or stops, and never goes on.
//! 6. Who prepares hands records over in one transaction with its offsets, as the member of the group that it is. Who
//!    decides skips what it has read between the roles, and what has an origin that is settled.
//! 7. The offsets of `source.group` are what is decided. Who prepares begins behind them and its own, whichever are
//!    further; both count for the topic that they are of.
//! 8. Topic ids are looked up behind every batch: what was read of a topic that took the place of another goes no further.
//!
//! # Steps, and where they are taken
//!
//! | step | what it stands for | where |
//! |---|---|---|
//! | `Start`, `TakeOver`, `StandDown` | the office comes and goes; a second decider works before the first knows | `app::line`, `kafka::election` |
//! | `Fence` | `init_transactions` | `kafka::sink` (`Sink::open`) |
//! | `Restore` | offsets, the ledger to its end, the rules of a start | `app::desk::open`, `app::restore`, `app::start` |
//! | `WriteStart` | header, begins and offsets in the first transaction | `app::desk::open` |
//! | `Follow` | who stands by keeps its index warm | `app::line` (`stand_by`) |
//! | `Read`, `NoticeTopic` | the next record of a batch; a topic that took the place of another | `kafka::source` |
//! | `Decide` | what is fresh, its outcomes, what they settle; the open transaction | `app::batch`, `ledger::settling`, `app::desk` |
//! | `Commit`, `AskAgain`, `OpenAnew` | the commit, and both ways on when it is not answered | `kafka::sink`, `app::line` |
//! | `Apply` | the overlay goes into the index | `app::desk` (`apply`) |
//! | `ShowLedger`, `ShowOffsets` | a committed transaction becomes visible topic by topic | the broker |
//! | `Join`, `Assign`, `Learn` | the group of those that prepare, and where they begin | `kafka::member` |
//! | `Prepare`, `Write`, `SendOffsets`, `HandOver` | a batch on its way to who decides | `app::prepare`, `kafka::sink` |
//! | `JoinAnew` | the producer is of no more use, or a topic was replaced | `app::prepare` (`run`) |
//! | `TimeOut` | the broker aborts what a dead member left open | the broker |
//! | `GoesWrong` | crashes, lost answers, lost disks, operators | nobody |

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod breach;
mod check;
mod decide;
mod explore;
mod holds;
mod long;
mod mishap;
mod prepare;
mod protocol;
mod rejected;
mod scope;
mod set;
mod start;
mod world;
