//! The pool of experts at the officer's desk: looking, entering, taking out, reading in a table.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, Query},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse as _,
};
use guohe_cases::{
    erasing::Wanted,
    expert::{
        Expert, Particulars, Profile, pool,
        table::{self, COLUMNS, Cells, FIELDS, LANGUAGES, REGIONS},
        workload,
    },
    law::Law,
    procedure::DrawRules,
    refusal::{Fault, Refusal},
    verbs::{
        Failure,
        draw::{per_year, rules},
        expert::{Known, enter, import, one, retire},
    },
};
use guohe_rules::syntax::ActorKind;
use guohe_sheets::{Column, Kind};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    format,
    pages::{
        applicant::PasteError,
        officer::{ExpertPage, ExpertsPage, ImportPage, PoolRow},
    },
    parts::{Choice, ErrorLine, Field, Input, Pager},
    sent::Sent,
    sheets::{
        self,
        form::both,
        list::{paged, wanted},
        table::{cell_of, template as workbook},
    },
    trouble::Trouble,
    ui::Crumb,
    views::words::say,
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    lists,
};

/// Experts on one page.
const PAGE: usize = 50;

/// The law whose officer the visitor is; its vocabulary names fields and regions.
pub(crate) fn own_law(here: &Here) -> Result<&Arc<Law>, Trouble> {
    let person = here.person();
    let mut own = here.site.laws.iter().filter(|law| person.holds_under(law, ActorKind::Officer));
    own.next().ok_or(Trouble::Forbidden)
}

/// The codes of a list, with one of them chosen.
pub(super) fn choices(here: &Here, law: &Law, list: &str, chosen: &[&str]) -> Vec<Choice> {
    let vocabulary = law.vocabulary();
    let def = vocabulary.code_list(list).and_then(|at| vocabulary.lists.get(usize::from(at)));
    let codes = def.map_or(&[][..], |def| &def.codes);
    let choice = |(code, words): &(String, _)| {
        Choice::new(code.as_str(), say(here.lang(), words), chosen.contains(&code.as_str()))
    };
    codes.iter().map(choice).collect()
}

fn named(here: &Here, law: &Law, list: &str, codes: &[String]) -> String {
    let all = choices(here, law, list, &[]);
    let name = |code: &String| {
        let known = all.iter().find(|choice| choice.value == *code);
        known.map_or_else(|| code.clone(), |choice| choice.label.clone())
    };
    let names: Vec<String> = codes.iter().map(name).collect();
    names.join(here.lang().comma())
}

/// The pool.
pub(crate) async fn experts(here: Here, Query(asked): Asked) -> Answer {
    let law = own_law(&here)?;
    let get = |key: &str| asked.get(key).map_or("", |text| text.trim());
    let (field, region, retired) = (get("field"), get("region"), get("retired") == "yes");
    let after = get("after").parse().unwrap_or(0_usize);
    let all = pool(here.site.desk()).await?;
    let mut found: Vec<&Expert> = all
        .iter()
        .filter(|expert| retired || expert.retired.is_none())
        .filter(|expert| field.is_empty() || expert.profile.fields.iter().any(|own| own == field))
        .filter(|expert| region.is_empty() || expert.profile.region.as_deref() == Some(region))
        .collect();
    found.sort_by(|one, other| (one.name(), one.id).cmp(&(other.name(), other.id)));
    let counted = year(&here, law).await?;
    let rows = found.iter().map(|expert| pool_row(&here, law, expert, &counted)).collect();
    let list = lists::pool();
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    let (total, own) = (rows.len(), &here.visit.here);
    let rows: Vec<PoolRow> = rows.into_iter().skip(after).take(PAGE).collect();
    search.answer(&ExpertsPage {
        search: search.clone().beside(&["field", "region", "retired"]),
        fields: choices(&here, law, FIELDS, &[field]),
        regions: choices(&here, law, REGIONS, &[region]),
        retired,
        pager: Pager::of((after, PAGE), total, |after| paged(own, after)),
        rows,
        all: all.len(),
        ui: here.frame().await?,
    })
}

/// What the pool shows of the work of experts in this year.
#[derive(Debug)]
struct Year {
    /// Reviews taken on, by account, up to the end of last month: a count of today would tell who was just called.
    taken: BTreeMap<Uuid, usize>,
    rules: Option<DrawRules>,
}

