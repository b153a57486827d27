//! What takes records away before anybody has read them: an operator who skips, retention, and a topic that is deleted.
//!
//! Each begins where everything is settled and nobody is at work, so that it is known to the record what is taken; and
//! each waits until the rest is settled, since processes that share the work otherwise may begin before a gap.

use std::collections::BTreeMap;

use super::{Campaign, PARTITIONS, Post};
use crate::proof::Life;
use crate::wait;

/// Records that nobody has read when some are taken.
const UNREAD: usize = 60;

impl Campaign {
    pub(super) fn skip(&mut self) {
        let unread = self.leave_unread();
        let mut to = Vec::new();
        for (partition, (from, end)) in unread {
            let skipped = self.some_of(from, end);
            self.life().take(partition, from..skipped);
            to.push((partition, skipped));
        }
        if self.is_split() {
            self.scene.move_prepared(&to);
        } else {
            self.scene.move_group(&to);
        }
        self.start();
        self.scene.wait_until_settled();
    }

    pub(super) fn overtake(&mut self) {
        let unread: Vec<_> = self.leave_unread().into_iter().collect();
        let (partition, (from, end)) = unread[self.dice.roll(unread.len())];
        let low = self.some_of(from, end);
        self.scene.delete_records(partition, low);
        self.life().take(partition, from..low);
        self.life().delete_before(partition, low);
        self.start();
        self.accept(&format!("deleted {} records", low - from), "lost-records");
        self.scene.wait_until_settled();
    }

    /// Those that prepare read the new one by themselves.
    pub(super) fn recreate(&mut self) {
        let is_at_work = self.dice.roll(2) == 0;
        if is_at_work {
            self.scene.wait_until_settled();
        } else {
            for (partition, (from, end)) in self.leave_unread() {
                self.life().take(partition, from..end);
            }
        }
        self.scene.delete_topic(self.scene.raw());
        self.scene.create_raw(PARTITIONS);
        let last = self.scene.outcomes().last().map_or(0, |outcome| outcome.decision);
        self.lives.push(Life::after(last));
        self.records.begin_anew();
        self.feed(UNREAD);
        if is_at_work && !self.is_split() {
            self.expect_told("was replaced");
            self.stop();
        }
        if self.posts.iter().all(|post| post.daemon.is_none()) {
            self.start();
        }
        if !self.is_split() {
            self.accept("was recreated", "recreated-inputs");
        }
        self.scene.wait_until_settled();
    }

    fn life(&mut self) -> &mut Life {
        self.lives.last_mut().expect("records are kept")
    }

    /// From where and up to where nothing is read in each partition, and nobody is at work.
    fn leave_unread(&mut self) -> BTreeMap<i32, (i64, i64)> {
        self.scene.wait_until_settled();
        self.stop();
        let from = self.scene.ends(self.scene.raw());
        self.feed(UNREAD);
        let ends = self.scene.ends(self.scene.raw());
        from.into_iter().map(|(partition, from)| (partition, (from, ends[&partition]))).collect()
    }

    /// Behind one at least and before the last, so that what is read next shows the gap.
    fn some_of(&mut self, from: i64, end: i64) -> i64 {
        let most = usize::try_from(end - from - 2).expect("there are some");
        from + 1 + i64::try_from(self.dice.roll(most + 1)).unwrap()
    }

    fn expect_told(&self, why: &str) {
        let ask = || self.posts.iter().any(|post| post.is_unready_for(why)).then_some(());
        wait::until(wait::patience(), ask, || format!("nobody says {why:?}"));
    }

    /// As the manual tells: whoever would read says what is wrong, and one process is started that accepts it.
    fn accept(&mut self, told: &str, way_on: &str) {
        self.expect_told(told);
        self.stop();
        let reads = |post: &&mut Post| post.role != "decide";
        let first = self.posts.iter_mut().find(reads).expect("somebody reads");
        first.start_with(&self.scene, &["--accept", way_on]);
        first.daemon().wait_logged("started with --accept");
        // Where it begins is written down by then.
        first.daemon().wait_settled(1.0);
        self.posts.iter_mut().filter(|post| post.daemon.is_none()).for_each(|post| post.start(&self.scene));
        self.rebalances += self.posts.len() * 2;
    }
}
