//! What Maven brings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::needs;

#[derive(Clone, Copy)]
pub enum Goal {
    Copy,
    Unpack,
}

/// Brings once what the project at `pom` depends on into a folder of this name; later runs find it.
pub fn bring(name: &str, pom: &str, goal: Goal) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let complete = folder.join("complete");
    let project = fs::read_to_string(pom).map_err(|error| error.to_string())?;
    match fs::read_to_string(&complete) {
        Ok(wanted) if wanted == project => return Ok(folder),
        // Another version, or a fetch that was broken off: jars of two versions must not mix.
        _ if folder.exists() => fs::remove_dir_all(&folder).map_err(|error| error.to_string())?,
        _ => {}
    }
    let java = Command::new("java").arg("-version").output().map_err(|_| "no Java was found".to_owned())?;
    let version = String::from_utf8_lossy(&java.stderr).into_owned();
    let major = version.split('"').nth(1).and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    if major.is_none_or(|major| major < 17) {
        return Err(format!("Java 17 or newer is needed, found {version:?}"));
    }
    let goal = match goal {
        Goal::Copy => "dependency:copy-dependencies",
        Goal::Unpack => "dependency:unpack-dependencies",
    };
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "-f", pom, goal, "-DincludeScope=runtime"]);
    maven.arg(format!("-DoutputDirectory={}", folder.display()));
    // Or it would note beside the project what it has unpacked.
    needs::output(maven.arg(format!("-DmarkersDirectory={}", folder.join("unpacked").display())))?;
    fs::write(&complete, project).map_err(|error| error.to_string())?;
    Ok(folder)
}
