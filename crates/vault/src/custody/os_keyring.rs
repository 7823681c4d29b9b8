//! Keys in the keyring of the operating system.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::deadline::Deadline;
use super::platform::Keyring;
use super::stored::Item;
use super::{KeyCustody, Refusal};
use crate::{Kek, Tier, VaultId};

/// How long a keyring may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// How long a keyring that did not answer is left alone.
const PAUSE: Duration = Duration::from_secs(30);

/// Secret Service on Linux, Credential Manager on Windows, Keychain on macOS, each through `keyring`.
/// One item per vault: the key in base64, under the service's name and the vault's id.
///
/// Each call runs on a thread of its own and is given up after 3 s; then the keyring is left alone
/// for 30 s, and calls fail at once with [`Refusal::NotAnswering`]. A thread given up is never
/// waited for, so a hung keyring delays neither the window nor the exit.
#[derive(Debug)]
pub struct OsKeyring {
    service: String,
    keyring: Keyring,
    deadline: Deadline,
}

impl OsKeyring {
    /// The keyring of this session; `service` names the program in each item.
    /// Nothing is asked of the keyring yet.
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            keyring: Keyring::new(ANSWER_WITHIN),
            deadline: Deadline::new(ANSWER_WITHIN, PAUSE),
        }
    }

    /// The same, with another pause after a call that did not answer.
    #[must_use]
    pub fn with_pause(mut self, pause: Duration) -> Self {
        self.deadline = Deadline::new(ANSWER_WITHIN, pause);
        self
    }

    /// Ends the pause at once, because the person asked to try again.
    pub fn reset(&self) {
        self.deadline.reset();
    }

    fn item(&self, id: &VaultId) -> Item {
        Item {
            service: self.service.clone(),
            account: id.to_string(),
        }
    }
}

impl KeyCustody for OsKeyring {
    fn tier(&self) -> Tier {
        Tier::Keyring
    }

    fn load(&self, id: &VaultId) -> Result<Option<Kek>, Refusal> {
        let (keyring, item) = (self.keyring.clone(), self.item(id));
        self.deadline.run(move |_| {
            let text = keyring.read(&item)?;
            text.map(|text| from_text(&text)).transpose()
        })
    }

    fn store(&self, id: &VaultId, kek: &Kek) -> Result<(), Refusal> {
        let (keyring, item, kek) = (self.keyring.clone(), self.item(id), kek.duplicate());
        self.deadline.run(move |attempt| {
            keyring.write(&item, &to_text(&kek), attempt)?;
            let kept = keyring.read(&item)?.ok_or(Refusal::Other)?;
            if from_text(&kept)?.matches(&kek) {
                Ok(())
            } else {
                Err(Refusal::Damaged)
            }
        })
    }

    fn delete(&self, id: &VaultId) -> Result<(), Refusal> {
        let (keyring, item) = (self.keyring.clone(), self.item(id));
        self.deadline.run(move |attempt| {
            keyring.delete(&item, attempt)?;
            if keyring.read(&item)?.is_none() {
                Ok(())
            } else {
                Err(Refusal::Other)
            }
        })
    }

    fn unlock(&self, wait: Duration) -> Result<(), Refusal> {
        let keyring = self.keyring.clone();
        // The person asked: whatever comes next may try at once.
        self.reset();
        self.deadline.run_patiently(wait, move || keyring.unlock())
    }
}

fn to_text(kek: &Kek) -> Zeroizing<String> {
    // Room first: growing would leave half a key in freed memory.
    let mut text = Zeroizing::new(String::with_capacity(64));
    STANDARD.encode_string(kek.expose(), &mut text);
    text
}

fn from_text(text: &str) -> Result<Kek, Refusal> {
    let mut bytes = Zeroizing::new([0; 48]);
    match STANDARD.decode_slice(text, &mut bytes[..]) {
        Ok(Kek::LEN) => {
            let key = bytes.first_chunk().ok_or(Refusal::Damaged)?;
            Ok(Kek::from_bytes(key))
        }
        _ => Err(Refusal::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let kek = Kek::generate().unwrap();
        let text = to_text(&kek);
        assert_eq!(text.len(), 44);
        assert!(from_text(&text).unwrap().matches(&kek));
    }

    #[test]
    fn other_text_is_damage() {
        let long = "A".repeat(400);
        let short = STANDARD.encode([7; 31]);
        for text in ["", "not base64!", &long, &short, "\u{4e2d}"] {
            assert_eq!(from_text(text).err(), Some(Refusal::Damaged), "{text}");
        }
    }
}
