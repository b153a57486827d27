//! Where records are sent to.

use std::collections::BTreeMap;

use anyhow::bail;

use crate::config::Settings;
use crate::dead_letter::replay;
use crate::kafka::drain::Drain;
use crate::record::{Record, Topic};
use crate::wire::Message;

#[derive(Debug)]
pub struct Targets<'a> {
    settings: &'a Settings,
    /// In place of the topics that records came from.
    to: Option<&'a str>,
    pub dead_letters: Topic,
    /// How many partitions each has, once it was asked.
    partitions: BTreeMap<String, usize>,
}

impl<'a> Targets<'a> {
    /// Refuses topics that are ours to write.
    pub fn new(settings: &'a Settings, to: Option<&'a str>) -> anyhow::Result<Self> {
        if let Some(topic) = to.filter(|topic| settings.topics.is_own(topic, &settings.routes)) {
            bail!("--to {topic}: copydesk writes this topic itself; name one of raw articles");
        }
        let dead_letters = Topic::new(&settings.topics.rejected);
        Ok(Self { settings, to, dead_letters, partitions: BTreeMap::new() })
    }

    /// The record as it is sent; none where nobody reads the topic that it came from. Its timestamp stays, and with
    /// it when the article was seen. It goes to the partition that it came from, beside what its scraper wrote since.
    pub fn message(&mut self, mut record: Record) -> anyhow::Result<Option<Message>> {
        let own = record.position.topic.to_string();
        if self.to.is_none() && !self.settings.source.topics.contains(&own) {
            return Ok(None);
        }
        let topic = self.to.map_or(own, str::to_owned);
        let partitions = self.partitions_of(&topic)?;
        replay::stamp(&mut record);
        let partition = record.position.partition;
        let is_there = usize::try_from(partition).is_ok_and(|partition| partition < partitions);
        let partition = (self.to.is_none() && is_there).then_some(partition);
        Ok(Some(Message { topic, partition, ..record.into() }))
    }

    fn partitions_of(&mut self, topic: &str) -> anyhow::Result<usize> {
        if let Some(&known) = self.partitions.get(topic) {
            return Ok(known);
        }
        let found = Drain::new(&self.settings.kafka, topic)?.extent()?.len();
        if found == 0 {
            bail!(
                "topic {topic} does not exist: --to sends to another one, --topic chooses letters by theirs"
            );
        }
        self.partitions.insert(topic.to_owned(), found);
        Ok(found)
    }
}
