"""Format 1 of docs/vault-format.md, written from that page alone.

A second implementation, in another language and on another library (`cryptography`), so that the
vectors do not merely repeat what the Rust code does.
"""

import hashlib
import struct
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEK = bytes(range(0x00, 0x20))
DATA_KEY = bytes(range(0x20, 0x40))
VAULT_ID = bytes(range(0xA0, 0xB0))
KEYRING, KEYRING_AND_PIN, PASSPHRASE, MEMORY = 1, 2, 3, 4
SALT = bytes(range(0xC0, 0xD0))
LEAST, SMALL, DEFAULT = (19 * 1024, 2, 1), (64 * 1024, 3, 1), (128 * 1024, 4, 1)
PURPOSES = ["lookup-index", "log-pseudonym"]


def derive(key, label, vault_id=VAULT_ID):
    info = b"sst-vault/v1/" + label.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=vault_id, info=info).derive(key)


def nonce(name):
    """Vectors must not change from run to run, so their nonces are not random."""
    return hashlib.sha256(name.encode()).digest()[:12]


def passphrase_bytes(text):
    """RFC 8265's OpaqueString, but for what it refuses."""
    spaces = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return unicodedata.normalize("NFC", spaces).encode()


def pin_bytes(text):
    full_width = {0xFF01 + i: 0x21 + i for i in range(0x5E)}
    return passphrase_bytes(text.translate(full_width))


def stretch(secret, cost=LEAST, salt=SALT):
    memory, passes, lanes = cost
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(secret)


def pin_key(secret, kek=KEK, **how):
    return derive(kek + stretch(secret, **how), "keyring-and-pin")


def passphrase_key(secret, **how):
    return derive(stretch(secret, **how), "passphrase")


def parameters(cost=LEAST, salt=SALT, kdf=1, keyring_commitment=b""):
    """Without the checksum."""
    memory, passes, lanes = cost
    return struct.pack(">BIIB", kdf, memory, passes, lanes) + salt + keyring_commitment


def guarded(tier, key, without_checksum, checksum=None, key_id=1, commitment=None, **how):
    """A header of tier 2 or 3. `key` is the header key."""
    head = b"SSTVAULT" + bytes([1, 1, tier]) + VAULT_ID
    head += struct.pack(">IH", key_id, len(without_checksum) + 32) + without_checksum
    commitment = derive(key, "key-commitment") if commitment is None else commitment
    if checksum is None:
        checksum = hashlib.sha256(head + commitment).digest()
    how.setdefault("wrapping_key", derive(key, "key-wrap"))
    return header(tier, key_id=key_id, parameters=without_checksum + checksum, commitment=commitment, **how)


def pin_header(secret, cost=LEAST, **how):
    return guarded(KEYRING_AND_PIN, pin_key(secret, cost=cost), pin_parameters(cost=cost), **how)


def pin_parameters(**how):
    return parameters(keyring_commitment=derive(KEK, "keyring-commitment"), **how)


def passphrase_header(secret, cost=LEAST, **how):
    return guarded(PASSPHRASE, passphrase_key(secret, cost=cost), parameters(cost=cost), **how)


def key_item(key_id):
    if key_id == 1:
        return VAULT_ID
    return hashlib.sha256(b"sst-vault/v1/key-item" + VAULT_ID + struct.pack(">I", key_id)).digest()[:16]


def header(
    tier=KEYRING,
    magic=b"SSTVAULT",
    version=1,
    cipher=1,
    key_id=1,
    parameters=b"",
    commitment=None,
    wrapping_key=None,
    authenticated=None,
    data_key=DATA_KEY,
):
    open_part = magic + bytes([version, cipher, tier]) + VAULT_ID
    open_part += struct.pack(">IH", key_id, len(parameters)) + parameters
    open_part += derive(KEK, "key-commitment") if commitment is None else commitment
    aad = open_part if authenticated is None else authenticated(open_part)
    iv = nonce("header")
    return open_part + iv + AESGCM(wrapping_key or derive(KEK, "key-wrap")).encrypt(iv, data_key, aad)


def bucket(value_len):
    needed = value_len + 4
    size = 64
    while size < needed and size < 512:
        size *= 2
    return size if needed <= size else (needed + 511) // 512 * 512


def pad(value):
    return (struct.pack(">I", len(value)) + value).ljust(bucket(len(value)), b"\0")


def slot_data(prefix, slot, vault_id=VAULT_ID, label=b"sst-vault/v1/record"):
    table, key, column, schema, row_version = slot
    out = label + prefix + vault_id
    for text in (table, key, column):
        encoded = text.encode()
        out += struct.pack(">I", len(encoded)) + encoded
    return out + struct.pack(">IQ", schema, row_version)


def record(slot, value=b"", padded=None, version=1, cipher=1, key_id=1, key=None, aad=None):
    prefix = bytes([version, cipher]) + struct.pack(">I", key_id)
    iv = nonce(repr((slot, len(value))))
    aad = slot_data(prefix, slot) if aad is None else aad(prefix)
    body = pad(value) if padded is None else padded
    return prefix + iv + AESGCM(key or derive(DATA_KEY, "records")).encrypt(iv, body, aad)
