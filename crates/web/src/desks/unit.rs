//! Units, from the side of those who act for them: registering one, stating what it is, who belongs to it.
//!
//! Nothing on these pages tells whether a code or a login is known already: logins end in signs drawn by lot, and codes
//! are looked up by whoever audits.

mod join;
pub(super) mod members;
pub(super) mod replace;
pub(super) mod shown;

use axum::{
    http::header,
    response::{IntoResponse as _, Redirect},
};
use guohe_cases::{
    credential::Attempt,
    department,
    event::{About, StreamId},
    moment::Moment,
    refusal::Refusal,
    unit::{self, Contact, Role, Statement, Unit},
    verbs::{
        Failure, Receipt,
        round::Calling,
        unit::{Newcomer, begin, save, state},
    },
};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

use crate::{
    access::APPLICANTS,
    noted,
    pages::{account::Form, unit::OwnUnitPage},
    parts::{ErrorLine, Field, Input, Pair},
    password,
    policy::{Class, Relation, Rule},
    routes::Registry,
    sent::Sent,
    session,
    throttle::asker,
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::{
    OPEN,
    answer::{Answer, derived, go, once, page, wrong},
};

/// So many registrations are taken from one address …
const MOST: u64 = 30;
/// … within this time.
const WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// The routes of those who act for a unit, or are to.
pub(super) fn routes(registry: Registry) -> Registry {
    registry
        .get("/register", form)
        .post("/register", register)
        .get("/join/{unit}", join::form)
        .post("/join/{unit}", join::join)
        .for_all(OPEN)
        .get("/unit", own)
        .post("/unit", keep)
        .get("/unit/receipt.json", receipt)
        .get("/unit/members", members::members)
        .grave("/unit/members", members::change, members::GRAVE)
        .for_all(Rule::new(APPLICANTS, Relation::Nothing, Class::Confidential))
}

/// Whether what is typed would go over the network for everybody to read; signing in is refused then as well.
fn is_open_to_all(here: &Here) -> bool {
    !here.site.secure && !here.visit.is_local()
}

/// The form by which a registration begins.
pub(crate) async fn form(here: Here) -> Answer {
    if here.visit.signed_in.is_some() {
        return go("/home");
    }
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    page(&newcomer_form(&here, None, &Typed::default()).await?)
}

/// What somebody typed who is to get an account, with what is wrong.
#[derive(Debug, Default)]
pub(super) struct Typed {
    name: String,
    word: String,
    faults: Vec<(String, String)>,
}

/// An invitation that is being accepted: where its form goes, what it says, and what it carries along.
struct Accepting {
    action: String,
    lead: String,
    carried: Vec<(String, String)>,
}

/// The form for a new account, by an invitation or to register a unit.
async fn newcomer_form(
    here: &Here,
    invitation: Option<Accepting>,
    typed: &Typed,
) -> Result<Form, Trouble> {
    let lang = here.lang();
    let say = |key: &str| word(lang, key).into_owned();
    let text = |value: &str| Input::Text { value: value.to_owned() };
    let mut fields = vec![
        Field::new("name", say("register.name"), text(&typed.name)),
        Field::new("word", say("register.word"), text(&typed.word)).help(say("register.word.help")),
        Field::new("new", say("register.password"), Input::NewPassword).help(say("password.lead")),
        Field::new("again", say("password.again"), Input::NewPassword),
    ];
    for (place, text) in &typed.faults {
        if let Some(field) = fields.iter_mut().find(|field| field.name == *place) {
            field.error = Some(text.clone());
        }
    }
    let ui = here.frame().await?;
    let registers = || Accepting {
        action: "/register".to_owned(),
        lead: say("register.lead"),
        carried: Vec::new(),
    };
    let title = if invitation.is_some() { "join.title" } else { "register.title" };
    let submit = if invitation.is_some() { "join.submit" } else { "register.submit" };
    let Accepting { action, lead, mut carried } = invitation.unwrap_or_else(registers);
    carried.push(("once".to_owned(), ui.once.clone()));
    Ok(Form {
        title: say(title),
        lead,
        errors: ErrorLine::of(&fields),
        fields,
        action,
        by_passkey: false,
        carried,
        submit: say(submit),
        ui,
    })
}

/// Reads who is to get an account, still without the hash of their password: that takes long, and is made once all else
/// was looked at ([`hashed`]).
fn newcomer(here: &Here, sent: &Sent) -> Result<Newcomer, Typed> {
    let own = |name: &str| sent.text(name).trim().to_owned();
    let newcomer = Newcomer { name: own("name"), word: own("word"), password: String::new() };
    let mut faults: Vec<(String, String)> = newcomer
        .faults()
        .into_iter()
        .map(|fault| (fault.place, here.say(&fault.what).to_owned()))
        .collect();
    let new = sent.text("new");
    let say = |key: &str| word(here.lang(), key).into_owned();
    match password::fault_under(&here.site.demands, new, &[&newcomer.word, &newcomer.name]) {
        Some(fault) => faults.push(("new".to_owned(), say(fault.key()))),
        None if new != sent.text("again") => {
            faults.push(("again".to_owned(), say("password.differ")));
        }
        None => {}
    }
    if faults.is_empty() {
        return Ok(newcomer);
    }
    let Newcomer { name, word, .. } = newcomer;
    Err(Typed { name, word, faults })
}

/// The same with the hash of their password.
async fn hashed(here: &Here, newcomer: Newcomer, sent: &Sent) -> Result<Newcomer, Trouble> {
    let hash = password::hashed(&here.site, sent.text("new").to_owned()).await;
    Ok(Newcomer { password: hash.map_err(Trouble::broken)?, ..newcomer })
}

/// Who asks for an account: ids and signs follow from the key of the form, so that a form sent twice makes one.
fn asking(here: &Here, sent: &Sent) -> Calling {
    let moment = here.moment(sent);
    let key = once(sent);
    let moment = match &key {
        Some(key) => Moment {
            fresh: derived(&key.key),
            seed: Sha256::digest(format!("login\n{}", key.key)).into(),
            ..moment
        },
        None => moment,
    };
    Calling { person: here.person(), moment, once: key }
}

/// Begins a registration, and signs its administrator in.
pub(crate) async fn register(here: Here, sent: Sent) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    let newcomer = match newcomer(&here, &sent) {
        Ok(newcomer) => newcomer,
        Err(typed) => return wrong(&newcomer_form(&here, None, &typed).await?),
    };
    if !may_register(&here, &sent).await? {
        let many = word(here.lang(), "register.many").into_owned();
        let faults = vec![("name".to_owned(), many)];
        let typed = Typed { name: newcomer.name, word: newcomer.word, faults };
        return wrong(&newcomer_form(&here, None, &typed).await?);
    }
    let newcomer = hashed(&here, newcomer, &sent).await?;
    let (_, account) = begin(here.site.desk(), &asking(&here, &sent), &newcomer).await?;
    signed_in(&here, &account, "/unit").await
}

