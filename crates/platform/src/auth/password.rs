//! Passwords: Argon2id, a bounded number at a time.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use sst_api::problem::ProblemCode;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Longest password, in bytes: more than the longest that can be set has, however it was typed.
pub(crate) const LONGEST: usize = 4 * 4 * sst_domain::password::MAX_CHARS;

/// Longest account name, in bytes.
pub(crate) const LONGEST_ACCOUNT: usize = 256;

/// How many passwords are hashed at once: each takes 19 MiB and a core for some ten milliseconds.
const AT_ONCE: usize = 2;

/// Checks passwords.
pub(crate) struct Passwords {
    /// Hash of a password that nobody has: checked where there is no account, so that the time taken tells
    /// nobody which accounts exist.
    nobody: String,
    slots: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) async fn new() -> Result<Self, argon2::password_hash::Error> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| argon2::password_hash::Error::Crypto)?;
        Ok(Self {
            nobody: hash(random.to_vec()).await?,
            slots: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// Whether `password` is the one whose PHC string is `stored`. Without one it never is, after the same
    /// work.
    pub(crate) async fn is_right(&self, password: String, stored: Option<&str>) -> bool {
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await else {
            return false;
        };
        let check = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            let hash = PasswordHash::new(&stored);
            hash.is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            })
        });
        check.await.unwrap_or(false) && known
    }

    /// PHC string of a new password, when it is its turn.
    ///
    /// # Errors
    ///
    /// `unavailable` while the platform stops, `internal` where Argon2id fails.
    pub(crate) async fn hash(&self, password: Zeroizing<String>) -> Result<String, ProblemCode> {
        let Ok(_slot) = Arc::clone(&self.slots).acquire_owned().await else {
            return Err(ProblemCode::Unavailable);
        };
        let hashed = hash(password.as_bytes().to_vec()).await;
        hashed.map_err(|_| ProblemCode::Internal)
    }
}

/// PHC string of a password, with a set of parameters that OWASP recommends for Argon2id (19 MiB, two
/// passes, one lane), which are the library's own. The work is done on a thread of its own.
pub(crate) async fn hash(password: Vec<u8>) -> Result<String, argon2::password_hash::Error> {
    let hash = tokio::task::spawn_blocking(move || {
        Ok(Argon2::default().hash_password(&password)?.to_string())
    });
    hash.await
        .unwrap_or(Err(argon2::password_hash::Error::Crypto))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn hashing_leaves_the_thread_to_others() {
        assert!(hash(b"x".to_vec()).now_or_never().is_none());
        assert!(Passwords::new().now_or_never().is_none());
    }

    #[tokio::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let passwords = Passwords::new().await.unwrap();
        let stored = hash(b"right".to_vec()).await.unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(passwords.is_right("right".into(), Some(&stored)).await);
        assert!(!passwords.is_right("wrong".into(), Some(&stored)).await);
        assert!(!passwords.is_right("right".into(), None).await);
        assert!(!passwords.is_right("right".into(), Some("not a hash")).await);
    }
}
