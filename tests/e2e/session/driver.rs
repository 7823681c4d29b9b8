//! tauri-driver, which starts WebKitWebDriver, which starts the window.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use super::Built;
use super::place::Place;
use super::process::{Process, wait_for};

pub(super) struct Driver {
    _process: Process,
    port: u16,
}

impl Driver {
    pub(super) fn start(place: &Place) -> anyhow::Result<Self> {
        let (port, native) = (free_port()?, free_port()?);
        let mut command = place.command(&Built::driver());
        command.args([
            "--port",
            &port.to_string(),
            "--native-port",
            &native.to_string(),
        ]);
        let process = Process::start("tauri-driver", &mut command, &place.harness())?;
        for port in [port, native] {
            wait_for("tauri-driver", Duration::from_secs(10), || {
                Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port))
                    .ok()
                    .map(drop))
            })?;
        }
        Ok(Self {
            _process: process,
            port,
        })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// A port that was free a moment ago; the driver takes no port 0.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
