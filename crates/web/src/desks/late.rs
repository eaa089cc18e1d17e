//! Late entries at the officer's desk: entering what took place on paper, and confirming what a colleague entered.

pub(crate) mod import;

use axum::extract::Path;
use guohe_cases::{
    facts::{Cell, read::Reader},
    late::Entered,
    law::Law,
    procedure::{Act, Kind},
    refusal::Refusal,
    seen::Seen,
    verbs::{
        Failure,
        attach::{AttachError, Incoming},
        fill::Filling,
        late::{Paper, acts, confirm, decline, enter},
    },
};
use guohe_rules::syntax::ActorKind;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    pages::officer::{LateForm, LatePage, LateRow},
    parts::{Choice, ErrorLine, Field, Input, Link, Pair},
    sent::Sent,
    trouble::Trouble,
    views::{case, finding::cites, form::shown, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, go, page, wrong},
    deed::{Doing, Tried},
    experts::whole,
    input,
    material::handed_out,
    officer::key,
    public_notice::{contact_field, who_fields},
    scanned,
};

/// What browsers offer to choose from; what is taken is decided by the content.
const ACCEPT: &str = ".pdf,.ofd,.png,.jpg,.jpeg";
/// Field of the day, of the reasons and of the scan; the act's own reasons have the plain name.
const DAY: &str = "took_place_on";
const WHY: &str = "why";

/// The way to the late entries of a case, for those who make them.
pub(crate) fn link(here: &Here, file: &Dossier) -> Option<Link> {
    let own = here.person().holds_under(&file.law, ActorKind::Officer);
    let there = !file.case.late_entries.is_empty()
        || acts(&file.law, &here.person(), &file.case).next().is_some();
    let label = word(here.lang(), "late.title").into_owned();
    (own && there).then(|| Link::new(label, address(file.case.id)))
}

fn address(case: Uuid) -> String {
    format!("/desk/cases/{case}/late")
}

/// The late entries of a case, and the form of one more for the act that the address names.
pub(crate) async fn of_case(here: Here, Path(id): Path<Uuid>, asked: Asked) -> Answer {
    let file = opened(&here, id).await?;
    let act = asked.get("act").map_or("", String::as_str);
    page(&late_page(&here, &file, act, Tried::of(&Sent::default())).await?)
}

