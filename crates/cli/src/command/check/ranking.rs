//! `guohe check --all`: one fact base against every type of every pack, the nearest first.

use guohe_rules::{
    document::{self, AskedFact, Hindrance, Holds, Ranking, Standing},
    pack::{Pack, PackFiles, Shelf},
    prose::Lang,
    report::Overall,
    version::{self, Applying},
};
use jiff::civil::Date;

use super::{
    Check, Format, input,
    terms::{self, pick},
};
use crate::{
    command::BAD_INPUT,
    paper::{Paper, width},
    print, shelf,
};

/// Of the conditions that stand in the way, and of the facts, so many are named in the text.
const MOST_NAMED: usize = 3;
/// Of the facts that several types wait for, so many are named in the text.
const MOST_FACTS: usize = 12;
/// Columns before what stands in the way.
const INDENT: usize = 4;

/// Checks facts against every pack that loads; every one must.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(super) fn run(check: &Check, facts: &str, files: &PackFiles) -> Result<Overall, u8> {
    let shelf = shelf::load(files);
    let errors = shelf::errors(&shelf.findings);
    if errors > 0 {
        shelf::print_findings(&shelf.findings, files);
        eprintln!("{errors} 处错误 / {errors} errors");
        return Err(BAD_INPUT);
    }
    let packs: Vec<&Pack> = match check.law_date {
        None => shelf.leading().map(|pack| &**pack).collect(),
        Some(day) => in_force(&shelf, day),
    };
    let entered = check.known.of(&packs, files)?;
    let situations = input::situations(&packs, &entered, facts, check.on)?;
    let asked: Vec<_> = packs.into_iter().zip(&situations).collect();
    let ranking = document::ranking(&asked, check.level.into());
    let lang = check.lang.into();
    let closing = closing(&ranking, lang);
    match check.format {
        Format::Text => print(&format!("{}{closing}\n", text(&ranking, lang))),
        Format::Json => {
            print(&format!("{}\n", serde_json::to_string_pretty(&ranking).unwrap_or_default()));
            eprintln!("{closing}");
        }
    }
    Ok(ranking.overall)
}

/// The version of each pack that is in force on a day. A pack of which that is not known for want of a date
/// is named and left out, and so is one of which no version is in force.
fn in_force(shelf: &Shelf, day: Date) -> Vec<&Pack> {
    let mut found: Vec<&Pack> = Vec::new();
    for leading in shelf.leading() {
        let id = leading.id();
        match version::applying(shelf.packs.iter().filter(|pack| pack.id() == id), day) {
            Applying::One(pack) => found.push(pack),
            Applying::Open(pack) => shelf::say_undated(pack, day),
            Applying::None => shelf::say_none(id, day),
        }
    }
    found
}

/// The closing line: how many types there are, and the best standing.
fn closing(ranking: &Ranking, lang: Lang) -> String {
    let count = ranking.types.len();
    let overall = terms::overall(ranking.overall, lang);
    match lang {
        Lang::Zh => format!("{count} 个类别。最好的结论：{overall}"),
        Lang::En => format!("{count} types. Best result: {overall}"),
    }
}

fn text(ranking: &Ranking, lang: Lang) -> String {
    let mut table = Table { lang, paper: Paper::default() };
    let level = pick(lang, "证据层级", "Evidence");
    table.paper.labelled(0, level, width(level) + 2, terms::level(ranking.level, lang));
    table.paper.gap();
    ranking.types.iter().for_each(|standing| table.standing(standing));
    table.facts(ranking);
    table.paper.gap();
    table.paper.text()
}

struct Table {
    lang: Lang,
    paper: Paper,
}

impl Table {
    fn standing(&mut self, one: &Standing) {
        let lang = self.lang;
        let (pack, kind, name) = (&one.pack.id, &one.kind.id, lang.of(&one.kind.name));
        self.paper.line(0, &format!("{pack}  {kind}  {name}"));
        let (overall, distance) = (terms::overall(one.overall, lang), one.distance);
        self.paper.line(
            2,
            &match lang {
                Lang::Zh => format!("{overall}，距离 {distance}"),
                Lang::En => format!("{overall}, distance {distance}"),
            },
        );
        let note = match one.in_force {
            Holds::Yes => None,
            Holds::No => Some(("基准日不在有效期内", "not in force on the reference date")),
            Holds::Unknown => Some((
                "基准日是否有效不明，缺施行日期",
                "whether it is in force on the reference date is unknown for want of a date",
            )),
        };
        if let Some((zh, en)) = note {
            self.paper.line(INDENT, pick(lang, zh, en));
        }
        let groups = [
            (&one.failing, "不满足", "not met"),
            (&one.unknown, "无法确定", "undetermined"),
            (&one.to_judge, "待判断", "to be judged"),
        ];
        for (group, zh, en) in groups {
            self.group(group, pick(lang, zh, en));
        }
    }

    fn group(&mut self, group: &[Hindrance], label: &'static str) {
        if group.is_empty() {
            return;
        }
        let lang = self.lang;
        let one = |hindrance: &Hindrance| {
            let cite = match lang {
                Lang::Zh => &hindrance.citation.zh,
                Lang::En => &hindrance.citation.en,
            };
            let name = lang.of(&hindrance.name);
            let open = hindrance.open.as_ref().map(|open| match lang {
                Lang::Zh => format!("：{}", lang.of(open)),
                Lang::En => format!(": {}", lang.of(open)),
            });
            let open = open.unwrap_or_default();
            match lang {
                Lang::Zh => format!("{}（{cite}）{name}{open}", hindrance.id),
                Lang::En => format!("{} ({cite}) {name}{open}", hindrance.id),
            }
        };
        let mut named: Vec<_> = group.iter().take(MOST_NAMED).map(one).collect();
        let more = group.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            named.push(match lang {
                Lang::Zh => format!("另有 {more} 项"),
                Lang::En => format!("and {more} more"),
            });
        }
        let label = format!("{label} {}", group.len());
        let columns = width(&label) + 2;
        self.paper.labelled(INDENT, &label, columns, &named.join("\n"));
    }

    /// What would serve several types at once.
    fn facts(&mut self, ranking: &Ranking) {
        let lang = self.lang;
        let open =
            |facts: &[AskedFact]| facts.iter().filter(|fact| !fact.open_for.is_empty()).count();
        self.paper.gap();
        let (shared, differing) = (&ranking.shared, &ranking.differing);
        let (of_shared, of_differing) = (open(shared), open(differing));
        self.paper.line(0, &match lang {
            Lang::Zh => format!(
                "几个类别都要的事实 {} 项（待填 {of_shared}），只有一个类别要的 {} 项（待填 {of_differing}）。",
                shared.len(),
                differing.len()
            ),
            Lang::En => format!(
                "{} facts are asked for by several types ({of_shared} of them open), {} by one type only \
                 ({of_differing} open).",
                shared.len(),
                differing.len()
            ),
        });
        let wanted = shared.iter().filter(|fact| fact.open_for.len() > 1);
        for fact in wanted.take(MOST_FACTS) {
            let (name, count) = (lang.of(&fact.name), fact.open_for.len());
            let line = match lang {
                Lang::Zh => format!("{name}：{count} 个类别待填"),
                Lang::En => format!("{name}: {count} types wait for it"),
            };
            self.paper.line(INDENT, &line);
        }
    }
}
