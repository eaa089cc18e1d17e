//! What is kept about the person who asks, for what and until when, as a page and as one document to take along.

use axum::{http::header, response::IntoResponse as _};
use guohe_cases::{
    erasing::Wanted,
    event::About,
    facts::Place,
    law::Law,
    personal::is_of_words,
    ports::{Row, RowQuery},
    refusal::Sort,
    verbs::{
        Failure,
        erase::{Kept, kept},
        erasing,
        fill::Filling,
    },
};
use guohe_rules::{syntax::DataClass, vocabulary::FieldDef};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    desks::answer::{Answer, go, once, page, wrong},
    dossier::Dossier,
    format,
    pages::account::{Ask, DataGroup, DataPage, DataRow},
    parts::{Choice, Field, Input},
    policy::Relation,
    sent::Sent,
    session::SignedIn,
    trouble::Trouble,
    views::{case, finding::cites, form::shown, words::say},
    visit::Here,
    words::{fill, word},
};

/// The page.
pub(crate) async fn data(here: Here) -> Answer {
    let groups = groups(&here).await?;
    page(&DataPage { ui: here.frame().await?, groups, refused: None })
}

/// Asks that what an application of one's own organisation holds about somebody be erased.
pub(crate) async fn ask(here: Here, sent: Sent) -> Answer {
    let case = sent.text("case").parse::<Uuid>().map_err(|_no_id| Trouble::NotFound)?;
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case,
        seen: None,
        once: once(&sent),
    };
    let asked =
        erasing::ask(here.site.desk(), &by, sent.text("subject"), sent.text("reasons")).await;
    match asked {
        Ok(_) => go("/account/data"),
        Err(Failure::Refused(refusal))
            if !matches!(refusal.sort, Sort::NotFound | Sort::NotAllowed) =>
        {
            let faults = refusal.faults.iter().map(|fault| here.say(&fault.what).to_owned());
            let what = faults.chain([here.say(&refusal.what).to_owned()]).next();
            let refused = what.map(|what| (what, here.say(&refusal.next).to_owned()));
            let groups = groups(&here).await?;
            wrong(&DataPage { ui: here.frame().await?, groups, refused })
        }
        // Whoever names a case that is not theirs learns nothing of it.
        Err(Failure::Refused(_)) => Err(Trouble::NotFound),
        Err(failure) => Err(failure.into()),
    }
}

/// The document.
pub(crate) async fn document(here: Here) -> Answer {
    let all = personal_data(&here, true).await?;
    let text = serde_json::to_string_pretty(&all).map_err(Trouble::broken)?;
    let kind = (header::CONTENT_TYPE, "application/json");
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"guohe-my-data.json\"");
    Ok(([kind, name], text).into_response())
}

/// What is kept, group by group: about the account, and in the applications of its organisation if they are wanted.
pub(crate) async fn personal_data(here: &Here, applications: bool) -> Result<Value, Trouble> {
    let groups =
        if applications { groups(here).await? } else { vec![own(here, here.signed_in()?).await?] };
    let row = |row: &DataRow| {
        json!({
            "what": row.what,
            "value": row.value,
            "class": row.class,
            "purpose": row.purpose,
            "basis": row.basis,
            "until": row.until,
        })
    };
    let group = |group: &DataGroup| {
        let rows: Vec<_> = group.rows.iter().map(row).collect();
        let case = group.asks.as_ref().map(|asks| &asks.case);
        let subjects = group.asks.as_ref().map(|asks| &asks.subjects);
        json!({ "about": group.title, "facts": rows, "case": case, "subjects": subjects })
    };
    Ok(groups.iter().map(group).collect())
}

async fn groups(here: &Here) -> Result<Vec<DataGroup>, Trouble> {
    let mut groups = vec![own(here, here.signed_in()?).await?];
    let organisation = here.visit.person().and_then(|person| person.organisation);
    let Some(organisation) = organisation else { return Ok(groups) };
    let query = RowQuery {
        about: Some(About::Case),
        organisation: Some(organisation),
        ..RowQuery::default()
    };
    let person = here.person();
    let mine = |row: &Row| here.lists(Relation::Own, &person, row);
    for row in here.site.desk().rows_where(query, usize::MAX, mine).await? {
        let file = here.dossier(row.stream.id).await?;
        groups.extend(of_case(here, &file));
    }
    Ok(groups)
}

