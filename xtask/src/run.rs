//! `cargo xtask run`: the desktop with the reference platform and sample data, on this computer alone.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::json;

use crate::{build, process, repo, setup, tour, until};

/// Builds, starts the platform, opens the window; ends when the window is closed.
pub(crate) fn run() -> anyhow::Result<()> {
    setup::desktop()?;
    build::screens()?;
    build::programs()?;
    if !has_display() {
        println!("\nThere is no display here. Taking the whole journey on a virtual one instead.");
        return tour::take();
    }
    // Kept between runs, and apart from what an installed client keeps.
    let folder = repo::root().join("run");
    let data = folder.join("platform");
    fs::create_dir_all(&folder)?;
    println!("\nSample citizens of the reference platform:");
    process::run(platform_program(&data).arg("seed"))?;
    let asked_to_end = until::Asked::listen()?;
    let platform = Platform::serve(&data)?;
    println!(
        "\nThe platform listens on {}. SMS codes appear here, in this terminal.\n",
        platform.url
    );
    let mut window = process::command(repo::built("shengshitong"));
    let receipt_key = process::output(platform_program(&data).arg("receipt-key"))?;
    let configuration = configuration(&folder, &platform.url, receipt_key.trim())?;
    window.env("SST_CONFIG", configuration);
    window
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CACHE_HOME", folder.join("cache"));
    asked_to_end.run(window)
}

/// Whether a window could be opened.
fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// The platform's program, on the data of this folder.
fn platform_program(data: &Path) -> Command {
    let mut command = process::command(repo::built("sst-platform"));
    command.arg("--data").arg(data);
    command
}

/// The machine's configuration that points the desktop at the platform, and believes its countersignatures.
fn configuration(folder: &Path, url: &str, receipt_key: &str) -> anyhow::Result<PathBuf> {
    let path = folder.join("config.json");
    let configuration = json!({ "platform_url": url, "receipt_keys": [receipt_key] });
    fs::write(&path, format!("{configuration:#}\n")).context("run/config.json")?;
    Ok(path)
}

/// The running platform; it ends with this program.
struct Platform {
    process: Child,
    url: String,
}

impl Platform {
    fn serve(data: &Path) -> anyhow::Result<Self> {
        let mut command = platform_program(data);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--sms", "console"])
            .stdout(Stdio::piped());
        let mut process = command.spawn().context("sst-platform did not start")?;
        let mut lines =
            BufReader::new(process.stdout.take().context("the platform's output")?).lines();
        let url = loop {
            let Some(line) = lines.next().transpose()? else {
                bail!("sst-platform ended at once")
            };
            if let Some(url) = line.strip_prefix("listening on ") {
                break url.to_owned();
            }
        };
        // From here on what it prints (the codes) goes to the person.
        std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| println!("{line}"))
        });
        Ok(Self { process, url })
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // It may have ended by itself, for instance by Ctrl-C, which reaches it too.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_is_pointed_at_the_platform_and_its_key() {
        let folder = std::env::temp_dir().join(format!("sst-xtask-run-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let written = configuration(&folder, "http://127.0.0.1:1", "ed25519:AAAA").unwrap();
        let written: serde_json::Value =
            serde_json::from_slice(&fs::read(written).unwrap()).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            written,
            json!({ "platform_url": "http://127.0.0.1:1", "receipt_keys": ["ed25519:AAAA"] })
        );
    }
}
