//! The project's commands: `cargo xtask …`. Each does its own set-up.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

mod icons;
mod process;
mod repo;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "盛事通 desktop: the project's commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Draw icons/*.png, .ico and .icns from icons/icon.svg
    Icons {
        /// Only say whether the files in icons/ match the drawing
        #[arg(long)]
        check: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Icons { check } => icons::run(check),
    }
}
