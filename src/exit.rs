//! Exit codes: what a supervisor or a script can act on.

use std::process::ExitCode;

/// Documented in `--help` and in `docs/operating.md`; tested to be what those say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Success,
    /// The world failed us: a broker, a disk, a file. Trying again may help.
    Failed,
    /// The command line was not understood.
    Usage,
    /// Settings that cannot be used. Trying again will not help.
    Settings,
    /// `check` or `audit` found something to mend, `test` a case that fails, `index prime` something unreadable, or
    /// `explain known` nothing.
    CheckFailed,
    /// Going on would lose or double articles, or write what consumers could not read. A person must decide.
    Refused,
    /// The stop took longer than `shutdown.deadline`; what was not committed is read again at the next start.
    DeadlinePassed,
}

impl Exit {
    pub const ALL: [Self; 7] = [
        Self::Success,
        Self::Failed,
        Self::Usage,
        Self::Settings,
        Self::CheckFailed,
        Self::Refused,
        Self::DeadlinePassed,
    ];

    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Settings => 3,
            Self::CheckFailed => 4,
            Self::Refused => 5,
            Self::DeadlinePassed => 6,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
