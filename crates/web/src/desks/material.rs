//! The material of a case with the findings beside it, the marks of those who looked, and its files.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    attachment::{Attachment, Scan, bytes_of},
    case::Case,
    facts::{Cells, Line, Standing},
    moment::end_of,
    procedure::Level as Evidence,
    refusal::{Refusal, Sort, words},
    seen::Seen,
    verbs::{fill::Filling, mark::mark},
};
use guohe_rules::{document, vocabulary::FieldDef};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    pages::{
        applicant::{KnownOn, PanelPage},
        officer::{FactBlock, FactLine, FactRow, MaterialPage},
    },
    parts::{Level, Link, Pair},
    policy::Part,
    sent::Sent,
    trouble::Trouble,
    views::{
        case,
        finding::{Links, Teller},
        form::{Section, row_title, sections, shown},
        words::{say, standing},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, Asked, go, page};

/// All findings about a case, as it is known now or as it was known on a past day.
pub(crate) async fn findings(here: Here, Path(id): Path<Uuid>, asked: Asked) -> Answer {
    let lang = here.lang();
    let now = here.dossier(id).await?;
    let wanted = asked.get("known").map(|day| day.trim()).unwrap_or_default();
    let past = looked_back(&here, id, wanted).await?;
    let (file, error) = match past {
        Some(Ok(past)) => (past, None),
        Some(Err(key)) => (now, Some(word(lang, key).into_owned())),
        None => (now, None),
    };
    let kind = asked.get("type").map_or(file.case.kind.as_str(), String::as_str);
    let teller = Teller { lang, law: &file.law, links: Links::material(&here, &file.law, id) };
    let level = level_asked(&file, asked.get("level").map(String::as_str));
    let known = if error.is_none() && !wanted.is_empty() {
        format!("&known={}", crate::routes::escaped(wanted))
    } else {
        String::new()
    };
    let here_with = |kind: &str, level: Evidence| {
        format!("/desk/cases/{id}/findings?type={kind}&level={}{known}", level_word(level))
    };
    let fit = |summary: &document::Summary| {
        let of = &summary.kind.id;
        teller.fit(summary, here_with(of, level), of == kind)
    };
    let (check, used) = file.sourced(kind, level);
    page(&PanelPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: case::title(lang, &file.case),
        panel: teller.sourced(teller.panel(&check), &used),
        fits: file.summaries(level).iter().map(fit).collect(),
        switch: None,
        known: Some(KnownOn {
            action: format!("/desk/cases/{id}/findings"),
            carried: vec![
                ("type".to_owned(), kind.to_owned()),
                ("level".to_owned(), level_word(level).to_owned()),
            ],
            day: wanted.to_owned(),
            latest: format::day(here.site.today()),
            told: (!known.is_empty()).then(|| {
                let stage = case::stage(lang, &file.law, &file.case.stage.at.to);
                fill(lang, "known.told", &[&wanted, &stage])
            }),
            error,
        }),
        levels: LEVELS
            .into_iter()
            .map(|(one, _, key)| (Link::new(word(lang, key), here_with(kind, one)), one == level))
            .collect(),
    })
}

/// The case as it was known on a day that was typed, or what is wrong with the day; nothing when none was.
async fn looked_back(
    here: &Here,
    id: Uuid,
    wanted: &str,
) -> Result<Option<Result<Dossier, &'static str>>, Trouble> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let Ok(day) = wanted.parse::<Date>() else { return Ok(Some(Err("known.no_day"))) };
    if day > here.site.today() {
        return Ok(Some(Err("known.later")));
    }
    let past = here.dossier_then(id, end_of(day)).await?;
    Ok(Some(past.ok_or("known.before")))
}

/// How strictly facts may be looked at, from the mildest: the level, its word in addresses, the key of its name.
const LEVELS: [(Evidence, &str, &str); 3] = [
    (Evidence::Declared, "declared", "evidence.declared"),
    (Evidence::Evidenced, "evidenced", "evidence.evidenced"),
    (Evidence::Verified, "verified", "evidence.verified"),
];

/// The level that was asked for, or that of the desk where the case stands.
fn level_asked(file: &Dossier, word: Option<&str>) -> Evidence {
    let named = LEVELS.into_iter().find(|(_, known, _)| word == Some(known));
    named.map_or_else(|| file.level(), |(level, _, _)| level)
}

