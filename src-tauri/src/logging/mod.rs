//! Logs go to standard error, and nowhere on disk. They never hold a personal value.

use tracing_subscriber::EnvFilter;

/// Warnings, unless `SST_LOG` asks for more.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("SST_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    if let Err(error) = started {
        eprintln!("{error}");
    }
}
