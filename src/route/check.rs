//! What can be told of an expression before there is an event: that it is well-formed, that every variable, field and
//! function exists, that values are of a kind that fits, and that it is true or false in the end.
//!
//! CEL itself finds all but the first out while it evaluates. What is refused here although CEL has it (maps, types) has no use
//! in a condition.

use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, SelectExpr, SourceInfo, operators};
use cel::{Env, IdedExpr};
use regex::Regex;

use super::fields::{Kind, Schema};
use super::pattern::{MATCHES, Pattern};

pub const EVENT: &str = "event";
pub const ARTICLE: &str = "article";
pub const OUTCOME: &str = "outcome";
pub const SOURCE: &str = "source";

const VARIABLES: [(&str, Kind); 4] = [
    (EVENT, Kind::Part(Schema::EVENT)),
    (ARTICLE, Kind::Part(Schema::ARTICLE)),
    (OUTCOME, Kind::Text),
    (SOURCE, Kind::Text),
];

const FUNCTIONS: &str = "contains, startsWith, endsWith, matches, size, int, double, string, has, exists, exists_one, all, filter, map";

/// No name of an expression, so that none can name it.
const PATTERN: &str = "@pattern";

/// Which pattern a variable stands for.
pub fn number_of(variable: &str) -> Option<usize> {
    variable.strip_prefix(PATTERN)?.parse().ok()
}

/// What is wrong, and with which part of the expression.
struct Fault {
    id: u64,
    message: String,
}

type Checked = Result<Kind, Fault>;

/// The expression ready to be evaluated, with the patterns that it names; or what is wrong with it, and where.
pub fn program(when: &str, env: &Env) -> Result<(IdedExpr, Vec<Pattern>), String> {
    if when.trim().is_empty() {
        return Err("wants a condition; `true` holds for every event".to_owned());
    }
    let parsed = env.parser().parse_with_source_info(when).map_err(|errors| {
        let first = errors.errors.first();
        first.map_or_else(
            || "is no expression".to_owned(),
            |error| format!("{}: {}", place(error.pos), error.msg),
        )
    })?;
    let (mut expression, source) = parsed;
    let mut checker = Checker { scope: Vec::new(), patterns: Vec::new() };
    let result = checker.kind(&mut expression).and_then(|kind| {
        if matches!(kind, Kind::Bool) {
            return Ok(());
        }
        let text = format!("is {}, where true or false is wanted: compare it with something", name(kind));
        fail(expression.id, text)
    });
    match result {
        Ok(()) => Ok((expression, checker.patterns)),
        Err(Fault { id, message }) => Err(format!("{}: {message}", place(position(&source, id)))),
    }
}

fn place((line, column): (isize, isize)) -> String {
    if line <= 1 { format!("column {column}") } else { format!("line {line}, column {column}") }
}

/// Line and column in characters, from 1.
fn position(source: &SourceInfo, id: u64) -> (isize, isize) {
    let at = source.offset_for(id).map_or(0, |(from, _)| from as usize);
    let before = source.source.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    (line.cast_signed(), column.cast_signed())
}

fn fail<T>(id: u64, message: String) -> Result<T, Fault> {
    Err(Fault { id, message })
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "true or false",
        Kind::Int | Kind::Double => "a number",
        Kind::Text => "a text",
        Kind::Texts => "a list of texts",
        Kind::Named => "a table of texts",
        Kind::Part(_) => "a message with fields",
        Kind::Parts(_) => "a list of messages",
        Kind::List => "a list",
        Kind::Any => "not known",
    }
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Double)
}

/// Whether values of the two can be equal.
fn fit(a: Kind, b: Kind) -> bool {
    match (a, b) {
        (Kind::Any, _) | (_, Kind::Any) => true,
        (Kind::Texts | Kind::Parts(_) | Kind::List, other) => {
            matches!(other, Kind::Texts | Kind::Parts(_) | Kind::List)
        }
        // Messages and tables are told apart by their fields.
        (Kind::Part(_) | Kind::Named, _) => false,
        (Kind::Int | Kind::Double, other) => is_number(other),
        (Kind::Bool, other) => matches!(other, Kind::Bool),
        (Kind::Text, other) => matches!(other, Kind::Text),
    }
}

/// What a list holds.
fn element(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::Texts | Kind::Named => Some(Kind::Text),
        Kind::Parts(schema) => Some(Kind::Part(schema)),
        Kind::List | Kind::Any => Some(Kind::Any),
        Kind::Bool | Kind::Int | Kind::Double | Kind::Text | Kind::Part(_) => None,
    }
}

