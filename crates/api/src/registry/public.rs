//! What anybody may read. Nothing identifies the reader.

use sst_domain::registry::DataKind::OpenedArticles;

use super::field::{Field, Holds, header, path as parameter, query};
use super::{Operation, get};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    get("current_policy", path::POLICY_CURRENT, &[LANGUAGE, HELD]),
    get(
        "policy_version",
        path::POLICY_VERSION,
        &[VERSION, LANGUAGE, HELD],
    ),
    get("articles", path::ARTICLES, &[HELD]),
    get("article", path::ARTICLE, &[ARTICLE]),
    get("halls", path::HALLS, &[HELD]),
    get("contacts", path::CONTACTS, &[HELD]),
];

/// The language that the text is read in. It is not tied to anybody.
const LANGUAGE: &[Field] = &[query("language", Holds::Protocol)];

/// Hash of the copy that the reader holds; every copy of the same text has the same.
const HELD: &[Field] = &[header("if-none-match", Holds::Protocol)];

const VERSION: &[Field] = &[
    parameter("id", Holds::Protocol),
    parameter("version", Holds::Protocol),
];

const ARTICLE: &[Field] = &[
    parameter("id", Holds::Kind(OpenedArticles)),
    // Says that it was opened before.
    header("if-none-match", Holds::Kind(OpenedArticles)),
];
