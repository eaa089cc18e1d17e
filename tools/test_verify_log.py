#!/usr/bin/env python3
"""Tamper with an exported log in sixteen ways at twenty positions, and see verify_log.py name the first bad event.

    python3 tools/test_verify_log.py log.jsonl

The export ends in a checkpoint that covers every event. Prints one line and exits with 0 when everything was found.
"""
import copy
import json
import sys

import verify_log as subject

POSITIONS = 20


def digests(entry, before):
    """What somebody who knows the format would compute anew."""
    leaf = entry["leaf"]
    text = json.dumps(leaf, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    for name, digest in subject.ALGORITHMS.items():
        leaf_digest = digest(b"\0" + text)
        entry["leaf_digest"][name] = leaf_digest.hex()
        entry["link_digest"][name] = digest(b"\2" + before[name] + leaf_digest).hex()


def links(entries, at):
    if at == 0:
        return {name: subject.ZERO for name in subject.ALGORITHMS}
    return {name: bytes.fromhex(entries[at - 1]["link_digest"][name]) for name in subject.ALGORITHMS}


def anew(entries, at, head):
    for i in range(at, len(entries)):
        digests(entries[i], links(entries, i))
    head["size"], head["link"] = len(entries), entries[-1]["link_digest"]


def byte(e, at, head):
    e[at]["payload"] = e[at]["payload"][:-1] + " }"


def rehashed(e, at, head):
    e[at]["leaf"]["role"] += "x"
    digests(e[at], links(e, at))


def tail(e, at, head):
    e[at]["leaf"]["role"] += "x"
    anew(e, at, head)


def delete(e, at, head):
    del e[at]


def swap(e, at, head):
    other = at - 1 if at else at + 1
    for member in ("leaf", "payload"):
        e[at][member], e[other][member] = e[other][member], e[at][member]


def duplicate(e, at, head):
    e.insert(at, copy.deepcopy(e[at]))


def insert(e, at, head):
    e.insert(at, copy.deepcopy(e[at]))
    e[at]["leaf"]["seq"] += 1000
    digests(e[at], links(e, at))
    for entry in e[at + 1:]:
        entry["number"] += 1


def seq(e, at, head):
    e[at]["leaf"]["seq"] += 1


def time(e, at, head):
    e[at]["leaf"]["recorded_at"] = "2001" + e[at]["leaf"]["recorded_at"][4:]


def actor(e, at, head):
    e[at]["leaf"]["account"] = "0" * 8 + e[at]["leaf"]["account"][8:-1] + "x"


def tenant(e, at, head):
    e[at]["leaf"]["tenant"] = "elsewhere"


def one_digest(e, at, head):
    e[at]["leaf_digest"]["sm3"] = "00" * 32


def unicode_equal(e, at, head):
    e[at]["payload"] = e[at]["payload"].replace("\u00e9", "e\u0301")


def cut(e, at, head):
    del e[at:]
    head["size"] = len(e)
    head["link"] = e[-1]["link_digest"] if e else {name: "00" * 32 for name in subject.ALGORITHMS}


def text_gone(e, at, head):
    e[at]["personal"] = None


def text_changed(e, at, head):
    e[at]["personal"] = {name: "00" * 32 for name in subject.ALGORITHMS}


KINDS = [byte, rehashed, tail, delete, swap, duplicate, insert, seq, time, actor, tenant, one_digest, unicode_equal, cut,
         text_gone, text_changed]


def main():
    with open(sys.argv[1], encoding="utf-8", newline="\n") as file:
        lines = [json.loads(line) for line in file]
    first, head = lines[0], lines[1]
    entries = [line for line in lines if "number" in line]
    notes = [subject.checkpoint(line["checkpoint"]) for line in lines if "checkpoint" in line]
    assert first["export"] and max(size for size, *_ in notes) == len(entries)
    places = [step * (len(entries) - 1) // (POSITIONS - 1) for step in range(POSITIONS)]
    stops, log = {}, subject.Log(head, notes)
    for number, entry in enumerate(entries):
        if any(number == max(at - 2, 0) for at in places):
            stops[number] = snapshot(log)
        log.entry(entry)
    log.finish()
    assert not log.bad, log.bad[:3]
    assert len(log.roots) <= len(notes) and len(log.trees["sm3"]) < 64, "what is kept does not grow with the log"
    missed, tried = [], 0
    for kind in KINDS:
        for at in places:
            tried += 1
            first, last = bounds(kind, at, len(entries), notes)
            named = found(kind, at, entries, head, stops)
            if named is None or not first <= named <= last:
                missed.append("%s at %d: %s is named" % (kind.__name__, at + 1, named))
    print("%d of %d found, %d kinds%s" % (tried - len(missed), tried, len(KINDS), "".join("\nmissed: " + m for m in missed)))
    return 1 if missed else 0


def snapshot(log):
    """The verifier as it stands before an event; everything it changes is its own."""
    other = copy.copy(log)
    other.link, other.roots, other.bad = dict(log.link), dict(log.roots), []
    other.trees = {name: list(trees) for name, trees in log.trees.items()}
    return other


def bounds(kind, at, count, notes):
    """Between which numbers the first bad event may be named, of one at an index: itself, where its own digests tell. Where
    it was hashed anew the next one does not rest on it and is named, and where everything behind it was, the first event
    after the checkpoint before it."""
    number = at + 1
    sealed = max([size for size, *_ in notes if size < number], default=0)
    if kind is tail or kind is rehashed and number == count:
        return sealed + 1, number
    if kind in (rehashed, insert, duplicate):
        return number, number + 1
    return (number - 1, number) if kind is swap and at else (number, number)


def found(kind, at, entries, head, stops):
    """The first event that is named; none where nothing is."""
    begin = max(at - 2, 0)
    # What reaches to the end needs all of it; for the others a few entries are enough to copy.
    end = len(entries) if kind in (tail, cut) else min(begin + 6, len(entries))
    changed, end_of = copy.deepcopy(entries[begin:end]), copy.deepcopy(head)
    kind(changed, at - begin, end_of)
    if kind in (tail, cut):
        end_of["size"] = begin + len(changed)
    if kind is cut and not changed and begin:
        end_of["link"] = entries[begin - 1]["link_digest"]
    log = snapshot(stops[begin])
    log.size, log.end = end_of["size"], end_of["link"]
    for entry in changed + entries[end:]:
        log.entry(entry)
        if log.bad and kind is not tail:
            break
    log.finish()
    return min(log.bad)[0] if log.bad else None


if __name__ == "__main__":
    sys.exit(main())
