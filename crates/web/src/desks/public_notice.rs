//! Public notices as everybody sees them, and objections to them.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use guohe_cases::{
    case::{Case, Objection},
    event::{About, StreamId},
    law::Law,
    notice::Notice,
    ports::RowQuery,
    procedure::{Act, Anonymous, End, Kind},
    verbs::{Failure, Request, perform},
};
use guohe_print::Form;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    format,
    lang::Lang,
    pages::public::{
        HomeNotice, NoticeEntry, NoticePage, NoticeRow, Notices, ObjectPage, ObjectReceipt,
    },
    parts::{Choice, Cite, ErrorLine, Field, Input, Pair},
    policy::Part,
    print::{self, Beside},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self},
        clock,
        finding::{cite, cites},
        form::fact_words,
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, once, page, wrong},
    lists,
    round::contact,
};

impl Here {
    /// A notice.
    async fn notice(&self, id: Uuid) -> Result<Notice, Trouble> {
        let stream = StreamId { about: About::Notice, id };
        let events = self.site.store.stream(&self.site.tenant, stream).await?;
        Notice::fold(&events)?.ok_or(Trouble::NotFound)
    }

    /// Notices, the latest first.
    pub(crate) async fn all_notices(&self) -> Result<Vec<Notice>, Trouble> {
        let query = RowQuery { about: Some(About::Notice), ..RowQuery::default() };
        let mut notices = Vec::new();
        for row in self.site.desk().rows(query).await? {
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

    /// A notice with its law.
    pub(crate) async fn notice_with_law(&self, id: Uuid) -> Result<(Notice, Arc<Law>), Trouble> {
        let notice = self.notice(id).await?;
        let law = self.law_of_notice(&notice)?;
        Ok((notice, law))
    }

    /// Whom one can ask, as the call says, and where objections are taken besides the page.
    async fn contacts(&self, notice: &Notice, law: &Law) -> Result<Vec<Pair>, Trouble> {
        let lang = self.lang();
        let authority =
            Pair::new(word(lang, "call.authority"), say(lang, &law.pack.file.authority));
        let round = self.round(notice.round).await?;
        let asked = contact::pairs(lang, &round.terms.contact);
        let objecting = act_of(law, Kind::Object).and_then(|act| act.sets.objecting.as_ref());
        let channels = objecting.into_iter().flat_map(|objecting| &objecting.channels);
        let channels = channels.map(|one| Pair::new(say(lang, &one.name), say(lang, &one.at)));
        Ok(std::iter::once(authority).chain(asked).chain(channels).collect())
    }

    /// The checkpoint that covers the publication of a notice, short.
    async fn checkpoint_of(&self, notice: &Notice) -> Result<Option<String>, Trouble> {
        let stream = StreamId { about: About::Notice, id: notice.id };
        Ok(self.sealed(stream, 1).await?.map(|sealed| sealed.short))
    }

    /// The entries of a notice whose applicants have withdrawn since, with the day.
    async fn withdrawn(&self, notice: &Notice) -> Result<BTreeMap<Uuid, Date>, Trouble> {
        let mut withdrawn = BTreeMap::new();
        for id in &notice.entries {
            let case = self.site.desk().case(*id).await?;
            if case.stage.at.end == Some(End::Withdrawn) {
                withdrawn.insert(*id, case.stage.since);
            }
        }
        Ok(withdrawn)
    }

    /// The law of a notice.
    fn law_of_notice(&self, notice: &Notice) -> Result<Arc<Law>, Trouble> {
        Ok(Arc::clone(self.site.laws.get(&notice.pack)?))
    }
}

/// Running notices for the first page.
pub(crate) async fn running(here: &Here) -> Result<Vec<HomeNotice>, Trouble> {
    let (lang, today, now) = (here.lang(), here.site.today(), here.site.moment().now);
    let mut cards = Vec::new();
    for notice in here.all_notices().await?.iter().filter(|one| !one.until().is_over(now)) {
        let law = here.law_of_notice(notice)?;
        cards.push(HomeNotice {
            title: here.title_of(notice).await?,
            href: format!("/notices/{}", notice.id),
            entries: notice.entries.len(),
            until: clock::until_words(lang, notice.until()),
            left: clock::due(lang, &law, today, notice.ends_on).words,
        });
    }
    Ok(cards)
}

/// All notices.
pub(crate) async fn notices(here: Here, Query(asked): Asked) -> Answer {
    let (lang, today, now) = (here.lang(), here.site.today(), here.site.moment().now);
    let mut rows = Vec::new();
    for notice in here.all_notices().await? {
        let law = here.law_of_notice(&notice)?;
        let runs = !notice.until().is_over(now);
        rows.push(NoticeRow {
            title: here.title_of(&notice).await?,
            href: format!("/notices/{}", notice.id),
            entries: notice.entries.len(),
            posted: format::day(notice.posted_on),
            ends: clock::day_and_minute(notice.until()),
            left: runs.then(|| clock::due(lang, &law, today, notice.ends_on).words),
            objections: notice.objections.len(),
        });
    }
    rows.sort_by_key(|row| row.left.is_none());
    let list = lists::notices();
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    let (running, past) = rows.into_iter().partition(|row| row.left.is_some());
    search.answer(&Notices { ui: here.frame().await?, search: search.clone(), running, past })
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
    let at_the_desk = here.shows(Part::Said, &law);
    let publish = act_of(&law, Kind::PublishNotice);
    let shows: Vec<&str> =
        publish.iter().flat_map(|act| &act.sets.shows).map(|path| path.value.as_str()).collect();
    let columns: Vec<String> =
        shows.iter().map(|path| fact_words::name(lang, &law, path)).collect();
    let withdrawn = here.withdrawn(&notice).await?;
    page(&NoticePage {
        crumbs: vec![Crumb::new(word(lang, "nav.notices"), "/notices")],
        title: here.title_of(&notice).await?,
        body: fill(lang, "notice.body", &[&say(lang, &law.pack.file.authority)]),
        cite: act_cite(&here, &law, publish),
        clock: clock::counted(
            lang,
            &law,
            today,
            (notice.posted_on, notice.until()),
            &notice.arithmetic,
        ),
        running: !notice.until().is_over(here.site.moment().now),
        entries: entries(lang, &law, &notice, (&shows, &withdrawn)),
        columns,
        list: format!("/notices/{id}/list.pdf"),
        edited: at_the_desk.then(|| format!("/notices/{id}/list.docx")),
        object: format!("/notices/{id}/object"),
        object_rule: publish
            .and_then(|act| act.sets.tells.as_ref())
            .map(|tells| say(lang, tells))
            .unwrap_or_default(),
        object_cite: act_cite(&here, &law, act_of(&law, Kind::Object)),
        contacts: here.contacts(&notice, &law).await?,
        digest: notice.list_digest(),
        checkpoint: here.checkpoint_of(&notice).await?,
        ui: here.frame().await?,
    })
}

/// What a notice shows of each entry, and that the entry was taken back or waits for an objection.
fn entries(
    lang: Lang,
    law: &Law,
    notice: &Notice,
    (shows, withdrawn): (&[&str], &BTreeMap<Uuid, Date>),
) -> Vec<NoticeEntry> {
    let empty = BTreeMap::new();
    let cell = |shown: &BTreeMap<String, Value>, path: &&str| {
        let value = fact_words::value(lang, law, path, shown.get(*path));
        Pair::new(fact_words::name(lang, law, path), value)
    };
    let entry = |(at, case): (usize, &Uuid)| {
        let shown = notice.shown.get(case).unwrap_or(&empty);
        let held =
            notice.objections.iter().any(|filed| filed.case == *case && filed.status.is_open());
        NoticeEntry {
            number: at + 1,
            cells: shows.iter().map(|path| cell(shown, path)).collect(),
            state: match withdrawn.get(case) {
                Some(on) => Some(fill(lang, "notice.withdrawn", &[&format::day(*on)])),
                None => held.then(|| word(lang, "notice.held").into_owned()),
            },
        }
    };
    notice.entries.iter().enumerate().map(entry).collect()
}

/// One notice as a file to be printed and posted.
pub(crate) async fn printed(here: Here, Path(id): Path<Uuid>) -> Answer {
    as_file(&here, id, Form::Pdf).await
}

/// One notice as a file to go on writing in.
pub(crate) async fn edited(here: Here, Path(id): Path<Uuid>) -> Answer {
    as_file(&here, id, Form::Word).await
}

async fn as_file(here: &Here, id: Uuid, form: Form) -> Answer {
    let notice = here.notice(id).await?;
    let law = here.law_of_notice(&notice)?;
    let title = here.title_of(&notice).await?;
    let beside = Beside {
        title,
        contacts: here.contacts(&notice, &law).await?,
        checkpoint: here.checkpoint_of(&notice).await?,
    };
    print::notice(&here.site, (here.lang(), form), (&law, &notice), beside).await?.answer()
}

/// The form for an objection.
pub(crate) async fn object(here: Here, Path(id): Path<Uuid>) -> Answer {
    let notice = here.notice(id).await?;
    page(&object_page(&here, &notice, &Sent::default()).await?)
}

async fn object_page(here: &Here, notice: &Notice, sent: &Sent) -> Result<ObjectPage, Trouble> {
    let (lang, now) = (here.lang(), here.moment(sent).now);
    let law = here.law_of_notice(notice)?;
    let title = here.title_of(notice).await?;
    let late = notice.until().is_over(now).then(|| {
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
        until: clock::until_words(lang, notice.until()),
        errors: Vec::new(),
        fields: object_fields(here, &law, (notice, &here.withdrawn(notice).await?), sent),
    })
}

fn object_fields(
    here: &Here,
    law: &Law,
    (notice, withdrawn): (&Notice, &BTreeMap<Uuid, Date>),
    sent: &Sent,
) -> Vec<Field> {
    let lang = here.lang();
    let label = |key: &str| word(lang, key).into_owned();
    let name = |case: &Uuid| {
        let shown = notice.shown.get(case);
        let value = shown.and_then(|shown| shown.iter().next());
        value.map_or_else(
            || case::number(*case),
            |(path, value)| fact_words::value(lang, law, path, Some(value)),
        )
    };
    let entries = notice.entries.iter().map(|case| {
        let id = case.to_string();
        let chosen = sent.text("entry") == id;
        let mark = withdrawn.get(case).map(|on| {
            let state = fill(lang, "notice.withdrawn", &[&format::day(*on)]);
            format!("{}{state}{}", lang.of("（", " ("), lang.of("）", ")"))
        });
        Choice::new(id, name(case) + &mark.unwrap_or_default(), chosen)
    });
    let choices = entries.collect();
    let mut fields = vec![Field::new("entry", label("object.entry"), Input::Select { choices })];
    fields.extend(who_fields(here, law, sent));
    fields.extend([
        contact_field(here, law, sent),
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
    ]);
    fields
}

/// How whoever objects is reached; wanted where the pack says so.
pub(super) fn contact_field(here: &Here, law: &Law, sent: &Sent) -> Field {
    let input = Input::Text { value: sent.text("contact").to_owned() };
    let field = Field::new("contact", word(here.lang(), "object.contact"), input);
    let objecting = act_of(law, Kind::Object).and_then(|act| act.sets.objecting.as_ref());
    let wanted = objecting.is_some_and(|objecting| objecting.contact);
    if wanted { field } else { field.optional() }
}

/// In whose name one objects: the person or the organisation, and its seal where the pack asks for one.
pub(super) fn who_fields(here: &Here, law: &Law, sent: &Sent) -> Vec<Field> {
    let lang = here.lang();
    let label = |key: &str| word(lang, key).into_owned();
    let objecting = act_of(law, Kind::Object).and_then(|act| act.sets.objecting.as_ref());
    let sealed = objecting.is_some_and(|objecting| objecting.sealed);
    let name_help = match objecting.and_then(|objecting| objecting.anonymous) {
        None => "object.name.help",
        Some(Anonymous::Registered) => "object.name.registered",
        Some(Anonymous::Examined) => "object.name.optional",
    };
    let choices = [("person", "object.who.person"), ("unit", "object.who.unit")];
    let choices =
        choices.map(|(who, key)| Choice::new(who, label(key), sent.text("who") == who)).to_vec();
    let seal = || {
        let yes = Choice::new("yes", label("object.sealed.yes"), sent.text("sealed") == "yes");
        Field::new("sealed", label("object.sealed"), Input::Codes { choices: vec![yes] })
            .help(label("object.unit.sealed"))
    };
    let name = Input::Text { value: sent.text("name").to_owned() };
    let mut fields = vec![
        Field::new("who", label("object.who"), Input::Radios { choices }),
        Field::new("name", label("object.name"), name).help(label(name_help)),
    ];
    fields.extend(sealed.then(seal));
    fields
}

/// The act of objecting under a law.
pub(crate) fn objecting(law: &Law) -> Option<&Act> {
    act_of(law, Kind::Object)
}

/// The objection in which somebody said just this: who, how they are reached, what. Others may have objected
/// meanwhile, and nobody is shown the code of somebody else.
pub(crate) fn own_objection<'c>(case: &'c Case, said: (&str, &str, &str)) -> Option<&'c Objection> {
    let own = |one: &&Objection| {
        let known = one.said.as_ref();
        known.is_some_and(|one| (&*one.name, &*one.contact, &*one.text) == said)
    };
    case.objections.iter().rfind(own)
}

