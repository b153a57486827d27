//! What the service manager is told: ready, stopping.

use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use crate::health::Health;

/// By how much a start's time-out is extended, thrice as often as needed.
const EXTENSION: Duration = Duration::from_secs(30);

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

/// Follows readiness until the stop.
pub async fn follow(health: Arc<Health>, stop: CancellationToken) -> anyhow::Result<()> {
    let mut ready = health.watch();
    loop {
        let is_ready = *ready.borrow_and_update();
        if is_ready {
            tell(&[NotifyState::Ready, NotifyState::Status("ready")]);
        } else {
            let held = health.held();
            let reason = held.first().map_or("starting", |(_, reason)| reason.as_str());
            tell(&[NotifyState::Status(reason)]);
        }
        tokio::select! {
            // Restoring and waiting take as long as they take: a start that makes progress must not run out of time.
            () = tokio::time::sleep(EXTENSION / 3), if !is_ready => tell(&[NotifyState::ExtendTimeoutUsec(microseconds(EXTENSION))]),
            () = stop.cancelled() => {
                tell(&[NotifyState::Stopping]);
                return Ok(());
            }
            changed = ready.changed() => changed?,
        }
    }
}

/// Does nothing where no service manager asked for it.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!("failed to notify the service manager: {error}");
    }
}
