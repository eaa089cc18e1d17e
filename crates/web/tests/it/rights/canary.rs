//! Canaries: every text of the story that is somebody's business alone gets a mark that tells whose it is and of what sort,
//! before the story is told. What was asked by whom may then hold the marks that they may see, and no other.
//!
//! The marks are put into the files of the story, so they take every way that what people type takes: through the verbs
//! into events, rows of lists and registers, and from there into pages, files and headers.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, header};
use guohe_rules::pack::PackFiles;

use guohe_testkit::unpacked;
use sha2::{Digest as _, Sha256};

use super::{
    asked::{Answer, ask},
    scene::Scene,
    table::{Row, Table},
};

/// Where the story of the demonstration lies.
const STORY: &str = "beijing/bases-2025/demo/";
/// How a mark begins; its parts are parted by signs that stand in no name.
const BEGINS: &str = "CNRY";

/// So often each sentence of the experts is said, so that hardly two of them say the same one.
const OFTEN: usize = 300;

/// The host of the one case in the other realm, who stands in nothing of this one.
const FOREIGN: &str = "京东北示例科技园";

/// What sort of text a mark stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// What an organisation typed about itself.
    Fact,
    /// Whom an organisation works with.
    Party,
    /// Why officers and leaders did something about it: whoever sees the case sees that.
    Reasoned,
    /// What was said about an objection.
    Said,
    /// To what a panel came, for its members as well.
    Opinion,
    /// What an expert gave as reasons, under an alias.
    Judged,
    /// Who objected, and how they are reached.
    Objector,
}

impl Sort {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Fact, "fact"),
        (Self::Party, "party"),
        (Self::Reasoned, "reasoned"),
        (Self::Said, "said"),
        (Self::Opinion, "opinion"),
        (Self::Judged, "judged"),
        (Self::Objector, "objector"),
    ];
}

/// A mark as it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    owner: String,
    sort: Sort,
    number: u32,
}

/// Puts the marks in; gives how many there are.
pub(crate) fn planted(mut files: PackFiles) -> (PackFiles, u32) {
    let mut number = 0;
    for (path, text) in &mut files {
        let Some(name) = path.strip_prefix(STORY) else { continue };
        match name.strip_prefix("hosts/").and_then(|host| host.strip_suffix(".yaml")) {
            Some(owner) => *text = facts(text, owner, &mut number),
            None => *text = acts(text, &mut number),
        }
    }
    (files, number)
}

/// The facts of a host: every Chinese text but its name, which becomes public.
fn facts(text: &str, owner: &str, number: &mut u32) -> String {
    let mut record = String::new();
    let mut out = String::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) {
            head.trim_end_matches(':').clone_into(&mut record);
        }
        let public = record == "host" && line.trim_start().starts_with("name:");
        let marked = if public {
            line.to_owned()
        } else {
            mark(line, owner, |key| Some(sort(&record, key)), number)
        };
        out.push_str(&marked);
        out.push('\n');
    }
    out
}

/// Partners are named to whoever has to say whether something ties them to one.
fn sort(record: &str, key: &str) -> Sort {
    if record == "partners" && key == "name" { Sort::Party } else { Sort::Fact }
}

/// What people do: reasons, opinions, objections, by the case they are about; and the sentences of experts, which are
/// nobody's in particular.
fn acts(text: &str, number: &mut u32) -> String {
    let (mut part, mut owner) = (String::new(), String::new());
    let mut out = String::new();
    for line in text.lines() {
        if let Some(head) = line.split(':').next().filter(|head| !head.starts_with([' ', '#'])) {
            head.clone_into(&mut part);
        }
        if let Some(id) = line.strip_prefix("  - id: ") {
            id.clone_into(&mut owner);
        }
        let marked = match part.as_str() {
            "reasons" => match line.split_once("    - ") {
                Some(("", sentence)) => {
                    let one = |_| format!("    - {}{sentence}", next("any", Sort::Judged, number));
                    (0..OFTEN).map(one).collect::<Vec<_>>().join("\n")
                }
                _ => line.to_owned(),
            },
            "cases" if line.trim_start().starts_with("- {at:") => {
                let objects = line.contains("act: object,");
                let about = objects || line.contains("objection");
                let sort = |key: &str| match key {
                    "name" | "contact" if objects => Some(Sort::Objector),
                    "opinion" => Some(Sort::Opinion),
                    "reasons" | "text" | "what" | "note" if about => Some(Sort::Said),
                    "reasons" | "text" | "what" | "note" => Some(Sort::Reasoned),
                    _ => None,
                };
                mark(line, &owner, sort, number)
            }
            _ => line.to_owned(),
        };
        out.push_str(&marked);
        out.push('\n');
    }
    out
}