async fn year(here: &Here, law: &Law) -> Result<Year, Trouble> {
    let today = here.site.today();
    let last_month = today.first_of_month().yesterday().unwrap_or(today);
    let taken = if last_month.year() == today.year() {
        workload::until(here.site.desk(), last_month).await?
    } else {
        BTreeMap::new()
    };
    Ok(Year { taken, rules: rules(law).ok().cloned() })
}

impl Year {
    /// The count of an expert with the most that they take on.
    fn of(&self, here: &Here, expert: &Expert) -> String {
        let own = expert.profile.account.and_then(|account| self.taken.get(&account));
        let own = own.copied().unwrap_or_default();
        let most = self.rules.as_ref().and_then(|rules| per_year(rules, &expert.profile));
        match most.or(expert.profile.per_year) {
            Some(most) => fill(here.lang(), "experts.year.of", &[&own, &most]),
            None => fill(here.lang(), "experts.year.count", &[&own]),
        }
    }
}

fn pool_row(here: &Here, law: &Law, expert: &Expert, counted: &Year) -> PoolRow {
    let today = here.site.today();
    let erased = || word(here.lang(), "experts.erased").into_owned();
    let units: Vec<&str> = expert.employers_on(today).map(|unit| unit.name.as_str()).collect();
    PoolRow {
        name: if expert.person.is_some() { expert.name().to_owned() } else { erased() },
        href: format!("/desk/experts/{}", expert.id),
        year: counted.of(here, expert),
        ..typed_row(
            here,
            law,
            (&expert.profile, expert.person.as_ref()),
            &units,
            state(here, expert, today),
        )
    }
}

fn typed_row(
    here: &Here,
    law: &Law,
    (profile, person): (&Profile, Option<&Particulars>),
    units: &[&str],
    state: Option<String>,
) -> PoolRow {
    let comma = here.lang().comma();
    let region: Vec<String> = profile.region.iter().cloned().collect();
    PoolRow {
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        href: String::new(),
        titles: person.map(|person| person.titles.join(comma)).unwrap_or_default(),
        unit: units.join(comma),
        fields: named(here, law, FIELDS, &profile.fields),
        region: named(here, law, REGIONS, &region),
        year: String::new(),
        state,
    }
}

/// What keeps an expert from being drawn at all.
fn state(here: &Here, expert: &Expert, today: Date) -> Option<String> {
    let lang = here.lang();
    if let Some((on, reasons)) = &expert.retired {
        return Some(fill(lang, "experts.retired", &[&format::day(*on), reasons]));
    }
    let away = expert.profile.away_until.filter(|until| *until >= today);
    match away {
        Some(until) => Some(fill(lang, "experts.away", &[&format::day(until)])),
        None if expert.person.is_none() => Some(word(lang, "experts.erased").into_owned()),
        None if expert.profile.account.is_none() => {
            Some(word(lang, "experts.no_account").into_owned())
        }
        None => None,
    }
}

/// The form of a new expert.
pub(crate) async fn new(here: Here) -> Answer {
    page(&form(&here, None, &Cells::new(), None).await?)
}

/// Enters a new expert.
pub(crate) async fn add(here: Here, sent: Sent) -> Answer {
    saved(&here, None, &sent).await
}

/// One entry of the pool.
pub(crate) async fn entry(here: Here, Path(id): Path<Uuid>) -> Answer {
    let expert = known(&here, id).await?;
    let cells = as_typed(&here, &expert).await?;
    page(&form(&here, Some(&expert), &cells, None).await?)
}

/// An expert of the pool; another id leads nowhere.
async fn known(here: &Here, id: Uuid) -> Result<Expert, Trouble> {
    let found = one(here.site.desk(), id).await;
    found.map_err(|failure| Trouble::from(failure).or_absent())
}

/// What is typed of an expert, as the form shows it.
pub(crate) async fn as_typed(here: &Here, expert: &Expert) -> Result<Cells, Trouble> {
    let login = match expert.profile.account {
        Some(id) => here.site.store.account(&here.site.tenant, id).await?,
        None => None,
    };
    let login = login.map(|account| account.login).unwrap_or_default();
    let nobody = Particulars::default();
    Ok(table::typed(&expert.profile, expert.person.as_ref().unwrap_or(&nobody), &login))
}

/// Changes an entry.
pub(crate) async fn change(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    known(&here, id).await?;
    saved(&here, Some(id), &sent).await
}

