//! `sst-platform official requests …`

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use sst_api::correction::{CorrectionRequest, CorrectionState};
use sst_domain::profile::UnitValue;
use sst_platform::{Answer, Official, RequestShown};

use super::official::explain;
use super::{file, say};

/// Answer requests for corrections.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Print requests, a line each, oldest first, without values.
    List(List),
    /// Print one request with what it asks for, and what stands now.
    Show(Named),
    /// Write an attachment to a file.
    Attachment(Attachment),
    /// Say that somebody is looking at it.
    Take(Named),
    /// Accept or refuse it, and tell the citizen so.
    Answer(Answered),
}

/// Print requests.
#[derive(Args)]
pub(super) struct List {
    /// Only those in this state: `received`, `in_review`, `accepted`, `refused` or `withdrawn`.
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<CorrectionState>,
}

/// One request.
#[derive(Args)]
pub(super) struct Named {
    /// Its reference, such as `20261129-K7M4QX`.
    reference: String,
}

/// Write an attachment to a file.
#[derive(Args)]
pub(super) struct Attachment {
    /// Reference of the request.
    reference: String,
    /// Which of its attachments, from 1.
    number: usize,
    /// The file, which is not overwritten.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Answer a request.
#[derive(Args)]
pub(super) struct Answered {
    /// Its reference.
    reference: String,
    /// The unit becomes what was asked for.
    #[arg(long, required_unless_present = "refuse", conflicts_with = "refuse")]
    accept: bool,
    /// The unit stays as it is.
    #[arg(long)]
    refuse: bool,
    /// Why, in words for the citizen.
    #[arg(long, value_name = "TEXT")]
    words: String,
}

impl Command {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<()> {
        let official = Official::open(data).await?;
        match self {
            Self::List(list) => {
                let requests = official.requests(list.state).await.map_err(explain)?;
                for request in &requests {
                    say(line(request))?;
                }
            }
            Self::Show(named) => {
                let shown = official.request(&named.reference).await.map_err(explain)?;
                show(&shown)?;
            }
            Self::Attachment(wanted) => {
                let attachment = official.request_attachment(&wanted.reference, wanted.number);
                let (media_type, bytes) = attachment.await.map_err(explain)?;
                write_private(&wanted.out, &bytes)?;
                let (type_, size) = (media_type.as_str(), bytes.len());
                say(format_args!("已写出 / written: {type_}, {size} 字节 bytes"))?;
            }
            Self::Take(named) => {
                let request = official.take_request(&named.reference).await;
                say(line(&request.map_err(explain)?))?;
            }
            Self::Answer(answered) => {
                let answer = Answer {
                    accept: answered.accept,
                    words: answered.words,
                };
                let request = official.answer_request(&answered.reference, answer).await;
                say(line(&request.map_err(explain)?))?;
            }
        }
        official.close().await;
        Ok(())
    }
}

fn state(name: &str) -> anyhow::Result<CorrectionState> {
    CorrectionState::parse(name).with_context(|| {
        let states = CorrectionState::ALL.map(CorrectionState::as_str);
        format!(
            "没有这种状态 / no such state; there are: {}",
            states.join(", ")
        )
    })
}

/// No value and no words of anybody stand in it.
fn line(request: &CorrectionRequest) -> String {
    let (reference, unit, state) = (&request.reference, &request.unit, request.state.as_str());
    let (at, attachments) = (&request.submitted_at, request.attachments.len());
    format!("{reference}\t{state}\t{unit}\t{at}\t{attachments}")
}

fn show(shown: &RequestShown) -> anyhow::Result<()> {
    let request = &shown.request;
    say(line(request))?;
    say(format_args!("手机号 / phone: {}", shown.phone))?;
    say(format_args!(
        "现在 / now: {}",
        value(shown.current.as_ref())?
    ))?;
    say(format_args!(
        "申请改为 / asked for: {}",
        value(request.value.as_ref())?
    ))?;
    say(format_args!("理由 / reason: {}", request.reason))?;
    for (number, attachment) in (1..).zip(&request.attachments) {
        let (type_, size) = (attachment.media_type.as_str(), attachment.size);
        say(format_args!(
            "附件 / attachment {number}: {type_}, {size} 字节 bytes"
        ))?;
    }
    if let Some(answer) = &request.answer {
        say(format_args!("答复 / answer: {answer}"))?;
    }
    Ok(())
}

fn value(value: Option<&UnitValue>) -> serde_json::Result<String> {
    serde_json::to_string(&value)
}

fn write_private(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    file::write_new(&mut options, out, bytes)
}