fn next(owner: &str, sort: Sort, number: &mut u32) -> String {
    *number += 1;
    let (_, word) = Sort::ALL.iter().find(|(one, _)| *one == sort).unwrap();
    format!("{BEGINS}{owner}X{word}X{number}Z")
}

/// A line with a mark in front of every Chinese or reachable text under a key of a sort.
fn mark(line: &str, owner: &str, sort: impl Fn(&str) -> Option<Sort>, number: &mut u32) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(": ") {
        let key = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
        out.push_str(before);
        out.push_str(": ");
        let (quote, after) = after.strip_prefix('"').map_or(("", after), |inner| ("\"", inner));
        out.push_str(quote);
        let ends = after.find([',', ']', '}', '"']).unwrap_or(after.len());
        let (value, behind) = after.split_at(ends);
        let written = value.chars().any(|c| c >= '\u{4e00}') || value.contains('@');
        if let Some(sort) = sort(key).filter(|_| written && !value.starts_with(['[', '{'])) {
            out.push_str(&next(owner, sort, number));
            out.push_str(value);
            rest = behind;
        } else {
            rest = after;
        }
    }
    out + rest
}

/// The marks in a text.
fn marks(text: &str) -> BTreeSet<Mark> {
    let read = |after: &str| {
        let (owner, rest) = after.split_once('X')?;
        let (word, rest) = rest.split_once('X')?;
        let (number, _) = rest.split_once('Z')?;
        let (sort, _) = Sort::ALL.iter().find(|(_, known)| *known == word)?;
        Some(Mark { owner: owner.to_owned(), sort: *sort, number: number.parse().ok()? })
    };
    text.split(BEGINS).skip(1).filter_map(read).collect()
}

/// What a file is that has to be unpacked.
fn kind(bytes: &[u8], headers: &HeaderMap) -> &'static str {
    let named = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    match named.unwrap_or_default() {
        _ if bytes.starts_with(b"%PDF") => "pdf",
        kind if kind.contains("spreadsheet") => "sheet",
        kind if kind.contains("wordprocessing") => "word",
        _ => "archive",
    }
}

/// What stands in a file in any way: its parts with their names, and for documents the text that one reads in them.
pub(crate) fn unpacked_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for part in unpacked::parts(bytes) {
        // Faces hold shapes of letters, and nothing that anybody wrote.
        let face = [&b"\0\x01\0\0"[..], b"OTTO", b"true", b"\x01\0\x04"];
        if face.iter().any(|face| part.bytes.starts_with(face)) {
            continue;
        }
        text += &part.name;
        text.push('\n');
        text += &String::from_utf8_lossy(&part.bytes);
        text.push('\n');
    }
    text + &guohe_documents::text(bytes).unwrap_or_default()
}

/// What was found in one file.
#[derive(Debug, Clone, Default)]
struct Within {
    marks: BTreeSet<Mark>,
    foreign: bool,
}

impl Within {
    fn of(text: &str) -> Self {
        Self { marks: marks(text), foreign: text.contains(FOREIGN) }
    }
}

/// Sends requests and remembers who saw which marks.
pub(crate) struct Watch<'a> {
    scene: &'a Scene,
    table: &'a Table,
    /// The phase of each owner.
    phases: BTreeMap<String, String>,
    /// What panels said, by the expert who may read it.
    heard: BTreeMap<String, BTreeSet<Mark>>,
    /// Files by their digest: the same one is asked for by several.
    files: BTreeMap<[u8; 32], Within>,
    /// Where papers are, whose text no query changes: to set each takes long.
    papers: BTreeSet<String>,
    pub(crate) asked: usize,
    /// How many files of each kind were looked into.
    pub(crate) kinds: BTreeMap<&'static str, usize>,
    pub(crate) foreign: Vec<String>,
    seen: BTreeSet<Mark>,
}

