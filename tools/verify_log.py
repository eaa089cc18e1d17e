#!/usr/bin/env python3
"""Verify an exported log of Guohe: chain, tree, and the roots that checkpoints state.

    guohe audit export --data DIR log.jsonl
    python3 tools/verify_log.py log.jsonl

Written from docs/log.md alone, for auditors who trust neither the authority nor its program. It needs Python 3.8 and
nothing else. Signatures of checkpoints and the keys of persons are NOT its job: `guohe audit verify` checks those. Exit code 0 when nothing
is wrong, 1 when something is, 2 when the file is no export. The first line of a bad log names the first bad event.
"""
import base64
import hashlib
import json
import struct
import sys

ZERO = bytes(32)


def sm3_in_python(data):
    """SM3 (GB/T 32905) for interpreters whose OpenSSL does not have it."""
    rol = lambda x, n: ((x << n % 32) | (x >> (32 - n % 32))) & 0xFFFFFFFF if n % 32 else x
    p0 = lambda x: x ^ rol(x, 9) ^ rol(x, 17)
    p1 = lambda x: x ^ rol(x, 15) ^ rol(x, 23)
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    for start in range(0, len(padded), 64):
        w = list(struct.unpack(">16I", padded[start:start + 64]))
        for j in range(16, 68):
            w.append(p1(w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = rol((rol(a, 12) + e + rol(t, j)) & 0xFFFFFFFF, 7)
            ss2 = ss1 ^ rol(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d, e, f, g, h = tt1, a, rol(b, 9), c, p0(tt2), e, rol(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return struct.pack(">8I", *state)


def sm3_of_openssl(data):
    return hashlib.new("sm3", data).digest()


try:
    sm3 = sm3_of_openssl if "--plain" not in sys.argv and sm3_of_openssl(b"") else sm3_in_python
except ValueError:
    sm3 = sm3_in_python
ALGORITHMS = {"sha256": lambda data: hashlib.sha256(data).digest(), "sm3": sm3}


class Log:
    """The log of one tenant, read line by line. What is kept of it does not grow with it: the complete trees at its end,
    and its roots at the sizes of its checkpoints, which are known before."""

    def __init__(self, head, notes=()):
        self.tenant, self.size, self.end = head["tenant"], head["size"], head["link"]
        self.notes = sorted((note for note in notes if tenant_of(note) == self.tenant), key=lambda note: note[0])
        self.sizes = {size for size, *_ in self.notes}
        self.count = self.last = 0
        self.link = {name: ZERO for name in ALGORITHMS}
        self.trees = {name: [] for name in ALGORITHMS}  # [(leaves, root)], the largest first
        self.roots = {}  # size of a checkpoint -> (roots, links)
        self.latest, self.first, self.bad = "", None, []

    def wrong(self, number, text):
        self.bad.append((number, "%s: event %d: %s" % (self.tenant, number, text)))

    def entry(self, line):
        number, leaf = line["number"], line["leaf"]
        if number != self.last + 1:
            self.wrong(self.last + 1 if number > self.last else number, "missing, or its number occurs twice")
        self.last = number
        if not isinstance(leaf, dict):
            self.wrong(number, "the event is not there")
            leaf = {}
        text = json.dumps(leaf, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        if leaf.get("tenant") != self.tenant or leaf.get("number") != number:
            self.wrong(number, "belongs to another log or place")
        if leaf.get("recorded_at", "") < self.latest:
            self.wrong(number, "bears an earlier time than one before it")
        self.latest = max(self.latest, leaf.get("recorded_at", ""))
        if line.get("personal") != leaf.get("personal"):
            self.wrong(number, "the text about persons is not there, or is not that to which the leaf commits")
        for name, digest in ALGORITHMS.items():
            stored, link = line["leaf_digest"][name], line["link_digest"][name]
            payload = (line.get("payload") or "").encode("utf-8", "surrogatepass")
            if digest(payload).hex() != leaf.get("payload", {}).get(name):
                self.wrong(number, "the payload is not that of the leaf (%s)" % name)
            own = digest(b"\0" + text.encode("utf-8", "surrogatepass"))
            if own.hex() != stored:
                self.wrong(number, "is not what its digest says (%s)" % name)
            if digest(b"\2" + self.link[name] + bytes.fromhex(stored)).hex() != link:
                self.wrong(number, "does not rest on the event before it (%s)" % name)
            self.link[name] = bytes.fromhex(link)
            self.grow(name, digest, own)
        if self.first is None:
            self.first = self.trees["sha256"][0][1].hex()[:16]
        self.count += 1
        if self.count in self.sizes:
            self.roots[self.count] = ({n: self.root(n) for n in ALGORITHMS}, dict(self.link))

    def grow(self, name, digest, leaf):
        trees, leaves, root = self.trees[name], 1, leaf
        while trees and trees[-1][0] == leaves:
            root = digest(b"\1" + trees.pop()[1] + root)
            leaves *= 2
        trees.append((leaves, root))

    def root(self, name):
        trees = self.trees[name]
        root = trees[-1][1]
        for _, left in reversed(trees[:-1]):
            root = ALGORITHMS[name](b"\1" + left + root)
        return root

    def finish(self):
        if self.last != self.size:
            self.wrong(min(self.last, self.size) + 1, "the stored end of the chain is at %d" % self.size)
        elif any(self.link[name].hex() != self.end[name] for name in ALGORITHMS):
            self.wrong(self.last, "the stored end of the chain rests on another event")
        sealed = 0
        for size, origin, roots, links in self.notes:
            if size > self.count:
                self.wrong(self.count + 1, "a checkpoint knows of %d events: truncated or rolled back" % size)
            elif (roots, links) != self.roots[size] or not origin.endswith("/" + self.first):
                # An event that was named explains it.
                self.bad or self.wrong(sealed + 1, "or one up to %d: the checkpoint there has another root" % size)
            else:
                sealed = size


def tenant_of(note):
    return note[1][len("guohe/"):].rpartition("/")[0]


def checkpoint(text):
    """Origin, size, roots and links of a checkpoint; its signatures are not looked at."""
    origin, size, root, second, chain, _at = text.split("\n\n")[0].split("\n")[:6]
    decode = base64.b64decode
    _, one, other = chain.split(" ")
    roots = {"sha256": decode(root), "sm3": decode(second.split(" ")[1])}
    return int(size), origin, roots, {"sha256": decode(one), "sm3": decode(other)}


def checkpoints(lines):
    """All checkpoints of an export, and how many of its lines ought to be some and are none."""
    notes, bad = [], 0
    for line in lines:
        if line.startswith('{"checkpoint":'):
            try:
                notes.append(checkpoint(json.loads(line)["checkpoint"]))
            except (ValueError, IndexError):
                bad += 1
    return notes, bad


def verify(lines, notes):
    """Everything that is wrong with an export, of which the checkpoints are known, and the number of its events."""
    if json.loads(next(lines)).get("export") != "guohe-log/1":
        raise ValueError("the first line does not say that this is an export")
    logs, bad = [], []
    for line in map(json.loads, lines):
        if "size" in line:
            logs.append(Log(line, notes))
        elif "number" in line:
            logs[-1].entry(line)
        elif "unchained" in line:
            bad.append("%s: not in the chain: %s" % (line["tenant"], json.dumps(line["unchained"])))
    gone = {tenant_of(note) for note in notes} - {log.tenant for log in logs}
    for tenant in sorted(gone):
        size = max(note[0] for note in notes if tenant_of(note) == tenant)
        bad.append("%s: event 1: a checkpoint knows of %d events, and the whole log is not there" % (tenant, size))
    for log in logs:
        log.finish()
        bad[:0] = [text for _, text in sorted(log.bad)]
    return bad, sum(log.count for log in logs)


def main():
    paths = [argument for argument in sys.argv[1:] if argument != "--plain"]
    status = 0
    for path in paths or [sys.exit(__doc__)]:
        try:
            # Twice: the checkpoints come last, and which roots to keep follows from them.
            with open(path, encoding="utf-8", errors="surrogatepass", newline="\n") as file:
                notes, formless = checkpoints(file)
                file.seek(0)
                bad, events = verify(iter(file), notes)
        except (OSError, ValueError, KeyError, TypeError, IndexError, StopIteration) as error:
            print("%s: cannot be read as an export: %s" % (path, error))
            status = 2
            continue
        bad += ["a checkpoint does not have the form of one"] * formless
        for text in bad[:20]:
            print(text)
        print("%s: %d events, %d checkpoints, %d problems" % (path, events, len(notes), len(bad)))
        status = max(status, 1 if bad else 0)
    return status


if __name__ == "__main__":
    sys.exit(main())
