//! The operator's key, and `sst-platform policy keygen`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use sst_domain::policy::PolicySigningKey;

use crate::cli::say;

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
        getrandom::fill(&mut seed)?;
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
pub(super) fn read(file: &Path) -> anyhow::Result<PolicySigningKey> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix(PREFIX));
    let seed = line.and_then(|line| STANDARD.decode(line).ok());
    let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    seed.map(|seed| PolicySigningKey::from_seed(&seed))
        .ok_or_else(|| {
            anyhow!(
                "[policy-key-unreadable] 不是签署政策的私钥 / not a key that signs policies: {}",
                file.display()
            )
        })
}

#[cfg_attr(
    not(unix),
    expect(unused_variables, reason = "rights of files are those of Unix")
)]
fn write_new(file: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let written = options.write(true).create_new(true).open(file);
    let mut written = written.with_context(|| format!("cannot write {}", file.display()))?;
    Ok(written.write_all(text.as_bytes())?)
}
