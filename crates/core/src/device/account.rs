//! Which accounts have something on this computer.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sst_vault::VaultId;

use super::DeviceError;

/// An account that has something here. Nothing in it says whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAccount {
    /// Random; the id of the vault, and the name of its file and of its item in the keyring.
    pub id: VaultId,
    /// How far it has come.
    pub state: AccountState,
    /// Whether it is logged in.
    pub current: bool,
    /// Whether it was locked, so that the keyring alone does not open it, not even after a new start.
    pub locked: bool,
}

/// How far an account on this computer has come. What is begun is finished, or undone, at the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Being made: a crash leaves a key or a file that nothing else knows of.
    Creating,
    /// Whole.
    Kept,
    /// Being removed: what is left of it has to go.
    Leaving,
}

impl AccountState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Kept => "kept",
            Self::Leaving => "leaving",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "kept" => Self::Kept,
            "leaving" => Self::Leaving,
            // The table allows no other; what is unknown is not trusted to be whole.
            _ => Self::Creating,
        }
    }
}

pub(super) fn all(db: &Connection) -> Result<Vec<LocalAccount>, DeviceError> {
    let mut rows = db.prepare("SELECT id, state, current, locked FROM account ORDER BY id")?;
    let accounts = rows.query_map([], read)?;
    accounts
        .map(|account| account?.ok_or(DeviceError::Corrupt))
        .collect()
}

pub(super) fn with_hash(db: &Connection, hash: &[u8]) -> Result<Option<LocalAccount>, DeviceError> {
    let sql =
        "SELECT id, state, current, locked FROM account WHERE sub_hash = ?1 AND state = 'kept'";
    let found = db.query_row(sql, [hash], read).optional()?;
    found
        .map(|account| account.ok_or(DeviceError::Corrupt))
        .transpose()
}

pub(super) fn insert(db: &Connection, id: &VaultId, hash: &[u8]) -> Result<(), DeviceError> {
    let sql = "INSERT INTO account (id, sub_hash, state, current) VALUES (?1, ?2, 'creating', 0)";
    db.execute(sql, params![id.to_string(), hash])?;
    Ok(())
}

pub(super) fn set_state(
    db: &Connection,
    id: &VaultId,
    state: AccountState,
) -> Result<(), DeviceError> {
    db.execute(
        "UPDATE account SET state = ?2 WHERE id = ?1",
        params![id.to_string(), state.as_str()],
    )?;
    Ok(())
}

pub(super) fn set_current(db: &Connection, id: Option<&VaultId>) -> Result<(), DeviceError> {
    db.execute("UPDATE account SET current = 0 WHERE current = 1", [])?;
    if let Some(id) = id {
        db.execute(
            "UPDATE account SET current = 1 WHERE id = ?1",
            [id.to_string()],
        )?;
    }
    Ok(())
}

pub(super) fn delete(db: &Connection, id: &VaultId) -> Result<(), DeviceError> {
    db.execute("DELETE FROM account WHERE id = ?1", [id.to_string()])?;
    Ok(())
}

/// `None` within the row where the id is none.
fn read(row: &Row<'_>) -> rusqlite::Result<Option<LocalAccount>> {
    let id: String = row.get(0)?;
    let state: String = row.get(1)?;
    let current = row.get::<_, i64>(2)? == 1;
    let locked = row.get::<_, i64>(3)? == 1;
    let state = AccountState::parse(&state);
    Ok(id.parse().ok().map(|id| LocalAccount {
        id,
        state,
        current,
        locked,
    }))
}
