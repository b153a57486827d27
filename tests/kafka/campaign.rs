//! The campaign: faults of every kind at random over processes in every role, from a seed that is printed. Whatever
//! happens, every record has one outcome in the end, and `copydesk audit` passes.
//!
//! What takes records away before they are decided has a campaign of its own, on topics of its own: no audit can decide
//! afresh what is gone. There each record that was sent is kept, with what became of it.
//!
//! `COPYDESK_TEST_SEED`, `COPYDESK_TEST_FAULTS` and `COPYDESK_TEST_RECORDS` choose another; `.ci/long` runs the long form.

mod taken;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use copydesk::record::Record;

use crate::broker::{self, Broker};
use crate::corpus;
use crate::daemon::{Daemon, Machine, SESSION};
use crate::disk::{self, Ballast};
use crate::proof;
use crate::proxy::{Proxy, Weather};
use crate::scene::Scene;
use crate::wait;

/// What is done to a running line. Each is followed by load, and each but the last leaves it to mend itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// SIGKILL of a process, and another in its place.
    Kill,
    /// The same, with its index lost.
    KillAndLoseIndex,
    /// SIGTERM of a process, and another in its place: the members of its groups share anew, twice.
    Stop,
    /// SIGSTOP of a process until it has lost its place, then SIGCONT.
    Suspend,
    /// One more process, for a while.
    Join,
    /// SIGKILL of the broker, and its start on the same data.
    KillBroker,
    /// Nothing goes through between processes and broker, for less or more than a transaction may take.
    Silence,
    /// Everything takes long.
    Slowness,
    /// The disk of the index is nearly full, for a while.
    FullDisk,
    /// All connections break.
    Cut,
    /// All stop, and the group that is read by is moved back.
    Rewind,
    /// All are killed, and the roles are split or joined, perhaps by the other protocol of groups.
    Recast,
    /// All stop, and the group is moved forward over records that nobody has read.
    Skip,
    /// Retention deletes records that nobody has read.
    Overtake,
    /// The raw topic is deleted, with records that nobody has read or none, and another takes its name.
    Recreate,
}

impl Fault {
    /// Those that take nothing away.
    const ALL: [Self; 12] = [
        Self::Kill,
        Self::KillAndLoseIndex,
        Self::Stop,
        Self::Suspend,
        Self::Join,
        Self::KillBroker,
        Self::Silence,
        Self::Slowness,
        Self::FullDisk,
        Self::Cut,
        Self::Rewind,
        Self::Recast,
    ];

    /// Those that take records away, and what may befall processes meanwhile.
    const TAKING: [Self; 8] = [
        Self::Skip,
        Self::Overtake,
        Self::Recreate,
        Self::Kill,
        Self::KillAndLoseIndex,
        Self::KillBroker,
        Self::Rewind,
        Self::Recast,
    ];
}

/// Numbers that look random and are not.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }
}

/// A place for a process: a machine, and what it does there.
struct Post {
    machine: Machine,
    role: &'static str,
    protocol: &'static str,
    /// What must stay free on the disk of the index.
    reserve: u64,
    daemon: Option<Daemon>,
}

impl Post {
    fn new(role: &'static str, protocol: &'static str) -> Self {
        Self { machine: Machine::new(), role, protocol, reserve: 0, daemon: None }
    }

    fn start(&mut self, scene: &Scene) {
        self.start_with(scene, &[]);
    }

    fn start_with(&mut self, scene: &Scene, args: &[&str]) {
        // What others write meanwhile is not what fills the disk.
        self.reserve = disk::free(&std::env::temp_dir()) / 4 * 3;
        let set = [
            &format!("role={}", self.role),
            &format!("membership.protocol={}", self.protocol),
            &format!("index.reserve={}B", self.reserve),
            "source.batch.max_records=150",
            "sink.transaction_timeout=5s",
        ];
        self.daemon = Some(self.machine.run_with(scene, &set, args, None));
    }

    fn daemon(&self) -> &Daemon {
        self.daemon.as_ref().expect("is at its post")
    }

    fn kill(&mut self) {
        self.daemon.take().expect("is at its post").kill();
    }

    fn stop(&mut self) {
        assert!(self.daemon.take().expect("is at its post").stop().success());
    }

    fn is_unready_for(&self, why: &str) -> bool {
        self.daemon().get("/readyz").contains(why)
    }
}

const PARTITIONS: i32 = 4;

