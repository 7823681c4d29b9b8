//! Guardians of minors. Nothing of these requests says who the minor is.

use sst_domain::registry::DataKind::{
    DecisionRecord, GuardianPhone, SessionCredential, VerificationCode,
};

use super::field::{Field, Holds, body};
use super::{Operation, post};
use crate::path;

pub(super) const OPERATIONS: &[Operation] = &[
    post("guardian_challenge", path::GUARDIAN_CHALLENGES, &[PHONE]),
    post("guardian_verify", path::GUARDIAN_VERIFY, &[THERE, CODE]),
    post(
        "guardian_confirmation",
        path::GUARDIAN_CONFIRMATIONS,
        &[THERE, CONFIRMED],
    ),
    post("guardian_consents", path::GUARDIAN_CONSENTS, &[THERE]),
    post(
        "guardian_withdrawal",
        path::GUARDIAN_WITHDRAWALS,
        &[THERE, WITHDRAWN],
    ),
];

const PHONE: &[Field] = &[
    body("/phone", Holds::Kind(GuardianPhone)),
    body("/purpose", Holds::Protocol),
];

/// What shows that the guardian's code has come back.
const THERE: &[Field] = &[body("/challenge", Holds::Kind(SessionCredential))];

const CODE: &[Field] = &[body("/code", Holds::Kind(VerificationCode))];

const CONFIRMED: &[Field] = &[
    body("/record", Holds::Kind(DecisionRecord)),
    body("/chain", Holds::Kind(DecisionRecord)),
    body("/notice", Holds::Kind(DecisionRecord)),
    body("/item", Holds::Kind(DecisionRecord)),
    body("/state", Holds::Kind(DecisionRecord)),
];

const WITHDRAWN: &[Field] = &[
    body("/withdraws", Holds::Kind(DecisionRecord)),
    body("/record", Holds::Kind(DecisionRecord)),
    body("/signature", Holds::Kind(DecisionRecord)),
    body("/notice", Holds::Kind(DecisionRecord)),
];
