//! What anybody may read: articles, service halls, ways to reach the operator, what the platform can do. Nothing is sent that could
//! tell who reads; what was read once can be read again without a network.

mod capabilities;
mod contacts;
mod find;

use std::sync::Arc;

use sst_api::path;
use sst_api::public::{
    Article, ArticleKind, ArticleList, ArticleSummary, Hall, HallList, MOST_ARTICLES,
};

use crate::client::Core;
use crate::error::ClientError;
use crate::remote::{Call, RemoteError};
use crate::view::{ArticleLineView, ArticleView, HallView, PublicList};

pub(crate) use capabilities::{Offered, last_offered, openness};
use find::{Found, from_kept};

const ARTICLES: &str = "articles";
/// Before the identifier of each article that was read.
const ARTICLE: &str = "article/";
const HALLS: &str = "halls";

/// What anybody may read.
pub struct PublicInformation<'a> {
    core: &'a Arc<Core>,
}

impl<'a> PublicInformation<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// The list of articles, newest first; the kept one where the platform cannot be reached. An article that a whole
    /// list no longer names was taken back: what was kept of it goes.
    ///
    /// # Errors
    ///
    /// [`ClientError::Remote`] with code `not-permitted` before a decision.
    pub async fn articles(&self) -> Result<PublicList<ArticleLineView>, ClientError> {
        let found = self
            .find::<ArticleList>(ARTICLES, Call::get(path::ARTICLES))
            .await;
        if let Ok(found) = &found
            && !found.offline
        {
            self.forget_what_was_taken_back(&found.value).await;
        }
        list(found, |list| list.articles.into_iter().map(line).collect())
    }

    /// One article; the kept copy where the platform cannot be reached.
    ///
    /// # Errors
    ///
    /// [`ClientError::NotFound`]; [`ClientError::Remote`] where the platform cannot be reached and the
    /// article was never read here.
    pub async fn article(&self, id: &str) -> Result<ArticleView, ClientError> {
        let call = Call::get(path::fill(path::ARTICLE, &[id]));
        match self.find::<Article>(&format!("{ARTICLE}{id}"), call).await {
            Ok(Found {
                value:
                    Article {
                        summary,
                        paragraphs,
                    },
                fetched_at,
                offline,
            }) => Ok(ArticleView {
                line: line(summary),
                paragraphs,
                fetched_at: fetched_at.to_string(),
                offline,
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

    async fn forget_what_was_taken_back(&self, list: &ArticleList) {
        if list.articles.len() >= MOST_ARTICLES {
            return;
        }
        let known = list.articles.iter().map(|article| article.id.clone());
        let known = known.collect();
        self.on_disk("articles were not forgotten", move |device| {
            device.forget_copies_but(ARTICLE, &known)
        })
        .await;
    }
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