struct Campaign {
    dice: Dice,
    kafka: Broker,
    proxy: Proxy,
    scene: Scene,
    records: corpus::Records,
    sent: usize,
    /// What was sent, by the raw topic that it was sent to; kept only where some of it is taken away.
    lives: Vec<proof::Life>,
    posts: Vec<Post>,
    done: BTreeMap<Fault, usize>,
    /// Processes that were killed.
    kills: usize,
    /// Times that members of a group came or went.
    rebalances: usize,
}

impl Campaign {
    fn begin(seed: usize, mut kafka: Broker, proxy: Proxy) -> Self {
        kafka.start();
        let scene = Scene::new(&kafka.address());
        scene.create_topics(PARTITIONS);
        scene.create_prepared(PARTITIONS);
        let mut campaign = Self {
            dice: Dice(seed as u64),
            kafka,
            proxy,
            records: corpus::Records::new(scene.raw(), seed as u64, PARTITIONS),
            sent: 0,
            lives: Vec::new(),
            scene,
            posts: Vec::new(),
            done: BTreeMap::new(),
            kills: 0,
            rebalances: 0,
        };
        campaign.cast(&["all", "all"]);
        campaign
    }

    fn cast(&mut self, roles: &[&'static str]) {
        let protocol = ["classic", "consumer"][self.dice.roll(2)];
        self.posts = roles.iter().map(|role| Post::new(role, protocol)).collect();
        self.start();
    }

    fn start(&mut self) {
        self.rebalances += self.posts.len();
        self.posts.iter_mut().for_each(|post| post.start(&self.scene));
    }

    fn stop(&mut self) {
        self.posts.iter_mut().for_each(Post::stop);
    }

    fn is_split(&self) -> bool {
        self.posts.iter().any(|post| post.role == "prepare")
    }

    fn feed(&mut self, count: usize) {
        let records: Vec<Record> = self.records.by_ref().take(count).collect();
        self.scene.feed(&records);
        self.sent += count;
        if let Some(life) = self.lives.last_mut() {
            life.records.extend(records);
        }
    }

    /// Feeds, and commits one fault after the other: every kind once, then again in another order.
    fn run(&mut self, kinds: &[Fault], faults: usize, count: usize) {
        let chunk = count / faults;
        let mut order = kinds.to_vec();
        for number in 0..faults {
            self.feed(chunk);
            self.work(chunk);
            if number % order.len() == 0 {
                for at in (1..order.len()).rev() {
                    order.swap(at, self.dice.roll(at + 1));
                }
            }
            let fault = order[number % order.len()];
            println!("{number}: {fault:?}");
            self.commit(fault);
        }
        self.feed(count - chunk * faults);
    }

    /// Waits until some of the records that were sent last are settled, so that the next fault meets the others at work.
    fn work(&mut self, sent: usize) {
        let settled = |scene: &Scene| scene.committed().into_values().sum::<i64>();
        let least = settled(&self.scene) + i64::try_from(self.dice.roll(sent / 2 + 1)).unwrap();
        let ask = || (settled(&self.scene) >= least).then_some(());
        wait::until(wait::patience(), ask, || format!("nothing goes on: {least} should be settled"));
    }

    /// How long a fault lasts.
    fn lasts(&mut self, most_millis: usize) {
        wait::lasts(Duration::from_millis(200 + self.dice.roll(most_millis) as u64));
    }

    fn commit(&mut self, fault: Fault) {
        *self.done.entry(fault).or_default() += 1;
        let at = self.dice.roll(self.posts.len());
        match fault {
            Fault::Kill | Fault::KillAndLoseIndex => {
                self.posts[at].kill();
                if fault == Fault::KillAndLoseIndex && self.posts[at].machine.index().exists() {
                    self.posts[at].machine.lose_index();
                }
                (self.kills, self.rebalances) = (self.kills + 1, self.rebalances + 2);
                self.posts[at].start(&self.scene);
            }
            Fault::Stop => {
                self.posts[at].stop();
                self.rebalances += 2;
                self.posts[at].start(&self.scene);
            }
            Fault::Suspend => {
                let daemon = self.posts[at].daemon();
                daemon.signal("STOP");
                wait::lasts(SESSION + Duration::from_secs(2));
                daemon.signal("CONT");
                self.rebalances += 2;
            }
            Fault::Join => {
                let mut post = Post::new(self.posts[at].role, self.posts[at].protocol);
                post.start(&self.scene);
                post.daemon().wait_ready();
                post.stop();
                self.rebalances += 2;
            }
            Fault::KillBroker => {
                self.kafka.kill();
                self.lasts(1000);
                self.kafka.start();
            }
            Fault::Silence => {
                self.proxy.turn(Weather::Silent);
                self.lasts(9000);
                self.proxy.turn(Weather::Fair);
            }
            Fault::Slowness => {
                self.proxy.turn(Weather::Slow);
                self.lasts(4000);
                self.proxy.turn(Weather::Fair);
            }
            Fault::FullDisk => self.fill_disk(),
            Fault::Cut => self.proxy.cut(),
            Fault::Rewind => self.rewind(),
            Fault::Recast => self.recast(),
            Fault::Skip => self.skip(),
            Fault::Overtake => self.overtake(),
            Fault::Recreate => self.recreate(),
        }
    }

    /// All have their index on the same disk: whoever decides pauses, and goes on when there is room.
    fn fill_disk(&mut self) {
        const SOME: usize = 50;
        let least = self.posts.iter().map(|post| post.reserve).min().expect("somebody is at a post");
        let mut ballast = Ballast::new();
        ballast.leave(least / 8 * 7);
        // Nobody looks at the disk who has nothing to do.
        self.feed(SOME);
        let ask = || {
            ballast.leave(least / 8 * 7);
            self.posts.iter().any(|post| post.is_unready_for("index.reserve")).then_some(())
        };
        wait::until(wait::patience(), ask, || "nobody minds that the disk is full");
        self.lasts(2000);
    }

    /// By an operator, while nobody is at work.
    fn rewind(&mut self) {
        self.stop();
        let is_split = self.is_split();
        let stands = if is_split { self.scene.prepared() } else { self.scene.committed() };
        let to: Vec<_> =
            stands.into_iter().map(|(partition, at)| (partition, self.back(partition, at))).collect();
        if is_split {
            // What is decided is not prepared again, so nothing that was skipped comes back.
            self.scene.move_prepared(&to);
        } else {
            self.scene.move_group(&to);
            self.lives.iter_mut().last().into_iter().for_each(|life| life.give_back(&to));
        }
        self.start();
    }

    /// Not to what is deleted.
    fn back(&mut self, partition: i32, offset: i64) -> i64 {
        let low = self.lives.last().map_or(0, |life| life.low(partition));
        let most = usize::try_from(offset - low).unwrap().clamp(1, 600);
        offset - i64::try_from(self.dice.roll(most)).unwrap()
    }

    fn recast(&mut self) {
        let is_split = self.is_split();
        self.kills += self.posts.len();
        self.posts.iter_mut().for_each(Post::kill);
        self.cast(if is_split { &["all", "all"] } else { &["prepare", "prepare", "decide", "decide"] });
    }

    /// Peace: everything is settled, and everybody goes home.
    fn end(&mut self) -> Machine {
        self.scene.wait_until_settled();
        let ask = || self.posts.iter().position(|post| post.daemon.as_ref().is_some_and(Daemon::is_deciding));
        let last = wait::until(wait::patience(), ask, || "nobody decides");
        self.stop();
        self.posts.swap_remove(last).machine
    }
}

impl fmt::Display for Campaign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, rebalances, done, .. } = self;
        write!(f, "{kills} processes killed, {rebalances} times a member came or went; {done:?}")
    }
}

