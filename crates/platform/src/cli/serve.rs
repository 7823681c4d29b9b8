//! `sst-platform serve`

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use sst_platform::sms::SmsSink;
use sst_platform::{CommandCode, Data, Limits, Options, Platform};
use tracing_subscriber::filter::LevelFilter;

use super::say;

/// Serve the contract over HTTP.
#[derive(Args)]
pub(super) struct Serve {
    /// Where to listen; port 0 takes any that is free.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8790")]
    listen: SocketAddr,
    /// Where codes go: `console`, or `file:PATH` for one JSON object a line.
    #[arg(long, value_name = "SINK", default_value = "console")]
    sms: Sms,
    /// Origin under which clients reach the platform, such as https://sst.example; needed behind a proxy.
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// A TLS proxy of yours stands in front: allows an address that is not of this computer, and believes
    /// the last entry of X-Forwarded-For.
    #[arg(long, requires = "issuer")]
    behind_tls_proxy: bool,
    /// Open no new accounts.
    #[arg(long)]
    no_registration: bool,
    /// Least seconds between two codes to one number.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    resend_after: u64,
    /// What to log on standard error: off, error, warn, info, debug, trace.
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    log: String,
}

/// The levels, each with all above it.
const LEVELS: [(&str, LevelFilter); 6] = [
    ("off", LevelFilter::OFF),
    ("error", LevelFilter::ERROR),
    ("warn", LevelFilter::WARN),
    ("info", LevelFilter::INFO),
    ("debug", LevelFilter::DEBUG),
    ("trace", LevelFilter::TRACE),
];

impl Serve {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<()> {
        let level = LEVELS.into_iter().find(|(name, _)| *name == self.log);
        let Some((_, level)) = level else {
            bail!(CommandCode::LogLevelUnknown.say(&self.log));
        };
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_max_level(level)
            .init();
        let platform = Platform::start(self.options(data)).await?;
        let _ = std::io::stderr().write_all(
            "盛事通参考平台，仅供开发和试用，请勿填写真实的个人信息。\n\
             The reference platform of 盛事通, for development and trying out. No real personal data, please.\n"
                .as_bytes(),
        );
        // Tests and scripts wait for this very line, and it is the only one.
        say(format_args!("listening on http://{}", platform.address()))?;
        stop_asked().await?;
        platform.stop().await;
        Ok(())
    }

    fn options(self, data: &Path) -> Options {
        let resend_after = Duration::from_secs(self.resend_after);
        Options {
            listen: self.listen,
            data: Data::Folder(data.to_owned()),
            sms: self.sms.into(),
            limits: Limits {
                resend_after,
                ..Limits::default()
            },
            issuer: self
                .issuer
                .map(|issuer| issuer.trim_end_matches('/').to_owned()),
            behind_tls_proxy: self.behind_tls_proxy,
            registration: !self.no_registration,
            ..Options::default()
        }
    }
}

#[derive(Clone)]
enum Sms {
    Console,
    File(PathBuf),
}

impl FromStr for Sms {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.strip_prefix("file:")) {
            ("console", _) => Ok(Self::Console),
            (_, Some(path)) if !path.is_empty() => Ok(Self::File(path.into())),
            _ => Err("say `console` or `file:PATH`"),
        }
    }
}

impl From<Sms> for SmsSink {
    fn from(sms: Sms) -> Self {
        match sms {
            Sms::Console => Self::Console,
            Sms::File(path) => Self::File(path),
        }
    }
}

/// Resolves when the process is asked to stop.
#[cfg(unix)]
async fn stop_asked() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        asked = tokio::signal::ctrl_c() => asked,
    }
}

/// Resolves when the process is asked to stop.
#[cfg(not(unix))]
async fn stop_asked() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
