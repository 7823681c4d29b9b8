//! What anybody may read: articles, service halls, ways to reach the operator, what the platform can do. Nothing is sent that could
//! tell who reads; what was read once can be read again without a network.

mod capabilities;
mod contacts;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use sst_api::path;
use sst_api::public::{Article, ArticleKind, ArticleList, ArticleSummary, Hall, HallList};

use crate::client::Core;
use crate::device::Cached;
use crate::error::ClientError;
use crate::remote::{Call, PublicRemote, RemoteError};
use crate::view::{ArticleLineView, ArticleView, ContactsView, HallView, PublicList};

pub(crate) use capabilities::{Offered, last_offered, openness};

const ARTICLES: &str = "articles";
const HALLS: &str = "halls";

/// What anybody may read.
pub struct PublicInformation<'a> {
    core: &'a Arc<Core>,
}

/// Something read: now, or earlier.
struct Found<T> {
    value: T,
    fetched_at: jiff::Timestamp,
    offline: bool,
}

impl<'a> PublicInformation<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// The list of articles, newest first; the kept one where the platform cannot be reached.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`] with code `not-permitted` before a decision.
    pub async fn articles(&self) -> Result<PublicList<ArticleLineView>, ClientError> {
        let found = self
            .find::<ArticleList>(ARTICLES, Call::get(path::ARTICLES))
            .await;
        list(found, |list| list.articles.into_iter().map(line).collect())
    }

    /// One article.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotFound`]; [`ClientError::Remote`] where the platform cannot be reached and the
    /// article was never read here.
    pub async fn article(&self, id: &str) -> Result<ArticleView, ClientError> {
        let call = Call::get(path::fill(path::ARTICLE, &[id]));
        match self.find::<Article>(&format!("article/{id}"), call).await {
            Ok(Found {
                value:
                    Article {
                        summary,
                        paragraphs,
                    },
                ..
            }) => Ok(ArticleView {
                line: line(summary),
                paragraphs,
            }),
            Err(error) if error.is(sst_api::problem::ProblemCode::NotFound) => {
                Err(ClientError::NotFound)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Service halls; the kept list where the platform cannot be reached.
    ///
    /// # Errors
    ///
    /// As [`PublicInformation::articles`].
    pub async fn halls(&self) -> Result<PublicList<HallView>, ClientError> {
        let found = self.find::<HallList>(HALLS, Call::get(path::HALLS)).await;
        list(found, |list| list.halls.into_iter().map(hall).collect())
    }

    /// Ways to reach the operator (policy 8). They are in the package, so that they never fail.
    pub fn contacts(&self) -> ContactsView {
        contacts::packaged()
    }

    /// Asks the platform, and where it cannot answer, what was kept.
    async fn find<T: DeserializeOwned>(
        &self,
        name: &str,
        call: Call,
    ) -> Result<Found<T>, RemoteError> {
        let permit = self.core.gate.public()?;
        let asked = PublicRemote::new(&self.core.http, &permit)
            .read(&call)
            .await;
        match asked.and_then(|bytes| Ok((parse(&bytes)?, bytes))) {
            Ok((value, bytes)) => {
                let fetched_at = self.core.clock.now();
                self.keep(
                    name,
                    Cached {
                        fetched_at,
                        body: bytes.to_vec(),
                    },
                )
                .await;
                Ok(Found {
                    value,
                    fetched_at,
                    offline: false,
                })
            }
            // What the platform says is no more is not shown either.
            Err(error) if error.problem().is_some() && !error.retryable() => Err(error),
            Err(RemoteError::NotPermitted) => Err(RemoteError::NotPermitted),
            Err(error) => self.kept(name).await.ok_or(error),
        }
    }

    async fn kept<T: DeserializeOwned>(&self, name: &str) -> Option<Found<T>> {
        let (core, name) = (Arc::clone(self.core), name.to_owned());
        let kept = tokio::task::spawn_blocking(move || core.device.cached(&name)).await;
        from_kept(kept.ok()?.ok()??)
    }

    /// A copy that cannot be kept costs the next reader without a network, and nobody else.
    async fn keep(&self, name: &str, copy: Cached) {
        let (core, name) = (Arc::clone(self.core), name.to_owned());
        let kept = tokio::task::spawn_blocking(move || core.device.keep(&name, &copy)).await;
        if let Ok(Err(error)) = kept {
            tracing::warn!(code = error.code(), "a public copy was not kept");
        }
    }
}

fn from_kept<T: DeserializeOwned>(Cached { fetched_at, body }: Cached) -> Option<Found<T>> {
    Some(Found {
        value: parse(&body).ok()?,
        fetched_at,
        offline: true,
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RemoteError> {
    serde_json::from_slice(bytes).map_err(|_| RemoteError::NotTheContract)
}

/// A list is never missing: without a network and without a copy it is empty, and says so.
fn list<T, V>(
    found: Result<Found<T>, RemoteError>,
    lines: impl FnOnce(T) -> Vec<V>,
) -> Result<PublicList<V>, ClientError> {
    match found {
        Ok(Found {
            value,
            fetched_at,
            offline,
        }) => {
            let fetched_at = Some(fetched_at.to_string());
            Ok(PublicList {
                items: lines(value),
                fetched_at,
                offline,
            })
        }
        Err(error) if error.retryable() => Ok(PublicList {
            items: Vec::new(),
            fetched_at: None,
            offline: true,
        }),
        Err(error) => Err(error.into()),
    }
}

fn line(summary: ArticleSummary) -> ArticleLineView {
    let kind = match summary.kind {
        ArticleKind::Incident => "incident",
        ArticleKind::Announcement => "announcement",
        ArticleKind::Guide => "guide",
        ArticleKind::Other => "other",
    };
    ArticleLineView {
        id: summary.id,
        kind: kind.to_owned(),
        title: summary.title,
        summary: summary.summary,
        source: summary.source,
        published_at: summary.published_at,
    }
}

fn hall(hall: Hall) -> HallView {
    let Hall {
        id,
        name,
        district,
        address,
        phone,
        hours,
    } = hall;
    HallView {
        id,
        name,
        district,
        address,
        phone,
        hours,
    }
}
