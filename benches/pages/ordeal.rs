//! What hostile pages cost: each goes through the line in a process of its own, which tells its processor time and how
//! far its memory grew.

use std::process::Command;

use copydesk::index::{Memory, Overlay};
use copydesk::pipeline::{self, Settings};
use cpu_time::ThreadTime;

use crate::torture::{self, Torture};

/// Just below what the program takes at all.
const LARGEST: usize = (16 << 20) - (64 << 10);
/// Asks this program for one page only.
const ALONE: &str = "alone";

/// `arguments`: a size such as `600kb`, and parts of names.
pub fn run(arguments: &[String]) {
    let size = arguments.iter().find_map(|argument| argument.strip_suffix("kb")?.parse::<usize>().ok());
    let size = size.map_or(LARGEST, |kilobytes| kilobytes << 10);
    let parts: Vec<&String> = arguments.iter().filter(|argument| !argument.ends_with("kb")).collect();
    if let [alone, name] = parts.as_slice()
        && *alone == ALONE
    {
        let torture = torture::ALL.iter().find(|torture| torture.name == name.as_str());
        return undergo(torture.expect("the parent knows the names"), size);
    }
    let is_asked = |torture: &&Torture| {
        let names = parts.iter().filter(|part| !part.starts_with('-'));
        names.clone().next().is_none() || names.clone().any(|part| torture.name.contains(part.as_str()))
    };
    println!("{:32} {:>9} {:>9} {:>7} {:>7}  outcome", "page", "KB", "CPU-ms", "MB", "times");
    for torture in torture::ALL.iter().filter(is_asked) {
        let this = std::env::current_exe().expect("has a path");
        let kilobytes = format!("{}kb", size >> 10);
        let child = Command::new(this).args(["torture", ALONE, torture.name, &kilobytes]).output();
        let output = child.expect("can be started");
        let told = String::from_utf8_lossy(&output.stdout);
        let told =
            if output.status.success() { told.trim_end().to_owned() } else { output.status.to_string() };
        println!("{:32} {told}", torture.name);
    }
}

fn undergo(torture: &Torture, bytes: usize) {
    let (settings, index) = (Settings::default(), Memory::default());
    // Tables that are made at first use are not the page's cost.
    let first = torture.page(2000);
    pipeline::prepare(vec![crate::record_at(0, torture::URL, &first)], &settings);
    let page = torture.page(bytes);
    let record = crate::record_at(1, torture::URL, &page);
    let bytes = page.len();
    drop(page);
    let before = memory("VmRSS:");
    let began = ThreadTime::now();
    let prepared = pipeline::prepare(vec![record], &settings);
    let mut overlay = Overlay::new(&index);
    let decisions = pipeline::decide(&prepared, &mut overlay, &settings).expect("memory answers");
    let outcomes = pipeline::finish(&prepared, decisions, &settings);
    let took = began.elapsed();
    let grown = memory("VmHWM:").saturating_sub(before);
    let what = match prepared[0].items[0].as_ref() {
        Ok(candidate) => format!(
            "{:?}, {} bytes of text, {:?}",
            outcomes[0].outcome(),
            candidate.article.body.len(),
            candidate.article.title.chars().take(30).collect::<String>()
        ),
        Err(reject) => format!("{:?}", reject.code),
    };
    println!(
        "{:9} {:9} {:7} {:5}.{}  {what}",
        bytes >> 10,
        took.as_millis(),
        grown >> 20,
        grown / bytes,
        10 * grown / bytes % 10
    );
}

/// Of this process, in bytes; zero where the system does not tell it so.
fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<usize>().ok());
    kilobytes.map_or(0, |kilobytes| kilobytes << 10)
}
