//! A virtual display with a window manager on it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::place::Place;
use super::process::Process;

pub(super) struct Display {
    _manager: Process,
    _server: Process,
}

impl Display {
    /// Starts the display and puts its number into the session's environment.
    pub(super) fn start(place: &mut Place) -> anyhow::Result<Self> {
        let log = std::fs::File::create(place.harness().join("xvfb.log"))?;
        // The server itself picks a free number and says so on its standard output.
        let mut server = Process::start_with(
            "Xvfb",
            Command::new("Xvfb")
                .args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1920x1080x24",
                    "-nolisten",
                    "tcp",
                    "-noreset",
                ])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(log),
        )?;
        let mut number = String::new();
        let stdout = server
            .child()
            .stdout
            .take()
            .context("Xvfb's standard output")?;
        BufReader::new(stdout).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb ended without a display");
        place.set("DISPLAY", format!(":{}", number.trim()));
        let mut manager = place.command(Path::new("openbox"));
        let manager = Process::start("openbox", &mut manager, &place.harness())?;
        Ok(Self {
            _manager: manager,
            _server: server,
        })
    }
}