/// What is told of an account: for what, on what it rests, until when.
const ACCOUNT: [&str; 3] = ["data.account.purpose", "data.account.basis", "data.account.until"];
/// The same of its second factor.
const FACTOR: [&str; 3] = ["data.factor.purpose", "data.factor.basis", "data.factor.until"];
/// The same of how its owner is told of things.
const CONTACT: [&str; 3] = ["data.contact.purpose", "data.contact.basis", "data.contact.until"];
/// The same of the views of lists that its owner keeps.
const VIEW: [&str; 3] = ["data.view.purpose", "data.view.basis", "data.view.until"];
/// The same of its sessions.
const SESSION: [&str; 3] = ["data.session.purpose", "data.session.basis", "data.session.until"];

/// What the account itself is.
async fn own(here: &Here, signed_in: &SignedIn) -> Result<DataGroup, Trouble> {
    let lang = here.lang();
    let (account, tenant) = (&signed_in.account, &here.site.tenant);
    let say = |key: &str| word(lang, key).into_owned();
    let factor = here.site.store.factor(tenant, account.id).await?;
    let sessions = here.site.store.sessions_of(tenant, account.id).await?;
    let row = |what: &str, value: String, [purpose, basis, until]: [&str; 3]| DataRow {
        what: say(what),
        value,
        class: say("data.class.personal"),
        purpose: say(purpose),
        basis: say(basis),
        until: say(until),
    };
    let mut rows = vec![
        row("account.login", account.login.clone(), ACCOUNT),
        row("account.name", account.name.clone(), ACCOUNT),
        row("account.role", account.roles.join(" "), ACCOUNT),
    ];
    rows.extend(factor.map(|factor| row("account.factor", format::instant(factor.since), FACTOR)));
    rows.extend(sessions.iter().map(|session| {
        let told = [
            session.device.as_str(),
            session.place.as_str(),
            &format::instant(session.opened_at),
            &format::instant(session.seen_at),
        ];
        row("data.session", told.join(" · "), SESSION)
    }));
    for (what, value) in reached(here, account.id).await? {
        rows.push(row(what, value, CONTACT));
    }
    for view in here.site.store.views_of(tenant, account.id).await? {
        let at = format::instant(view.made_at);
        rows.push(row("views.title", [view.name, view.list, view.query, at].join(" · "), VIEW));
    }
    Ok(DataGroup { title: say("account.title"), href: None, rows, asks: None })
}

/// How the owner of an account is told of things.
async fn reached(here: &Here, account: Uuid) -> Result<Vec<(&'static str, String)>, Trouble> {
    let Some(messages) = &here.site.messages else { return Ok(Vec::new()) };
    let (lang, tenant) = (here.lang(), &here.site.tenant);
    let choice = messages.choice(tenant, account).await?;
    let calendar = messages.calendar_since(tenant, account).await?;
    let on = |on: bool, key| on.then(|| word(lang, key).into_owned());
    let gathered = if choice.gathered { "reach.gathered.yes" } else { "reach.gathered.no" };
    let ways = [
        on(choice.by_mail, "reach.by_mail.yes"),
        on(choice.by_sms, "reach.by_sms.yes"),
        on(true, gathered),
        Some((if choice.english { "English" } else { "中文" }).to_owned()),
    ];
    let mut told =
        vec![("data.contact", ways.into_iter().flatten().collect::<Vec<_>>().join(" · "))];
    let places = [("reach.mail", choice.mail), ("reach.phone", choice.phone)];
    told.extend(places.into_iter().filter(|(_, place)| !place.is_empty()));
    told.extend(calendar.map(|since| ("data.calendar", format::instant(since))));
    Ok(told)
}

/// What an application of the own organisation holds about persons; nothing where it holds nothing.
fn of_case(here: &Here, file: &Dossier) -> Option<DataGroup> {
    let (lang, law, case) = (here.lang(), &*file.law, &file.case);
    let facts = kept(law, case).into_iter().flat_map(|(_, facts)| facts);
    let mut rows: Vec<DataRow> = facts.map(|fact| of_fact(here, file, &fact)).collect();
    let others = |subject: &str| {
        let events = case.timeline.iter().map(|step| (step.kind.as_str(), step.seq));
        is_of_words(subject, events)
    };
    rows.extend(case.erasures.iter().filter(|one| !others(&one.subject)).map(|erasure| DataRow {
        what: erasure.subject.clone(),
        value: word(lang, "personal.erased").into_owned(),
        class: String::new(),
        purpose: erasure.reasons.clone(),
        basis: String::new(),
        until: format::day(erasure.on),
    }));
    let own = case.erasing.iter().filter(|one| !others(&one.subject));
    rows.extend(own.map(|one| on_its_way(here, one)));
    let asks = asks(here, file);
    (!rows.is_empty()).then(|| DataGroup {
        title: format!("{} {}", case::kind(lang, law, &case.kind), case::number(case.id)),
        href: Some(format!("/applications/{}", case.id)),
        rows,
        asks,
    })
}