/// The word of a level in addresses.
fn level_word(level: Evidence) -> &'static str {
    LEVELS.into_iter().find(|(one, _, _)| *one == level).map_or("", |(_, word, _)| word)
}

/// The material with the marks.
pub(crate) async fn material(here: Here, Path(id): Path<Uuid>) -> Answer {
    let lang = here.lang();
    let file = here.dossier(id).await?;
    let teller = Teller { lang, law: &file.law, links: Links::material(&here, &file.law, id) };
    let files = file.case.attachments.values().map(|one| {
        let (scan, _) = scan_word(lang, one.scan);
        let label = format!("{} {} · {scan}", one.id, one.name);
        Link::new(label, format!("/desk/cases/{id}/files/{}", one.id))
    });
    let (check, used) = file.sourced(&file.case.kind, file.level());
    page(&MaterialPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: case::title(lang, &file.case),
        action: format!("/desk/cases/{id}/material"),
        seen: Seen::at_the_desk(&file.law, &file.case, &here.person()).to_string(),
        blocks: blocks(&here, &file),
        may_mark: file.case.stage.at.end.is_none()
            && file.case.locked
            && here.shows(Part::Marks, &file.law),
        panel: teller.sourced(teller.panel(&check), &used),
        files: files.collect(),
    })
}

/// The facts of an application under the headings of its form.
fn blocks(here: &Here, file: &Dossier) -> Vec<FactBlock> {
    let facts = &file.case.facts;
    let proofs = file.case.proofs();
    let block = |section: &Section<'_>| {
        let reader = Reader { here, file, section, proofs: &proofs };
        let key = section.key();
        let listing = facts.lists.get(key);
        let rows = listing.map_or(&[][..], |listing| &listing.rows);
        let closed = listing.is_some_and(|listing| listing.closed);
        let once = || reader.lines(key, facts.once.get(key));
        FactBlock {
            anchor: key.to_owned(),
            title: say(here.lang(), &section.record.written.name),
            closing: section.is_list().then(|| closing(here, rows.len(), closed)),
            facts: if section.is_list() { Vec::new() } else { once() },
            rows: rows.iter().map(|row| reader.row(row)).collect(),
        }
    };
    sections(&file.law, &file.case.kind).iter().map(block).collect()
}

/// Reads the facts of one section for the page.
#[derive(Clone, Copy)]
struct Reader<'a> {
    here: &'a Here,
    file: &'a Dossier,
    section: &'a Section<'a>,
    /// Files by the place that they support.
    proofs: &'a BTreeMap<String, Vec<String>>,
}

impl Reader<'_> {
    fn lines(self, place: &str, cells: Option<&Cells>) -> Vec<FactLine> {
        let (lang, law) = (self.here.lang(), &self.file.law);
        let line = |def: &&FieldDef| {
            let cell = cells.and_then(|cells| cells.get(&def.id));
            let value = shown(lang, law, &self.file.case.facts, def, cell);
            let own = format!("{place}.{}", def.id);
            let files = self.files(&[place, &own]);
            FactLine {
                label: say(lang, &def.written.name),
                blank: value.is_none(),
                value: value.unwrap_or_default(),
                level: standing(
                    cell.map(|cell| cell.standing).unwrap_or_default(),
                    !files.is_empty(),
                ),
                files,
                place: own,
            }
        };
        self.section.fields.iter().map(line).collect()
    }

    fn files(self, places: &[&str]) -> Vec<Link> {
        let case = self.file.case.id;
        let files = places.iter().filter_map(|place| self.proofs.get(*place)).flatten();
        files
            .map(|file| Link::new(file.as_str(), format!("/desk/cases/{case}/files/{file}")))
            .collect()
    }

    fn row(self, row: &Line) -> FactRow {
        let key = self.section.key();
        let place = format!("{key}[{}]", row.id);
        let (blank, given): (Vec<_>, Vec<_>) =
            self.lines(&place, Some(&row.cells)).into_iter().partition(|line| line.blank);
        let level = given.iter().map(|line| line.level).max_by_key(|level| level.doubt());
        let level = level.unwrap_or(Level::Declared);
        let mut files: Vec<Link> = Vec::new();
        for link in given.iter().flat_map(|line| &line.files) {
            if !files.iter().any(|known| known.href == link.href) {
                files.push(link.clone());
            }
        }
        let facts = given.into_iter().map(|line| {
            (Pair::new(line.label, line.value), (line.level != level).then_some(line.level))
        });
        FactRow {
            title: row_title(
                self.here.lang(),
                &self.file.law,
                &self.file.case.facts,
                self.section.record,
                row,
            ),
            anchor: format!("{key}.{}", row.id),
            level,
            files,
            facts: facts.collect(),
            blank: blank.into_iter().map(|line| line.label).collect(),
            place,
        }
    }
}

