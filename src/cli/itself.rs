//! What the program says of itself: its settings, its schema, and how it is called.

use std::io::Write;

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory as _, Subcommand};

use super::args::Cli;
use crate::commands::{schema, settings};
use crate::config::Settings;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// All settings as they count, from defaults, file, environment and flags; secrets are not shown
    Print {
        /// Print one JSON object instead of a settings file
        #[arg(long)]
        json: bool,
    },
    /// Only those that are not the defaults
    Diff,
    /// What settings mean: a settings file with all defaults, or what it says of one
    Doc {
        /// A setting, as dedup.window, or a section, as dedup
        #[arg(value_name = "KEY")]
        key: Option<String>,
        /// All of them as a page
        #[arg(long, conflicts_with = "key")]
        markdown: bool,
    },
}

impl ConfigCommand {
    pub fn run(&self, settings: &Settings, out: &mut dyn Write) -> anyhow::Result<Exit> {
        match self {
            Self::Print { json } => settings::print(settings, *json, out),
            Self::Diff => settings::diff(settings, out),
            Self::Doc { markdown: true, .. } => settings::page(out),
            Self::Doc { key, markdown: false } => settings::doc(key.as_deref(), out),
        }
    }
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// A file of the protobuf schema
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(schema::FILES.map(|(name, _)| name)))]
    #[arg(required_unless_present = "descriptors")]
    name: Option<String>,
    /// All files in one binary `FileDescriptorSet`, for tools that read messages by it
    #[arg(long, conflicts_with = "name")]
    descriptors: bool,
}

impl SchemaArgs {
    pub fn run(&self, out: &mut dyn Write) -> anyhow::Result<Exit> {
        schema::print(self.name.as_deref(), out)
    }
}

pub fn complete(shell: clap_complete::Shell, out: &mut dyn Write) -> anyhow::Result<Exit> {
    // To memory first: what a reader that went away does not take is no failure.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "copydesk", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Success)
}

/// The page of the program, with what each command takes.
pub fn man(out: &mut dyn Write) -> anyhow::Result<Exit> {
    let page = clap_mangen::Man::new(Cli::command().flatten_help(true));
    page.render(&mut &mut *out)?;
    Ok(Exit::Success)
}
