//! How long is waited, and for what.

use std::time::Duration;

pub use crate::until::until;

/// Long enough for a loaded machine; a test that waits this long has failed.
pub fn patience() -> Duration {
    Duration::from_secs(u64::try_from(crate::broker::number("COPYDESK_TEST_PATIENCE", 120)).unwrap())
}

/// The length of a fault that has one, such as a silence longer than a transaction may take. Whatever follows from it is
/// waited for.
pub fn lasts(fault: Duration) {
    std::thread::sleep(fault);
}