/// Whether another registration is taken from the address. Where none is known, and behind one of the machine itself,
/// stands everybody, so that there is no limit for one ([`crate::throttle`] does the same).
async fn may_register(here: &Here, sent: &Sent) -> Result<bool, Trouble> {
    let Some(asker) = asker(&here.visit.origin.place) else { return Ok(true) };
    let at = here.moment(sent).now;
    let since = at.checked_sub(WITHIN).unwrap_or(at);
    let who = Sha256::digest(format!("register\n{asker}")).into();
    let attempt = Attempt { who, at, since, most: MOST };
    Ok(here.site.store.attempt(&here.site.tenant, &attempt).await? <= MOST)
}

/// Opens a session for a new account.
async fn signed_in(here: &Here, account: &guohe_cases::ports::Account, to: &str) -> Answer {
    let cookie = session::open(&here.site, account, &here.visit.origin, (false, "")).await?;
    noted::signed_in(account.id, "registration", false);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response())
}

/// The unit for which the visitor acts; none where the operator entered it.
pub(crate) async fn own_unit(here: &Here) -> Result<Option<Unit>, Trouble> {
    let Some(id) = here.person().organisation else { return Err(Trouble::NotFound) };
    Ok(unit::find(here.site.desk(), id).await?)
}

/// The page of one's own unit.
pub(crate) async fn own(here: Here) -> Answer {
    page(&own_page(&here, None).await?)
}

/// What was saved or refused, beside the page.
struct Said<'a> {
    statement: &'a Statement,
    contact: &'a Contact,
    refusal: Option<&'a Refusal>,
}