async fn saved(here: &Here, id: Option<Uuid>, sent: &Sent) -> Answer {
    let law = own_law(here)?;
    let cell = |column: &&str| {
        let typed: Vec<&str> = sent.all(column).filter(|text| !text.is_empty()).collect();
        ((*column).to_owned(), typed.join("；"))
    };
    let cells: Cells = COLUMNS.iter().map(cell).collect();
    let known = id.map(|id| Known {
        id,
        seen: sent.text("seen").parse().ok(),
        back: sent.text("back") == "yes",
    });
    match enter(here.site.desk(), law, &calling(here, sent), known, &cells).await {
        Ok(_) => go("/desk/experts"),
        Err(Failure::Refused(refusal)) => {
            let expert = match id {
                Some(id) => Some(one(here.site.desk(), id).await?),
                None => None,
            };
            wrong(&form(here, expert.as_ref(), &cells, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Takes an expert out of the pool.
pub(crate) async fn take_out(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let (law, expert) = (own_law(&here)?, known(&here, id).await?);
    let done =
        retire(here.site.desk(), law, &calling(&here, &sent), id, sent.text("reasons")).await;
    match done {
        Ok(_) => go("/desk/experts"),
        Err(Failure::Refused(refusal)) => {
            let cells = as_typed(&here, &expert).await?;
            wrong(&form(&here, Some(&expert), &cells, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn form(
    here: &Here,
    expert: Option<&Expert>,
    cells: &Cells,
    refusal: Option<&Refusal>,
) -> Result<ExpertPage, Trouble> {
    let law = own_law(here)?;
    let lang = here.lang();
    let mut fields: Vec<Field> =
        COLUMNS.iter().map(|column| field(here, law, column, cells)).collect();
    let mut errors = match refusal {
        Some(refusal) => here.beside(refusal, &mut fields, |fault| fault.place.clone()),
        None => Vec::new(),
    };
    if let Some(refusal) = refusal.filter(|refusal| refusal.faults.is_empty()) {
        errors.push(whole(here, refusal));
    }
    Ok(ExpertPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "experts.title"), "/desk/experts")],
        errors,
        title: match expert {
            Some(expert) if expert.person.is_some() => expert.name().to_owned(),
            Some(_) => word(lang, "experts.erased").into_owned(),
            None => word(lang, "experts.add").into_owned(),
        },
        state: expert.and_then(|expert| state(here, expert, here.site.today())),
        action: expert.map_or_else(
            || "/desk/experts/new".to_owned(),
            |expert| format!("/desk/experts/{}", expert.id),
        ),
        seen: expert.map(|expert| expert.version.to_string()).unwrap_or_default(),
        retire: expert
            .filter(|expert| expert.retired.is_none())
            .map(|expert| format!("/desk/experts/{}/retire", expert.id)),
        erase: expert
            .filter(|expert| expert.retired.is_some() && expert.person.is_some())
            .map(|expert| expert.id.to_string()),
        gone: expert.is_some_and(|expert| expert.person.is_none()),
        erasing: expert.is_some_and(|expert| expert.erasing.iter().any(Wanted::is_open)),
        fields,
    })
}

/// A refusal about the whole, as a line of the summary.
pub(super) fn whole(here: &Here, refusal: &Refusal) -> ErrorLine {
    let text = format!("{} {}", here.say(&refusal.what), here.say(&refusal.next));
    ErrorLine { field: "main".to_owned(), text }
}

/// The keys of what a column is called, and of what is said about it.
fn asked_as(column: &str) -> (&'static str, Option<&'static str>) {
    match column {
        "name" => ("expert.name", None),
        "login" => ("expert.login", Some("expert.login.help")),
        "identity" => ("expert.identity", Some("expert.identity.help")),
        "titles" => ("expert.titles", None),
        "fields" => ("experts.field", None),
        "region" => ("experts.region", None),
        "languages" => ("expert.languages", None),
        "employers" => ("expert.employers", Some("expert.employers.help")),
        "ties" => ("expert.ties", Some("expert.ties.help")),
        "away_until" => ("expert.away_until", None),
        "load" => ("expert.load", None),
        "per_year" => ("expert.per_year", None),
        _ => ("expert.trained_until", None),
    }
}

/// The question for a column of the table.
fn field(here: &Here, law: &Law, column: &str, cells: &Cells) -> Field {
    let lang = here.lang();
    let value = cells.get(column).cloned().unwrap_or_default();
    let chosen: Vec<&str> = value.split(['；', ';', '\n']).map(str::trim).collect();
    let codes = |list: &str| choices(here, law, list, &chosen);
    let input = match column {
        "fields" => Input::Codes { choices: codes(FIELDS) },
        "languages" => Input::Codes { choices: codes(LANGUAGES) },
        "region" => Input::Select { choices: codes(REGIONS) },
        "away_until" | "trained_until" => Input::Date { value },
        "employers" | "ties" => Input::Long { value, limit: None },
        "load" | "per_year" => {
            Input::Number { value, unit: word(lang, "expert.load.unit").into_owned() }
        }
        _ => Input::Text { value },
    };
    let (label, help) = asked_as(column);
    let field = Field::new(column, word(lang, label), input);
    let field = match help {
        Some(help) => field.help(word(lang, help)),
        None => field,
    };
    if column == "name" { field } else { field.optional() }
}

/// The form for a table.
pub(crate) async fn import_form(here: Here) -> Answer {
    own_law(&here)?;
    page(&import_page(&here, String::new(), Vec::new(), Vec::new(), None).await?)
}

/// Looks at a table, or reads it in.
pub(crate) async fn read_in(here: Here, sent: Sent) -> Answer {
    let law = own_law(&here)?;
    let text = match here.sent_table(&sent).await {
        Ok(text) => text,
        Err(faults) => {
            let faults = faults.iter().map(|fault| told(&here, "", fault)).collect();
            let page = import_page(&here, String::new(), Vec::new(), faults, None).await?;
            return wrong(&page);
        }
    };
    if text.trim().is_empty() {
        return wrong(&import_page(&here, text, here.no_table(), Vec::new(), None).await?);
    }
    let dry = sent.text("do") != "load";
    match import(here.site.desk(), law, &calling(&here, &sent), &text, dry).await {
        Ok(all) if dry => {
            let today = here.site.today();
            let rows = all.iter().map(|typed| {
                let person = &typed.person;
                let current =
                    person.employers.iter().filter(|unit| unit.to.is_none_or(|to| to >= today));
                let units: Vec<&str> = current.map(|unit| unit.name.as_str()).collect();
                typed_row(&here, law, (&typed.profile, Some(person)), &units, None)
            });
            let rows = rows.collect();
            page(&import_page(&here, text, Vec::new(), Vec::new(), Some(rows)).await?)
        }
        Ok(_) => go("/desk/experts"),
        Err(Failure::Refused(refusal)) => {
            let faults = refusal.faults.iter().map(|fault| told(&here, &text, fault)).collect();
            let errors =
                if refusal.faults.is_empty() { vec![whole(&here, &refusal)] } else { Vec::new() };
            wrong(&import_page(&here, text, errors, faults, None).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What is wrong in a table, by the cell in which it stands.
fn told(here: &Here, text: &str, fault: &Fault) -> PasteError {
    PasteError { place: cell_of(text, &fault.place), text: here.say(&fault.what).to_owned() }
}

async fn import_page(
    here: &Here,
    text: String,
    errors: Vec<ErrorLine>,
    faults: Vec<PasteError>,
    seen: Option<Vec<PoolRow>>,
) -> Result<ImportPage, Trouble> {
    let crumbs = vec![Crumb::new(word(here.lang(), "experts.title"), "/desk/experts")];
    Ok(ImportPage { ui: here.frame().await?, crumbs, errors, faults, text, seen })
}

/// The table to begin with.
pub(crate) async fn template(here: Here) -> Answer {
    own_law(&here)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"experts.csv\""),
    ];
    Ok((headers, table::template()).into_response())
}

/// The same as a workbook.
pub(crate) async fn template_workbook(here: Here) -> Answer {
    let law = own_law(&here)?;
    let column = |column: &'static str| {
        let (label, help) = asked_as(column);
        let kind = match column {
            "region" => {
                let all = choices(&here, law, REGIONS, &[]);
                Kind::Choice(all.into_iter().map(|choice| choice.label).collect())
            }
            "away_until" | "trained_until" => Kind::Day,
            "load" | "per_year" => Kind::Whole,
            "employers" | "ties" => Kind::Long,
            _ => Kind::Text,
        };
        (column, Column { help: help.map(both), ..Column::new(both(label), kind) })
    };
    let (title, author) = (both("experts.title"), here.site.authority());
    let columns = COLUMNS.into_iter().map(column).collect();
    let bytes = workbook(&title, &author, here.site.today(), columns).map_err(Trouble::broken)?;
    sheets::answer("experts.xlsx", bytes)
}
