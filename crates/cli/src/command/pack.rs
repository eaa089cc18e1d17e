//! `guohe pack`: what packs there are, whether they are sound, whether their examples hold, what they cover.

mod mutate;

use std::{process::ExitCode, sync::Arc};

use clap::Subcommand;
use guohe_cases::{
    journey::{self, Cover, Guard, Told, Walk},
    law::Law,
};
use guohe_rules::{
    diagnostic::Diagnostic,
    examples::{self, Coverage},
    lint::{self, Glossary},
    pack::{Pack, PackFiles, Shelf},
};

mod diagram;
mod diff;
mod edges;
mod letters;
mod new;
mod schema;

use super::BAD_INPUT;
use crate::shelf;

/// The file of terms beside the packs.
const GLOSSARY: &str = "glossary.yaml";

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Packs with their documents, types and clauses.
    List,
    /// Writes a small pack to start from into an empty folder.
    New(new::New),
    /// The stages of a procedure as a picture, drawn from the data.
    Diagram(diagram::Diagram),
    /// JSON Schema of the files of a pack, for editors.
    Schema(schema::Schema),
    /// Static checks; fails when a pack has an error.
    Lint {
        /// The pack; all when absent.
        pack: Option<String>,
    },
    /// Runs the examples of packs and tries the edges of their rules; fails when one does not hold.
    Test {
        /// The pack; all when absent.
        pack: Option<String>,
        /// Runs the examples and tells the journeys only.
        #[arg(long)]
        no_edges: bool,
    },
    /// Changes one thing after the other in the rules and runs the examples; fails when a change is neither noticed
    /// nor explained, or fewer than 95 of a hundred are noticed.
    Mutate {
        /// The pack.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        pack: Option<String>,
        /// All packs.
        #[arg(long)]
        all: bool,
        /// Only the clause or the score of this id, with what is below it; may be given several times.
        #[arg(long, value_name = "ID", conflicts_with = "all")]
        clause: Vec<String>,
    },
    /// Compares two packs or two versions, clause by clause: which asks for more, with facts that show it.
    Diff(diff::Diff),
    /// The coverage ledger; fails when a computable clause lacks a rule or an example on either side, and when a way
    /// of the procedure is walked by no journey or a condition of it refuses none.
    Coverage {
        /// The pack; all when absent.
        pack: Option<String>,
    },
}

impl PackCommand {
    /// The pack that is named, as an id or a folder.
    fn named(&self) -> Option<&str> {
        match self {
            Self::List | Self::New(_) | Self::Schema(_) | Self::Diff(_) => None,
            Self::Diagram(diagram) => Some(&diagram.pack),
            Self::Lint { pack }
            | Self::Test { pack, no_edges: _ }
            | Self::Mutate { pack, all: _, clause: _ }
            | Self::Coverage { pack } => pack.as_deref(),
        }
    }
}

