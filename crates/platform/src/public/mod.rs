//! What anybody may read. Nothing identifies the reader.

mod defaults;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use sst_api::problem::ProblemCode;
use sst_api::public::{ArticleList, ContactList, HallList};

pub(crate) use defaults::operator_contacts;

use crate::app::Shared;
use crate::http::body::AddressPath;
use crate::http::failure::Failure;
use crate::http::tag::tagged_json;
use crate::store::{article, setting};

/// `GET /v1/public/articles`
pub(crate) async fn articles(
    State(app): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let articles = article::newest(&mut *app.store.read().await?).await?;
    let articles = articles
        .into_iter()
        .map(|article| article.summary)
        .collect();
    tagged_json(&headers, &ArticleList { articles })
}

/// `GET /v1/public/articles/{id}`
pub(crate) async fn article(
    State(app): State<Shared>,
    headers: HeaderMap,
    AddressPath(id): AddressPath<String>,
) -> Result<Response, Failure> {
    let found = article::find(&mut *app.store.read().await?, &id).await?;
    tagged_json(&headers, &found.ok_or(ProblemCode::NotFound)?)
}

/// `GET /v1/public/halls`
pub(crate) async fn halls(
    State(app): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let halls = article::halls(&mut *app.store.read().await?).await?;
    tagged_json(&headers, &HallList { halls })
}

/// `GET /v1/public/contacts`
pub(crate) async fn contacts(
    State(app): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let stored = setting::find(&mut *app.store.read().await?, setting::CONTACTS).await?;
    let contacts: Option<ContactList> =
        stored.and_then(|stored| serde_json::from_str(&stored).ok());
    tagged_json(&headers, &contacts.unwrap_or_else(operator_contacts))
}
