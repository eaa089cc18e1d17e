//! What the public looks up: notices and objections to them, bases, certificates.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    event::{About, StreamId},
    law::Law,
    notice::Notice,
    ports::{Row, RowQuery},
    procedure::{Act, Kind},
    verbs::{Failure, Request, perform},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    format,
    pages::public::{
        BasePage, BaseRow, Directory, HomeNotice, NoticeEntry, NoticePage, NoticeRow, Notices,
        ObjectPage, ObjectReceipt, Verdict, Verify,
    },
    parts::{Choice, Cite, ErrorLine, Field, Input, Link, Pager, Pair},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, Audience, moments, named, stage},
        clock,
        finding::{cite, cites},
        form::fact_words,
        words::{end, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, Asked, once, page, wrong};

/// At most so many notices are listed.
const NOTICES: u32 = 100;
/// Bases on one page.
const PAGE: usize = 50;

impl Here {
    /// A notice.
    async fn notice(&self, id: Uuid) -> Result<Notice, Trouble> {
        let stream = StreamId { about: About::Notice, id };
        let events = self.site.store.stream(&self.site.tenant, stream).await?;
        Notice::fold(&events)?.ok_or(Trouble::NotFound)
    }

    /// Notices, the latest first.
    pub(crate) async fn all_notices(&self) -> Result<Vec<Notice>, Trouble> {
        let query = RowQuery { about: Some(About::Notice), limit: NOTICES, ..RowQuery::default() };
        let mut notices = Vec::new();
        for row in self.site.store.rows(&self.site.tenant, &query).await? {
            notices.push(self.notice(row.stream.id).await?);
        }
        notices.sort_by_key(|notice| std::cmp::Reverse((notice.posted_on, notice.id)));
        Ok(notices)
    }

    /// The title of a notice: that of its round.
    pub(crate) async fn title_of(&self, notice: &Notice) -> Result<String, Trouble> {
        let round = self.round(notice.round).await?;
        Ok(fill(self.lang(), "notice.title", &[&say(self.lang(), &round.terms.name)]))
    }

    /// The law of a notice.
    fn law_of_notice(&self, notice: &Notice) -> Result<Arc<Law>, Trouble> {
        Ok(Arc::clone(self.site.laws.get(&notice.pack)?))
    }

    /// How many bases are in force.
    pub(crate) async fn certified(&self) -> Result<usize, Trouble> {
        let rows = self.bases_where(|row| is_in_force(self, row)).await?;
        Ok(rows.len())
    }

    /// Rows of cases that came to a base, as wanted.
    async fn bases_where(&self, wanted: impl Fn(&Row) -> bool) -> Result<Vec<Row>, Trouble> {
        let mut found = Vec::new();
        let mut query = RowQuery { about: Some(About::Case), limit: 1000, ..RowQuery::default() };
        loop {
            let rows = self.site.store.rows(&self.site.tenant, &query).await?;
            let Some(last) = rows.last() else { return Ok(found) };
            query.after = Some(last.stream.id);
            found.extend(rows.into_iter().filter(|row| row.number.is_some() && wanted(row)));
        }
    }

    /// The law of a row.
    pub(crate) fn law_of_row(&self, row: &Row) -> Option<&Arc<Law>> {
        self.site.laws.iter().find(|law| law.reference().to_string() == row.pack)
    }
}

/// Running notices for the first page.
pub(crate) async fn running(here: &Here) -> Result<Vec<HomeNotice>, Trouble> {
    let (lang, today) = (here.lang(), here.site.today());
    let mut cards = Vec::new();
    for notice in here.all_notices().await?.iter().filter(|notice| today <= notice.ends_on) {
        let law = here.law_of_notice(notice)?;
        cards.push(HomeNotice {
            title: here.title_of(notice).await?,
            href: format!("/notices/{}", notice.id),
            entries: notice.entries.len(),
            until: fill(lang, "clock.until", &[&format::long_day(lang, notice.ends_on)]),
            left: clock::due(lang, &law, today, notice.ends_on).words,
        });
    }
    Ok(cards)
}

