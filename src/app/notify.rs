//! What the service manager is told: ready, stopping.

use std::sync::Arc;

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use crate::health::Health;
use crate::metrics::Metrics;

/// Follows readiness until the stop.
pub async fn follow(
    health: Arc<Health>,
    metrics: Arc<Metrics>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let mut ready = health.watch();
    loop {
        let is_ready = *ready.borrow_and_update();
        metrics.ready(is_ready);
        if is_ready {
            tell(&[NotifyState::Ready, NotifyState::Status("ready")]);
        } else {
            let held = health.held();
            let reason = held.first().map_or("starting", |(_, reason)| reason.as_str());
            tell(&[NotifyState::Status(reason)]);
        }
        tokio::select! {
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
