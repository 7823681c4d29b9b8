//! Where a client stands: the revision of its citizen's data and that of what concerns everybody.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sst_api::problem::ProblemCode;

use crate::secret::hash_secret;

/// A cursor. For the client it is opaque.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cursor {
    /// Revision of the citizen's data.
    pub(super) own: i64,
    /// Revision of what concerns everybody.
    pub(super) broadcast: i64,
}

impl Cursor {
    /// As it travels. It is good for one citizen and one epoch.
    pub(super) fn seal(self, citizen_id: &str, epoch: &str) -> String {
        let Self { own, broadcast } = self;
        let scope = scope(citizen_id, epoch);
        URL_SAFE_NO_PAD.encode(format!("1.{scope}.{own}.{broadcast}"))
    }

    /// Reads a cursor.
    ///
    /// # Errors
    ///
    /// `cursor-expired` for one of another citizen, another epoch, or ahead of `newest`, and for whatever cannot be
    /// read: nobody has it but from here, so it looks as cursors did in another version.
    pub(super) fn open(
        sealed: &str,
        (citizen_id, epoch): (&str, &str),
        newest: Self,
    ) -> Result<Self, ProblemCode> {
        let (of, cursor) = parse(sealed).ok_or(ProblemCode::CursorExpired)?;
        let is_ahead = cursor.own > newest.own || cursor.broadcast > newest.broadcast;
        if of != scope(citizen_id, epoch) || is_ahead {
            return Err(ProblemCode::CursorExpired);
        }
        Ok(cursor)
    }
}

fn parse(sealed: &str) -> Option<(String, Cursor)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(sealed).ok()?).ok()?;
    let mut parts = text.split('.');
    let (version, scope) = (parts.next()?, parts.next()?);
    let (own, broadcast) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let is_whole = version == "1" && parts.next().is_none() && own >= 0 && broadcast >= 0;
    is_whole.then(|| (scope.to_owned(), Cursor { own, broadcast }))
}

fn scope(citizen_id: &str, epoch: &str) -> String {
    URL_SAFE_NO_PAD.encode(&hash_secret(&format!("{citizen_id}.{epoch}"))[..9])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Cursor = Cursor {
        own: 9,
        broadcast: 4,
    };

    #[test]
    fn a_cursor_is_good_for_its_citizen_and_epoch() {
        let cursor = Cursor {
            own: 7,
            broadcast: 2,
        };
        let sealed = cursor.seal("citizen", "epoch");
        assert_eq!(
            Cursor::open(&sealed, ("citizen", "epoch"), NEWEST),
            Ok(cursor)
        );
        for other in [("other", "epoch"), ("citizen", "later")] {
            assert_eq!(
                Cursor::open(&sealed, other, NEWEST),
                Err(ProblemCode::CursorExpired)
            );
        }
    }

    #[test]
    fn a_cursor_ahead_of_the_platform_has_expired() {
        let ahead = Cursor {
            own: 10,
            broadcast: 4,
        }
        .seal("c", "e");
        assert_eq!(
            Cursor::open(&ahead, ("c", "e"), NEWEST),
            Err(ProblemCode::CursorExpired)
        );
    }

    /// Clients that came from another version of the platform fetch everything anew.
    #[test]
    fn a_cursor_that_looks_otherwise_has_expired() {
        let negative = URL_SAFE_NO_PAD.encode(format!("1.{}.-1.0", scope("c", "e")));
        let later = URL_SAFE_NO_PAD.encode(format!("2.{}.1.0", scope("c", "e")));
        for text in ["", "x", "MS4yLjM", negative.as_str(), later.as_str()] {
            assert_eq!(
                Cursor::open(text, ("c", "e"), NEWEST),
                Err(ProblemCode::CursorExpired)
            );
        }
    }
}