/// All notices.
pub(crate) async fn notices(here: Here) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let (mut running, mut past) = (Vec::new(), Vec::new());
    for notice in here.all_notices().await? {
        let law = here.law_of_notice(&notice)?;
        let runs = today <= notice.ends_on;
        let row = NoticeRow {
            title: here.title_of(&notice).await?,
            href: format!("/notices/{}", notice.id),
            entries: notice.entries.len(),
            posted: format::day(notice.posted_on),
            ends: format::day(notice.ends_on),
            left: runs.then(|| clock::due(lang, &law, today, notice.ends_on).words),
            objections: notice.objections.len(),
        };
        if runs { running.push(row) } else { past.push(row) }
    }
    page(&Notices { ui: here.frame().await?, running, past })
}

/// The act of a kind in a procedure.
fn act_of(law: &Law, kind: Kind) -> Option<&Act> {
    law.procedure.acts.iter().find(|act| act.kind.value == kind)
}

/// The first clause of an act.
fn act_cite(here: &Here, law: &Law, act: Option<&Act>) -> Cite {
    let found =
        act.and_then(|act| act.cites.first()).and_then(|id| cite(here.lang(), law, &id.value));
    found.unwrap_or_else(|| Cite::new(word(here.lang(), "home.operational"), "/rules"))
}

/// The clause under which late objections are not admitted.
fn late_cite(here: &Here, law: &Law) -> Option<Cite> {
    let way = act_of(law, Kind::Object)?.outcome("late")?;
    cites(here.lang(), law, way.cites.iter().map(|id| id.value.as_str())).into_iter().next()
}

/// One notice.
pub(crate) async fn notice(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let notice = here.notice(id).await?;
    let law = here.law_of_notice(&notice)?;
    let publish = act_of(&law, Kind::PublishNotice);
    let shows: Vec<&str> =
        publish.iter().flat_map(|act| &act.sets.shows).map(|path| path.value.as_str()).collect();
    let columns: Vec<String> =
        shows.iter().map(|path| fact_words::name(lang, &law, path)).collect();
    let empty = BTreeMap::new();
    let entries = notice.entries.iter().enumerate().map(|(at, case)| {
        let shown = notice.shown.get(case).unwrap_or(&empty);
        let held =
            notice.objections.iter().any(|filed| filed.case == *case && filed.status.is_open());
        NoticeEntry {
            number: at + 1,
            cells: shows
                .iter()
                .zip(&columns)
                .map(|(path, label)| {
                    Pair::new(label.as_str(), fact_words::value(lang, &law, path, shown.get(*path)))
                })
                .collect(),
            state: held.then(|| word(lang, "notice.held").into_owned()),
        }
    });
    let entries = entries.collect();
    page(&NoticePage {
        crumbs: vec![Crumb::new(word(lang, "nav.notices"), "/notices")],
        title: here.title_of(&notice).await?,
        body: fill(lang, "notice.body", &[&say(lang, &law.pack.file.authority)]),
        cite: act_cite(&here, &law, publish),
        clock: clock::counted(
            lang,
            &law,
            today,
            (notice.posted_on, notice.ends_on),
            &notice.arithmetic,
        ),
        running: today <= notice.ends_on,
        columns: columns.clone(),
        entries,
        object: format!("/notices/{id}/object"),
        object_rule: publish
            .and_then(|act| act.sets.tells.as_ref())
            .map(|tells| say(lang, tells))
            .unwrap_or_default(),
        object_cite: act_cite(&here, &law, act_of(&law, Kind::Object)),
        contacts: vec![Pair::new(
            word(lang, "call.authority"),
            say(lang, &law.pack.file.authority),
        )],
        ui: here.frame().await?,
    })
}

/// The form for an objection.
pub(crate) async fn object(here: Here, Path(id): Path<Uuid>) -> Answer {
    let notice = here.notice(id).await?;
    page(&object_page(&here, &notice, &Sent::default()).await?)
}

async fn object_page(here: &Here, notice: &Notice, sent: &Sent) -> Result<ObjectPage, Trouble> {
    let (lang, today) = (here.lang(), here.site.today());
    let law = here.law_of_notice(notice)?;
    let title = here.title_of(notice).await?;
    let late = (today > notice.ends_on).then(|| {
        let way = act_of(&law, Kind::Object).and_then(|act| act.outcome("late"));
        let tells = way.and_then(|way| way.tells.as_ref()).map(|tells| say(lang, tells));
        tells.unwrap_or_else(|| word(lang, "notice.late").into_owned())
    });
    Ok(ObjectPage {
        ui: here.frame().await?,
        crumbs: vec![
            Crumb::new(word(lang, "nav.notices"), "/notices"),
            Crumb::new(title.clone(), format!("/notices/{}", notice.id)),
        ],
        notice: title,
        action: format!("/notices/{}/object", notice.id),
        late,
        rule: word(lang, "object.rule").into_owned(),
        cite: act_cite(here, &law, act_of(&law, Kind::Object)),
        until: fill(lang, "clock.until", &[&format::long_day(lang, notice.ends_on)]),
        errors: Vec::new(),
        fields: object_fields(here, &law, notice, sent),
    })
}