impl<'a> Watch<'a> {
    pub(crate) async fn over(scene: &'a Scene, table: &'a Table) -> Self {
        let heard = scene.heard().await.into_iter();
        Self {
            scene,
            table,
            phases: Scene::owners(),
            heard: heard.map(|(who, text)| (who, marks(&text))).collect(),
            files: BTreeMap::new(),
            papers: BTreeSet::new(),
            asked: 0,
            kinds: BTreeMap::new(),
            foreign: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Whether somebody may see a mark when they ask about an object.
    fn may(&self, principal: &str, object: &str, mark: &Mark) -> bool {
        let (object, _) = object.split_once('/').unwrap_or((object, ""));
        let decides = ["officer", "leader"].contains(&principal);
        let own = if self.phases.values().any(|phase| phase == object) { object } else { "draft" };
        let phase = self.phases.get(&mark.owner).map(String::as_str);
        let is_own = principal == "own" && phase == Some(own)
            || principal == "other" && mark.owner == "tuolan";
        let sees = || {
            let sees = self.table.sees.get(principal).map_or(&[][..], Vec::as_slice);
            match phase {
                Some(phase) => sees.iter().any(|one| one == phase),
                // Cases of the story that stand for no phase were handed in like those that do.
                None => mark.owner != "tuolan" && sees.iter().any(|one| one == "check"),
            }
        };
        let named = self.table.named.get(principal);
        let named = || {
            phase.is_some_and(|phase| named.is_some_and(|all| all.iter().any(|one| one == phase)))
        };
        let heard = || self.heard.get(principal).is_some_and(|heard| heard.contains(mark));
        match mark.sort {
            Sort::Party => is_own || sees() || named(),
            Sort::Fact | Sort::Reasoned => is_own || sees(),
            Sort::Said => is_own || decides,
            Sort::Opinion => is_own || decides || heard(),
            Sort::Judged => decides || heard(),
            Sort::Objector => decides,
        }
    }

    /// What stands in the body of an answer, unpacked where it is packed.
    fn within(&mut self, answer: &Answer) -> Within {
        if !unpacked::is_packed(&answer.bytes) {
            return Within::of(&answer.body);
        }
        *self.kinds.entry(kind(&answer.bytes, &answer.headers)).or_default() += 1;
        let digest: [u8; 32] = Sha256::digest(&answer.bytes).into();
        let read = || Within::of(&unpacked_text(&answer.bytes));
        self.files.entry(digest).or_insert_with(read).clone()
    }

    fn look(&mut self, (asked, principal, object): (&str, &str, &str), answer: &Answer) {
        let heads = answer
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
        let heads = Within::of(&heads.collect::<Vec<_>>().join("\n"));
        let body = self.within(answer);
        if heads.foreign || body.foreign {
            self.foreign.push(format!("{asked} as {principal} ({object}): {FOREIGN}"));
        }
        for mark in heads.marks.union(&body.marks) {
            if self.may(principal, object, mark) {
                self.seen.insert(mark.clone());
            } else {
                self.foreign.push(format!("{asked} as {principal} ({object}): {mark:?}"));
            }
        }
    }

    /// Asks for everything that a row is about, with a query behind the address.
    pub(crate) async fn walk(&mut self, site: &axum::Router, row: &Row, query: &str) {
        // Whoever is not let in is not asked what they look for.
        if !query.is_empty() && ["sign-in", "refused"].contains(&row.expected.as_str()) {
            return;
        }
        for route in self.table.routes_of(&row.group) {
            // A list is given as a workbook where it has an address of its own.
            let list = query.starts_with("?as=") && route.path.contains('{');
            if list || route.method == "POST" && !query.is_empty() {
                continue;
            }
            for object in &row.objects {
                let plain = self.scene.address(&route.path, object);
                if !query.is_empty() && self.papers.contains(&plain) {
                    continue;
                }
                let address = format!("{plain}{query}");
                let session = Scene::token(&row.principal, object);
                let token = if row.lets_in() {
                    String::new()
                } else {
                    session.clone().unwrap_or_default().replace(' ', "-")
                };
                let answer = ask(site, &route.method, &address, session.as_deref(), &token).await;
                self.asked += 1;
                if query.is_empty() && unpacked::is_packed(&answer.bytes) {
                    self.papers.insert(plain);
                }
                self.look((&address, &row.principal, object), &answer);
            }
        }
    }

    /// Looks through what everybody is told by mail and by short message; gives how many there are. It says that
    /// something waits, and of whom it is behind the door.
    pub(crate) async fn mails(&mut self) -> usize {
        let mails = self.scene.mails().await;
        for (account, text) in &mails {
            let within = Within::of(text);
            let expert = account.roles.iter().any(|role| role.ends_with(":expert"));
            let mut names = self.scene.names.values();
            let named = names.any(|name| text.contains(name.as_str()));
            let numbered = expert && self.scene.numbers().iter().any(|one| text.contains(one));
            if within.foreign || !within.marks.is_empty() || named || numbered {
                self.foreign.push(format!("a mail to {}: {text}", account.login));
            }
        }
        mails.len()
    }

    /// How many marks were shown to those who may see them, by sort.
    pub(crate) fn shown(&self) -> Vec<usize> {
        let of = |sort| self.seen.iter().filter(|mark| mark.sort == sort).count();
        Sort::ALL.iter().map(|(sort, _)| of(*sort)).collect()
    }
}