async fn own_page(here: &Here, said: Option<Said<'_>>) -> Result<OwnUnitPage, Trouble> {
    let lang = here.lang();
    let say = |key: &str| word(lang, key).into_owned();
    let (found, person) = (own_unit(here).await?, here.person());
    let departments = department::all(here.site.desk()).await?;
    let standing = found.as_ref().map_or(unit::Standing::Entered, |unit| unit.standing);
    let account = here.visit.signed_in.as_ref().map(|signed_in| &signed_in.account);
    let login = account.map(|account| account.login.clone()).unwrap_or_default();
    let mut own = vec![Pair::new(say("unit.login"), login)];
    let role = Role::ALL.into_iter().find(|role| person.roles.iter().any(|own| own == role.held()));
    own.extend(role.map(|role| Pair::new(say("unit.role"), shown::role(lang, role))));
    let mut given = OwnUnitPage {
        errors: Vec::new(),
        standing: shown::standing(lang, standing),
        reasons: None,
        own,
        fields: Vec::new(),
        facts: Vec::new(),
        history: Vec::new(),
        receipt: None,
        ui: here.frame().await?,
    };
    let Some(unit) = found else { return Ok(given) };
    given.reasons = unit
        .last_audit()
        .map(|(_, _, reasons)| reasons.to_owned())
        .filter(|reasons| !reasons.is_empty() && !unit.standing.is_admitted());
    let nobody = Contact::default();
    let contact = unit.contact.as_ref().unwrap_or(&nobody);
    if unit.standing.is_open() && person.administers() {
        let (statement, contact) =
            said.as_ref().map_or((&unit.statement, contact), |said| (said.statement, said.contact));
        given.fields = shown::fields(here, &departments, statement, contact);
        if let Some(refusal) = said.and_then(|said| said.refusal) {
            given.errors = here.beside(refusal, &mut given.fields, |fault| fault.place.clone());
            if refusal.faults.is_empty() {
                given.errors.push(super::experts::whole(here, refusal));
            }
        }
    } else {
        given.facts = shown::facts(here, &departments, &unit);
    }
    given.history = shown::history(here, &unit).await?;
    given.receipt = has_receipt(here, &unit).await?.then(|| RECEIPT.to_owned());
    Ok(given)
}

/// Whether there is a receipt of what was handed in last.
pub(crate) async fn has_receipt(here: &Here, unit: &Unit) -> Result<bool, Trouble> {
    let Some(stated) = unit.last_stated() else { return Ok(false) };
    Ok(here.receipt(stream(unit), stated.seq).await?.is_some())
}

const RECEIPT: &str = "/unit/receipt.json";

fn stream(unit: &Unit) -> StreamId {
    StreamId { about: About::Organisation, id: unit.id }
}

/// Saves what is stated, and hands it in where that is asked for. What is typed is saved first in any case.
pub(crate) async fn stated(
    here: &Here,
    by: &Calling,
    (statement, contact): (&Statement, &Contact),
    hands_in: bool,
) -> Result<Receipt, Failure> {
    let desk = here.site.desk();
    // The key belongs to the second of the two acts; saving the same again changes nothing.
    let saving = Calling { once: None, ..by.clone() };
    let saved = save(desk, &saving, statement, contact).await?;
    if hands_in { state(desk, by).await } else { Ok(saved) }
}

/// The same from the form.
pub(crate) async fn keep(here: Here, sent: Sent) -> Answer {
    let text = |name: &str| sent.text(name).trim().to_owned();
    let statement = Statement {
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        code: text("code"),
        kind: text("kind"),
        place: text("place"),
        superior: text("superior"),
    };
    let contact =
        Contact { name: text("contact_name"), telephone: text("telephone"), mail: text("mail") };
    let (by, hands_in) = (super::answer::calling(&here, &sent), sent.text("do") == "state");
    match stated(&here, &by, (&statement, &contact), hands_in).await {
        Ok(_) => {
            let mut own = own_page(&here, None).await?;
            own.ui.flash = (!hands_in).then(|| word(here.lang(), "unit.saved").into_owned());
            if hands_in { go("/unit") } else { page(&own) }
        }
        Err(Failure::Refused(refusal)) => {
            let said = Said { statement: &statement, contact: &contact, refusal: Some(&refusal) };
            super::applicant::not_so(&refusal, &own_page(&here, Some(said)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The receipt of what was handed in last, as a file.
pub(crate) async fn receipt(here: Here) -> Answer {
    let unit = own_unit(&here).await?.ok_or(Trouble::NotFound)?;
    let stated = unit.last_stated().ok_or(Trouble::NotFound)?;
    let receipt = here.receipt(stream(&unit), stated.seq).await?.ok_or(Trouble::NotFound)?;
    let name = format!("attachment; filename=\"guohe-receipt-{}.json\"", receipt.number);
    let kind = (header::CONTENT_TYPE, "application/json".to_owned());
    Ok(([kind, (header::CONTENT_DISPOSITION, name)], receipt.document).into_response())
}