fn object_fields(here: &Here, law: &Law, notice: &Notice, sent: &Sent) -> Vec<Field> {
    let lang = here.lang();
    let label = |key: &str| word(lang, key).into_owned();
    let name = |case: &Uuid| {
        let shown = notice.shown.get(case);
        let value = shown.and_then(|shown| shown.iter().next());
        value
            .map(|(path, value)| fact_words::value(lang, law, path, Some(value)))
            .unwrap_or_else(|| case::number(*case))
    };
    let entries = notice.entries.iter().map(|case| {
        let id = case.to_string();
        let chosen = sent.text("entry") == id;
        Choice::new(id, name(case), chosen)
    });
    vec![
        Field::new("entry", label("object.entry"), Input::Select { choices: entries.collect() }),
        Field::new(
            "name",
            label("object.name"),
            Input::Text { value: sent.text("name").to_owned() },
        )
        .help(label("object.name.help")),
        Field::new(
            "contact",
            label("object.contact"),
            Input::Text { value: sent.text("contact").to_owned() },
        ),
        Field::new(
            "text",
            label("object.facts"),
            Input::Long { value: sent.text("text").to_owned(), limit: Some(2000) },
        )
        .help(label("object.facts.help")),
        Field::new(
            "written",
            label("object.written"),
            Input::Codes {
                choices: vec![Choice::new(
                    "yes",
                    label("object.written.yes"),
                    sent.text("written") == "yes",
                )],
            },
        ),
    ]
}

/// Files an objection.
pub(crate) async fn file_objection(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let lang = here.lang();
    let notice = here.notice(id).await?;
    let law = here.law_of_notice(&notice)?;
    let case = sent.text("entry").parse::<Uuid>().ok().filter(|case| notice.entries.contains(case));
    let (Some(case), Some(act)) = (case, act_of(&law, Kind::Object)) else {
        let mut page = object_page(&here, &notice, &sent).await?;
        let text = word(lang, "object.entry.missing").into_owned();
        if let Some(field) = page.fields.first_mut() {
            field.error = Some(text);
        }
        page.errors = ErrorLine::of(&page.fields);
        return wrong(&page);
    };
    let request = Request {
        person: here.person(),
        moment: here.site.moment(),
        cases: vec![case],
        act: act.id.value.clone(),
        input: json!({
            "name": sent.text("name"),
            "contact": sent.text("contact"),
            "text": sent.text("text"),
            "written": sent.text("written") == "yes",
        }),
        seen: None,
        once: once(&sent),
    };
    match perform(here.site.desk(), &request).await {
        Ok(done) => page(&receipt(&here, &law, &notice, case, &done).await?),
        Err(Failure::Refused(refusal)) if !refusal.faults.is_empty() => {
            let mut page = object_page(&here, &notice, &sent).await?;
            page.errors = here.beside(&refusal, &mut page.fields, |fault| fault.place.clone());
            wrong(&page)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn receipt(
    here: &Here,
    law: &Law,
    notice: &Notice,
    case: Uuid,
    done: &guohe_cases::verbs::Done,
) -> Result<ObjectReceipt, Trouble> {
    let lang = here.lang();
    let dossier = here.dossier(case).await?;
    let filed = dossier.case.objections.last();
    let late = filed.is_some_and(|filed| filed.filed_on > notice.ends_on);
    let tells = done
        .receipts
        .first()
        .and_then(|receipt| receipt.tells.as_ref())
        .map(|tells| say(lang, tells));
    let at = filed.map(|filed| format::instant(filed.filed_at)).unwrap_or_default();
    let number =
        filed.map(|filed| format!("{} {}", case::number(case), filed.id)).unwrap_or_default();
    Ok(ObjectReceipt {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "nav.notices"), "/notices")],
        number,
        received: fill(
            lang,
            if late { "object.received_late" } else { "object.received_in_time" },
            &[&at],
        ),
        late: late.then(|| tells.clone().unwrap_or_default()),
        next: tells.unwrap_or_default(),
        cite: late
            .then(|| late_cite(here, law))
            .flatten()
            .unwrap_or_else(|| act_cite(here, law, act_of(law, Kind::AdmitObjection))),
    })
}

