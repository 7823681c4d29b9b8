//! What anybody may read. Nothing identifies the reader.

use sst_domain::registry::DataKind::OpenedArticles;

use super::field::{Field, Holds, path as parameter, query};
use super::{Operation, get};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    get("current_policy", path::POLICY_CURRENT, &[LANGUAGE]),
    get("policy_version", path::POLICY_VERSION, &[VERSION, LANGUAGE]),
    get("articles", path::ARTICLES, &[]),
    get("article", path::ARTICLE, &[ARTICLE]),
    get("halls", path::HALLS, &[]),
    get("contacts", path::CONTACTS, &[]),
];

/// The language that the text is read in. It is not tied to anybody.
const LANGUAGE: &[Field] = &[query("language", Holds::Protocol)];

const VERSION: &[Field] = &[
    parameter("id", Holds::Protocol),
    parameter("version", Holds::Protocol),
];

const ARTICLE: &[Field] = &[parameter("id", Holds::Kind(OpenedArticles))];
