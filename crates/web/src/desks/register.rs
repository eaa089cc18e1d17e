//! Registers: what is known of each, one with its rows and history, loading a list and stating that cases keep it.
//!
//! A list is checked first and recorded in a second step, since nothing of it can be taken back.

mod shown;

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::{Path, Query};
use guohe_cases::{
    happened::Wrote,
    law::Law,
    refusal::{Fault, Refusal},
    registry::{Part, looked_at, table, whole},
    verbs::{
        Failure,
        registry::{Keeping, Loading, keep, load},
    },
};
use guohe_rules::vocabulary::{FieldDef, RecordDef};

use crate::{
    format,
    pages::{
        applicant::PasteError,
        officer::{
            AuthorityRegisters, RegisterConfirmPage, RegisterPage, RegisterRow, RegistersPage,
        },
    },
    parts::{ErrorLine, Pager, Pair},
    sent::Sent,
    sheets::{
        self,
        list::{AS, paged, wanted},
        table::{template as workbook, text as text_column},
    },
    trouble::Trouble,
    ui::Crumb,
    views::words::say,
    visit::Here,
    words::{fill, word},
};
use shown::Shown;
pub(crate) use shown::is_shown;

use super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    round::runs,
};

/// Entries on one page.
const PAGE: usize = 50;
/// So many entries of a list are shown before it is loaded.
const FIRST: usize = 10;

/// The authority, the instrument and the record of an address.
type Place = (String, String, String);

/// Every register that a law looks at in which the person is an officer.
pub(crate) async fn registers(here: Here) -> Answer {
    let mut authorities = Vec::new();
    for law in here.site.laws.iter().filter(|law| runs(&here, law)) {
        let mut rows = Vec::new();
        for def in looked_at(law) {
            let found = whole(here.site.desk(), law, def, here.site.today()).await?;
            let shown = Shown { lang: here.lang(), law, def };
            rows.push(RegisterRow {
                name: say(here.lang(), &def.written.name),
                href: address(law, def),
                parts: shown.parts(&found.parts),
                state: shown.state(&found),
                rows: found.looked_at().count(),
            });
        }
        if !rows.is_empty() {
            let title = say(here.lang(), &law.pack.file.title);
            authorities.push(AuthorityRegisters { title, registers: rows });
        }
    }
    page(&RegistersPage { ui: here.frame().await?, authorities })
}

/// One register.
pub(crate) async fn one(here: Here, Path(place): Path<Place>, Query(asked): Asked) -> Answer {
    let get = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let after = get("after").parse().unwrap_or_default();
    if get(AS.0) == "template" {
        return template(&here, &place);
    }
    if wanted(&asked) {
        return entries(&here, &place, &asked).await;
    }
    let form = Form { asked: asked.clone(), after, ..Form::default() };
    let shown = register_page(&here, &place, &form).await?;
    shown.search.answer(&shown)
}

/// An empty list of a register to fill in.
fn template(here: &Here, place: &Place) -> Answer {
    let (law, def) = found(here, place)?;
    let column = |field: &'_ FieldDef| {
        let help = field.written.help.clone();
        text_column(field.written.name.clone(), help)
    };
    let columns = def.fields.iter().map(|field| (field.id.as_str(), column(field))).collect();
    let (title, author) = (&def.written.name, &law.pack.file.authority);
    let bytes = workbook(title, author, here.site.today(), columns).map_err(Trouble::broken)?;
    sheets::answer(&format!("{}.xlsx", def.id), bytes)
}

/// The entries of a register as a workbook.
async fn entries(here: &Here, place: &Place, asked: &BTreeMap<String, String>) -> Answer {
    let (law, def) = found(here, place)?;
    let shown = Shown { lang: here.lang(), law: &law, def: &def };
    let known = whole(here.site.desk(), &law, &def, here.site.today()).await?;
    let list = shown.list(&known);
    let (rows, _) = list.look(here, asked, known.rows.clone()).await?;
    list.workbook(here, &rows).await
}

