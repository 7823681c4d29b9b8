//! A desktop session of its own: display, bus, keyring, notifications, driver, home. Nothing of the
//! person's own session is seen or touched, and everything that was started ends with it.

mod bus;
mod display;
mod driver;
mod keyring;
mod place;
mod process;
mod selftest;

use std::path::{Path, PathBuf};

pub(crate) use bus::Toast;
pub(crate) use place::Place;
pub(crate) use process::{Process, wait_for};

/// A running session. Fields end in the order they stand in: the driver (and with it the window) first.
pub(crate) struct Session {
    driver: driver::Driver,
    notifications: bus::Notifications,
    keyring: Process,
    _bus: bus::Bus,
    _display: display::Display,
    place: Place,
}

impl Session {
    /// Starts everything, and checks that it answers.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut place = Place::new()?;
        let display = display::Display::start(&mut place)?;
        let bus = bus::Bus::start(&mut place)?;
        let keyring = keyring::start(&place)?;
        let notifications = bus::Notifications::start(&place)?;
        let driver = driver::Driver::start(&place)?;
        Ok(Self {
            driver,
            notifications,
            keyring,
            _bus: bus,
            _display: display,
            place,
        })
    }

    /// Where this session keeps its files.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The address that WebDriver clients talk to.
    pub(crate) fn driver_url(&self) -> String {
        self.driver.url()
    }

    /// The notifications that were asked for so far, oldest first.
    pub(crate) fn toasts(&self) -> anyhow::Result<Vec<Toast>> {
        self.notifications.toasts()
    }

    /// The keyring's process.
    pub(crate) fn keyring(&self) -> &Process {
        &self.keyring
    }

    /// A program in this session, with its environment and nothing of the caller's but the path.
    pub(crate) fn command(&self, program: &Path) -> std::process::Command {
        self.place.command(program)
    }
}

/// Names the folder for pictures.
const PICTURES: &str = "SST_E2E_PICTURES";

/// The programs under test, as `cargo xtask` names them or else where cargo puts them.
pub(crate) struct Built;

impl Built {
    /// The desktop.
    pub(crate) fn app() -> PathBuf {
        Self::path("SST_E2E_APP", "debug/shengshitong")
    }

    /// A bare window, to measure beside.
    pub(crate) fn bare() -> PathBuf {
        Self::path("SST_E2E_BARE", "debug/examples/bare")
    }

    /// The reference platform.
    pub(crate) fn platform() -> PathBuf {
        Self::path("SST_E2E_PLATFORM", "debug/sst-platform")
    }

    /// tauri-driver.
    pub(crate) fn driver() -> PathBuf {
        Self::path("SST_E2E_DRIVER", "tools/bin/tauri-driver")
    }

    /// Whether a picture of each screen is asked for.
    pub(crate) fn wants_pictures() -> bool {
        std::env::var_os(PICTURES).is_some()
    }

    /// The folder for pictures, made on the way.
    pub(crate) fn pictures() -> anyhow::Result<PathBuf> {
        let folder = Self::path(PICTURES, "e2e");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    fn path(variable: &str, below_target: &str) -> PathBuf {
        std::env::var_os(variable).map_or_else(|| Self::target().join(below_target), PathBuf::from)
    }

    fn target() -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
    }
}
