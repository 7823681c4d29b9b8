"""Writes vectors/*.txt and defects/*.txt. They are committed; run this only to add to them."""

import pathlib
import struct

import format as f

HERE = pathlib.Path(__file__).parent
DEFECTS = HERE.parent / "defects"
SLOT = ("profile", "0190a1b2-0000-7000-8000-000000000001", "phone", 3, 7)
VALUE = b"13800000001"
HEADER_FIELDS = [8, 9, 10, 11, 27, 31, 33, 65, 77, 109, 125]
RECORD_FIELDS = [1, 2, 6, 18, 82, 98]


def vectors():
    lines = [f"kek {f.KEK.hex()}", f"id {f.VAULT_ID.hex()}"]
    lines += [f"header keyring {f.header(f.KEYRING).hex()}"]
    lines += [f"header memory {f.header(f.MEMORY).hex()}"]
    for purpose in f.PURPOSES:
        lines.append(f"subkey {purpose} {f.derive(f.DATA_KEY, purpose).hex()}")
    values = [b"", "测试市民甲".encode(), VALUE]
    values += [bytes(i % 251 for i in range(n)) for n in (60, 61, 252, 508, 509, 1024, 5000)]
    slots = [SLOT, ("", "", "", 0, 0), ("资料", "键", "列", 2**32 - 1, 2**64 - 1)]
    for slot in slots:
        for value in values if slot is SLOT else values[:2]:
            table, key, column, schema, row_version = slot
            texts = " ".join(text.encode().hex() or "-" for text in (table, key, column))
            sealed = f.record(slot, value).hex()
            lines.append(f"record {texts} {schema} {row_version} {value.hex() or '-'} {sealed}")
    (HERE / "v1.txt").write_text("\n".join(lines) + "\n")


def defect(kind, name, expect, data):
    text = f"kind {kind}\nexpect {expect}\nbytes {data.hex() or '-'}\n"
    path = DEFECTS / f"{kind}-{name}.txt"
    assert not path.exists(), path
    path.write_text(text)


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]


def cut(kind, whole, fields, expect):
    lengths = {n for field in fields for n in (field - 1, field, field + 1)} | {0}
    for length in sorted(n for n in lengths if n < len(whole)):
        defect(kind, f"cut-at-{length:03}", expect, whole[:length])


def header_defects():
    whole = f.header()
    cut("header", whole, HEADER_FIELDS, "vault-bad-header")
    areas = [
        ("magic", 0, 8, "vault-bad-header"),
        ("vault-id", 11, 27, "vault-wrong-key"),
        ("data-key-id", 27, 31, "vault-damaged-header"),
        ("commitment", 33, 65, "vault-wrong-key"),
        ("nonce", 65, 77, "vault-damaged-header"),
        ("wrapped-key", 77, 109, "vault-damaged-header"),
        ("tag", 109, 125, "vault-damaged-header"),
    ]
    for name, start, end, expect in areas:
        for place in range(start, end):
            defect("header", f"{name}-byte-{place - start:02}", expect, flipped(whole, place))
    # From here on the header is authentic: only somebody with the key could have written it.
    for version in (0, 2, 3, 127, 255):
        data = f.header(version=version)
        defect("header", f"version-{version}", "vault-unsupported-version", data)
    for cipher in (0, 2, 3, 255):
        data = f.header(cipher=cipher)
        defect("header", f"cipher-{cipher}", "vault-unsupported-algorithm", data)
    for tier in (0, 5, 255):
        defect("header", f"tier-{tier}", "vault-unsupported-tier", f.header(tier=tier))
    for tier in (f.KEYRING_AND_PIN, f.PASSPHRASE):
        defect("header", f"tier-{tier}", "vault-bad-header", f.header(tier=tier))
    bad, damaged, wrong = "vault-bad-header", "vault-damaged-header", "vault-wrong-key"
    direct, swap = f.KEK, lambda part: part[:10] + bytes([f.MEMORY]) + part[11:]
    others = [
        ("magic-in-lower-case", bad, f.header(magic=b"sstvault")),
        ("with-a-parameter", bad, f.header(parameters=b"\1")),
        ("with-the-most-parameters", bad, f.header(parameters=bytes(65535))),
        ("short-data-key", bad, f.header(data_key=f.DATA_KEY[:16])),
        ("long-data-key", bad, f.header(data_key=f.DATA_KEY * 2)),
        ("a-byte-too-many", bad, whole + b"\0"),
        ("twice", bad, whole * 2),
        ("empty-commitment", wrong, f.header(commitment=bytes(32))),
        ("commitment-of-another-key", wrong, f.header(commitment=f.derive(f.DATA_KEY, "key-commitment"))),
        ("commitment-of-another-vault", wrong, f.header(commitment=f.derive(f.KEK, "key-commitment", bytes(16)))),
        ("wrapped-by-the-bare-key", damaged, f.header(wrapping_key=direct)),
        ("wrapped-by-another-purpose", damaged, f.header(wrapping_key=f.derive(f.KEK, "records"))),
        ("nothing-authenticated", damaged, f.header(authenticated=lambda _: b"")),
        ("commitment-not-authenticated", damaged, f.header(authenticated=lambda part: part[:-32])),
        ("magic-not-authenticated", damaged, f.header(authenticated=lambda part: part[8:])),
        ("written-for-another-tier", damaged, f.header(authenticated=swap)),
        ("tier-changed", damaged, swap(whole)),
    ]
    for name, expect, data in others:
        defect("header", name, expect, data)


