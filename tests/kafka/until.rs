//! Waiting for what another process does: it tells nobody, so it is asked again until it is so. Shared with the other suites
//! that start daemons.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// The first answer that is one; fails with what `otherwise` says then.
pub fn until<T, D: Display>(
    limit: Duration,
    mut ask: impl FnMut() -> Option<T>,
    otherwise: impl Fn() -> D,
) -> T {
    const STEP: Duration = Duration::from_millis(50);
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "waited in vain: {}", otherwise());
        std::thread::sleep(STEP);
    }
}
