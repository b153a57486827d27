//! Python with the packages of an example, in an environment that the suite makes below `target`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::needs;

/// The interpreter; None where it could not be had, which has been said then.
pub fn with(name: &str, requirements: &str) -> Option<PathBuf> {
    const WAY_OUT: &str = "Install Python 3.9 or newer with its venv module; pip must reach a package index";
    static MAKING: Mutex<()> = Mutex::new(());
    let made = {
        let _one_at_a_time = MAKING.lock();
        make(name, requirements)
    };
    needs::met("examples", made.as_ref(), WAY_OUT).cloned()
}

fn make(name: &str, requirements: &str) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{name}"));
    let python = folder.join("bin/python");
    let complete = folder.join("complete");
    let wanted = fs::read_to_string(requirements).map_err(|error| error.to_string())?;
    if fs::read_to_string(&complete).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    needs::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    needs::output(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r", requirements]))?;
    fs::write(&complete, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}
