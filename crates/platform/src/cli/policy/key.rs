//! The operator's key, and `sst-platform policy keygen`.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use sst_domain::policy::PolicySigningKey;
use sst_platform::{CommandCode, OfficialError};

use crate::cli::{file, official, say};

/// Marks the line of the secret key's file.
const PREFIX: &str = "ed25519-secret:";

/// Make a key that signs policies.
#[derive(Args)]
pub(in crate::cli) struct Keygen {
    /// Where the secret key goes; the public key goes beside it, with `.pub` added. Neither is
    /// overwritten.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Keygen {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|error| official::explain(OfficialError::Random(error)))?;
        let key = PolicySigningKey::from_seed(&seed);
        let secret = format!(
            "# 签署隐私政策的私钥，请妥善保管 / signs privacy policies: keep it secret\n{PREFIX}{}\n",
            STANDARD.encode(seed)
        );
        let public = key.public();
        let mut public_file = self.file.clone().into_os_string();
        public_file.push(".pub");
        write_new(&self.file, &secret, 0o600)?;
        write_new(
            Path::new(&public_file),
            &format!("{}\n", public.to_line()),
            0o644,
        )?;
        say(public.to_line())?;
        Ok(())
    }
}

/// Reads the secret key.
pub(super) fn read(path: &Path) -> anyhow::Result<PolicySigningKey> {
    let text = file::read_text(path)?;
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix(PREFIX));
    let seed = line.and_then(|line| STANDARD.decode(line).ok());
    let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    seed.map(|seed| PolicySigningKey::from_seed(&seed))
        .ok_or_else(|| {
            let code = CommandCode::PolicyKeyUnreadable;
            anyhow!(code.say(path.display()))
        })
}

#[cfg_attr(
    not(unix),
    expect(unused_variables, reason = "rights of files are those of Unix")
)]
fn write_new(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    file::write_new(&mut options, path, text.as_bytes())
}
