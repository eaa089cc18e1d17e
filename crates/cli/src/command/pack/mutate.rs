//! `guohe pack mutate`: one change after the other in the rules, and whether the examples notice.

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use guohe_rules::{
    mutate::{self, Fate, Mutant, Trial},
    pack::{Pack, PackFiles},
};

use super::say;
use crate::shelf;

/// The share of mutants that the examples have to kill, in hundredths.
const WANTED: usize = 95;
/// Progress is shown from then on.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tries the mutants of packs; fails when one is neither killed nor has its reason, when fewer than [`WANTED`]
/// of a hundred are killed, in one pack or overall, and when the packs or their examples have faults. With
/// `parts` only those of these clauses and scores and of what is below them are tried, and the share is no mark.
pub(super) fn run(packs: &[Arc<Pack>], parts: &[String], files: &PackFiles) -> ExitCode {
    let (mut tried, mut killed, mut of, mut enough) = (0, 0, 0, true);
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|one| is_within(part, one));
    for pack in packs {
        let progress = Progress::new(pack.id());
        let trial = mutate::run(pack, wanted, |done, total| progress.show(done, total));
        progress.clear();
        shelf::print_findings(&trial.findings, files);
        enough &= shelf::errors(&trial.findings) == 0;
        for (mutant, fate) in &trial.mutants {
            if let Some(line) = told(pack, mutant, fate) {
                say(&line);
            }
        }
        let share = trial.share();
        enough &= trial.unexplained() == 0 && (!parts.is_empty() || suffices(share));
        (killed, of) = (killed + share.0, of + share.1);
        tried += trial.mutants.len();
        say(&total(pack.id(), share, Some(&trial)));
    }
    if tried == 0 && !parts.is_empty() {
        say("没有变异可试；请核对 --clause / there is no mutant to try; see --clause");
        return ExitCode::FAILURE;
    }
    if packs.len() > 1 {
        say(&total("全部 / all", (killed, of), None));
    }
    if enough { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a clause or a part of a score is the one that is named, or below it.
fn is_within(part: &str, named: &str) -> bool {
    part.strip_prefix(named).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
}

/// A mutant that was not killed, as a located line in both languages with its name under it.
fn told(pack: &Pack, mutant: &Mutant, fate: &Fate) -> Option<String> {
    let (zh, en) = match fate {
        Fate::Killed(_) => return None,
        Fate::Survived => (
            "没有例子发现；请补一个例子，或在 mutants.yaml 中说明理由".to_owned(),
            "no example notices; add one, or give the reason in mutants.yaml".to_owned(),
        ),
        Fate::Explained(why) => (format!("存活：{}", why.zh), format!("survives: {}", why.en)),
        Fate::Equivalent(why) => (format!("等价：{}", why.zh), format!("equivalent: {}", why.en)),
    };
    let change = mutant.change.words(pack);
    let at = format!("{}:{}:{}", mutant.file, mutant.place.line, mutant.place.column);
    let part = &mutant.part;
    Some(format!(
        "{at}: [{part}] {}\n    {}\n    mutant: {}\n    {zh}\n    {en}",
        change.zh, change.en, mutant.name
    ))
}

fn total(name: &str, (killed, of): (usize, usize), trial: Option<&Trial>) -> String {
    let beside = |count: usize, zh: &str, en: &str| {
        if count == 0 { String::new() } else { format!("；{count} {zh} / {count} {en}") }
    };
    let equivalent = trial.map_or(0, |trial| trial.mutants.len() - of);
    let unexplained = trial.map_or(0, Trial::unexplained);
    format!(
        "{name}: 变异 {of} 个，发现 {killed} 个 / {killed} of {of} mutants killed{}{}: {}",
        beside(equivalent, "个另属等价", "equivalent besides"),
        beside(unexplained, "个没有理由", "without a reason"),
        percent(killed, of)
    )
}

fn suffices((killed, of): (usize, usize)) -> bool {
    killed * 100 >= of * WANTED
}

/// Rounded down, so that nothing short of the mark is shown as the mark.
fn percent(killed: usize, of: usize) -> String {
    let tenths = (killed * 1000).checked_div(of).unwrap_or(1000);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// A line that counts, on a terminal and only when it takes long.
struct Progress<'a> {
    name: &'a str,
    since: Instant,
    is_seen: bool,
}

impl<'a> Progress<'a> {
    #[expect(clippy::disallowed_methods, reason = "how long it takes is shown to whoever waits")]
    fn new(name: &'a str) -> Self {
        Self { name, since: Instant::now(), is_seen: std::io::stderr().is_terminal() }
    }

    fn is_due(&self) -> bool {
        self.is_seen && self.since.elapsed() > PATIENCE
    }

    fn show(&self, done: usize, total: usize) {
        if self.is_due() && done.is_multiple_of(50) {
            write(&format!("\r{}: {done}/{total}", self.name));
        }
    }

    fn clear(&self) {
        if self.is_due() {
            write("\r\u{1b}[K");
        }
    }
}

/// A reader that has gone away misses nothing but the progress.
fn write(text: &str) {
    let mut out = std::io::stderr().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_that_is_named_brings_what_is_below_it_and_nothing_that_only_begins_like_it() {
        for (part, named, expected) in [
            ("XX-2", "XX-2", true),
            ("XX-2.a", "XX-2", true),
            ("XX-20", "XX-2", false),
            ("XX-2", "XX-2.a", false),
            ("review/all/crew", "review", true),
        ] {
            assert_eq!(is_within(part, named), expected, "{part} {named}");
        }
    }

    #[test]
    fn a_share_just_short_of_the_mark_neither_suffices_nor_looks_as_if_it_did() {
        assert!(suffices((95, 100)));
        assert!(!suffices((9_499, 10_000)));
        assert_eq!(percent(9_499, 10_000), "94.9 %");
        assert_eq!(percent(95, 100), "95.0 %");
    }
}
