//! One value sealed and opened. Each way fills a random nonce, leaves the value as it is, and opens into a
//! new buffer; the vault also pads, authenticates the slot, and wipes what it opened.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aes_gcm::aead::AeadInOut as _;
use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce, Tag};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, UnboundKey};
use sst_vault::{Kek, Slot, Tier, Vault};

/// In turn, so that what else the machine does meets all of them.
const SAMPLES: usize = 51;
const SAMPLE: Duration = Duration::from_millis(4);

const SLOT: Slot<'_> = Slot {
    table: "profile",
    key: "0190a1b20000700080000000000000001",
    column: "sealed",
    schema: 1,
    row_version: 7,
};

/// As many bytes as the slot's.
const AAD: [u8; 120] = [7; 120];

/// Seals and opens a value; says whether it came back.
type Way<'a> = &'a dyn Fn(&[u8]) -> bool;

pub(crate) fn measure(length: usize) {
    let value = vec![0xa5; length];
    let (vault, bare, ring) = (with_vault(), with_aes_gcm(), with_ring());
    let ways: [(&str, Way<'_>); 3] = [("vault", &vault), ("aes-gcm", &bare), ("ring", &ring)];
    let mut times = ways.map(|_| Vec::with_capacity(SAMPLES));
    for _ in 0..SAMPLES {
        for ((_, way), times) in ways.iter().zip(&mut times) {
            times.push(time(|| assert!(way(black_box(&value)))));
        }
    }
    for ((name, way), mut times) in ways.into_iter().zip(times) {
        assert!(way(&value), "{name}");
        times.sort_unstable();
        println!(
            "figure\tseal and open {length} B\t{name}\t{}",
            times[SAMPLES / 2]
        );
    }
}

/// Picoseconds for one.
fn time(work: impl Fn()) -> u128 {
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < SAMPLE {
        (0..8).for_each(|_| work());
        count += 8;
    }
    start.elapsed().as_nanos() * 1000 / count
}

fn with_vault() -> impl Fn(&[u8]) -> bool {
    let (vault, _) = Vault::create(&Kek::generate().unwrap(), Tier::Memory).unwrap();
    move |value| {
        let record = vault.seal(&SLOT, value).unwrap();
        *vault.unseal(&SLOT, &record).unwrap() == value
    }
}

fn with_aes_gcm() -> impl Fn(&[u8]) -> bool {
    let cipher = Aes256Gcm::new(&[7; 32].into());
    move |value| {
        let nonce = Nonce::from(random());
        let mut sealed = Vec::with_capacity(value.len() + 16);
        sealed.extend_from_slice(value);
        let tag = cipher.encrypt_inout_detached(&nonce, &AAD, sealed.as_mut_slice().into());
        sealed.extend_from_slice(&tag.unwrap());

        let (body, tag) = sealed.split_at(value.len());
        let (mut opened, tag) = (body.to_vec(), Tag::try_from(tag).unwrap());
        let buffer = opened.as_mut_slice().into();
        cipher
            .decrypt_inout_detached(&nonce, &AAD, buffer, &tag)
            .unwrap();
        opened == value
    }
}

fn with_ring() -> impl Fn(&[u8]) -> bool {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());
    move |value| {
        let nonce = random();
        let ring_nonce = || ring::aead::Nonce::assume_unique_for_key(nonce);
        let mut sealed = Vec::with_capacity(value.len() + 16);
        sealed.extend_from_slice(value);
        key.seal_in_place_append_tag(ring_nonce(), Aad::from(&AAD), &mut sealed)
            .unwrap();

        let mut opened = sealed.clone();
        key.open_in_place(ring_nonce(), Aad::from(&AAD), &mut opened)
            .unwrap();
        opened[..value.len()] == *value
    }
}

fn random() -> [u8; 12] {
    let mut nonce = [0; 12];
    getrandom::fill(&mut nonce).unwrap();
    nonce
}
