//! `sst-platform official …`

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use sst_api::public::Article;
use sst_domain::notice::IncidentParts;
use sst_domain::profile::{FieldKind, RawFields, RawValue, unit_spec};
use sst_platform::{
    CommandCode, Corrected, Correction, DisclosureDraft, NoticeDraft, Official, OfficialError,
};

use super::{file, reports, requests, say};

/// Do what officials of the platform do.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Correct one unit of a citizen's profile, and tell the citizen so.
    CorrectUnit(CorrectUnit),
    /// Put a notice into one inbox or into every one.
    PublishNotice(PublishNotice),
    /// Enter that something of a citizen's was given to somebody else; the citizen finds it in their list.
    RecordDisclosure(RecordDisclosure),
    /// Publish an article that anybody may read.
    PublishArticle(PublishArticle),
    /// Read and answer requests to correct what was verified.
    #[command(subcommand)]
    Requests(requests::Command),
    /// Print what clients have reported about themselves: sums of use, and where they failed.
    Reports,
    /// Say that the data were restored from a backup: clients fetch everything anew.
    MarkRestored,
}

/// Correct one unit.
#[derive(Args)]
pub(super) struct CorrectUnit {
    /// Phone number of the citizen.
    #[arg(long)]
    phone: String,
    /// Key of the unit, such as `name` or `address`.
    #[arg(long)]
    unit: String,
    /// A field and its new value; repeat it for more fields, or for more values of one field. It replaces the whole
    /// unit: a field that is not named is emptied.
    #[arg(long, value_name = "FIELD=VALUE", required_unless_present = "clear")]
    set: Vec<String>,
    /// Empty the unit instead.
    #[arg(long, conflicts_with = "set")]
    clear: bool,
    /// On what ground, in words for the citizen.
    #[arg(long, value_name = "TEXT")]
    ground: String,
    /// The value counts as verified from now on.
    #[arg(long)]
    verified: bool,
}

/// Put a notice into inboxes.
#[derive(Args)]
pub(super) struct PublishNotice {
    /// Phone number of the one citizen.
    #[arg(long, required_unless_present = "all")]
    phone: Option<String>,
    /// To everybody.
    #[arg(long, conflicts_with = "phone")]
    all: bool,
    /// One line.
    #[arg(long)]
    title: String,
    /// The text.
    #[arg(long)]
    body: String,
    /// For a security incident: a JSON file with what_happened, measures, advice and remedies.
    #[arg(long, value_name = "FILE")]
    incident: Option<PathBuf>,
}

/// Enter that something was given to somebody.
#[derive(Args)]
pub(super) struct RecordDisclosure {
    /// Phone number of the citizen.
    #[arg(long)]
    phone: String,
    /// The day on which it was given, `YYYY-MM-DD`; today where absent.
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// To whom.
    #[arg(long, value_name = "TEXT")]
    recipient: String,
    /// What made it lawful: `consent`, `statutory_duty` or `contract`.
    #[arg(long, value_name = "GROUND")]
    ground: String,
    /// The same in words for the citizen: which law, which consent, which order.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Code of a kind of data, such as `name` or `phone`; repeat it for more.
    #[arg(long, value_name = "KIND", required = true)]
    kind: Vec<String>,
    /// How it was given.
    #[arg(long, value_name = "TEXT")]
    method: String,
}

/// Publish an article.
#[derive(Args)]
pub(super) struct PublishArticle {
    /// A JSON file with the article as the contract has it: id, kind, title, summary, source,
    /// published_at, paragraphs.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Command {
    pub(super) async fn run(self, data: &Path) -> anyhow::Result<()> {
        match self {
            Self::CorrectUnit(command) => command.run(data).await,
            Self::PublishNotice(command) => command.run(data).await,
            Self::RecordDisclosure(command) => command.run(data).await,
            Self::PublishArticle(command) => command.run(data).await,
            Self::Requests(command) => command.run(data).await,
            Self::Reports => reports::run(data).await,
            Self::MarkRestored => {
                let official = Official::open(data).await?;
                official.mark_restored().await.map_err(explain)?;
                official.close().await;
                Ok(say(
                    "已标记：客户端将重新获取全部资料 / marked: clients will fetch everything anew",
                )?)
            }
        }
    }
}

