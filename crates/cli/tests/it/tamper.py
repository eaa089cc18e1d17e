"""What somebody with the right to write to the database does to one event: `tamper.py DATABASE KIND NUMBER`.

Python's own SQLite, so that nothing of the program under test takes part. Triggers are taken away first, as the owner of
a database can. `rehashed` and `tail` compute digests anew by what docs/log.md says; for these an export is given too.
"""
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.environ["TOOLS"])
sys.dont_write_bytecode = True
import verify_log as log

database, kind, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(database)
db.execute("PRAGMA foreign_keys = OFF")
for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
    db.execute("DROP TRIGGER " + name)
place = "(about, id, seq) = (SELECT about, id, seq FROM chain WHERE number = %d)" % number
next_place = place.replace("= %d" % number, "= %d" % (number + 1))


def anew(first, last):
    """Digests of the entries from one to another, from the export that was made after the change."""
    lines = [json.loads(line) for line in open(sys.argv[4], encoding="utf-8")]
    entries = [line for line in lines if "number" in line]
    before = {name: log.ZERO for name in log.ALGORITHMS}
    if first > 1:
        before = {name: bytes.fromhex(entries[first - 2]["link_digest"][name]) for name in before}
    trees = log.Log({"tenant": "main", "size": 0, "link": {}})
    for entry in entries[:last]:
        text = json.dumps(entry["leaf"], sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        columns = {}
        for name, digest in log.ALGORITHMS.items():
            leaf = digest(b"\0" + text)
            trees.grow(name, digest, leaf)
            if entry["number"] >= first:
                before[name] = digest(b"\2" + before[name] + leaf)
                columns["leaf_" + name], columns["link_" + name] = leaf, before[name]
        for column, value in columns.items():
            db.execute("UPDATE chain SET %s = ? WHERE number = ?" % column, (value, entry["number"]))
    return before, trees


KINDS = {
    "byte": ["UPDATE event SET payload = replace(payload, '{', '{ ') WHERE " + place],
    "role": ["UPDATE event SET role = role || 'x' WHERE " + place],
    "deleted": ["DELETE FROM event WHERE " + place, "DELETE FROM chain WHERE number = %d" % number],
    "swapped": [
        "CREATE TABLE s AS SELECT payload AS p FROM event WHERE " + place,
        "UPDATE event SET payload = (SELECT payload FROM event WHERE %s) WHERE %s" % (next_place, place),
        "UPDATE event SET payload = (SELECT p FROM s) WHERE " + next_place,
    ],
    "duplicated": [
        "INSERT INTO event SELECT tenant, about, id, seq + 1000, kind, schema, account, role, acting_for, effective_on,"
        " recorded_at, payload FROM event WHERE " + place
    ],
    "seq": ["UPDATE chain SET number = number + 100000 WHERE number = %d" % number],
    "time": ["UPDATE event SET recorded_at = '2020' || substr(recorded_at, 5) WHERE " + place],
    "actor": ["UPDATE event SET account = zeroblob(16) WHERE " + place],
    "tenant": [
        "UPDATE event SET tenant = 'other' WHERE " + place,
        "UPDATE chain SET tenant = 'other' WHERE number = %d" % number,
    ],
    "digest": ["UPDATE chain SET leaf_sm3 = zeroblob(32) WHERE number = %d" % number],
    "row": ["UPDATE listing SET stage = stage || 'x' WHERE rowid = (SELECT min(rowid) FROM listing WHERE about = 'case')"],
    "cut": [
        "DELETE FROM event WHERE (about, id, seq) IN (SELECT about, id, seq FROM chain WHERE number >= %d)" % number,
        "DELETE FROM chain WHERE number >= %d" % number,
        "DELETE FROM checkpoint",
    ],
}
# Whatever lies beside the chain; the number of the event that is hit is said.
said = db.execute("SELECT min(number) FROM chain WHERE personal_sha256 IS NOT NULL").fetchone()[0]
of_said = "(about, id) = (SELECT about, id FROM chain WHERE number = %d)" % said
everything = ["personal_text", "chain", "chain_head", "chain_tile", "checkpoint", "event"]
BESIDE = {
    "text": ["DELETE FROM personal_text WHERE " + place.replace("= %d" % number, "= %d" % said)],
    "key": ["UPDATE subject_key SET key = NULL, erased_at = '2026-01-01T00:00:00.000000Z' WHERE " + of_said],
    "people": ["DELETE FROM listing_person WHERE account = (SELECT min(account) FROM listing_person)"],
    "registered": ["UPDATE registry_key SET digest = zeroblob(32) WHERE digest = (SELECT min(digest) FROM registry_key)"],
    "unexplained": [
        "INSERT INTO listing SELECT tenant, about, zeroblob(16), version, pack, round, organisation, kind, stage,"
        " waits_for, since, due, title, number, extra, people FROM listing WHERE about = 'case' LIMIT 1"
    ],
    "unchained": ["DELETE FROM " + table for table in everything[1:5]],
    "log": ["DELETE FROM " + table for table in everything]
    + ["DELETE FROM " + t for t in ("listing_person", "listing", "registry_key", "registry_row", "subject_key", "stream")],
}
if kind in BESIDE:
    for text in BESIDE[kind]:
        changed = db.execute(text).rowcount
        assert changed != 0 or kind in ("log", "unchained"), text
    print(said)
elif kind in KINDS:
    for text in KINDS[kind]:
        assert db.execute(text).rowcount != 0, text
elif kind == "rehashed":
    anew(number, number)
elif kind == "tail":
    count = db.execute("SELECT max(number) FROM chain").fetchone()[0]
    link, trees = anew(number, count)
    pairs = zip(trees.trees["sha256"], trees.trees["sm3"])
    roots = b"".join(one[1] + other[1] for one, other in pairs)
    db.execute("UPDATE chain_head SET link_sha256 = ?, link_sm3 = ?, roots = ?", (link["sha256"], link["sm3"], roots))
    db.execute("DELETE FROM checkpoint")
db.commit()