/// Enters one, or settles one that waits.
pub(crate) async fn save(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let file = opened(&here, id).await?;
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case: id,
        seen: sent.seen(),
        once: key(&here, &sent),
    };
    let desk = here.site.desk();
    let number = sent.text("entry").parse().unwrap_or_default();
    let done = match sent.text("do") {
        "confirm" => confirm(desk, &by, number).await.map_err(AttachError::Failure),
        "decline" => decline(desk, &by, number, sent.text(WHY)).await.map_err(AttachError::Failure),
        _ => enters(&here, &file, &by, &sent).await,
    };
    match done {
        Ok(_) => {
            scanned(&here, id).await?;
            go(&address(id))
        }
        Err(AttachError::Failure(Failure::Refused(refusal))) => {
            let tried = Tried::refused_as(&sent, &refusal);
            wrong(&late_page(&here, &file, sent.text("act"), tried).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The paper of one.
pub(crate) async fn paper(here: Here, Path((id, file)): Path<(Uuid, String)>) -> Answer {
    let dossier = opened(&here, id).await?;
    let mut papers = dossier.case.late_entries.iter().map(|entered| &entered.evidence);
    let paper = papers.find(|paper| paper.id == file).ok_or(Trouble::NotFound)?;
    handed_out(&here, paper).await
}

async fn opened(here: &Here, id: Uuid) -> Result<Dossier, Trouble> {
    let file = here.dossier(id).await?;
    let own = here.person().holds_under(&file.law, ActorKind::Officer);
    if own { Ok(file) } else { Err(Trouble::Forbidden) }
}

async fn enters(
    here: &Here,
    file: &Dossier,
    by: &Filling,
    sent: &Sent,
) -> Result<guohe_cases::verbs::Receipt, AttachError> {
    let name = sent.text("act");
    let act = file.law.procedure.act(name);
    let upload = sent.files.first();
    let paper = Paper {
        act: name,
        took_place_on: sent.text(DAY).parse().ok(),
        reasons: sent.text(WHY),
        input: act.map_or(Value::Null, |act| input::of(&file.law, act, &[], sent)),
        file: upload.map(|upload| Incoming {
            name: &upload.name,
            label: "",
            proves: &[],
            bytes: &upload.bytes,
        }),
    };
    enter(here.site.desk(), here.site.room(), by, &paper).await
}

async fn late_page(
    here: &Here,
    file: &Dossier,
    act: &str,
    tried: Tried<'_>,
) -> Result<LatePage, Trouble> {
    let (lang, law, case) = (here.lang(), &*file.law, &file.case);
    let person = here.person();
    let mut offered = acts(law, &person, case);
    let chosen = offered.find(|one| one.id.value == act);
    let (form, mut errors) = match chosen {
        Some(act) => {
            let (form, errors) = form(&Doing { here, file, act }, tried);
            (Some(form), errors)
        }
        None => (None, Vec::new()),
    };
    if errors.is_empty()
        && let Some(refusal) = tried.refusal
    {
        errors.push(line(here, refusal));
    }
    let names = here.names_in(case, &here.events(case).await?).await?;
    let row = |entered: &Entered| row(here, file, entered, &names);
    Ok(LatePage {
        ui: here.frame().await?,
        crumbs: here.way(Some(case)),
        errors,
        case: case::title(lang, case),
        action: address(case.id),
        many: import::of_law(law),
        seen: Seen::at_the_desk(law, case, &person).to_string(),
        ways: acts(law, &person, case)
            .map(|one| {
                let to = format!("{}?act={}", address(case.id), one.id.value);
                Link::new(say(lang, &one.name), to)
            })
            .collect(),
        form,
        rows: case.late_entries.iter().rev().map(row).collect(),
    })
}

/// A refusal that belongs to no field of the form.
fn line(here: &Here, refusal: &Refusal) -> ErrorLine {
    match refusal.faults.first() {
        Some(fault) => {
            ErrorLine { field: "main".to_owned(), text: here.say(&fault.what).to_owned() }
        }
        None => whole(here, refusal),
    }
}

fn form(doing: &Doing<'_>, tried: Tried<'_>) -> (LateForm, Vec<ErrorLine>) {
    let (lang, act) = (doing.here.lang(), doing.act);
    let law = &doing.file.law;
    let label = |key| word(lang, key).into_owned();
    let mut fields = vec![
        Field::new(DAY, label("late.day"), Input::Date { value: tried.sent.text(DAY).to_owned() })
            .help(label("late.day.help")),
        long(WHY, label("late.why"), tried.sent),
        Field::new("file", label("late.paper"), Input::File { accept: ACCEPT.to_owned() }),
    ];
    let own = fields.len();
    fields.extend(own_fields(doing, tried));
    let lines = tried.refusal.map_or_else(Vec::new, |refusal| {
        doing.here.beside(refusal, &mut fields, |fault| match fault.place.as_str() {
            "reasons" => WHY.to_owned(),
            other => other.to_owned(),
        })
    });
    let asked = fields.split_off(own);
    let clause = act.on_paper.as_ref().map(|paper| {
        let named = cites(lang, law, paper.cites.iter().map(|id| id.value.as_str()));
        let named: Vec<String> = named.into_iter().map(|cite| cite.label).collect();
        fill(lang, "late.counts.then", &[&named.join(lang.comma())])
    });
    let form = LateForm {
        title: say(lang, &act.name),
        act: act.id.value.clone(),
        counts: clause.unwrap_or_else(|| label("late.counts.now")),
        fields,
        asked,
        outcomes: if act.kind.value == Kind::Object { Vec::new() } else { doing.outcomes(tried) },
    };
    (form, lines)
}

/// What the act itself asks for.
fn own_fields(doing: &Doing<'_>, tried: Tried<'_>) -> Vec<Field> {
    let (lang, sent) = (doing.here.lang(), tried.sent);
    let label = |key| word(lang, key).into_owned();
    let mut fields = doing.asked_fields(tried);
    let kind = doing.act.kind.value;
    if kind == Kind::Object {
        fields.extend(who_fields(doing.here, &doing.file.law, sent));
        fields.push(contact_field(doing.here, &doing.file.law, sent));
        fields.push(long("text", label("object.facts"), sent));
        let yes = Choice::new("yes", label("late.written"), sent.text("written") == "yes");
        let input = Input::Codes { choices: vec![yes] };
        fields.push(Field::new("written", label("object.written"), input));
    }
    if [Kind::Record, Kind::File].contains(&kind) {
        fields.push(long("note", label("act.note"), sent).optional());
    }
    if kind == Kind::Evaluate {
        fields.push(long("reasons", label("act.reasons"), sent));
    }
    if kind == Kind::Withdraw {
        fields.push(long("reasons", label("act.reasons"), sent).optional());
    }
    fields
}

fn long(name: &str, label: String, sent: &Sent) -> Field {
    Field::new(name, label, Input::Long { value: sent.text(name).to_owned(), limit: None })
}

fn row(
    here: &Here,
    file: &Dossier,
    entered: &Entered,
    names: &std::collections::BTreeMap<Uuid, String>,
) -> LateRow {
    let (lang, law) = (here.lang(), &*file.law);
    let name = |account: &Uuid| names.get(account).cloned().unwrap_or_default();
    let act = law.procedure.act(&entered.act);
    let (state, tone) = match &entered.settled {
        None => (word(lang, "late.waits").into_owned(), "open"),
        Some((true, by, _)) => (fill(lang, "late.confirmed", &[&name(&by.account)]), "good"),
        Some((false, by, reasons)) => {
            (fill(lang, "late.declined", &[&name(&by.account), reasons]), "bad")
        }
    };
    let waits = entered.settled.is_none();
    LateRow {
        number: entered.number,
        what: act.map_or_else(|| entered.act.clone(), |act| say(lang, &act.name)),
        when: fill(
            lang,
            "late.days",
            &[&format::day(entered.took_place_on), &format::instant(entered.at)],
        ),
        who: name(&entered.by.account),
        reasons: entered.reasons.clone(),
        said: said(here, law, file, entered, act),
        paper: Link::new(
            [entered.evidence.name.as_str(), &entered.evidence.label].join(" ").trim_end(),
            format!("{}/{}", address(file.case.id), entered.evidence.id),
        ),
        state,
        tone,
        may_confirm: waits && !here.person().is_behind(&entered.by),
        may_decline: waits,
    }
}

/// What was entered, as the act takes it; that it was erased, where it was.
fn said(here: &Here, law: &Law, file: &Dossier, entered: &Entered, act: Option<&Act>) -> Vec<Pair> {
    let lang = here.lang();
    let (Some(act), Some(given)) = (act, &entered.input) else {
        return vec![Pair::new(word(lang, "late.said"), word(lang, "personal.erased"))];
    };
    let text = |from: &Value, name: &str| {
        from.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let facts = &file.case.facts;
    let reader = Reader { vocabulary: law.vocabulary(), document: facts };
    let typed = given.get("fields").unwrap_or(&Value::Null);
    let field = |(def, _): (&guohe_rules::vocabulary::FieldDef, bool)| {
        let typed = text(typed, &def.id);
        let value = reader.read(def, &typed).unwrap_or_default();
        let cell = Cell { typed, value, ..Cell::default() };
        let words = shown(lang, law, facts, def, Some(&cell))?;
        Some(Pair::new(say(lang, &def.written.name), words))
    };
    let way = act.outcome(&text(given, "outcome")).map(|way| say(lang, &way.name));
    let plain = [
        ("name", "object.name"),
        ("contact", "object.contact"),
        ("text", "object.facts"),
        ("note", "act.note"),
        ("reasons", "act.reasons"),
    ];
    let way = way.map(|way| Pair::new(word(lang, "act.outcome"), way));
    let who = who(lang, act, given);
    let plain = plain.map(|(name, key)| Pair::new(word(lang, key), text(given, name)));
    let fields = input::asked(law, act).into_iter().filter_map(field);
    way.into_iter()
        .chain(fields)
        .chain(who)
        .chain(plain)
        .filter(|pair| !pair.value.is_empty())
        .collect()
}

/// In whose name somebody objected, and under which seal.
fn who(lang: Lang, act: &Act, given: &Value) -> Vec<Pair> {
    let yes = |name: &str| given.get(name).and_then(Value::as_bool).unwrap_or_default();
    if act.kind.value != Kind::Object {
        return Vec::new();
    }
    let key = if yes("unit") { "object.who.unit" } else { "object.who.person" };
    let sealed = yes("sealed").then_some(("object.sealed", "object.sealed.yes"));
    let both = std::iter::once(("object.who", key)).chain(sealed);
    both.map(|(label, key)| Pair::new(word(lang, label), word(lang, key))).collect()
}