def record_defects():
    whole = f.record(SLOT, VALUE)
    cut("record", whole, RECORD_FIELDS, "vault-bad-record")
    areas = [
        ("data-key-id", 2, 6, "vault-unknown-data-key"),
        ("nonce", 6, 18, "vault-damaged"),
        ("ciphertext", 18, 82, "vault-damaged"),
        ("tag", 82, 98, "vault-damaged"),
    ]
    for name, start, end, expect in areas:
        for place in range(start, end):
            defect("record", f"{name}-byte-{place - start:02}", expect, flipped(whole, place))
    for version in (0, 2, 3, 127, 255):
        data = f.record(SLOT, VALUE, version=version)
        defect("record", f"version-{version}", "vault-unsupported-version", data)
    for cipher in (0, 2, 3, 255):
        data = f.record(SLOT, VALUE, cipher=cipher)
        defect("record", f"cipher-{cipher}", "vault-unsupported-algorithm", data)

    table, key, column, schema, row_version = SLOT
    places = {
        "another-table": ("outbox", key, column, schema, row_version),
        "another-row": (table, key[:-1] + "2", column, schema, row_version),
        "another-column": (table, key, "email", schema, row_version),
        "an-older-schema": (table, key, column, schema - 1, row_version),
        "a-newer-schema": (table, key, column, schema + 1, row_version),
        "the-row-before": (table, key, column, schema, row_version - 1),
        "the-row-after": (table, key, column, schema, row_version + 1),
        "schema-and-version-swapped": (table, key, column, row_version, schema),
        "table-and-column-swapped": (column, key, table, schema, row_version),
        "a-shifted-name": (table + key[0], key[1:], column, schema, row_version),
    }
    for name, place in places.items():
        defect("record", f"of-{name}", "vault-damaged", f.record(place, VALUE))
    aads = {
        "of-another-vault": lambda p: f.slot_data(p, SLOT, vault_id=bytes(16)),
        "other-label": lambda p: f.slot_data(p, SLOT, label=b"sst-vault/v2/record"),
        "no-slot": lambda p: b"",
        "no-prefix": lambda p: f.slot_data(b"", SLOT),
        "no-lengths": lambda p: b"sst-vault/v1/record" + p + f.VAULT_ID
        + (table + key + column).encode() + struct.pack(">IQ", schema, row_version),
        "little-endian-numbers": lambda p: f.slot_data(p, SLOT)[:-12]
        + struct.pack("<IQ", schema, row_version),
    }
    for name, aad in aads.items():
        defect("record", f"aad-{name}", "vault-damaged", f.record(SLOT, VALUE, aad=aad))
    keys = {
        "the-data-key": f.DATA_KEY,
        "the-kek": f.KEK,
        "another-purpose": f.derive(f.DATA_KEY, "lookup-index"),
        "another-salt": f.derive(f.DATA_KEY, "records", bytes(16)),
        "no-key": bytes(32),
    }
    for name, sealing_key in keys.items():
        defect("record", f"under-{name}", "vault-damaged", f.record(SLOT, VALUE, key=sealing_key))

    good = f.pad(VALUE)
    damaged, bad = "vault-damaged", "vault-bad-record"
    bodies = {
        "padding-first-byte": (damaged, good[:15] + b"\1" + good[16:]),
        "padding-last-byte": (damaged, good[:-1] + b"\1"),
        "length-one-too-short": (damaged, struct.pack(">I", len(VALUE) - 1) + good[4:]),
        "length-past-the-end": (damaged, struct.pack(">I", 61) + good[4:]),
        "length-huge": (damaged, b"\xff" * 4 + good[4:]),
        "length-little-endian": (damaged, struct.pack("<I", len(VALUE)) + good[4:]),
        "bucket-too-big": (damaged, good + bytes(64)),
        "no-bucket-96": (bad, good + bytes(32)),
        "no-bucket-63": (bad, good[:-1]),
        "no-bucket-768": (bad, good + bytes(704)),
        "unpadded": (bad, VALUE),
        "empty-body": (bad, b""),
    }
    for name, (expect, body) in bodies.items():
        defect("record", name, expect, f.record(SLOT, VALUE, padded=body))
    defect("record", "a-byte-too-many", bad, whole + b"\0")
    defect("record", "twice", bad, whole * 2)


if __name__ == "__main__":
    import guarded

    for old in DEFECTS.glob("*.txt"):
        old.unlink()
    vectors()
    header_defects()
    record_defects()
    guarded.vectors()
    guarded.defects(defect, flipped, cut)
