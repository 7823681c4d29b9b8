//! What anybody may read: policies, articles, halls, contacts. Nothing identifies the reader, not even a tag: it is
//! made of what is read alone (`sst_api::public`).

use crate::path;
use crate::policy::CurrentPolicyQuery;
use crate::problem::Problem;
use crate::public::{Article, ArticleList, ContactList, HallList};

/// The policy in force, as a signed bundle.
#[utoipa::path(
    get, path = path::POLICY_CURRENT, tag = "public",
    params(
        CurrentPolicyQuery,
        ("if-none-match" = Option<String>, Header, description = "The tag of the copy that the reader holds"),
    ),
    responses(
        (status = 200, body = Object, headers(("ETag" = String)), description = "The signed bundle"),
        (status = 304, description = "The reader holds this one already"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn current_policy() {}

/// One version of a policy. It never changes.
#[utoipa::path(
    get, path = path::POLICY_VERSION, tag = "public",
    params(
        ("id" = String, Path, description = "The policy"),
        ("version" = String, Path, description = "Its version"),
        CurrentPolicyQuery,
        ("if-none-match" = Option<String>, Header, description = "The tag of the copy that the reader holds"),
    ),
    responses(
        (status = 200, body = Object, headers(("ETag" = String)), description = "The signed bundle"),
        (status = 304, description = "The reader holds this one already"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn policy_version() {}

/// Public articles, newest first.
#[utoipa::path(
    get, path = path::ARTICLES, tag = "public",
    params(("if-none-match" = Option<String>, Header, description = "The tag of the copy that the reader holds")),
    responses(
        (status = 200, body = ArticleList, headers(("ETag" = String))),
        (status = 304, description = "The reader holds this one already"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn articles() {}

/// One public article.
#[utoipa::path(
    get, path = path::ARTICLE, tag = "public",
    params(
        ("id" = String, Path, description = "From the list"),
        ("if-none-match" = Option<String>, Header, description = "The tag of the copy that the reader holds"),
    ),
    responses(
        (status = 200, body = Article, headers(("ETag" = String))),
        (status = 304, description = "The reader holds this one already"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn article() {}

/// Service halls.
#[utoipa::path(
    get, path = path::HALLS, tag = "public",
    params(("if-none-match" = Option<String>, Header, description = "The tag of the copy that the reader holds")),
    responses(
        (status = 200, body = HallList, headers(("ETag" = String))),
        (status = 304, description = "The reader holds this one already"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn halls() {}

/// Ways to reach the operator.
#[utoipa::path(
    get, path = path::CONTACTS, tag = "public",
    params(("if-none-match" = Option<String>, Header, description = "The tag of the copy that the reader holds")),
    responses(
        (status = 200, body = ContactList, headers(("ETag" = String))),
        (status = 304, description = "The reader holds this one already"),
        (status = "default", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) fn contacts() {}