/// What is shown of a register besides what is known of it.
#[derive(Default)]
struct Form<'s> {
    asked: BTreeMap<String, String>,
    after: usize,
    sent: Option<&'s Sent>,
    text: &'s str,
    errors: Vec<ErrorLine>,
    faults: Vec<PasteError>,
}

async fn register_page(
    here: &Here,
    place: &Place,
    form: &Form<'_>,
) -> Result<RegisterPage, Trouble> {
    let lang = here.lang();
    let (law, def) = found(here, place)?;
    let shown = Shown { lang, law: &law, def: &def };
    let known = whole(here.site.desk(), &law, &def, here.site.today()).await?;
    let (matching, search) = shown.list(&known).look(here, &form.asked, known.rows.clone()).await?;
    let rows = matching.iter().skip(form.after).take(PAGE);
    let link = |after: usize| paged(&here.visit.here, after);
    let pager = Pager::of((form.after, PAGE), matching.len(), link);
    let mut history = Vec::new();
    for sheet in &known.sheets {
        let account = here.site.store.account(&here.site.tenant, sheet.by).await?;
        history.push(shown.sheet(sheet, account.map(|account| account.name).unwrap_or_default()));
    }
    Ok(RegisterPage {
        crumbs: vec![Crumb::new(word(lang, "registers.title"), "/desk/registers")],
        errors: form.errors.clone(),
        title: say(lang, &def.written.name),
        parts: shown.parts(&known.parts),
        state: shown.state(&known),
        search,
        rows: rows.map(|held| shown.held(held, &known)).collect(),
        pager,
        history,
        load: shown.load_fields(form.sent, here.site.today(), &form.errors),
        keep: shown.keep_fields(form.sent, &form.errors),
        part: shown.part_choices(&known, form.sent),
        text: form.text.to_owned(),
        columns: shown.columns(),
        faults: form.faults.clone(),
        action: address(&law, &def),
        ui: here.frame().await?,
    })
}

/// Checks a list or a statement, and records what was confirmed.
pub(crate) async fn save(here: Here, Path(place): Path<Place>, sent: Sent) -> Answer {
    let (law, def) = found(&here, &place)?;
    if sent.text("do").ends_with("keep") {
        return kept(&here, &place, (&law, &def), &sent).await;
    }
    let text = match here.sent_table(&sent).await {
        Ok(text) => text,
        Err(faults) => {
            let told = |fault: &Fault| PasteError {
                place: fault.place.clone(),
                text: here.say(&fault.what).to_owned(),
            };
            let faults = faults.iter().map(told).collect();
            let form = Form { sent: Some(&sent), faults, ..Form::default() };
            return wrong(&register_page(&here, &place, &form).await?);
        }
    };
    if text.trim().is_empty() {
        let error = ErrorLine {
            field: "file".to_owned(),
            text: word(here.lang(), "registers.empty").into_owned(),
        };
        return refused(&here, &place, &sent, "", vec![error]).await;
    }
    let rows = match table::rows(&text, &def, law.vocabulary()) {
        Ok(rows) => rows,
        Err(faults) => {
            let shown = Shown { lang: here.lang(), law: &law, def: &def };
            let faults = faults.iter().map(|fault| shown.fault(&text, fault)).collect();
            let form = Form { sent: Some(&sent), text: &text, faults, ..Form::default() };
            return wrong(&register_page(&here, &place, &form).await?);
        }
    };
    let loading = match loading(&here, &def, &sent, rows) {
        Ok(loading) => loading,
        Err(errors) => return refused(&here, &place, &sent, &text, errors).await,
    };
    if sent.text("do") == "load" {
        let done = load(here.site.desk(), &law, &calling(&here, &sent), loading).await;
        return answered(&here, &place, &sent, &text, done.map(drop)).await;
    }
    page(&load_confirm(&here, (&law, &def), &loading, &text).await?)
}