/// How an erasure stands that was asked for or proposed.
fn on_its_way(here: &Here, one: &Wanted) -> DataRow {
    let lang = here.lang();
    let (key, on, why) = match (&one.declined, &one.asked) {
        (Some((_, on, why)), _) => ("event.erasing.declined", Some(*on), why.clone()),
        (None, Some((_, on, _))) => ("event.erasing.asked", Some(*on), String::new()),
        (None, None) => ("event.erasing.proposed", None, String::new()),
    };
    DataRow {
        what: one.subject.clone(),
        value: word(lang, key).into_owned(),
        class: String::new(),
        purpose: why,
        basis: String::new(),
        until: on.map(format::day).unwrap_or_default(),
    }
}

/// The form by which an erasure is asked for; nothing where all that could be asked for is on its way.
fn asks(here: &Here, file: &Dossier) -> Option<Ask> {
    let lang = here.lang();
    let free = kept(&file.law, &file.case).into_iter();
    let free = free.filter(|(subject, _)| erasing::open(&file.case, subject).is_none());
    let choices: Vec<Choice> =
        free.map(|(subject, _)| Choice::new(subject.as_str(), subject.as_str(), false)).collect();
    let reasons = Input::Long { value: String::new(), limit: None };
    let subjects = choices.iter().map(|choice| choice.value.clone()).collect();
    (!choices.is_empty()).then(|| Ask {
        case: file.case.id.to_string(),
        subjects,
        fields: vec![
            Field::new("subject", word(lang, "data.ask.subject"), Input::Select { choices }),
            Field::new("reasons", word(lang, "act.reasons"), reasons),
        ],
    })
}

fn of_fact(here: &Here, file: &Dossier, fact: &Kept<'_>) -> DataRow {
    let (lang, law) = (here.lang(), &*file.law);
    let facts = &file.case.facts;
    let def = def(law, &fact.place);
    let value = def.and_then(|def| shown(lang, law, facts, def, facts.cell(&fact.place)));
    let sensitive = fact.class == Some(DataClass::SensitivePersonal);
    let class = if sensitive { "data.class.sensitive" } else { "data.class.personal" };
    let clauses = fact.purpose.map(|(purpose, _)| {
        let named = cites(lang, law, purpose.cites.iter().map(|id| id.value.as_str()));
        let named = named.into_iter().map(|cite| cite.label);
        named.chain(purpose.law.iter().map(|law| say(lang, law))).collect::<Vec<_>>()
    });
    let rule = fact.purpose.map(|(_, rule)| rule);
    let until = match (fact.until, rule) {
        (Some(day), Some(rule)) => {
            fill(lang, "data.until.rule", &[&format::day(day), &say(lang, &rule.law)])
        }
        (Some(day), None) => format::day(day),
        (None, Some(rule)) => fill(lang, "data.until.ended", &[&rule.years, &say(lang, &rule.law)]),
        (None, None) => word(lang, "data.until.open").into_owned(),
    };
    DataRow {
        what: def.map_or_else(|| fact.place.to_string(), |def| say(lang, &def.written.name)),
        value: value.unwrap_or_default(),
        class: word(lang, class).into_owned(),
        purpose: fact.purpose.map_or_else(
            || word(lang, "data.purpose.none").into_owned(),
            |(purpose, _)| say(lang, &purpose.purpose),
        ),
        basis: clauses.unwrap_or_default().join(lang.comma()),
        until,
    }
}

fn def<'l>(law: &'l Law, place: &Place) -> Option<&'l FieldDef> {
    let vocabulary = law.vocabulary();
    let at = match place.row {
        Some(_) => vocabulary.list(&place.of),
        None => vocabulary.record(&place.of),
    };
    vocabulary.record_def(at?)?.fields.iter().find(|field| field.id == place.field)
}
