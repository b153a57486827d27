//! Every state that a scope can reach, breadth first: what is found, is found on a shortest way.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use stateright::{Checker, HasDiscoveries, Model};

use crate::breach::Breach;
use crate::check::ENDS;
use crate::protocol::Protocol;
use crate::scope::Scope;

/// The rules keep the promise, whatever happens within the scope.
pub fn holds(scope: Scope) {
    holds_even_with(None, scope);
}

/// One rule less would do, within the scope.
pub fn holds_even_with(breach: impl Into<Option<Breach>>, scope: Scope) {
    let found = explore(Protocol { scope, breach: breach.into() }, HasDiscoveries::AnyFailures);
    let (ends, broken): (Vec<_>, Vec<_>) = found.into_iter().partition(|trace| trace.starts_with(ENDS));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(!ends.is_empty(), "no way comes to an end");
}

/// Without the rule, something is found that breaks the promise in this way. `-- --nocapture` prints how.
pub fn fails(breach: Breach, scope: Scope, promise: &'static str) {
    let protocol = Protocol { scope, breach: Some(breach) };
    let found = explore(protocol, HasDiscoveries::AllOf(BTreeSet::from([promise])));
    let broken = found.iter().find(|trace| trace.starts_with(promise));
    println!("{breach:?} breaks: {}", broken.unwrap_or_else(|| panic!("{breach:?} does no harm")));
}

/// What is broken, each with the steps that lead there.
fn explore(protocol: Protocol, until: HasDiscoveries) -> Vec<String> {
    let checker = protocol.checker().threads(threads()).finish_when(until).spawn_bfs().join();
    println!("{} states, at most {} steps", checker.unique_state_count(), checker.max_depth());
    let told = checker.discoveries().into_iter().map(|(promise, path)| {
        let mut trace = promise.to_owned();
        for action in path.into_actions() {
            write!(trace, "\n    {action:?}").expect("a string takes everything");
        }
        trace
    });
    told.collect()
}

/// Tests run beside each other; a long scope runs alone.
fn threads() -> usize {
    if is_long() { std::thread::available_parallelism().map_or(1, Into::into) } else { 1 }
}

/// Whether scopes that take minutes are asked for.
pub fn is_long() -> bool {
    std::env::var_os("COPYDESK_MODEL_LONG").is_some()
}
