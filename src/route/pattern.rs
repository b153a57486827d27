//! `matches`: regular expressions, made once. They take time in proportion to the text, whatever they are.

use std::any::Any;

use cel::common::types::{CelBool, CelString, STRING_TYPE, Type};
use cel::common::value::{CowVal, StaticVal, Val};
use cel::{DeclarationError, Env, ExecutionError};
use regex::Regex;

pub const MATCHES: &str = "matches";

static PATTERN: Type = Type::new_unspecified_type("copydesk.pattern");

/// What stands in a rule's program in the place of the text of an expression.
#[derive(Clone, Debug)]
pub struct Pattern(pub Regex);

impl Val for Pattern {
    fn get_type(&self) -> &Type {
        &PATTERN
    }

    fn cel_type() -> &'static Type {
        &PATTERN
    }

    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl StaticVal for Pattern {}

/// The functions of CEL, and `matches` of a text and a pattern.
pub fn environment() -> Result<Env, DeclarationError> {
    let mut env = Env::stdlib().with_optional_support(false);
    let pattern = || Type::new_unspecified_type("copydesk.pattern");
    env.add_member_overload(MATCHES, "copydesk_matches", STRING_TYPE, vec![pattern()], matches)?;
    Ok(env)
}

#[expect(clippy::needless_pass_by_value, reason = "the form of a function of CEL")]
fn matches<'b, 'v>(args: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let [text, pattern] = args.as_slice() else {
        return Err(ExecutionError::invalid_argument_count(2, args.len()));
    };
    let both = text.downcast_ref::<CelString>().zip(pattern.downcast_ref::<Pattern>());
    let (text, Pattern(pattern)) =
        both.ok_or_else(|| ExecutionError::function_error(MATCHES, "wants a text and a pattern"))?;
    Ok(CowVal::owned(CelBool::from(pattern.is_match(text.inner()))))
}
