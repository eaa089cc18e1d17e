#!/usr/bin/env python3
"""Repeats a draw of experts from its published record, with the standard library alone.

Written apart from the program that made the draw: it follows docs/draw.md, and answers the question whether the
seats can still be filled by trying in depth, where the program counts. Prints what it finds in both languages;
exit 0 when the record says what the procedure gives, 1 when not, 2 when it cannot be read.
"""
import hashlib
import json
import sys

FORMAT = "guohe-draw/1"


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sealed_text(sealed):
    terms = sealed["terms"]
    bound = lambda number: "-" if number is None else str(number)
    lines = [["draw", sealed["draw"]], ["purpose", sealed["purpose"]]]
    lines += [["party", party] for party in sealed["parties"]]
    lines += [["seats", str(terms["seats"])], ["substitutes", str(terms["substitutes"])]]
    lines += [["per-unit", bound(terms.get("per_unit"))]]
    for group in terms.get("groups", []):
        lines.append(["group", group["id"], str(group.get("least", 0)), bound(group.get("most"))])
    lines += [["left-out", reason, str(count)] for reason, count in sealed["left_out"]]
    for one in sorted(sealed["candidates"], key=lambda one: (one["ticket"], one["unit"])):
        lines.append(["candidate", one["ticket"], one["unit"], ",".join(one.get("groups", [])) or "-"])
    clean = lambda line: " ".join(line).replace("\n", " ").replace("\r", " ")
    return FORMAT + "\n" + "".join(clean(line) + "\n" for line in lines)


def allowed(terms, taken):
    """Whether nobody is one too many."""
    units = [one["unit"] for one in taken]
    cap = terms.get("per_unit")
    if cap is not None and any(units.count(unit) > cap for unit in units):
        return False
    for group in terms.get("groups", []):
        most = group.get("most")
        if most is not None and sum(group["id"] in one.get("groups", []) for one in taken) > most:
            return False
    return len(taken) <= terms["seats"]


def can_be_filled(terms, taken, behind):
    """Depth first over those who are still to come; people who differ in nothing that counts are tried once."""
    if not allowed(terms, taken):
        return False
    wanting = {}
    for group in terms.get("groups", []):
        have = sum(group["id"] in one.get("groups", []) for one in taken)
        wanting[group["id"]] = max(0, group.get("least", 0) - have)
    free = terms["seats"] - len(taken)
    if max(wanting.values(), default=0) > free or len(behind) < free:
        return False
    if free == 0:
        return True
    for group, missing in wanting.items():
        if sum(group in one.get("groups", []) for one in behind) < missing:
            return False
    tried = set()
    for at, one in enumerate(behind):
        kind = (one["unit"] if terms.get("per_unit") is not None else "", tuple(sorted(one.get("groups", []))))
        if kind in tried:
            continue
        tried.add(kind)
        if can_be_filled(terms, taken + [one], behind[at + 1:]):
            return True
    return False


def fill(terms, taken, order):
    """The tickets that fill the seats beside those that are taken; None when they cannot be filled."""
    taken, new = list(taken), []
    if not can_be_filled(terms, taken, order):
        return None
    for at, one in enumerate(order):
        if len(taken) == terms["seats"]:
            break
        if can_be_filled(terms, taken + [one], order[at + 1:]):
            taken.append(one)
            new.append(one["ticket"])
    return new


def replay(record):
    """Every place at which the record says something else than the procedure gives."""
    wrong = []
    check = lambda holds, place: holds or wrong.append(place)
    sealed, terms = record["sealed"], record["sealed"]["terms"]
    check(record["format"] == FORMAT, "format")
    check(sha256(sealed_text(sealed)) == record["digest"], "digest")
    tickets = [one["ticket"] for one in sealed["candidates"]]
    check(len(set(tickets)) == len(tickets), "sealed.candidates")
    check([one["party"] for one in record["opened"]] == sealed["parties"] and len(record["opened"]) == 2, "opened")
    for at, one in enumerate(record["opened"]):
        check(sha256(one["secret"]) == one["commitment"], f"opened[{at}].secret")
    secrets = "\n".join(one["secret"] for one in record["opened"])
    seed = sha256(f"{FORMAT} seed\n{record['digest']}\n{secrets}\n")
    check(seed == record["seed"], "seed")
    number = lambda one: sha256(f"{FORMAT} number\n{seed}\n{one['ticket']}\n")
    order = sorted(sealed["candidates"], key=lambda one: (number(one), one["ticket"]))
    seats = fill(terms, [], order)
    rest = [one["ticket"] for one in order if one["ticket"] not in (seats or [])]
    drawn = {"seats": seats, "substitutes": rest[: terms["substitutes"]]}
    check(drawn == record["drawn"], "drawn")
    by_ticket = {one["ticket"]: one for one in sealed["candidates"]}
    for at, one in enumerate(record.get("replaced", [])):
        out = one["stay"] + one.get("passed", [])
        waiting = [by_ticket[ticket] for ticket in record["drawn"]["substitutes"] if ticket not in out]
        stay = [by_ticket[ticket] for ticket in one["stay"] if ticket in by_ticket]
        check(fill(terms, stay, waiting) == one["come"], f"replaced[{at}]")
    return wrong


def main():
    if len(sys.argv) != 2:
        print("usage: replay_draw.py RECORD.json", file=sys.stderr)
        return 2
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            record = json.load(file)
        wrong = replay(record)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"无法读取 / cannot be read: {error!r}", file=sys.stderr)
        return 2
    for place in wrong:
        print(f"不一致 / differs: {place}")
    if not wrong:
        print("一致 / the record says what the procedure gives")
        print("\n".join(record["drawn"]["seats"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
