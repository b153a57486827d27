//! The life of the daemon: what runs beside what, and how it ends.
//!
//! Every task lives in one set; the first to end starts the drain. Then the source stops taking, the batches in
//! work are committed, and the process ends, all within one deadline.
//!
//! By its role a process runs the whole line, or the half that prepares, or the one that decides: `line` is the whole and
//! the latter, `prepare` the former. `desk` decides and commits what `batch` holds, `journal` writes it down, `start` and
//! `restore` say whether and from where, `encoding` how values are written, `rules` holds what the stages go by, `spans`
//! tells of records that are traced, and `waiting` how all of them wait. `prime` is a command that writes to the ledger as the daemon does.

mod batch;
mod desk;
mod encoding;
mod journal;
mod line;
mod notify;
mod prepare;
pub mod prime;
mod pulse;
mod restore;
mod rules;
mod spans;
mod start;
mod waiting;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::admin::{self, Admin};
use crate::config::{Role, Settings};
use crate::exit::Exit;
use crate::health::Health;
use crate::kafka::member;
use crate::kafka::source::Source;
use crate::metrics::{Clock, Metrics};
use crate::traces::{Sender, Traces};
use line::Line;
use prepare::Preparer;
use rules::Rules;

pub use line::{Contest, Refused};
pub use start::Accept;

/// What is said of a run besides its settings.
#[derive(Debug)]
pub struct Launch {
    pub contest: Contest,
    pub accept: BTreeSet<Accept>,
    /// For the metrics alone, which nothing is decided by. Without it they tell no age.
    pub clock: Option<Clock>,
}

/// Runs until told to stop, or until something ends that should not.
pub async fn run(settings: Settings, launch: Launch, stop: CancellationToken) -> anyhow::Result<Exit> {
    let Launch { contest, accept, clock } = launch;
    let (hangup, rules) = (rules::hangup()?, Arc::new(Rules::of(&settings)?));
    let (health, metrics) = (Arc::new(Health::default()), Arc::new(Metrics::new(clock)));
    metrics.works_for(&settings.source.group, settings.role.name());
    metrics.has_rules(settings.routes.len());
    let instance = start::hex(&desk::random_id());
    let traces = traces(&settings, &instance, clock, &metrics)?;
    let token = settings.admin.token()?.map(Arc::new);
    let admin = Admin { health: health.clone(), metrics: metrics.clone(), token };
    let listener = admin::bind(&settings.admin).await?;
    let source = Source::new(&settings.kafka, &settings.read(), health.clone(), metrics.clone())?;
    let role = settings.role;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        instance,
        role = ?role,
        kafka.brokers = settings.kafka.brokers,
        admin.listen = %settings.admin.listen,
        "starting"
    );

    let deadline = settings.shutdown.deadline;
    let line_ended = CancellationToken::new();
    let mut tasks = JoinSet::new();
    tasks.spawn(admin::serve(listener, admin, line_ended.clone()));
    tasks.spawn(rules::follow(hangup, rules.clone(), settings.clone(), stop.clone()));
    let line = Line::new((settings, rules), accept, health.clone(), metrics);
    let (line, stop_line) = (line.guarded().traced(traces.clone()), stop.clone());
    tasks.spawn(notify::follow(health, line.pulse.clone(), stop.clone()));
    tasks.spawn_blocking(move || {
        // Readiness and metrics are served until the last batch is committed.
        let _ended = line_ended.drop_guard();
        let ended = match role {
            Role::All | Role::Decide => line.run(source, contest, &stop_line),
            Role::Prepare => Preparer::new(&line, source.inputs()).run(&stop_line),
        };
        line.close();
        ended
    });

    let first = tokio::select! {
        () = stop.cancelled() => None,
        ended = tasks.join_next() => ended,
    };
    tracing::info!("stopping: the batches in work are committed");
    stop.cancel();
    let ended = tokio::time::timeout(deadline, all_ended(first, tasks)).await;
    if let Some(traces) = traces {
        flush(traces).await?;
    }
    if let Ok(ended) = ended {
        ended.map(|()| {
            tracing::info!("stopped");
            Exit::Success
        })
    } else {
        tracing::error!(
            "not stopped within shutdown.deadline: what was not committed is read again at the next start"
        );
        Ok(Exit::DeadlinePassed)
    }
}

/// How long a stop waits for the collector.
const FLUSH: Duration = Duration::from_secs(2);

/// None where nothing is traced. Without a clock there is nothing to tell.
fn traces(
    settings: &Settings,
    instance: &str,
    clock: Option<Clock>,
    metrics: &Arc<Metrics>,
) -> anyhow::Result<Option<Arc<Traces>>> {
    let Some(clock) = clock.filter(|_| settings.traces.are_on()) else { return Ok(None) };
    let group = match settings.role {
        Role::All | Role::Decide => settings.source.group.clone(),
        Role::Prepare => member::group_of(&settings.source.group),
    };
    let sender = Sender {
        instance: instance.to_owned(),
        group,
        role: settings.role.name(),
        begins: settings.role != Role::Decide,
    };
    let traces = Traces::start(&settings.traces, sender, clock, metrics.clone());
    traces.map(Arc::new).map(Some).map_err(anyhow::Error::msg)
}

/// Everything is committed: what is not sent now is of no consequence.
async fn flush(traces: Arc<Traces>) -> Result<(), JoinError> {
    let left = tokio::task::spawn_blocking(move || traces.stop(FLUSH)).await?;
    if left > 0 {
        tracing::warn!("stopped with {left} spans of traces not sent");
    }
    Ok(())
}

type Ended = Result<anyhow::Result<()>, JoinError>;

/// The first failure, after all tasks have ended.
async fn all_ended(first: Option<Ended>, mut tasks: JoinSet<anyhow::Result<()>>) -> anyhow::Result<()> {
    let flatten = |ended: Ended| ended.map_err(anyhow::Error::from).and_then(|result| result);
    let mut result = first.map_or(Ok(()), flatten);
    while let Some(ended) = tasks.join_next().await {
        result = result.and(flatten(ended));
    }
    result
}
