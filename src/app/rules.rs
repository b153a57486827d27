//! What the stages go by, and how the watch-lists are read again while the line is at work.

use std::sync::{Arc, RwLock};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::config::{Refused, Role, Settings};
use crate::pipeline;

/// Changed as a whole: a batch is decided and finished by the rules of one moment.
#[derive(Debug)]
pub struct Rules(RwLock<Arc<pipeline::Settings>>);

impl Rules {
    /// Lists are read where they are used.
    pub fn of(settings: &Settings) -> Result<Self, Refused> {
        Ok(Self::fixed(if settings.role == Role::Prepare {
            settings.deciding()
        } else {
            settings.pipeline()?
        }))
    }

    pub fn fixed(rules: pipeline::Settings) -> Self {
        Self(RwLock::new(Arc::new(rules)))
    }

    pub fn now(&self) -> Arc<pipeline::Settings> {
        self.0.read().expect("no holder panics").clone()
    }

    /// Keeps what it has where the new lists cannot be used.
    fn reload(&self, settings: &Settings) -> Result<(), Refused> {
        let Self(new) = Self::of(settings)?;
        *self.0.write().expect("no holder panics") = new.into_inner().expect("no holder panics");
        Ok(())
    }
}

/// From now on the signal ends the process no more.
pub fn hangup() -> anyhow::Result<Signal> {
    Ok(signal(SignalKind::hangup())?)
}

/// Reads the lists again at each SIGHUP, until the stop.
pub async fn follow(
    mut hangup: Signal,
    rules: Arc<Rules>,
    settings: Settings,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = hangup.recv() => match rules.reload(&settings) {
                Ok(()) if settings.role == Role::Prepare => tracing::info!("no watch-list is used here: nothing was read again"),
                Ok(()) => tracing::info!(watch.lists = settings.watch.len(), "the watch-lists were read again"),
                Err(Refused(problems)) => {
                    for problem in problems {
                        tracing::warn!("the watch-lists stay as they were: {problem}");
                    }
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::watch;
    use crate::proto::Article;

    #[test]
    fn lists_that_cannot_be_used_leave_the_old_ones_in_place() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let write = |text: &str| std::fs::write(file.path(), text).unwrap();
        let mut settings = Settings::default();
        let list = watch::Settings { file: Some(file.path().to_owned()), terms: Vec::new() };
        settings.watch.insert("firms".to_owned(), list);
        let article = Article { title: "Acme buys Emca".to_owned(), ..Article::default() };
        let terms = |rules: &Rules| -> Vec<String> {
            rules.now().watch.mentions(&article).into_iter().map(|mention| mention.term).collect()
        };
        write("Acme\n");
        let rules = Rules::of(&settings).unwrap();
        assert_eq!(terms(&rules), ["Acme"]);
        write("");
        assert!(rules.reload(&settings).unwrap_err().to_string().contains("watch.firms.file"));
        assert_eq!(terms(&rules), ["Acme"]);
        write("Emca\n");
        rules.reload(&settings).unwrap();
        assert_eq!(terms(&rules), ["Emca"]);
    }

    #[test]
    fn who_only_prepares_needs_no_lists() {
        let mut settings = Settings { role: Role::Prepare, ..Settings::default() };
        let gone = watch::Settings { file: Some("/gone/away".into()), terms: Vec::new() };
        settings.watch.insert("gone".to_owned(), gone);
        assert!(Rules::of(&settings).is_ok());
        settings.role = Role::Decide;
        assert!(Rules::of(&settings).is_err());
    }
}