pub(crate) fn run(command: &PackCommand, mut files: PackFiles) -> ExitCode {
    match command {
        PackCommand::New(new) => return new::run(new),
        PackCommand::Schema(schema) => return schema::run(schema),
        PackCommand::Diff(diff) => return diff::run(diff, &files),
        PackCommand::List
        | PackCommand::Diagram(_)
        | PackCommand::Lint { .. }
        | PackCommand::Test { .. }
        | PackCommand::Mutate { .. }
        | PackCommand::Coverage { .. } => {}
    }
    let wanted = command.named().map(|named| shelf::mount(named, &mut files)).transpose();
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(error) => {
            eprintln!("无法读取规则包 / the pack cannot be read: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    let (files, wanted) = (&files, wanted.as_deref());
    if let Some(Err(code)) = wanted.map(|id| shelf::is_there(id, files)) {
        return ExitCode::from(code);
    }
    let shelf = shelf::load(files);
    match command {
        PackCommand::List | PackCommand::New(_) | PackCommand::Schema(_) | PackCommand::Diff(_) => {
            list(&shelf)
        }
        PackCommand::Diagram(what) => diagram::run(what, &shelf, files, wanted.unwrap_or_default()),
        PackCommand::Lint { .. } => lint(&shelf, files, wanted),
        PackCommand::Test { no_edges, .. } => test(&shelf, files, wanted, !no_edges),
        PackCommand::Mutate { clause, .. } => match chosen(&shelf, files, wanted) {
            Some(packs) => mutate::run(&packs, clause, files),
            None => ExitCode::from(BAD_INPUT),
        },
        PackCommand::Coverage { .. } => coverage(&shelf, files, wanted),
    }
}

/// The packs that are meant; none, with a message, when the one that is named did not load.
fn chosen(shelf: &Shelf, files: &PackFiles, wanted: Option<&str>) -> Option<Vec<Arc<Pack>>> {
    let packs: Vec<_> = shelf
        .packs
        .iter()
        .filter(|pack| wanted.is_none_or(|folder| pack.folder == folder))
        .map(Arc::clone)
        .collect();
    if shelf::errors(&shelf.findings) > 0 {
        shelf::print_findings(&shelf.findings, files);
    }
    if packs.is_empty() {
        let known: Vec<_> = shelf.packs.iter().map(|pack| pack.id()).collect();
        let known = known.join(", ");
        let wanted = wanted.unwrap_or("*");
        eprintln!("没有可用的规则包 {wanted}；现有：{known}");
        eprintln!("no pack {wanted} could be loaded; there are: {known}");
        return None;
    }
    Some(packs)
}

fn list(shelf: &Shelf) -> ExitCode {
    for pack in &shelf.packs {
        let number = pack.file.document.number.as_deref().unwrap_or("-");
        let types: Vec<_> = pack.file.types.iter().map(|kind| &*kind.id.value).collect();
        say(&format!("{}  {}  {number}", pack.folder, pack.file.title.zh));
        say(&format!("    {}", pack.file.title.en));
        say(&format!("    {} clauses, types {}", pack.own_clauses().count(), types.join(" ")));
    }
    say(&format!("{} packs", shelf.packs.len()));
    ExitCode::SUCCESS
}

fn lint(shelf: &Shelf, files: &PackFiles, wanted: Option<&str>) -> ExitCode {
    // What is wrong with the shared files is wrong with every pack.
    let about = |file: &str| {
        let shared = file.starts_with("vocabulary/") || file.starts_with("parameters/");
        shared || wanted.is_none_or(|id| file.starts_with(&format!("{id}/")))
    };
    let mut findings: Vec<_> =
        shelf.findings.iter().filter(|finding| about(&finding.file)).cloned().collect();
    let glossary = files.get(GLOSSARY).map(|text| Glossary::read(text));
    if let Some(Err(fault)) = &glossary {
        let file = Arc::from(GLOSSARY);
        findings.push(Diagnostic::error("unreadable", &file, fault.place, fault.words()));
    }
    for pack in shelf.packs.iter().filter(|pack| wanted.is_none_or(|id| pack.folder == id)) {
        let mut own = lint::check(pack);
        if let Some(Ok(glossary)) = &glossary {
            own.extend(lint::check_terms(pack, glossary));
        }
        // A pack that runs cases has a procedure; one without only answers questions.
        if ["procedure", "lifecycle"]
            .iter()
            .any(|name| files.contains_key(&format!("{}/{name}.yaml", pack.folder)))
        {
            own.extend(Law::of(Arc::clone(pack)).err().unwrap_or_default());
        }
        own.extend(letters::check(&pack.folder, files));
        for finding in &mut own {
            pack.relocate(finding);
        }
        // Files that packs share are looked at with each of them.
        own.retain(|finding| !findings.contains(finding));
        findings.extend(own);
    }
    shelf::print_findings(&findings, files);
    let errors = shelf::errors(&findings);
    say(&format!("{} errors, {} advices", errors, findings.len() - errors));
    if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn test(shelf: &Shelf, files: &PackFiles, wanted: Option<&str>, with_edges: bool) -> ExitCode {
    let Some(packs) = chosen(shelf, files, wanted) else { return ExitCode::from(BAD_INPUT) };
    let (mut passed, mut failed, mut told) = (0, shelf::errors(&shelf.findings), 0);
    let mut edges = edges::Count::default();
    for pack in packs {
        let examples = examples::run(&pack);
        let journeys = journeys(&pack, files);
        told += journeys.journeys;
        if with_edges {
            edges.add(&pack, files);
        }
        for findings in [&examples.findings, &journeys.findings] {
            shelf::print_findings(findings, files);
            failed += findings.len();
        }
        for checked in examples.checked.iter().chain(&journeys.checked) {
            if checked.holds() {
                passed += 1;
            } else {
                failed += 1;
                say(&format!(
                    "{}:{}: {} {}: expected {}, found {}",
                    checked.file,
                    checked.place.line,
                    checked.case,
                    checked.of,
                    checked.expected,
                    checked.found
                ));
            }
        }
    }
    failed += edges.faults;
    if with_edges {
        edges.say();
    }
    say(&format!("{told} journeys told"));
    say(&format!("{passed} passed, {failed} failed"));
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The journeys of a pack that runs cases; one without a procedure has none.
fn journeys(pack: &Arc<Pack>, files: &PackFiles) -> Told {
    if !files.contains_key(&format!("{}/procedure.yaml", pack.id())) {
        return Told::default();
    }
    match Law::of(Arc::clone(pack)) {
        Ok(law) => journey::tell(law),
        Err(findings) => Told { findings, ..Told::default() },
    }
}

fn coverage(shelf: &Shelf, files: &PackFiles, wanted: Option<&str>) -> ExitCode {
    let Some(packs) = chosen(shelf, files, wanted) else { return ExitCode::from(BAD_INPUT) };
    let mut short = shelf::errors(&shelf.findings);
    for pack in packs {
        let ledger = examples::ledger(&pack, &examples::run(&pack));
        for line in ledger.wanting() {
            say(&format!("{}: {}", line.clause, wanting(line)));
        }
        let (computable, complete) = ledger.computable();
        short += computable - complete;
        say(&format!(
            "{}: {} of {} clauses classified, {complete} of {computable} computable ones complete",
            pack.id(),
            ledger.lines.len(),
            ledger.lines.len()
        ));
        if let of @ 1.. = ledger.offered.len() {
            let complete = ledger.offered.iter().filter(|line| line.is_complete()).count();
            short += of - complete;
            say(&format!("{}: {complete} of {of} conditions offered to calls complete", pack.id()));
        }
        // A pack without a procedure only answers questions.
        if files.contains_key(&format!("{}/procedure.yaml", pack.folder)) {
            short += procedure(pack.id(), &journeys(&pack, files).cover);
        }
    }
    if short == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What journeys reach of a procedure; how much they do not.
fn procedure(pack: &str, cover: &Cover) -> usize {
    for Walk { from, act, outcome, to } in cover.not_walked() {
        let outcome = outcome.as_ref().map(|outcome| format!("/{outcome}")).unwrap_or_default();
        say(&format!("{from} → {act}{outcome} → {to}: 没有旅程走过 no journey walks it"));
    }
    for Guard { act, outcome, line, column } in cover.not_refused() {
        let outcome = outcome.as_ref().map(|outcome| format!("/{outcome}")).unwrap_or_default();
        say(&format!(
            "{act}{outcome} {line}:{column}: 没有被拒绝的旅程 no journey is refused by it"
        ));
    }
    let (ways, guards) = (cover.ways.len(), cover.guards.len());
    let (not_walked, not_refused) = (cover.not_walked().count(), cover.not_refused().count());
    let (walked, refused) = (ways - not_walked, guards - not_refused);
    say(&format!(
        "{pack}: {walked} of {ways} ways of the procedure walked, {refused} of {guards} conditions seen to refuse"
    ));
    if walked == 0 && ways > 0 {
        say(&format!(
            "{pack}: 尚无旅程；写法见 docs/journeys.md / no journey yet; docs/journeys.md says how to write one"
        ));
    }
    not_walked + not_refused
}

fn wanting(line: &Coverage) -> String {
    let parts = [
        (!line.has_rule, "缺规则 no rule"),
        (!line.has_yes, "缺满足一侧的例子 no example that satisfies it"),
        (!line.has_no, "缺不满足一侧的例子 no example that does not"),
    ];
    let named: Vec<_> = parts.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| *what).collect();
    named.join("; ")
}

/// One line on standard output.
fn say(line: &str) {
    crate::print(&format!("{line}\n"));
}
