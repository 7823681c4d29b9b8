//! What anybody may read. Nothing identifies the reader.

mod defaults;

use axum::Json;
use axum::extract::State;
use sst_api::problem::ProblemCode;
use sst_api::public::{Article, ArticleList, ContactList, HallList};

pub(crate) use defaults::operator_contacts;

use crate::app::Shared;
use crate::http::body::AddressPath;
use crate::http::failure::Failure;
use crate::store::{article, setting};

/// `GET /v1/public/articles`
pub(crate) async fn articles(State(app): State<Shared>) -> Result<Json<ArticleList>, Failure> {
    let articles = article::newest(&mut *app.store.read().await?).await?;
    let articles = articles
        .into_iter()
        .map(|article| article.summary)
        .collect();
    Ok(Json(ArticleList { articles }))
}

/// `GET /v1/public/articles/{id}`
pub(crate) async fn article(
    State(app): State<Shared>,
    AddressPath(id): AddressPath<String>,
) -> Result<Json<Article>, Failure> {
    let found = article::find(&mut *app.store.read().await?, &id).await?;
    found.map(Json).ok_or_else(|| ProblemCode::NotFound.into())
}

/// `GET /v1/public/halls`
pub(crate) async fn halls(State(app): State<Shared>) -> Result<Json<HallList>, Failure> {
    let halls = article::halls(&mut *app.store.read().await?).await?;
    Ok(Json(HallList { halls }))
}

/// `GET /v1/public/contacts`
pub(crate) async fn contacts(State(app): State<Shared>) -> Result<Json<ContactList>, Failure> {
    let stored = setting::find(&mut *app.store.read().await?, setting::CONTACTS).await?;
    let contacts = stored.and_then(|stored| serde_json::from_str(&stored).ok());
    Ok(Json(contacts.unwrap_or_else(operator_contacts)))
}
