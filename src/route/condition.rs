//! An expression that is true or false of an event: what a rule begins with, and what a reader chooses events by.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use cel::common::types::{CelBool, CelString};
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::{Context, Env, ExecutionError, IdedExpr, Value};

use super::check::{self, ARTICLE, EVENT, OUTCOME, SOURCE};
use super::fields::Part;
use super::pattern::{self, Pattern};
use crate::proto::ArticleEvent;

/// The functions that conditions may use, which many conditions share.
#[derive(Clone)]
pub struct Functions(Arc<Env>);

impl Functions {
    pub fn new() -> Self {
        Self(Arc::new(pattern::environment().expect("no function of CEL is of that name and kind")))
    }
}

/// Checked, and ready to be tried. A clone is the same condition.
#[derive(Clone)]
pub struct Condition(Arc<Program>);

struct Program {
    functions: Functions,
    expression: IdedExpr,
    patterns: Vec<Pattern>,
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condition")
    }
}

/// The event lacks what is asked for, as an element of a list that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untold;

impl Condition {
    /// Or what is wrong with the expression, and at which column.
    pub fn new(text: &str) -> Result<Self, String> {
        Self::of(text, &Functions::new())
    }

    pub(super) fn of(text: &str, functions: &Functions) -> Result<Self, String> {
        let (expression, patterns) = check::program(text, &functions.0)?;
        Ok(Self(Arc::new(Program { functions: functions.clone(), expression, patterns })))
    }

    /// Should the evaluation itself be at fault, it is not told either.
    pub fn holds(&self, event: &ArticleEvent) -> Result<bool, Untold> {
        let tried = panic::catch_unwind(AssertUnwindSafe(|| self.0.evaluate(event)));
        tried.map_err(|_| Untold)?.map_err(|_| Untold)
    }
}

impl Program {
    fn evaluate(&self, event: &ArticleEvent) -> Result<bool, ExecutionError> {
        let seen = Seen { event, patterns: &self.patterns };
        let mut context = Context::with_env(self.functions.0.clone());
        context.set_variable_resolver(&seen);
        let value = Value::resolve_val(&self.expression, &context)?;
        let holds = value.downcast_ref::<CelBool>().map(|holds| *holds.inner());
        holds.ok_or_else(|| ExecutionError::function_error("when", "is neither true nor false"))
    }
}

/// What the variables of an expression stand for.
struct Seen<'a> {
    event: &'a ArticleEvent,
    patterns: &'a [Pattern],
}

impl VariableResolver for Seen<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        match variable {
            EVENT => Some(CowVal::owned(Part::event(self.event))),
            ARTICLE => Some(CowVal::owned(Part::article(self.event))),
            OUTCOME => Some(CowVal::owned(CelString::from(self.event.outcome().name()))),
            SOURCE => {
                let origin = self.event.origin.as_ref();
                Some(CowVal::owned(CelString::from(origin.map_or("", |origin| origin.topic.as_str()))))
            }
            other => {
                let pattern = self.patterns.get(check::number_of(other)?)?;
                Some(CowVal::Borrowed(pattern))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::{Article, Outcome};

    #[test]
    fn a_condition_holds_does_not_or_cannot_be_told() {
        let article = Article { title: "Eni raises its offer".to_owned(), ..Article::default() };
        let event = ArticleEvent {
            outcome: Outcome::Published.into(),
            article: Some(article),
            ..ArticleEvent::default()
        };
        for (text, told) in [
            (r#"outcome == "published" && article.title.matches("(?i)\\beni\\b")"#, Ok(true)),
            (r#"article.title.contains("ENEL")"#, Ok(false)),
            (r#"article.tags[0] == "x""#, Err(Untold)),
        ] {
            assert_eq!(Condition::new(text).unwrap().holds(&event), told, "{text}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused_with_its_column() {
        let refused = Condition::new("article.titel == \"x\"").unwrap_err();
        assert!(refused.starts_with("column 8: there is no field \"titel\""), "{refused}");
        assert!(Condition::new(" ").unwrap_err().contains("`true` holds for every event"));
    }
}
