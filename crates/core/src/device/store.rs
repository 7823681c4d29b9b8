//! Reading and writing `device.db`.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};
use sst_domain::consent::{FirstRunDecision, Reach};
use sst_vault::VaultId;

use super::{
    AccountState, DeviceError, LocalAccount, SignedBefore, account, before_login, protection,
    schema,
};
use crate::view::AppearanceView;

const FILE: &str = "device.db";
const ACCOUNTS: &str = "accounts";
const SALT: &str = "salt";
const APPEARANCE: &str = "appearance";

/// What is kept for this computer. Until the first decision is recorded there is no file, and reading
/// finds nothing; every write is on the disk when it returns.
#[derive(Debug)]
pub struct DeviceStore {
    folder: PathBuf,
    db: Mutex<Option<Connection>>,
}

impl DeviceStore {
    /// Opens what there is in `folder`; makes nothing.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] where there is something that cannot be read.
    pub fn open(folder: &Path) -> Result<Self, DeviceError> {
        let path = folder.join(FILE);
        let exists = path.try_exists().map_err(DeviceError::Folder)?;
        let db = exists.then(|| schema::open_existing(&path)).transpose()?;
        Ok(Self {
            folder: folder.to_owned(),
            db: Mutex::new(db),
        })
    }

    /// The newest decision.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]; [`DeviceError::Corrupt`] for a decision that cannot be understood.
    pub fn decision(&self) -> Result<Option<FirstRunDecision>, DeviceError> {
        let sql = "SELECT decision FROM decision ORDER BY seq DESC LIMIT 1";
        let json = self.read(|db| {
            db.query_row(sql, [], |row| row.get::<_, String>(0))
                .optional()
        })?;
        json.map(|json| serde_json::from_str(&json).map_err(|_| DeviceError::Corrupt))
            .transpose()
    }

    /// How far the newest decision reaches; nothing before the first.
    ///
    /// # Errors
    ///
    /// As [`DeviceStore::decision`].
    pub fn reach(&self) -> Result<Reach, DeviceError> {
        Ok(self
            .decision()?
            .map_or(Reach::Nothing, |decision| decision.reach()))
    }

    /// Records a decision, with its proof where nobody is logged in, and with the first one everything that
    /// waited for it. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]; then nothing was decided.
    pub fn record(
        &self,
        decision: &FirstRunDecision,
        appearance: &AppearanceView,
        signed: Option<&SignedBefore>,
    ) -> Result<(), DeviceError> {
        let mut slot = self.lock();
        let db = match slot.take() {
            Some(db) => db,
            None => schema::create(&self.folder, &self.folder.join(FILE))?,
        };
        let db = slot.insert(db);
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute(
            "INSERT INTO decision (decision) VALUES (?1)",
            [json(decision)?],
        )?;
        if let Some(signed) = signed {
            before_login::insert(&change, signed)?;
        }
        put_setting(&change, APPEARANCE, json(appearance)?.as_bytes())?;
        change.commit()?;
        Ok(())
    }

    /// How the client looks.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]. What a newer client wrote and this one does not understand is no error: it looks
    /// as usual then.
    pub fn appearance(&self) -> Result<Option<AppearanceView>, DeviceError> {
        let kept = self.read(|db| setting(db, APPEARANCE))?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Keeps how the client looks; before the first decision that is left to [`DeviceStore::record`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn keep_appearance(&self, appearance: &AppearanceView) -> Result<(), DeviceError> {
        let bytes = json(appearance)?.into_bytes();
        self.write_if_any(|db| Ok(put_setting(db, APPEARANCE, &bytes)?))
    }

    /// Every account that has something here.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn accounts(&self) -> Result<Vec<LocalAccount>, DeviceError> {
        self.lock().as_ref().map_or(Ok(Vec::new()), account::all)
    }

    /// The account that is logged in.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn current_account(&self) -> Result<Option<LocalAccount>, DeviceError> {
        let whole = |account: &LocalAccount| account.current && account.state == AccountState::Kept;
        Ok(self.accounts()?.into_iter().find(whole))
    }

