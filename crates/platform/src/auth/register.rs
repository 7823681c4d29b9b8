//! Opening an account: a phone number, and nothing else (policy 1.1 ⑴ asks for what a service needs).

use sqlx::SqliteConnection;
use sst_domain::profile::{ChangedBy, Origin, UnitValue};

use crate::clock::Clock;
use crate::error::StoreError;
use crate::http::failure::Failure;
use crate::secret::generate_id;
use crate::store::activity::{self, Happened};
use crate::store::unit::Write;
use crate::store::{citizen, unit};

/// Preferences of a new account. Ways of being written to are none of them: each is a consent of its own, and off
/// until it is asked for (PIPL 24; policy 1.3).
const PREFERENCES: &[(&str, &str, &str)] = &[
    ("language", "language", "zh-CN"),
    ("presentation", "mode", "standard"),
];

/// Opens an account for a phone number that its holder has proved; gives the citizen's identifier.
pub(crate) async fn open_account(
    clock: &Clock,
    conn: &mut SqliteConnection,
    phone: &str,
) -> Result<String, RegisterError> {
    let citizen_id = generate_id()?;
    citizen::insert(conn, &citizen_id, phone, clock.now()).await?;
    let changed_by = ChangedBy {
        origin: Origin::Platform,
        ground: String::new(),
        at: clock.now_text(),
        reference: None,
        unknown: Default::default(),
    };
    let customer_code = format!("SST-{}", customer_number()?);
    let own = [
        ("phone", "number", phone),
        ("customer_code", "code", customer_code.as_str()),
    ];
    for (unit, field, value) in own.iter().chain(PREFERENCES) {
        let value = UnitValue::from([(*field, *value)]);
        let write = Write {
            unit,
            value: Some(&value),
            verified: false,
            changed_by: &changed_by,
            mutation: None,
        };
        unit::write(conn, &citizen_id, write).await?;
    }
    let happened = Happened {
        action: "account.opened",
        citizen_id: Some(&citizen_id),
        ..Happened::default()
    };
    activity::record(conn, clock.now(), happened).await?;
    Ok(citizen_id)
}

/// An account could not be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegisterError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] getrandom::Error),
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Store(error) => error.into(),
            RegisterError::Random(error) => error.into(),
        }
    }
}

/// Twelve digits that say nothing of the person and of no order.
fn customer_number() -> Result<String, getrandom::Error> {
    Ok(format!("{:012}", getrandom::u64()? % 1_000_000_000_000))
}
