//! `dev`: the line with a broker of its own, for trying with real Kafka clients.

use tokio_util::sync::CancellationToken;

use super::topics::wanted;
use std::collections::BTreeSet;

use crate::app::{self, Contest, Launch};
use crate::config::{Role, Settings};
use crate::exit::Exit;
use crate::kafka::broker::InProcess;
use crate::metrics::Clock;

pub async fn run(
    mut settings: Settings,
    partitions: i32,
    clock: Clock,
    stop: CancellationToken,
) -> anyhow::Result<Exit> {
    let broker = InProcess::start()?;
    for topic in wanted(&settings, partitions) {
        broker.create_topic(&topic.name, topic.partitions)?;
    }
    settings.kafka = broker.settings();
    settings.role = Role::All; // nobody else can know of the broker
    settings.quarantine.path.clear();
    settings.sink.format = settings.sink.format.without_registry();
    settings.index.backend = crate::index::Backend::Memory;
    println!("a broker for trying listens at {}", settings.kafka.brokers);
    println!("  send raw articles to    {}", settings.source.topics.join(", "));
    println!("  read clean events from  {}", settings.topics.told(&settings.routes).join(", "));
    println!("  stop with Ctrl-C; everything is forgotten then");
    let launch = Launch { contest: Contest::Alone, accept: BTreeSet::new(), clock: Some(clock) };
    app::run(settings, launch, stop).await
}
