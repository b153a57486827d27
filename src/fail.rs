//! Places at which a test may kill the process. Only debug builds have them.

/// Ends the process at once, as SIGKILL would, when `COPYDESK_FAIL_POINT=name:n` asks for it the n-th time it comes by.
#[cfg(debug_assertions)]
pub fn point(name: &str) {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[expect(clippy::disallowed_methods, reason = "not a setting: release builds have no fail points")]
    static ASKED: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
        let asked = std::env::var("COPYDESK_FAIL_POINT").ok()?;
        let (name, count) = asked.split_once(':')?;
        Some((name.to_owned(), count.parse().ok()?))
    });
    static PASSED: AtomicU64 = AtomicU64::new(0);

    if let Some((asked, count)) = &*ASKED
        && asked == name
        && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *count
    {
        // No destructor runs and no buffer is flushed.
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub fn point(_: &str) {}