    /// What the citizen `sub` has kept here.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn account_of(&self, sub: &str) -> Result<Option<LocalAccount>, DeviceError> {
        let slot = self.lock();
        let Some(db) = slot.as_ref() else {
            return Ok(None);
        };
        match setting(db, SALT)? {
            Some(salt) => account::with_hash(db, &hash(&salt, sub)),
            None => Ok(None),
        }
    }

    /// Notes that things of the citizen `sub` are about to be made under `id`. Before the keyring and the
    /// file know of it, so that a crash leaves nothing that nobody would find again.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn begin_account(&self, id: &VaultId, sub: &str) -> Result<(), DeviceError> {
        self.write(|db| {
            let salt = match setting(db, SALT)? {
                Some(salt) => salt,
                None => new_salt(db)?,
            };
            account::insert(db, id, &hash(&salt, sub))
        })
    }

    /// The account is whole, and logged in.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn enter_account(&self, id: &VaultId) -> Result<(), DeviceError> {
        self.write(|db| {
            account::set_state(db, id, AccountState::Kept)?;
            protection::set_locked(db, id, false)?;
            account::set_current(db, Some(id))
        })
    }

    /// Nobody is logged in any more; what is kept stays sealed.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn leave_account(&self) -> Result<(), DeviceError> {
        self.write_if_any(|db| account::set_current(db, None))
    }

    /// Nobody is logged in any more, unless it is `kept`.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn leave_all_but(&self, kept: Option<VaultId>) -> Result<(), DeviceError> {
        match self.current_account()? {
            Some(current) if Some(current.id) != kept => self.leave_account(),
            _ => Ok(()),
        }
    }

    /// Notes that everything of this account is about to go, and which items of the keyring with it: the
    /// file, which tells them, may go before they do.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn begin_removal(&self, id: &VaultId, items: &[VaultId]) -> Result<(), DeviceError> {
        self.write(|db| {
            db.execute(
                "UPDATE account SET current = 0 WHERE id = ?1",
                [id.to_string()],
            )?;
            protection::add_key_items(db, id, items)?;
            account::set_state(db, id, AccountState::Leaving)
        })
    }

    /// Everything of this account is gone.
    ///
    /// # Errors
    ///
    /// [`DeviceError`].
    pub fn finish_removal(&self, id: &VaultId) -> Result<(), DeviceError> {
        self.write(|db| account::delete(db, id))
    }

    /// Where the sealed store of an account lies.
    pub fn account_path(&self, id: &VaultId) -> PathBuf {
        self.folder.join(ACCOUNTS).join(format!("{id}.db"))
    }

    /// Makes the folder of the sealed stores.
    ///
    /// # Errors
    ///
    /// [`DeviceError::Folder`].
    pub fn make_accounts_folder(&self) -> Result<(), DeviceError> {
        schema::make_private_folder(&self.folder.join(ACCOUNTS))
    }

    pub(super) fn read<T: Default>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, DeviceError> {
        self.lock()
            .as_ref()
            .map_or(Ok(T::default()), |db| Ok(read(db)?))
    }

    /// Only the first decision makes the file; whatever else comes before it is a fault of the program.
    pub(super) fn write<T>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        let mut slot = self.lock();
        let missing = || DeviceError::Folder(std::io::ErrorKind::NotFound.into());
        let db = slot.as_mut().ok_or_else(missing)?;
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&change)?;
        change.commit()?;
        Ok(written)
    }

    pub(super) fn write_if_any(
        &self,
        write: impl FnOnce(&Connection) -> Result<(), DeviceError>,
    ) -> Result<(), DeviceError> {
        if self.lock().is_none() {
            Ok(())
        } else {
            self.write(write)
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn setting(db: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    db.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| {
        row.get(0)
    })
    .optional()
}

pub(super) fn put_setting(db: &Connection, name: &str, value: &[u8]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.execute(sql, params![name, value])?;
    Ok(())
}

pub(super) fn delete_setting(db: &Connection, name: &str) -> rusqlite::Result<()> {
    db.execute("DELETE FROM setting WHERE name = ?1", [name])?;
    Ok(())
}

fn new_salt(db: &Connection) -> Result<Vec<u8>, DeviceError> {
    let mut salt = vec![0; 32];
    getrandom::fill(&mut salt).map_err(|_| DeviceError::Randomness)?;
    put_setting(db, SALT, &salt)?;
    Ok(salt)
}

/// Recognises a citizen who comes back, and says nothing to who does not know `sub`.
fn hash(salt: &[u8], sub: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(salt)
        .chain_update(sub)
        .finalize()
        .into()
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, DeviceError> {
    serde_json::to_string(value).map_err(|_| DeviceError::Corrupt)
}