/// What was said about whether a list is complete.
pub(crate) fn closing(here: &Here, rows: usize, closed: bool) -> String {
    let key = match (closed, rows) {
        (true, 0) => return word(here.lang(), "closing.none").into_owned(),
        (true, _) => "closing.complete",
        (false, _) => "closing.open",
    };
    fill(here.lang(), key, &[&rows])
}

/// Marks facts as verified or contested.
pub(crate) async fn mark_material(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let places = |wanted: &str| {
        let marked = sent.under("mark.").filter(|(_, mark)| *mark == wanted);
        marked.map(|(place, _)| place.to_owned()).collect::<Vec<_>>()
    };
    let mut seen = sent.seen();
    for (wanted, standing) in [("verified", Standing::Verified), ("contested", Standing::Contested)]
    {
        let places = places(wanted);
        if places.is_empty() {
            continue;
        }
        let by = Filling {
            person: here.person(),
            moment: here.moment(&sent),
            case: id,
            seen,
            once: None,
        };
        let reasons = sent.text("reasons");
        mark(here.site.desk(), &by, &places, standing, reasons).await?;
        seen = None;
    }
    go(&format!("/desk/cases/{id}/material"))
}

/// A file of a case, as it was attached.
pub(crate) async fn file(here: Here, Path((id, file)): Path<(Uuid, String)>) -> Answer {
    let dossier = here.dossier(id).await?;
    let mut files = dossier.case.applicants_files();
    let attachment = files.find(|one| one.id == file).ok_or(Trouble::NotFound)?;
    handed_out(&here, attachment).await
}

/// Where a browser shows a file all the same, nothing in it may run, and it belongs to no site.
const SHUT: &str = "sandbox; default-src 'none'";

/// What a scanner has said of a file, with the tone of its tag.
pub(crate) fn scan_word(lang: Lang, scan: Scan) -> (String, &'static str) {
    let (key, tone) = match scan {
        Scan::None => ("scan.none", "mute"),
        Scan::Held => ("scan.held", "wait"),
        Scan::Clean => ("scan.clean", "good"),
        Scan::Infected => ("scan.infected", "bad"),
    };
    (word(lang, key).into_owned(), tone)
}

/// Why a file cannot be opened, for everybody alike.
fn held(scan: Scan) -> Refusal {
    let (what, next) = if scan == Scan::Infected {
        (
            words(
                "文件未通过病毒检查，不提供下载",
                "the file was found not to be clean; nobody can open it",
            ),
            words(
                "请申报单位移除该文件，查杀后重新上传",
                "let the applicant take it off, clean it and attach it again",
            ),
        )
    } else {
        (
            words(
                "文件正在等待病毒检查，暂不提供下载",
                "the file waits to be scanned; nobody can open it yet",
            ),
            words(
                "请稍后再试；长时间未完成请与系统管理员联系",
                "try again later, and ask the system administrator if it goes on",
            ),
        )
    };
    Refusal::new(Sort::WrongStage, "file", what, next)
}

/// The bytes of a file, to be saved and not shown inside the site.
pub(crate) async fn served(here: &Here, case: &Case, file: &str) -> Result<Response, Trouble> {
    let attachment = case.attachments.get(file).ok_or(Trouble::NotFound)?;
    handed_out(here, attachment).await
}

/// The bytes of an attachment, likewise; none of one that a scanner has not let through.
pub(crate) async fn handed_out(here: &Here, attachment: &Attachment) -> Result<Response, Trouble> {
    if !attachment.scan.is_usable() {
        return Err(held(attachment.scan).into());
    }
    let digest = bytes_of(&attachment.digest).ok_or(Trouble::NotFound)?;
    let bytes =
        here.site.files.fetch(&digest).await.map_err(Trouble::broken)?.ok_or(Trouble::NotFound)?;
    let name = format!("attachment; filename*=UTF-8''{}", crate::routes::escaped(&attachment.name));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(attachment.kind.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Trouble::broken)?),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SHUT)),
    ];
    Ok((headers, bytes).into_response())
}
