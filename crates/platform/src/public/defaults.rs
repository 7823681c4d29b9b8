//! The operator's contacts as its privacy policy gives them (policy 8), until others are set.

use sst_api::public::ContactList;

/// See the module.
pub(crate) fn operator_contacts() -> ContactList {
    ContactList {
        operator: "沈阳市信息中心（沈阳市信用中心）".to_owned(),
        phones: vec!["024-86277299".to_owned(), "024-86271177".to_owned()],
        address: "沈阳市大东区如意一路11号1门".to_owned(),
    }
}