struct Checker {
    /// The variables of macros, innermost last.
    scope: Vec<(String, Kind)>,
    patterns: Vec<Pattern>,
}

impl Checker {
    fn kind(&mut self, expression: &mut IdedExpr) -> Checked {
        let id = expression.id;
        match &mut expression.expr {
            Expr::Literal(literal) => Ok(match literal {
                LiteralValue::Boolean(_) => Kind::Bool,
                LiteralValue::Double(_) => Kind::Double,
                LiteralValue::Int(_) | LiteralValue::UInt(_) => Kind::Int,
                LiteralValue::String(_) => Kind::Text,
                LiteralValue::Bytes(_) | LiteralValue::Null => {
                    return fail(id, "no field is bytes or null: what is not said is \"\" or 0".to_owned());
                }
            }),
            Expr::Ident(variable) => self.variable(id, variable),
            Expr::Select(select) => self.select(id, select),
            Expr::Call(call) => self.call(id, call),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension),
            Expr::List(list) => {
                let kinds = list
                    .elements
                    .iter_mut()
                    .map(|element| self.kind(element))
                    .collect::<Result<Vec<_>, _>>()?;
                let are_texts = !kinds.is_empty() && kinds.iter().all(|kind| matches!(kind, Kind::Text));
                Ok(if are_texts { Kind::Texts } else { Kind::List })
            }
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                fail(id, "a condition has no use for maps and messages of its own".to_owned())
            }
        }
    }

    fn variable(&self, id: u64, variable: &str) -> Checked {
        let own = self.scope.iter().rev().find(|(known, _)| known == variable).map(|(_, kind)| *kind);
        let known =
            own.or_else(|| VARIABLES.iter().find(|(known, _)| *known == variable).map(|(_, kind)| *kind));
        known.map_or_else(
            || {
                let names = VARIABLES.map(|(name, _)| name).join(", ");
                fail(id, format!("there is no variable {variable:?}; there are {names}"))
            },
            Ok,
        )
    }

    fn select(&mut self, id: u64, SelectExpr { operand, field, test }: &mut SelectExpr) -> Checked {
        let of = self.kind(operand)?;
        match of {
            Kind::Named if *test => Ok(Kind::Bool),
            _ if *test => fail(
                id,
                "has() is for article.extra alone: other fields are always there, and \"\" or 0".to_owned(),
            ),
            Kind::Named => Ok(Kind::Text),
            Kind::Any => Ok(Kind::Any),
            Kind::Part(schema) => (schema.kind)(field).map_or_else(
                || {
                    fail(
                        id,
                        format!("there is no field {field:?}; there are {}", (schema.names)().join(", ")),
                    )
                },
                Ok,
            ),
            Kind::Bool
            | Kind::Int
            | Kind::Double
            | Kind::Text
            | Kind::Texts
            | Kind::Parts(_)
            | Kind::List => fail(id, format!("{} has no field {field:?}", name(of))),
        }
    }

    fn call(&mut self, id: u64, call: &mut CallExpr) -> Checked {
        if call.func_name == MATCHES {
            return self.matches(id, call);
        }
        let operands = call.target.iter_mut().map(|target| &mut **target).chain(&mut call.args);
        let kinds = operands.map(|operand| self.kind(operand)).collect::<Result<Vec<_>, _>>()?;
        let is_member = call.target.is_some();
        applied(&call.func_name, is_member, &kinds).or_else(|message| fail(id, message))
    }

    /// The text of a pattern becomes the pattern itself.
    fn matches(&mut self, id: u64, call: &mut CallExpr) -> Checked {
        let (Some(target), [pattern]) = (&mut call.target, call.args.as_mut_slice()) else {
            return fail(id, "write it as text.matches(\"pattern\")".to_owned());
        };
        let kind = self.kind(target)?;
        if !fit(kind, Kind::Text) {
            return fail(id, format!("matches wants a text before it, and that is {}", name(kind)));
        }
        let Expr::Literal(LiteralValue::String(written)) = &pattern.expr else {
            return fail(
                pattern.id,
                "a pattern stands here as a text, so that it can be checked at the start".to_owned(),
            );
        };
        let made = Regex::new(written.inner()).map_err(|error| Fault {
            id: pattern.id,
            message: format!("is no pattern: {}", error.to_string().replace('\n', " ")),
        })?;
        pattern.expr = Expr::Ident(format!("{PATTERN}{}", self.patterns.len()));
        self.patterns.push(Pattern(made));
        Ok(Kind::Bool)
    }

    /// What the macros (exists, all, filter, map) stand for.
    fn comprehension(&mut self, comprehension: &mut ComprehensionExpr) -> Checked {
        let ComprehensionExpr {
            iter_range, iter_var, accu_var, accu_init, loop_cond, loop_step, result, ..
        } = comprehension;
        let range = self.kind(iter_range)?;
        let Some(each) = element(range) else {
            return fail(iter_range.id, format!("is {}, and no list", name(range)));
        };
        let accumulated = self.kind(accu_init)?;
        let before = self.scope.len();
        self.scope.extend([(iter_var.clone(), each), (accu_var.clone(), accumulated)]);
        self.kind(loop_cond)?;
        self.kind(loop_step)?;
        self.scope.remove(before);
        let result = self.kind(result);
        self.scope.truncate(before);
        result
    }
}

