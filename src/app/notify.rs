//! What the service manager is told: ready, alive, stopping.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use super::pulse::Pulse;
use crate::health::Health;

/// By how much a start's time-out is extended, thrice as often as needed.
const EXTENSION: Duration = Duration::from_secs(30);

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

/// Follows readiness until the stop, and keeps the watchdog quiet as long as the line moves.
pub async fn follow(health: Arc<Health>, pulse: Arc<Pulse>, stop: CancellationToken) -> anyhow::Result<()> {
    tokio::select! {
        followed = follow_readiness(health, stop) => followed,
        never = feed_watchdog(pulse) => match never {},
    }
}

/// Thrice as often as it asks for. Where it is left alone, the service manager aborts the process and starts another, to which
/// no more is lost than by a kill.
async fn feed_watchdog(pulse: Arc<Pulse>) -> Infallible {
    let Some(patience) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    let mut beats = tokio::time::interval(patience / 3);
    let mut told = false;
    loop {
        beats.tick().await;
        match pulse.stuck(patience) {
            None => tell(&[NotifyState::Watchdog]),
            Some(work) if !told => {
                tracing::error!("{} does not end: leaving the process to the watchdog", work.as_str());
                told = true;
            }
            Some(_) => {}
        }
    }
}

async fn follow_readiness(health: Arc<Health>, stop: CancellationToken) -> anyhow::Result<()> {
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