#[test]
fn faults_of_every_kind_at_random_lose_and_double_nothing() {
    let seed = broker::number("COPYDESK_TEST_SEED", 20_261_126);
    let faults = broker::number("COPYDESK_TEST_FAULTS", Fault::ALL.len());
    let count = broker::number("COPYDESK_TEST_RECORDS", 6000);
    let Some((kafka, proxy)) = broker::behind_a_proxy() else { return };
    let mut campaign = Campaign::begin(seed, kafka, proxy);
    println!("seed {seed}, {faults} faults over {count} records");
    campaign.run(&Fault::ALL, faults, count);
    let machine = campaign.end();
    println!("{campaign}");
    proof::holds_of(&campaign.scene, &machine, campaign.sent);
}

#[test]
fn what_is_taken_away_amid_faults_is_gone_and_nothing_else() {
    let seed = broker::number("COPYDESK_TEST_SEED", 20_261_127);
    let faults = broker::number("COPYDESK_TEST_FAULTS", Fault::TAKING.len());
    let count = broker::number("COPYDESK_TEST_RECORDS", 3000);
    let Some((kafka, proxy)) = broker::behind_a_proxy() else { return };
    let mut campaign = Campaign::begin(seed, kafka, proxy);
    println!("seed {seed}, {faults} faults over {count} records");
    campaign.lives.push(proof::Life::default());
    campaign.run(&Fault::TAKING, faults, count);
    let machine = campaign.end();
    println!("{campaign}");
    proof::holds_over(&campaign.scene, &machine, &campaign.lives);
}
