//! The campaign: faults of every kind at random over processes in every role, from a seed that is printed. Whatever
//! happens, every record has one outcome in the end, and `copydesk audit` passes.
//!
//! `COPYDESK_TEST_SEED`, `COPYDESK_TEST_FAULTS` and `COPYDESK_TEST_RECORDS` choose another; `.ci/long` runs the long form.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use copydesk::record::Record;

use crate::broker::{self, Broker};
use crate::corpus;
use crate::daemon::{Daemon, Machine, SESSION};
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
    /// All connections break.
    Cut,
    /// All stop, and the group that is read by is moved back.
    Rewind,
    /// All are killed, and the roles are split or joined, perhaps by the other protocol of groups.
    Recast,
}

impl Fault {
    const ALL: [Self; 11] = [
        Self::Kill,
        Self::KillAndLoseIndex,
        Self::Stop,
        Self::Suspend,
        Self::Join,
        Self::KillBroker,
        Self::Silence,
        Self::Slowness,
        Self::Cut,
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
    daemon: Option<Daemon>,
}

impl Post {
    fn new(role: &'static str, protocol: &'static str) -> Self {
        Self { machine: Machine::new(), role, protocol, daemon: None }
    }

    fn start(&mut self, scene: &Scene) {
        let (role, protocol) =
            (format!("role={}", self.role), format!("membership.protocol={}", self.protocol));
        let set = [&role, &protocol, "source.batch.max_records=150", "sink.transaction_timeout=5s"];
        self.daemon = Some(self.machine.run(scene, &set));
    }

    fn kill(&mut self) {
        self.daemon.take().expect("is at its post").kill();
    }
}

const PARTITIONS: i32 = 4;

struct Campaign {
    dice: Dice,
    kafka: Broker,
    proxy: Proxy,
    scene: Scene,
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
        self.rebalances += self.posts.len();
        self.posts.iter_mut().for_each(|post| post.start(&self.scene));
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
                self.posts[at].daemon.take().expect("is at its post").stop();
                self.rebalances += 2;
                self.posts[at].start(&self.scene);
            }
            Fault::Suspend => {
                let daemon = self.posts[at].daemon.as_ref().expect("is at its post");
                daemon.signal("STOP");
                wait::lasts(SESSION + Duration::from_secs(2));
                daemon.signal("CONT");
                self.rebalances += 2;
            }
            Fault::Join => {
                let mut post = Post::new(self.posts[at].role, self.posts[at].protocol);
                post.start(&self.scene);
                post.daemon.as_ref().expect("is at its post").wait_ready();
                post.daemon.take().expect("is at its post").stop();
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
            Fault::Cut => self.proxy.cut(),
            Fault::Rewind => self.rewind(),
            Fault::Recast => self.recast(),
        }
    }

    /// By an operator, while nobody is at work.
    fn rewind(&mut self) {
        let is_split = self.posts.iter().any(|post| post.role == "prepare");
        for post in &mut self.posts {
            post.daemon.take().expect("is at its post").stop();
        }
        let back = |dice: &mut Dice, (partition, offset): (i32, i64)| {
            let most = usize::try_from(offset).unwrap().clamp(1, 600);
            (partition, offset - i64::try_from(dice.roll(most)).unwrap())
        };
        if is_split {
            let to = self.scene.prepared().into_iter().map(|at| back(&mut self.dice, at));
            let to: Vec<_> = to.collect();
            self.scene.move_prepared(&to);
        } else {
            let to: Vec<_> = self.scene.committed().into_iter().map(|at| back(&mut self.dice, at)).collect();
            self.scene.move_group(&to);
        }
        self.rebalances += self.posts.len();
        self.posts.iter_mut().for_each(|post| post.start(&self.scene));
    }

    fn recast(&mut self) {
        let is_split = self.posts.iter().any(|post| post.role == "prepare");
        self.kills += self.posts.len();
        self.posts.iter_mut().for_each(Post::kill);
        self.cast(if is_split { &["all", "all"] } else { &["prepare", "prepare", "decide", "decide"] });
    }

    /// Peace: everything is settled, and everybody goes home.
    fn end(&mut self) -> Machine {
        self.scene.wait_until_settled();
        let ask = || self.posts.iter().position(|post| post.daemon.as_ref().is_some_and(Daemon::is_deciding));
        let last = wait::until(wait::patience(), ask, || "nobody decides");
        for post in &mut self.posts {
            assert!(post.daemon.take().expect("is at its post").stop().success());
        }
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

    let mut records = corpus::Records::new(campaign.scene.raw(), seed as u64, PARTITIONS);
    let chunk = count / faults;
    let mut order = Fault::ALL.to_vec();
    for number in 0..faults {
        campaign.scene.feed(&records.by_ref().take(chunk).collect::<Vec<Record>>());
        campaign.work(chunk);
        if number % order.len() == 0 {
            // Every kind once, in another order each time.
            for at in (1..order.len()).rev() {
                order.swap(at, campaign.dice.roll(at + 1));
            }
        }
        let fault = order[number % order.len()];
        println!("{number}: {fault:?}");
        campaign.commit(fault);
    }
    campaign.scene.feed(&records.take(count - chunk * faults).collect::<Vec<Record>>());
    let machine = campaign.end();
    println!("{campaign}");
    proof::holds_of(&campaign.scene, &machine, count);
}
