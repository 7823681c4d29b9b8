//! Sample data: citizens, articles, halls. All of it is synthetic, and shows that it is.

mod citizens;

use sst_api::public::{Article, Hall};
use sst_domain::notice::NoticeKind;
use thiserror::Error;

use crate::auth::register::RegisterError;
use crate::error::StoreError;
use crate::official::Official;
use crate::official::inbox::{Text, notice};
use crate::public::operator_contacts;
use crate::store::{article, audit, notice as inbox, setting};

/// An account of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Phone number, for codes.
    pub phone: String,
    /// Account name.
    pub account: String,
    /// Password.
    pub password: String,
    /// Name of the citizen.
    pub name: String,
}

/// The sample could not be laid down.
#[derive(Debug, Error)]
pub enum SeedError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sample itself is wrong: a mistake of this project.
    #[error("the sample in {0} is not right")]
    Sample(&'static str),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] getrandom::Error),
    /// Passwords cannot be hashed here.
    #[error("Argon2id does not work on this machine")]
    Argon2(#[from] argon2::password_hash::Error),
}

impl SeedError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Sample(_) => "sample-damaged",
            Self::Random(_) => "unavailable",
            Self::Argon2(_) => "argon2-failed",
        }
    }

    /// What went wrong, in Chinese.
    pub fn chinese(&self) -> &'static str {
        match self {
            Self::Store(error) => error.chinese(),
            Self::Sample(_) => "自带的示例内容损坏了",
            Self::Random(_) => "系统没有给出随机数",
            Self::Argon2(_) => "这台机器上不能计算 Argon2id",
        }
    }
}

impl From<RegisterError> for SeedError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Store(error) => error.into(),
            RegisterError::Random(error) => error.into(),
        }
    }
}

impl Official {
    /// Lays down the sample. What is there already stays as it is, so that it can be done any number of
    /// times; gives the accounts.
    ///
    /// # Errors
    ///
    /// [`SeedError`].
    pub async fn seed(&self) -> Result<Vec<Account>, SeedError> {
        let mut accounts = Vec::new();
        for citizen in citizens::parse()? {
            accounts.push(self.seed_citizen(citizen).await?);
        }
        let articles: Vec<Article> =
            parse("articles.json", include_str!("../../sample/articles.json"))?;
        let halls: Vec<Hall> = parse("halls.json", include_str!("../../sample/halls.json"))?;
        let mut tx = self.store.write().await?;
        for article in &articles {
            if article::find(&mut tx, &article.summary.id).await?.is_none() {
                article::publish(&mut tx, article).await?;
            }
        }
        for hall in &halls {
            article::set_hall(&mut tx, hall).await?;
        }
        let contacts = serde_json::to_string(&operator_contacts());
        let contacts = contacts.map_err(|_| SeedError::Sample("contacts"))?;
        setting::find_or_set(&mut tx, setting::CONTACTS, &contacts).await?;
        self.record_seed(&mut tx, None, "articles and halls")
            .await?;
        tx.commit().await?;
        Ok(accounts)
    }

    async fn record_seed(
        &self,
        conn: &mut sqlx::SqliteConnection,
        citizen_id: Option<&str>,
        detail: &str,
    ) -> Result<(), StoreError> {
        let entry = audit::Entry {
            actor: "official",
            action: "sample.seeded",
            citizen_id,
            detail,
        };
        audit::record(conn, self.clock.now(), entry).await
    }

    /// A first notice, so that the inbox of the sample is not empty.
    async fn welcome(
        &self,
        conn: &mut sqlx::SqliteConnection,
        citizen_id: &str,
    ) -> Result<(), SeedError> {
        let text = Text {
            title: "欢迎试用盛事通桌面版",
            body: "这是参考平台上的示例账号，内容都不是真实信息。\n\n\
                   This is a sample account on the reference platform.",
        };
        let notice = notice(&self.clock, NoticeKind::Announcement, text)?;
        Ok(inbox::insert(conn, citizen_id, &notice).await?)
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &'static str, json: &str) -> Result<T, SeedError> {
    serde_json::from_str(json).map_err(|_| SeedError::Sample(file))
}