/// What becomes of values of those kinds.
fn applied(function: &str, is_member: bool, kinds: &[Kind]) -> Result<Kind, String> {
    let is = |kind: Kind, wanted: Kind| fit(kind, wanted);
    let wants = |what: &str| {
        let given = kinds.iter().map(|&kind| name(kind)).collect::<Vec<_>>().join(" and ");
        let function = function.trim_matches(|c| matches!(c, '_' | '@'));
        Err(format!("`{function}` wants {what}, and here is {given}"))
    };
    match (function, kinds) {
        (operators::LOGICAL_AND | operators::LOGICAL_OR, &[a, b]) => {
            if is(a, Kind::Bool) && is(b, Kind::Bool) { Ok(Kind::Bool) } else { wants("conditions") }
        }
        (operators::LOGICAL_NOT | operators::NOT_STRICTLY_FALSE, &[a]) => {
            if is(a, Kind::Bool) {
                Ok(Kind::Bool)
            } else {
                wants("a condition")
            }
        }
        (operators::CONDITIONAL, &[condition, a, b]) => {
            if is(condition, Kind::Bool) && fit(a, b) {
                Ok(a)
            } else {
                wants("a condition and two of a kind")
            }
        }
        (operators::EQUALS | operators::NOT_EQUALS, &[a, b]) => {
            if fit(a, b) {
                Ok(Kind::Bool)
            } else {
                wants("two of a kind")
            }
        }
        (
            operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS,
            &[a, b],
        ) => {
            let ordered = |kind: Kind| is(kind, Kind::Text) || is(kind, Kind::Int);
            if fit(a, b) && ordered(a) { Ok(Kind::Bool) } else { wants("two numbers or two texts") }
        }
        (operators::IN, &[a, b]) => match element(b) {
            Some(each) if fit(each, a) => Ok(Kind::Bool),
            _ => wants("a value, and a list of such"),
        },
        (operators::INDEX, &[list, at]) => match (list, element(list)) {
            (Kind::Named, _) if is(at, Kind::Text) => Ok(Kind::Text),
            (_, Some(each)) if is(at, Kind::Int) => Ok(each),
            _ => wants("a list and a number, or a table and a name"),
        },
        (operators::ADD, &[a, b]) if fit(a, b) && (is(a, Kind::Text) || element(a).is_some()) => Ok(a),
        (
            operators::ADD
            | operators::SUBSTRACT
            | operators::MULTIPLY
            | operators::DIVIDE
            | operators::MODULO,
            &[a, b],
        ) => {
            if is(a, Kind::Int) && fit(a, b) {
                Ok(a)
            } else {
                wants("two numbers")
            }
        }
        (operators::NEGATE, &[a]) => {
            if is(a, Kind::Int) {
                Ok(a)
            } else {
                wants("a number")
            }
        }
        ("size", &[a]) => {
            if is(a, Kind::Text) || element(a).is_some() {
                Ok(Kind::Int)
            } else {
                wants("a text or a list")
            }
        }
        ("contains" | "startsWith" | "endsWith", &[a, b]) if is_member => {
            if is(a, Kind::Text) && is(b, Kind::Text) { Ok(Kind::Bool) } else { wants("a text in a text") }
        }
        ("int", &[_]) if !is_member => Ok(Kind::Int),
        ("double", &[_]) if !is_member => Ok(Kind::Double),
        ("string", &[_]) if !is_member => Ok(Kind::Text),
        _ => Err(format!("there is no function {function:?} of that form; there are {FUNCTIONS}")),
    }
}
