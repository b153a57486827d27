//! Waiting for what another process does: it tells nobody, so it is asked again until it is so.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// Long enough for a loaded machine; a test that waits this long has failed.
pub fn patience() -> Duration {
    Duration::from_secs(u64::try_from(crate::broker::number("COPYDESK_TEST_PATIENCE", 120)).unwrap())
}

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

/// The length of a fault that has one, such as a silence longer than a transaction may take. Whatever follows from it is
/// waited for.
pub fn lasts(fault: Duration) {
    std::thread::sleep(fault);
}