/// Files an objection.
pub(crate) async fn file_objection(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let lang = here.lang();
    let notice = here.notice(id).await?;
    let law = here.law_of_notice(&notice)?;
    let case = sent.text("entry").parse::<Uuid>().ok().filter(|case| notice.entries.contains(case));
    let (Some(case), Some(act)) = (case, objecting(&law)) else {
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
        moment: here.moment(&sent),
        cases: vec![case],
        act: act.id.value.clone(),
        input: json!({
            "name": sent.text("name"),
            "contact": sent.text("contact"),
            "text": sent.text("text"),
            "written": sent.text("written") == "yes",
            "unit": sent.text("who") == "unit",
            "sealed": sent.text("sealed") == "yes",
        }),
        seen: None,
        once: once(&sent),
    };
    match perform(here.site.desk(), &request).await {
        Ok(done) => page(&receipt(&here, &law, (&notice, case), (&done, &sent)).await?),
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
    (notice, case): (&Notice, Uuid),
    (done, sent): (&guohe_cases::verbs::Done, &Sent),
) -> Result<ObjectReceipt, Trouble> {
    let lang = here.lang();
    let dossier = here.dossier(case).await?;
    let said = (sent.text("name"), sent.text("contact"), sent.text("text"));
    let filed = own_objection(&dossier.case, said);
    let code = filed.and_then(|filed| filed.said.as_ref()).map(|said| said.code.clone());
    let late = filed.is_some_and(|filed| notice.until().is_over(filed.filed_at));
    let tells = done
        .receipts
        .first()
        .and_then(|receipt| receipt.tells.as_ref())
        .map(|tells| say(lang, tells));
    let at = filed.map(|filed| format::instant(filed.filed_at)).unwrap_or_default();
    let number = filed.map(|filed| case::objection_number(case, &filed.id)).unwrap_or_default();
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
        code: code.unwrap_or_default(),
    })
}
