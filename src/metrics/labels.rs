//! What series are told apart by: closed sets, and what the operator chose.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};

use crate::dead_letter::{Code, Stage};
use crate::health::Latch;
use crate::outcome::Destination;
use crate::proto::Outcome;

/// Steps whose time is measured, per batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Prepare,
    Decide,
    Finish,
    Commit,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Prepare, Self::Decide, Self::Finish, Self::Commit];

    pub fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Decide => "decide",
            Self::Finish => "finish",
            Self::Commit => "commit",
        }
    }
}

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BatchResult {
    Committed,
    Aborted,
    /// The producer was lost in it, and replaced.
    Lost,
}

impl BatchResult {
    pub const ALL: [Self; 3] = [Self::Committed, Self::Aborted, Self::Lost];

    pub fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Aborted => "aborted",
            Self::Lost => "lost",
        }
    }
}

/// Where an event went. Topics of rules are not told apart: brokers count their messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    Enriched,
    Routed,
    Dropped,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Enriched, Self::Routed, Self::Dropped];

    pub fn of(to: &Destination) -> Self {
        match to {
            Destination::Enriched => Self::Enriched,
            Destination::Routed(_) => Self::Routed,
            Destination::Dropped => Self::Dropped,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WayLabel {
    pub to: Way,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RuleLabel {
    /// The key of its setting.
    pub rule: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OutcomeLabel {
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RejectLabel {
    pub stage: Stage,
    pub code: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ResultLabel {
    pub result: BatchResult,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct StepLabel {
    pub step: Step,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LatchLabel {
    pub latch: Latch,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LineLabel {
    pub group: String,
    pub role: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct BuildLabel {
    pub version: &'static str,
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.name().encode(encoder)
    }
}

impl EncodeLabelValue for Code {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.as_str().encode(encoder)
    }
}

impl EncodeLabelValue for Stage {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.as_str().encode(encoder)
    }
}

impl EncodeLabelValue for Latch {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.as_str().encode(encoder)
    }
}

impl EncodeLabelValue for BatchResult {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.name().encode(encoder)
    }
}

impl EncodeLabelValue for Way {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Enriched => "enriched",
            Self::Routed => "routed",
            Self::Dropped => "dropped",
        };
        name.encode(encoder)
    }
}

impl EncodeLabelValue for Step {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.name().encode(encoder)
    }
}