/// Whether a row is a base that holds its status.
fn is_in_force(here: &Here, row: &Row) -> bool {
    state(here, row).1 == "good"
}

/// The state of a base: its word and its tone.
fn state(here: &Here, row: &Row) -> (String, &'static str) {
    let lang = here.lang();
    let valid_to = row
        .extra
        .get("valid_to")
        .and_then(Value::as_str)
        .and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let ended = row.extra.get("end").cloned().and_then(|value| serde_json::from_value(value).ok());
    match ended {
        Some(came) if came != guohe_cases::procedure::End::Certified => end(lang, came),
        _ if valid_to.is_some_and(|day| day < here.site.today()) => {
            (word(lang, "end.expired").into_owned(), "mute")
        }
        _ => end(lang, guohe_cases::procedure::End::Certified),
    }
}

/// The directory.
pub(crate) async fn bases(here: Here, asked: Asked) -> Answer {
    let lang = here.lang();
    let get = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let (query, kind, wanted) = (get("q").trim(), get("type"), get("state"));
    let after = get("after").parse::<usize>().unwrap_or_default();
    let rows = here
        .bases_where(|row| {
            let text = row.title.contains(query)
                || row.number.as_deref().is_some_and(|number| number.contains(query));
            let kind = kind.is_empty() || row.kind.as_deref() == Some(kind);
            text && kind && (wanted.is_empty() || state(&here, row).1 == wanted)
        })
        .await?;
    let shown: Vec<BaseRow> =
        rows.iter().skip(after).take(PAGE).map(|row| base_row(&here, row)).collect();
    let link = |after: usize| {
        format!(
            "/bases?q={}&type={kind}&state={wanted}&after={after}",
            crate::routes::escaped(query)
        )
    };
    page(&Directory {
        ui: here.frame().await?,
        query: query.to_owned(),
        types: here.types(kind),
        states: [("good", "end.certified"), ("mute", "end.expired"), ("bad", "end.revoked")]
            .map(|(value, key)| Choice::new(value, word(lang, key), value == wanted))
            .to_vec(),
        filtered: !(query.is_empty() && kind.is_empty() && wanted.is_empty()),
        pager: Pager {
            total: rows.len(),
            shown: shown.len(),
            before: (after > 0).then(|| link(after.saturating_sub(PAGE))),
            after: (after + PAGE < rows.len()).then(|| link(after + PAGE)),
        },
        rows: shown,
    })
}

impl Here {
    /// All types of all packs as choices.
    pub(crate) fn types(&self, chosen: &str) -> Vec<Choice> {
        let defs = self.site.laws.iter().flat_map(|law| &law.pack.file.types);
        defs.map(|def| {
            Choice::new(def.id.value.as_str(), say(self.lang(), &def.name), def.id.value == chosen)
        })
        .collect()
    }
}

fn base_row(here: &Here, row: &Row) -> BaseRow {
    let lang = here.lang();
    let (state, tone) = state(here, row);
    let day = |key: &str| row.extra.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = row.kind.clone().unwrap_or_default();
    BaseRow {
        name: named(lang, &row.title),
        href: format!("/bases/{}", row.stream.id),
        number: row.number.clone().unwrap_or_default(),
        kind: here.law_of_row(row).map_or(kind.clone(), |law| case::kind(lang, law, &kind)),
        host: row.title.clone(),
        certified: day("certified_on"),
        valid_to: day("valid_to"),
        state,
        tone,
    }
}

/// One base.
pub(crate) async fn base(here: Here, Path(id): Path<Uuid>) -> Answer {
    let lang = here.lang();
    let dossier = here.dossier(id).await?;
    let Some(certificate) = &dossier.case.certificate else { return Err(Trouble::NotFound) };
    let (state, tone) = state(&here, &dossier.case.row());
    let law = &dossier.law;
    let grounds = law
        .procedure
        .acts
        .iter()
        .filter(|act| matches!(act.kind.value, Kind::Certify | Kind::ConfirmDecision));
    page(&BasePage {
        crumbs: vec![Crumb::new(word(lang, "nav.bases"), "/bases")],
        name: case::title(lang, &dossier.case),
        other_name: case::kind(lang.other(), law, &dossier.case.kind),
        state,
        tone,
        facts: base_facts(&here, law, &dossier.case),
        grounds: grounds.flat_map(|act| super::public::act_cites(&here, law, act)).collect(),
        life: moments(lang, law, &dossier.events, &BTreeMap::new(), Audience::Public),
        verify: Link::new(
            word(lang, "base.verify"),
            format!("/verify?number={}", crate::routes::escaped(&certificate.number)),
        ),
        ui: here.frame().await?,
    })
}