fn loading(
    here: &Here,
    def: &RecordDef,
    sent: &Sent,
    rows: Vec<Wrote>,
) -> Result<Loading, Vec<ErrorLine>> {
    let as_of = sent.text("as_of").trim().parse();
    let (Ok(as_of), false) = (as_of, sent.text("source").trim().is_empty()) else {
        let mut errors = Vec::new();
        if sent.text("as_of").trim().parse::<jiff::civil::Date>().is_err() {
            errors.push(line(here, "as_of", ("请填写日期", "enter a date")));
        }
        if sent.text("source").trim().is_empty() {
            let words = ("请写明出处", "say where the register comes from");
            errors.push(line(here, "source", words));
        }
        return Err(errors);
    };
    let (list, part) = (def.list.clone().unwrap_or_default(), part_of(sent));
    Ok(Loading { list, part, as_of, source: sent.text("source").trim().to_owned(), rows })
}

fn line(here: &Here, field: &str, (zh, en): (&str, &str)) -> ErrorLine {
    ErrorLine { field: field.to_owned(), text: here.lang().of(zh, en).to_owned() }
}

fn part_of(sent: &Sent) -> Option<Part> {
    let (field, code) = sent.text("part").split_once('=')?;
    Some(Part { field: field.to_owned(), code: code.to_owned() })
}

/// A list that can be loaded, shown before it is.
async fn load_confirm(
    here: &Here,
    (law, def): (&Law, &RecordDef),
    loading: &Loading,
    text: &str,
) -> Result<RegisterConfirmPage, Trouble> {
    let lang = here.lang();
    let shown = Shown { lang, law, def };
    let label = |key: &str| word(lang, key).into_owned();
    let part = loading.part.as_ref().map_or_else(|| label("registers.whole"), |p| shown.part(p));
    let count = loading.rows.len();
    let hidden = |name: &str, value: String| (name.to_owned(), value);
    let as_part = loading.part.as_ref();
    Ok(RegisterConfirmPage {
        crumbs: crumbs(lang, law, def),
        title: label("registers.load"),
        facts: vec![
            Pair::new(label("registers.name"), say(lang, &def.written.name)),
            Pair::new(label("registers.part"), part),
            Pair::new(label("registers.as_of"), format::day(loading.as_of)),
            Pair::new(label("registers.source"), loading.source.clone()),
            Pair::new(label("registers.count"), count.to_string()),
        ],
        consequences: vec![
            fill(lang, "registers.follows.load", &[&loading.as_of]),
            label("registers.follows.stays"),
        ],
        action: address(law, def),
        hidden: vec![
            hidden("do", "load".to_owned()),
            hidden("as_of", loading.as_of.to_string()),
            hidden("source", loading.source.clone()),
            hidden("part", as_part.map_or_else(String::new, |p| format!("{}={}", p.field, p.code))),
        ],
        text: text.to_owned(),
        confirm: label("registers.confirm_load"),
        rows: loading.rows.iter().take(FIRST).map(|row| shown.read(row)).collect(),
        more: count.saturating_sub(FIRST),
        ui: here.frame().await?,
    })
}

