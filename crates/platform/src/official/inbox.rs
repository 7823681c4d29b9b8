//! Making notices.

use sst_domain::notice::{Notice, NoticeKind};

use crate::clock::Clock;
use crate::secret::generate_id;

/// What a notice says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) title: &'a str,
    pub(crate) body: &'a str,
}

/// A notice of now.
pub(crate) fn notice(
    clock: &Clock,
    kind: NoticeKind,
    text: Text<'_>,
) -> Result<Notice, getrandom::Error> {
    Ok(Notice {
        id: generate_id()?,
        kind,
        title: text.title.to_owned(),
        body: text.body.to_owned(),
        incident: None,
        at: clock.now_text(),
        read: false,
    })
}