fn base_facts(here: &Here, law: &Law, case: &Case) -> Vec<Pair> {
    let lang = here.lang();
    let Some(certificate) = &case.certificate else { return Vec::new() };
    let none = word(lang, "fact.no_end").into_owned();
    [
        ("base.number", certificate.number.clone()),
        ("common.type", case::kind(lang, law, &case.kind)),
        ("common.host", case::title(lang, case)),
        ("base.certified_on", format::long_day(lang, certificate.certified_on)),
        ("base.valid_to", certificate.valid_to.map_or(none, |day| format::long_day(lang, day))),
        ("common.stage", stage(lang, law, &case.stage.at.to)),
    ]
    .into_iter()
    .map(|(key, value)| Pair::new(word(lang, key), value))
    .collect()
}

/// The check of a certificate.
pub(crate) async fn verify(here: Here, asked: Asked) -> Answer {
    let lang = here.lang();
    let get = |key: &str| asked.get(key).map(|text| text.trim().to_owned()).unwrap_or_default();
    let (number, code) = (get("number"), get("code"));
    let field = |name: &str, key: &str, value: &str| {
        Field::new(name, word(lang, key), Input::Text { value: value.to_owned() })
    };
    let verdict = if number.is_empty() || code.is_empty() {
        None
    } else {
        Some(looked_up(&here, &number, &code).await?)
    };
    page(&Verify {
        ui: here.frame().await?,
        errors: Vec::new(),
        fields: vec![
            field("number", "verify.number", &number),
            field("code", "verify.code", &code),
        ],
        verdict,
    })
}

async fn looked_up(here: &Here, number: &str, code: &str) -> Result<Verdict, Trouble> {
    let lang = here.lang();
    let rows = here.bases_where(|row| row.number.as_deref() == Some(number)).await?;
    let Some(row) = rows.first() else { return Ok(Verdict::Unknown { number: number.to_owned() }) };
    let plain = |text: &str| {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
    };
    if plain(&here.check_code(row.stream.id, number).await?) != plain(code) {
        return Ok(Verdict::Unknown { number: number.to_owned() });
    }
    let dossier = here.dossier(row.stream.id).await?;
    let (state, tone) = state(here, row);
    let good = tone == "good";
    let headline = if good {
        word(lang, "verify.good").into_owned()
    } else {
        fill(lang, "verify.bad", &[&state])
    };
    Ok(Verdict::Found {
        good,
        headline,
        facts: base_facts(here, &dossier.law, &dossier.case),
        base: Link::new(word(lang, "verify.base"), format!("/bases/{}", row.stream.id)),
    })
}

/// The setting that holds the key from which check codes follow.
const CODE_KEY: &str = "certificate_key";

impl Here {
    /// The check code of a certificate: it follows from its number and a key that only this installation has.
    pub(crate) async fn check_code(&self, case: Uuid, number: &str) -> Result<String, Trouble> {
        let site = &self.site;
        let kept = site.store.setting(&site.tenant, CODE_KEY).await?;
        let key = match kept.as_ref().and_then(Value::as_str) {
            Some(key) => key.to_owned(),
            None => {
                let fresh = site.secret();
                site.store.set_setting(&site.tenant, CODE_KEY, &json!(fresh)).await?;
                fresh
            }
        };
        let inner = Sha256::new()
            .chain_update(&key)
            .chain_update(case.as_bytes())
            .chain_update(number)
            .finalize();
        let outer = Sha256::new().chain_update(&key).chain_update(inner).finalize();
        Ok(code_of(outer.as_ref()))
    }
}

/// Twelve letters and digits in three groups, without those that look alike.
fn code_of(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut code = String::with_capacity(14);
    for (at, byte) in bytes.iter().take(12).enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'2');
        code.push(char::from(sign));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn a_check_code_has_three_groups_of_four() {
        let code = code_of(&[0, 31, 32, 255, 7, 8, 9, 10, 11, 12, 13, 14]);
        assert_eq!(code, "2Z2Z-9ABC-DEFG");
    }
}
