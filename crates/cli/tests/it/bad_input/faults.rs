//! Faulty facts, each with the place and a part of the message that must be reported.

use crate::world::{FACTS, with};

/// One fault.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) name: String,
    pub(super) input: Vec<u8>,
    /// Line and column; a line alone leaves the column open, and nothing leaves both.
    pub(super) place: String,
    pub(super) zh: String,
    pub(super) en: String,
}

/// The faults of one group of `faults.tsv`.
pub(super) fn of_group(group: &str) -> Vec<Fault> {
    let table = include_str!("../../faults.tsv");
    let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let found: Vec<Fault> = rows.filter(|row| row[0] == group).map(|row| fault(&row)).collect();
    assert!(found.len() > 5, "the group {group} has faults");
    found
}

fn fault(row: &[&str]) -> Fault {
    let [_, name, passage, instead, place, zh, en] = row else { panic!("seven columns: {row:?}") };
    let input = if *passage == "*" {
        bytes(instead)
    } else {
        let text = |field: &str| String::from_utf8(bytes(field)).unwrap();
        with(&text(passage), &text(instead)).into_bytes()
    };
    new(name, input, place, zh, en)
}

fn new(name: &str, input: Vec<u8>, place: &str, zh: &str, en: &str) -> Fault {
    let [name, place, zh, en] = [name, place, zh, en].map(str::to_owned);
    Fault { name, input, place, zh, en }
}

/// A field of the table: `\n`, `\t` and `\xNN` stand for what cannot stand in it.
fn bytes(field: &str) -> Vec<u8> {
    let mut parts = field.split('\\');
    let mut all = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (sign, rest) = match part.split_at(1) {
            ("n", rest) => (b'\n', rest),
            ("t", rest) => (b'\t', rest),
            ("x", rest) => {
                let (digits, rest) = rest.split_at(2);
                (u8::from_str_radix(digits, 16).unwrap(), rest)
            }
            (other, _) => panic!("`\\{other}` means nothing"),
        };
        all.push(sign);
        all.extend(rest.as_bytes());
    }
    all
}

/// Inputs made to exhaust whoever reads them.
pub(super) fn exhausting() -> Vec<Fault> {
    let deep_block: String = (0..500).map(|at| [&" ".repeat(at), "a:\n"].concat()).collect();
    let deep_list = format!("facts: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = format!("facts:\n  host: {{name: {}}}\n", "甲".repeat(4 * 1024 * 1024));
    let rows = format!("facts:\n  events:\n{}", "    - {}\n".repeat(300_000));
    let too_deep = ("嵌套过深", "nested too deeply");
    let too_much = ("内容过多", "there is too much in it");
    vec![
        new("aliases that multiply", laughs().into_bytes(), "7", "展开过大", "unfold to too much"),
        new("blocks in blocks", deep_block.into_bytes(), "65", too_deep.0, too_deep.1),
        new("brackets in brackets", deep_list.into_bytes(), "1", too_deep.0, too_deep.1),
        new("twelve megabytes", long.into_bytes(), "2", "超过 10 MiB", "at most 10 MiB are read"),
        new("too many rows", rows.into_bytes(), "249998", too_much.0, too_much.1),
    ]
}

/// Ten lists, each of nine times the one before.
fn laughs() -> String {
    let mut text = String::from("facts:\n  a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (name, before) in ('b'..='j').zip('a'..) {
        let row = vec![format!("*{before}"); 9].join(", ");
        let name = name.to_string();
        text.push_str(&["  ", &name, ": &", &name, " [", &row, "]\n"].concat());
    }
    text
}

/// The facts with single bytes replaced, all over the file.
pub(super) fn damaged() -> impl Iterator<Item = (usize, u8, Vec<u8>)> {
    let signs = *b"\0\t\n\r {}[]:-,&*!|>'\"%@`#?\\\x1b\xff\xe4";
    let places = (0..FACTS.len()).step_by(37);
    places.zip(signs.into_iter().cycle()).map(|(at, sign)| {
        let mut damaged = FACTS.as_bytes().to_vec();
        damaged[at] = sign;
        (at, sign, damaged)
    })
}
