//! What can go wrong inside the platform. None of it shows a personal value.

use std::path::PathBuf;

use thiserror::Error;

/// The database failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A statement failed, or the file could not be opened.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought up to date.
    #[error("the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The data folder could not be made.
    #[error("the data folder could not be made")]
    Folder(#[from] std::io::Error),
    /// There are no data of a platform in the folder.
    #[error("no data of a platform here, name their folder with --data: {}", .0.display())]
    Missing(PathBuf),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] getrandom::Error),
    /// A stored value is not what this version writes. The table is named, the value is not.
    #[error("table {0} holds something unreadable")]
    Corrupt(&'static str),
}

impl StoreError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) | Self::Random(_) => "internal",
            Self::Migration(_) => "data-not-migrated",
            Self::Folder(_) => "data-folder",
            Self::Missing(_) => "data-missing",
            Self::Corrupt(_) => "data-corrupt",
        }
    }

    /// What went wrong, in Chinese.
    pub fn chinese(&self) -> &'static str {
        match self {
            Self::Database(_) => "数据库出错",
            Self::Random(_) => "系统没有给出随机数",
            Self::Migration(_) => "数据库与这个版本不符",
            Self::Folder(_) => "打不开数据文件夹",
            Self::Missing(_) => "这里没有平台的数据，请用 --data 指明文件夹",
            Self::Corrupt(_) => "数据库里有读不懂的内容",
        }
    }
}

/// The platform could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address could not be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Plain http would leave this computer.
    #[error(
        "{0} is not a loopback address: plain http is only for this computer; put a TLS proxy in front and \
         say --behind-tls-proxy"
    )]
    NotLoopback(std::net::SocketAddr),
    /// No temporary folder could be made.
    #[error("no temporary folder could be made")]
    Temporary(#[source] std::io::Error),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] getrandom::Error),
    /// The sample policy is damaged: a mistake of this package.
    #[error("the sample policy is damaged")]
    Sample(#[from] sst_domain::policy::BundleError),
    /// Passwords cannot be hashed here.
    #[error("Argon2id does not work on this machine")]
    Argon2(#[from] argon2::password_hash::Error),
}

impl StartError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Listen { .. } => "address-unavailable",
            Self::NotLoopback(_) => "plain-http-refused",
            Self::Temporary(_) => "temporary-folder",
            Self::Random(_) => "unavailable",
            Self::Sample(_) => "sample-damaged",
            Self::Argon2(_) => "argon2-failed",
        }
    }

    /// What went wrong, in Chinese.
    pub fn chinese(&self) -> &'static str {
        match self {
            Self::Store(error) => error.chinese(),
            Self::Listen { .. } => "不能在这个地址上监听",
            Self::NotLoopback(_) => "明文 http 只用于本机，请在前面放一个 TLS 代理",
            Self::Temporary(_) => "建不了临时文件夹",
            Self::Random(_) => "系统没有给出随机数",
            Self::Sample(_) => "自带的示例内容损坏了",
            Self::Argon2(_) => "这台机器上不能计算 Argon2id",
        }
    }
}
