//! Ways to reach the operator (policy 8): as the platform has them, and as the package has them where it never said.

use std::time::Duration;

use sst_api::path;
use sst_api::public::ContactList;

use super::{Found, PublicInformation};
use crate::remote::{Call, RemoteError};
use crate::view::ContactsView;

const CONTACTS: &str = "contacts";

/// Longest time that somebody who needs a telephone number waits for the newest one.
const PATIENCE: Duration = Duration::from_secs(3);

impl PublicInformation<'_> {
    /// Ways to reach the operator. They never fail: where the platform does not give them within three seconds, or
    /// must not be asked yet, they are the ones that it gave last, and before that those of the package.
    pub async fn contacts(&self) -> ContactsView {
        let call = Call::get(path::CONTACTS);
        let asked = tokio::time::timeout(PATIENCE, self.find::<ContactList>(CONTACTS, call)).await;
        let offline = match asked {
            Ok(Ok(found)) => return view(found),
            Ok(Err(RemoteError::NotPermitted)) => false,
            // It has none to give.
            Ok(Err(error)) if error.problem().is_some() && !error.retryable() => false,
            Ok(Err(_)) => true,
            Err(_) => {
                let kept = self.kept(CONTACTS).await;
                if let Some((found, _)) = kept {
                    return view(found);
                }
                true
            }
        };
        ContactsView {
            offline,
            ..packaged()
        }
    }
}

fn view(found: Found<ContactList>) -> ContactsView {
    let ContactList {
        operator,
        phones,
        address,
    } = found.value;
    ContactsView {
        operator,
        phones,
        address,
        fetched_at: Some(found.fetched_at.to_string()),
        offline: found.offline,
    }
}

/// What the package says.
fn packaged() -> ContactsView {
    ContactsView {
        operator: "盛事通平台".to_owned(),
        phones: vec!["024-86277299".to_owned(), "024-86271177".to_owned()],
        address: "沈阳市大东区如意一路11号1门".to_owned(),
        fetched_at: None,
        offline: false,
    }
}