impl CorrectUnit {
    async fn run(self, data: &Path) -> anyhow::Result<()> {
        let fields = if self.clear {
            None
        } else {
            Some(raw_fields(&self.unit, &self.set)?)
        };
        let official = Official::open(data).await?;
        let Self {
            phone,
            unit,
            ground,
            verified,
            ..
        } = self;
        let correction = Correction {
            phone,
            unit,
            fields,
            ground,
            verified,
        };
        let corrected = official.correct_unit(correction).await.map_err(explain)?;
        official.close().await;
        let Corrected { stands, removed } = corrected;
        say(format_args!(
            "已更正 / corrected: {} 版本 revision {}",
            stands.unit, stands.rev
        ))?;
        if !removed.is_empty() {
            say(format_args!(
                "原来填写、现在为空的字段 / fields that were filled and are empty now: {}",
                removed.join(", ")
            ))?;
        }
        Ok(())
    }
}

impl PublishNotice {
    async fn run(self, data: &Path) -> anyhow::Result<()> {
        let incident = self.incident.as_deref().map(read_incident).transpose()?;
        let draft = NoticeDraft {
            title: self.title,
            body: self.body,
            incident,
        };
        let official = Official::open(data).await?;
        let notice = official
            .publish_notice(self.phone.as_deref(), draft)
            .await
            .map_err(explain)?;
        official.close().await;
        Ok(say(format_args!("已发布 / published: {}", notice.id))?)
    }
}

impl RecordDisclosure {
    async fn run(self, data: &Path) -> anyhow::Result<()> {
        let draft = DisclosureDraft {
            phone: self.phone,
            on: self.on,
            recipient: self.recipient,
            ground: self.ground,
            reason: self.reason,
            kinds: self.kind,
            method: self.method,
        };
        let official = Official::open(data).await?;
        let entered = official.record_disclosure(draft).await.map_err(explain)?;
        official.close().await;
        Ok(say(format_args!("已记入 / entered: {}", entered.id))?)
    }
}

impl PublishArticle {
    async fn run(self, data: &Path) -> anyhow::Result<()> {
        let article: Article = file::read_json(&self.file, CommandCode::ArticleMalformed)?;
        let official = Official::open(data).await?;
        official.publish_article(&article).await.map_err(explain)?;
        official.close().await;
        Ok(say(format_args!(
            "已发布 / published: {}",
            article.summary.id
        ))?)
    }
}

/// `FIELD=VALUE` pairs; a field that takes several values collects them.
fn raw_fields(unit: &str, pairs: &[String]) -> anyhow::Result<RawFields> {
    let mut fields = RawFields::new();
    for pair in pairs {
        let Some((name, value)) = pair.split_once('=') else {
            bail!(CommandCode::SetMalformed.say(pair));
        };
        let kind = unit_spec(unit)
            .and_then(|spec| spec.field(name))
            .map(|field| field.kind);
        let entry = fields.entry(name.to_owned());
        if matches!(kind, Some(FieldKind::Choices(_))) {
            let list = entry.or_insert_with(|| RawValue::List(Vec::new()));
            if let RawValue::List(list) = list {
                list.push(value.to_owned());
            }
        } else {
            entry.insert_entry(RawValue::Text(value.to_owned()));
        }
    }
    Ok(fields)
}

/// A part that is missing in the file is empty, so that every one that is missing is named together.
fn read_incident(file: &Path) -> anyhow::Result<IncidentParts> {
    let json: serde_json::Map<String, serde_json::Value> =
        file::read_json(file, CommandCode::IncidentMalformed)?;
    let part = |name: &str| {
        let part = json.get(name).and_then(serde_json::Value::as_str);
        part.unwrap_or_default().to_owned()
    };
    Ok(IncidentParts {
        what_happened: part("what_happened"),
        measures: part("measures"),
        advice: part("advice"),
        remedies: part("remedies"),
    })
}

/// The code, both languages, and the fields that are wrong.
pub(super) fn explain(error: OfficialError) -> anyhow::Error {
    let mut text = format!("[{}] {} / {error}", error.code(), error.chinese());
    if let OfficialError::Fields(fields) = &error {
        for field in fields {
            text.push_str(&format!(
                "\n  {}.{}: {}",
                field.unit,
                field.field,
                field.code.as_str()
            ));
        }
    }
    anyhow!(text)
}
