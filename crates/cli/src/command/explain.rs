//! `guohe explain`: one clause, its rule in words, and everything that people need to apply it.

mod card;

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use guohe_rules::{
    model::Clause,
    pack::{Pack, PackFiles},
    prose::Lang,
};

use super::{BAD_INPUT, USAGE, check::Language};
use crate::{paper::harmless, print, shelf};

/// The arguments of `guohe explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The id of the clause.
    clause: String,
    /// The pack: an id, or a folder with a `pack.yaml`; all packs when absent.
    #[arg(long)]
    pack: Option<String>,
    /// One language only.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

/// Explains a clause.
pub(crate) fn run(explain: &Explain, files: PackFiles) -> ExitCode {
    match found(explain, files) {
        Ok(pack) => {
            let one = explain.lang.map(Lang::from);
            let langs: Vec<Lang> = one.map_or_else(|| Lang::ALL.to_vec(), |lang| vec![lang]);
            let clause = pack.clause(&explain.clause);
            let text = clause.map(|clause| card::text(&pack, clause, &langs));
            print(&text.unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(code) => ExitCode::from(code),
    }
}

/// The pack that has the clause, or the exit code after what is wrong has been said.
fn found(explain: &Explain, mut files: PackFiles) -> Result<Arc<Pack>, u8> {
    let packs = match &explain.pack {
        Some(named) => {
            let id = shelf::mount(named, &mut files).map_err(|error| {
                eprintln!("无法读取规则包 / the pack cannot be read: {error}");
                BAD_INPUT
            })?;
            vec![shelf::pack(&id, &files)?]
        }
        None => shelf::load(&files).packs,
    };
    let has = |pack: &&Arc<Pack>| pack.clause(&explain.clause).is_some();
    let mut having = packs.iter().filter(has);
    match (having.next(), having.next()) {
        (Some(pack), None) => Ok(Arc::clone(pack)),
        (Some(one), Some(other)) => {
            let (one, other) = (one.id(), other.id());
            eprintln!("不止一个规则包有此条款：{one}、{other}；请用 --pack 指明");
            eprintln!("more than one pack has this clause: {one}, {other}; choose with --pack");
            Err(USAGE)
        }
        (None, _) => Err(unknown(&explain.clause, &packs)),
    }
}

/// Says that no pack has the clause, with those that begin alike.
fn unknown(wanted: &str, packs: &[Arc<Pack>]) -> u8 {
    let all = packs.iter().flat_map(|pack| &pack.clauses);
    let stem = wanted.rsplit_once('.').map_or(wanted, |(stem, _)| stem);
    let alike = |clause: &&Clause| clause.written.id.starts_with(stem);
    let near: Vec<_> = all.filter(alike).map(|clause| &*clause.written.id).take(12).collect();
    let wanted = harmless(wanted);
    eprintln!("没有条款“{wanted}” / there is no clause `{wanted}`");
    if !near.is_empty() {
        eprintln!("相近的有 / there are: {}", near.join(", "));
    }
    USAGE
}