/// The statement that cases keep a register: checked, then recorded.
async fn kept(
    here: &Here,
    place: &Place,
    (law, def): (&Arc<Law>, &RecordDef),
    sent: &Sent,
) -> Answer {
    let lang = here.lang();
    let mut errors = Vec::new();
    let since = sent.text("since").trim().parse::<jiff::civil::Date>();
    let reasons = sent.text("reasons").trim();
    if since.is_err() {
        errors.push(line(here, "since", ("请填写日期", "enter a date")));
    }
    if reasons.is_empty() {
        errors.push(line(here, "reasons", ("请写明依据", "say what the statement rests on")));
    }
    let (Ok(since), true) = (since, errors.is_empty()) else {
        return refused(here, place, sent, "", errors).await;
    };
    let empty_before = sent.text("empty_before") == "yes";
    if sent.text("do") == "keep" {
        let (list, part) = (def.list.clone().unwrap_or_default(), part_of(sent));
        let keeping = Keeping { list, part, since, empty_before, reasons: reasons.to_owned() };
        let done = keep(here.site.desk(), law, &calling(here, sent), keeping).await;
        return answered(here, place, sent, "", done.map(drop)).await;
    }
    let label = |key: &str| word(lang, key).into_owned();
    let shown = Shown { lang, law, def };
    let part = part_of(sent).map_or_else(|| label("registers.whole"), |part| shown.part(&part));
    let said = if empty_before { "form.yes" } else { "form.no" };
    let mut hidden = vec![("do".to_owned(), "keep".to_owned())];
    hidden.extend(
        ["since", "reasons", "empty_before", "part"]
            .map(|name| (name.to_owned(), sent.text(name).to_owned())),
    );
    page(&RegisterConfirmPage {
        crumbs: crumbs(lang, law, def),
        title: label("registers.keep"),
        facts: vec![
            Pair::new(label("registers.name"), say(lang, &def.written.name)),
            Pair::new(label("registers.part"), part),
            Pair::new(label("registers.since"), format::day(since)),
            Pair::new(label("registers.empty_before"), label(said)),
            Pair::new(label("registers.reasons"), reasons),
        ],
        consequences: vec![
            fill(lang, "registers.follows.kept", &[&since]),
            label("registers.follows.stays"),
        ],
        action: address(law, def),
        hidden,
        text: String::new(),
        confirm: label("registers.confirm_keep"),
        rows: Vec::new(),
        more: 0,
        ui: here.frame().await?,
    })
}

async fn refused(
    here: &Here,
    place: &Place,
    sent: &Sent,
    text: &str,
    errors: Vec<ErrorLine>,
) -> Answer {
    let form = Form { sent: Some(sent), text, errors, ..Form::default() };
    wrong(&register_page(here, place, &form).await?)
}

async fn answered(
    here: &Here,
    place: &Place,
    sent: &Sent,
    text: &str,
    done: Result<(), Failure>,
) -> Answer {
    match done {
        Ok(()) => go(&format!("/desk/registers/{}/{}/{}", place.0, place.1, place.2)),
        Err(Failure::Refused(refusal)) => {
            refused(here, place, sent, text, lines(here, &refusal)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What a refusal says, fault by fault; by itself where it names none.
fn lines(here: &Here, refusal: &Refusal) -> Vec<ErrorLine> {
    if refusal.faults.is_empty() {
        let text =
            format!("{} {}", say(here.lang(), &refusal.what), say(here.lang(), &refusal.next));
        return vec![ErrorLine { field: "main".to_owned(), text }];
    }
    let line = |fault: &Fault| ErrorLine {
        field: if fault.place == "day" { "as_of".to_owned() } else { fault.place.clone() },
        text: say(here.lang(), &fault.what),
    };
    refusal.faults.iter().map(line).collect()
}

fn address(law: &Law, def: &RecordDef) -> String {
    format!("/desk/registers/{}/{}", law.pack.id(), def.id)
}

fn crumbs(lang: crate::lang::Lang, law: &Law, def: &RecordDef) -> Vec<Crumb> {
    vec![
        Crumb::new(word(lang, "registers.title"), "/desk/registers"),
        Crumb::new(say(lang, &def.written.name), address(law, def)),
    ]
}

/// The law and the register that an address names.
pub(crate) fn found(here: &Here, place: &Place) -> Result<(Arc<Law>, RecordDef), Trouble> {
    let id = format!("{}/{}", place.0, place.1);
    let law = here.site.laws.iter().find(|law| law.pack.id() == id).ok_or(Trouble::NotFound)?;
    let mut all = looked_at(law).into_iter();
    let def = all.find(|def| def.id == place.2).ok_or(Trouble::NotFound)?.clone();
    Ok((Arc::clone(law), def))
}
