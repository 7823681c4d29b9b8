//! Ways to reach the operator, as the package has them (policy 8).

use crate::view::ContactsView;

/// What the package says.
pub(super) fn packaged() -> ContactsView {
    ContactsView {
        operator: "盛事通平台".to_owned(),
        phones: vec!["024-86277299".to_owned(), "024-86271177".to_owned()],
        address: "沈阳市大东区如意一路11号1门".to_owned(),
    }
}
