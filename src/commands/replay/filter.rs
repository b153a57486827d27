//! Which dead letters are asked for.

use crate::dead_letter::{Code, Stage, Statement};
use crate::proto::Timestamp;

/// All must fit; an empty list fits everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub codes: Vec<Code>,
    pub stages: Vec<Stage>,
    /// Where the record came from.
    pub topics: Vec<String>,
    /// When it was rejected: from one time, up to another.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Filter {
    /// A letter without a time is of no time.
    pub fn takes(&self, said: &Statement, rejected_at: Option<Timestamp>) -> bool {
        fits(&self.codes, &said.reject.code)
            && fits(&self.stages, &said.reject.stage)
            && fits(&self.topics, &said.topic)
            && self.since.is_none_or(|since| rejected_at.is_some_and(|time| time >= since))
            && self.until.is_none_or(|until| rejected_at.is_some_and(|time| time < until))
    }
}

fn fits<T: PartialEq>(wanted: &[T], is: &T) -> bool {
    wanted.is_empty() || wanted.contains(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::Reject;

    fn said(stage: Stage, code: Code) -> Statement {
        let reject = Reject::new(stage, code, "");
        let (items, decisions) = (vec![0], vec![1]);
        Statement { reject, topic: "raw".to_owned(), partition: 0, offset: 0, items, decisions }
    }

    #[test]
    fn without_a_filter_every_letter_is_taken() {
        assert!(Filter::default().takes(&said(Stage::Url, Code::UrlMissing), None));
    }

    #[test]
    fn of_several_codes_one_must_fit_and_of_several_filters_all() {
        let codes = vec![Code::TooLarge, Code::UrlMissing];
        let filter = Filter { codes, stages: vec![Stage::Url], ..Filter::default() };
        assert!(filter.takes(&said(Stage::Url, Code::UrlMissing), None));
        assert!(!filter.takes(&said(Stage::Url, Code::UrlInvalid), None));
        assert!(!filter.takes(&said(Stage::Decode, Code::TooLarge), None));
        let elsewhere = Filter { topics: vec!["other".to_owned()], ..Filter::default() };
        assert!(!elsewhere.takes(&said(Stage::Url, Code::UrlMissing), None));
    }

    #[test]
    fn since_is_included_and_until_is_not() {
        let at = Timestamp::from_seconds;
        let filter = Filter { since: Some(at(10)), until: Some(at(20)), ..Filter::default() };
        let taken = |time| filter.takes(&said(Stage::Url, Code::UrlMissing), time);
        assert_eq!([9, 10, 19, 20].map(|time| taken(Some(at(time)))), [false, true, true, false]);
        assert!(!taken(None));
    }
}
