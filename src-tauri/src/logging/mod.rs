//! Logs: to standard error, and our own lines to a small file for whoever is asked for help
//! (docs/decisions/0010-a-small-log.md). They never hold a personal value.

mod file;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use sst_core::CrashWatch;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

use file::LogFile;

/// Known only when the window's folders are.
static FILE: OnceLock<LogFile> = OnceLock::new();

/// Known only when the client is open.
static WATCH: OnceLock<Arc<CrashWatch>> = OnceLock::new();

/// Warnings to standard error, unless `SST_LOG` asks for more.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("SST_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let stderr = fmt::layer().with_writer(std::io::stderr);
    // Libraries could say more than they should, and nobody can turn this up.
    let ours = Targets::new()
        .with_target("shengshitong", tracing::Level::INFO)
        .with_target("sst_core", tracing::Level::INFO)
        .with_target("sst_vault", tracing::Level::INFO);
    let file = fmt::layer()
        .with_ansi(false)
        .with_writer(|| file::Writer(FILE.get()));
    let started = tracing_subscriber::registry()
        .with(stderr.with_filter(filter))
        .with(file.with_filter(ours))
        .try_init();
    if let Err(error) = started {
        eprintln!("{error}");
    }
    name_the_place_of_a_panic();
}

/// From now on our own lines are kept in `folder`, as soon as it is there.
pub(crate) fn keep_in(folder: PathBuf) {
    if FILE.set(LogFile::new(folder)).is_ok() {
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            system = std::env::consts::OS,
            "started"
        );
    }
}

/// From now on a panic is written down for whoever agreed to it.
pub(crate) fn watch(watch: Arc<CrashWatch>) {
    let _ = WATCH.set(watch);
}

/// A panic's own words may quote a value, and what goes to standard error ends in the system's journal.
fn name_the_place_of_a_panic() {
    let in_full = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        if let (Some(watch), Some(place)) = (WATCH.get(), &place) {
            watch.failed_at(place);
        }
        tracing::error!(place, "a part of the program failed");
        if cfg!(debug_assertions) {
            in_full(panic);
        }
    }));
}
