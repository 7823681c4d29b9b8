"""Verifies a file of receipts with nothing but docs/consent-records.md: verify_receipts.py FILE KEY [POLICY_KEY]."""

import base64
import datetime
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

RECORD = b"shengshitong/consent-record/v1\0"
ENTRY = b"shengshitong/consent-log-entry/v1\0"
ANCHOR = b"shengshitong/consent-log-anchor/v1\0"
POLICY = b"shengshitong/policy-bundle/v1\0"
GUARDIAN = b"shengshitong/guardian-confirmation/v1\0"
COVERED = {"record": "id", "chain": "chain", "notice": "notice", "item": "item", "state": "state"}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def holds(key, signature, data):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
        return True
    except InvalidSignature:
        return False


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def pieces(node):
    """Every piece of a policy's document that has an identifier and a hash."""
    if isinstance(node, dict):
        if "id" in node and "hash" in node:
            yield node["id"], node["hash"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from pieces(child)


def audit(part, notices, texts, pinned):
    b64 = base64.b64decode
    key = b64(pinned.removeprefix("ed25519:")) if pinned else None
    missing = {json.dumps(notice["policy"], sort_keys=True) for notice in notices.values()}
    signed = unsigned = 0
    for number, policy in enumerate(part["policies"], 1):
        bad = lambda why: sys.exit(f"policy {number}: {why}")
        bundle = json.loads(b64(policy))
        payload = b64(bundle["payload"])
        if key and bundle["key_id"] == sha256(key)[:16]:
            if not holds(key, b64(bundle["signature"]), POLICY + payload):
                bad("policy-signature")
            signed += 1
        else:
            unsigned += 1
        document = json.loads(payload)["document"]
        name = {at: document[at] for at in ("id", "version", "text_hash")}
        clauses = dict(pieces(document["sections"]))
        naming = [notice for notice in notices.values() if notice["policy"] == name]
        if naming and name["text_hash"] not in texts:
            bad("text-missing")
        for notice in naming:
            if any(clauses.get(clause["id"]) != clause["hash"] for clause in notice["clauses"]):
                bad("clause-other")
        missing.discard(json.dumps(name, sort_keys=True))
    registry = b64(part["registry"])
    kinds = json.loads(registry)["kinds"]
    fields = [field for one in json.loads(registry)["operations"].values() for field in one["fields"]]
    listed = [field["holds"] for field in fields if isinstance(field["holds"], list)]
    if any(kind not in kinds for held in listed for kind in held):
        sys.exit("registry: a field holds a kind that it does not have")
    print(f"policies signed: {signed}, not verified: {unsigned}, missing: {len(missing)}")
    print(f"registry: {sha256(registry)}, kinds: {len(kinds)}")


def main(path, pinned, policy_key=None):
    b64 = base64.b64decode
    platform = b64(pinned.removeprefix("ed25519:"))
    with open(path, encoding="utf-8") as file:
        receipts = json.load(file)
    notices = {sha256(b64(notice)): json.loads(b64(notice)) for notice in receipts["notices"]}
    chains, position, last, subject, unconfirmed = {}, 0, None, None, 0
    for number, receipt in enumerate(receipts["receipts"], 1):
        bad = lambda why: sys.exit(f"receipt {number}: {why}")
        data = b64(receipt["record"])
        record = json.loads(data)
        if record["chain"] not in chains:
            key = b64(record["key"])
            if sha256(key) != record["chain"]:
                bad("chain-key")
            chains[record["chain"]] = (key, 0, None)
        key, length, previous = chains[record["chain"]]
        if not holds(key, b64(receipt["signature"]), RECORD + data):
            bad("record-signature")
        if record["seq"] != length + 1 or record.get("prev") != previous:
            bad("record-order")
        chains[record["chain"]] = (key, length + 1, sha256(data))
        if notices[record["notice"]]["item"] != record["item"]:
            bad("notice-other")
        confirmation = None
        if "guardian" in receipt:
            statement = b64(receipt["guardian"]["statement"])
            if not holds(platform, b64(receipt["guardian"]["signature"]), GUARDIAN + statement):
                bad("guardian-signature")
            confirmation = json.loads(statement)
            if record["actor"] != "guardian" or any(confirmation[a] != record[b] for a, b in COVERED.items()):
                bad("guardian-other")
        elif record["actor"] == "guardian":
            unconfirmed += 1
        if "entry" not in receipt:
            continue
        statement = b64(receipt["entry"]["statement"])
        if not holds(platform, b64(receipt["entry"]["signature"]), ENTRY + statement):
            bad("entry-signature")
        entry = json.loads(statement)
        subject = subject or entry["subject"]
        if entry["record"] != sha256(data) or entry["subject"] != subject:
            bad("entry-record")
        if entry["position"] != position + 1 or entry.get("prev") != last:
            bad("entry-order")
        given = record["state"] == "given"
        if given and confirmation and instant(entry["received_at"]) > instant(confirmation["expires"]):
            bad("guardian-expired")
        position, last = entry["position"], sha256(statement)
    anchor = receipts.get("anchor")
    if anchor:
        statement = b64(anchor["statement"])
        if not holds(platform, b64(anchor["signature"]), ANCHOR + statement):
            sys.exit("anchor: signature")
        anchor = json.loads(statement)
        if anchor["position"] != position or anchor.get("last") != last:
            sys.exit("anchor: receipts-missing")
    print(f"whole: {position}, anchored: {bool(anchor)}, guardians unconfirmed: {unconfirmed}")
    if receipts.get("audit"):
        texts = {sha256(text.encode()) for text in receipts["texts"]}
        audit(receipts["audit"], notices, texts, policy_key)


main(*sys.argv[1:])
