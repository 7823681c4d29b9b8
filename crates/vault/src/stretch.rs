//! A key from a PIN or a passphrase, by Argon2id (RFC 9106, version 0x13).

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::{Zeroize as _, zeroize_stack};

use crate::VaultError;
use crate::derive::{KEY_STACK, SecretKey};

/// Length of the salt in bytes (RFC 9106, section 3.1, recommends 16).
pub(crate) const SALT_LEN: usize = 16;

/// What one guess costs. It is written in the header, where it is authenticated and bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u8,
}

impl Cost {
    /// For new vaults: 128 MiB, 4 passes, 1 lane; about 0.6 s where it was measured (`docs/keys.md`).
    ///
    /// Twice the memory and a pass more than the second recommendation of RFC 9106 (section 4).
    /// One lane, because one thread computes it: then nothing of it is left on the stacks of others.
    pub const DEFAULT: Self = Self {
        memory_kib: 128 * 1024,
        passes: 4,
        lanes: 1,
    };

    /// Where [`Self::DEFAULT`] does not fit into memory ([`VaultError::OutOfMemory`]): the second
    /// recommendation of RFC 9106 but for its four lanes, 64 MiB and 3 passes; about a third of the time.
    pub const SMALL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// The least that is read or written: OWASP's least for Argon2id (19 MiB, 2 passes, 1 lane).
    pub const LEAST: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    /// The most that is read or written: 1 GiB, 16 passes, 4 lanes; about 20 s.
    pub const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 4,
    };

    /// A cost of `memory_kib` KiB, `passes` over it, in `lanes` lanes.
    ///
    /// # Errors
    /// [`VaultError::CostTooLow`] when any of them is below [`Self::LEAST`];
    /// [`VaultError::CostTooHigh`] when any is above [`Self::MOST`].
    pub const fn new(memory_kib: u32, passes: u32, lanes: u8) -> Result<Self, VaultError> {
        let (least, most) = (Self::LEAST, Self::MOST);
        if memory_kib < least.memory_kib || passes < least.passes || lanes < least.lanes {
            return Err(VaultError::CostTooLow);
        }
        if memory_kib > most.memory_kib || passes > most.passes || lanes > most.lanes {
            return Err(VaultError::CostTooHigh);
        }
        Ok(Self {
            memory_kib,
            passes,
            lanes,
        })
    }

    /// Memory in KiB.
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes. They are computed one after the other.
    pub fn lanes(self) -> u8 {
        self.lanes
    }
}

/// Stretches `secret` into a key. Blocks for [`Cost`]'s time and uses its memory, which is wiped.
///
/// # Errors
/// [`VaultError::OutOfMemory`].
pub(crate) fn stretch(
    cost: Cost,
    salt: &[u8; SALT_LEN],
    secret: &[u8],
) -> Result<SecretKey, VaultError> {
    let params = Params::new(
        cost.memory_kib,
        cost.passes,
        u32::from(cost.lanes),
        Some(32),
    )
    .map_err(|_| VaultError::CostTooHigh)?;
    let mut memory = Memory::reserve(params.block_count())?;
    let mut key = SecretKey::default();
    let done = fill(params, salt, secret, &mut memory, &mut key);
    zeroize_stack::<KEY_STACK>();
    done.map(|()| key)
}

#[inline(never)]
fn fill(
    params: Params,
    salt: &[u8; SALT_LEN],
    secret: &[u8],
    memory: &mut Memory,
    key: &mut [u8; 32],
) -> Result<(), VaultError> {
    // Every length is in bounds, so that memory is all that can be lacking.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(secret, salt, key, &mut memory.0)
        .map_err(|_| VaultError::OutOfMemory)
}

/// The blocks that Argon2 fills. From its last pass a guesser could save himself the work before it,
/// so it is wiped.
struct Memory(Vec<Block>);

impl Memory {
    fn reserve(blocks: usize) -> Result<Self, VaultError> {
        let mut memory = Vec::new();
        memory
            .try_reserve_exact(blocks)
            .map_err(|_| VaultError::OutOfMemory)?;
        memory.resize(blocks, Block::new());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|block| block.zeroize());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        let (least, most) = (Cost::LEAST, Cost::MOST);
        for cost in [least, Cost::SMALL, Cost::DEFAULT, most] {
            assert_eq!(
                Cost::new(cost.memory_kib, cost.passes, cost.lanes),
                Ok(cost)
            );
        }
        let low = [
            Cost::new(least.memory_kib - 1, 3, 1),
            Cost::new(0, 3, 1),
            Cost::new(65536, 1, 1),
            Cost::new(65536, 0, 1),
            Cost::new(65536, 3, 0),
            // Weak in one way, costly in the others.
            Cost::new(8, u32::MAX, 255),
        ];
        assert_eq!(low, [Err(VaultError::CostTooLow); 6]);
        let high = [
            Cost::new(most.memory_kib + 1, 3, 1),
            Cost::new(u32::MAX, 3, 1),
            Cost::new(65536, 17, 1),
            Cost::new(65536, u32::MAX, 1),
            Cost::new(65536, 3, 5),
            Cost::new(65536, 3, 255),
        ];
        assert_eq!(high, [Err(VaultError::CostTooHigh); 6]);
    }

    /// RFC 9106, section 5.3, through the same crate; with its secret and associated data, which the
    /// vault's format does not use.
    #[test]
    fn the_vector_of_rfc_9106() {
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let mut tag = [0; 32];
        Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params)
            .unwrap()
            .hash_password_into(&[1; 32], &[2; 16], &mut tag)
            .unwrap();
        let expected = [
            0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b,
            0x53, 0xc9, 0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9,
            0x6b, 0x01, 0xe6, 0x59,
        ];
        assert_eq!(tag, expected);
    }

    /// Not a test but the measurement behind [`Cost::DEFAULT`]:
    /// `cargo test --release -p sst-vault costs -- --ignored --nocapture`.
    #[test]
    #[ignore = "a measurement, to be run in a release build on a quiet machine"]
    #[allow(clippy::print_stdout, reason = "its figures are what it is for")]
    fn costs() {
        for (mib, passes) in [(19, 2), (64, 3), (128, 3), (128, 4), (256, 3), (1024, 16)] {
            let cost = Cost::new(mib * 1024, passes, 1).unwrap();
            let mut times: Vec<_> = (0..if mib > 256 { 1 } else { 5 })
                .map(|_| {
                    let started = std::time::Instant::now();
                    stretch(cost, &[7; SALT_LEN], b"830274").unwrap();
                    started.elapsed()
                })
                .collect();
            times.sort();
            println!(
                "{mib} MiB, {passes} passes, 1 lane: {:?}",
                times[times.len() / 2]
            );
        }
    }
}
