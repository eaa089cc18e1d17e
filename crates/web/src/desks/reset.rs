//! Replacing a forgotten password or a lost second factor, by the word that two administrators gave.
//!
//! The word stands behind the `#` of its link with the number of the account, as that of an invitation does, and comes in the
//! body of a form. Whatever is wrong with it is answered alike, and nothing that costs is done for whoever has none.

use guohe_cases::{
    account::Lost,
    message::owner::Affair,
    person::Person,
    ports::Account,
    unit,
    verbs::{
        Failure,
        account::{granted, use_reset},
        round::Calling,
    },
};
use uuid::Uuid;

use crate::{
    noted::{self, Failed},
    pages::account::Form,
    parts::{ErrorLine, Field, Input},
    password::{self, Fault},
    sent::Sent,
    step_up,
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::answer::{Answer, go, once, page, wrong};

/// Where it is.
const PAGE: &str = "/reset";
/// The field with what stands behind the `#` of the link.
const WORD: &str = "reset";
/// What a form carries that replaces something, and not only asks what the word is of.
const REPLACES: (&str, &str) = ("step", "replace");

/// What stands behind the `#` of a link.
pub(super) fn behind(account: Uuid, word: &str) -> String {
    format!("{account}.{word}")
}

/// The account and the word that were typed; also out of a whole link.
fn typed(sent: &Sent) -> (Uuid, &str) {
    let typed = sent.text(WORD).trim();
    let typed = typed.rsplit_once('#').map_or(typed, |(_, behind)| behind);
    let (account, word) = typed.split_once('.').unwrap_or_default();
    (account.parse().unwrap_or_default(), word)
}

/// Whether what is typed would go over the network for everybody to read; signing in is refused then as well.
fn is_open_to_all(here: &Here) -> bool {
    !here.site.secure && !here.visit.is_local()
}

/// The form that asks for the word.
pub(crate) async fn form(here: Here) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    page(&word_page(&here, false).await?)
}

async fn word_page(here: &Here, is_wrong: bool) -> Result<Form, Trouble> {
    let say = |key: &str| word(here.lang(), key).into_owned();
    let field = Field::new(WORD, say("reset.word"), Input::Text { value: String::new() })
        .help(say("reset.word.help"));
    let field = if is_wrong { field.wrong(say("reset.word.wrong")) } else { field };
    made(here, ("reset.lead", "reset.next"), Vec::new(), vec![field]).await
}

/// The form that replaces what was lost.
async fn replacing(
    here: &Here,
    lost: Lost,
    sent: &Sent,
    faults: [Option<&str>; 2],
) -> Result<Form, Trouble> {
    let say = |key: &str| word(here.lang(), key).into_owned();
    let field = |(name, key, input): (&str, &str, Input), fault: Option<&str>| {
        let field = Field::new(name, say(key), input);
        match fault {
            Some(fault) => field.wrong(say(fault)),
            None => field,
        }
    };
    let [first, second] = faults;
    let (lead, fields) = match lost {
        Lost::Password => (
            "reset.password.lead",
            vec![
                field(("new", "password.new", Input::NewPassword), first),
                field(("again", "password.again", Input::NewPassword), second),
            ],
        ),
        Lost::Factors => {
            let now = field(("now", "password.now", Input::Password), first);
            ("reset.factors.lead", vec![now])
        }
    };
    let carried = [(WORD, sent.text(WORD)), REPLACES];
    let mut carried = carried.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    carried.push(("once".to_owned(), here.frame().await?.once));
    made(here, (lead, "reset.submit"), carried, fields).await
}

async fn made(
    here: &Here,
    (lead, submit): (&str, &str),
    carried: Vec<(String, String)>,
    fields: Vec<Field>,
) -> Result<Form, Trouble> {
    let say = |key: &str| word(here.lang(), key).into_owned();
    Ok(Form {
        ui: here.frame().await?,
        title: say("reset.title"),
        lead: say(lead),
        errors: ErrorLine::of(&fields),
        fields,
        action: PAGE.to_owned(),
        carried,
        by_passkey: false,
        submit: say(submit),
    })
}

/// Shows what a word is of, or replaces it.
pub(crate) async fn replace(here: Here, sent: Sent) -> Answer {
    if is_open_to_all(&here) {
        return go("/sign-in");
    }
    let person = Person::visitor(here.site.fresh());
    let by = Calling { person, moment: here.moment(&sent), once: once(&sent) };
    let Some((account, lost)) = granted(here.site.desk(), &by, typed(&sent)).await? else {
        return wrong(&word_page(&here, true).await?);
    };
    if sent.text(REPLACES.0) != REPLACES.1 {
        return page(&replacing(&here, lost, &sent, [None; 2]).await?);
    }
    let by = Calling { person: Person::of(&account), ..by };
    match lost {
        Lost::Password => chooses(&here, &account, (&by, &sent)).await,
        Lost::Factors => drops(&here, &account, (&by, &sent)).await,
    }
}

/// The owner chooses another password. It opens nothing by itself: whoever has a second factor shows it when they sign in.
async fn chooses(here: &Here, account: &Account, (by, sent): (&Calling, &Sent)) -> Answer {
    let new = sent.text("new");
    let unit = match account.organisation {
        Some(organisation) => unit::find(here.site.desk(), organisation).await?,
        None => None,
    };
    let names = unit.map(|unit| [unit.statement.name_zh, unit.statement.name_en]);
    let [zh, en] = names.unwrap_or_default();
    let names = [account.login.as_str(), &account.name, &zh, &en];
    let fault = password::fault_under(&here.site.demands, new, &names).map(Fault::key);
    let differ = (fault.is_none() && new != sent.text("again")).then_some("password.differ");
    if fault.is_some() || differ.is_some() {
        return wrong(&replacing(here, Lost::Password, sent, [fault, differ]).await?);
    }
    let hash = password::hashed(&here.site, new.to_owned()).await.map_err(Trouble::broken)?;
    let told = ("password", Affair::Password);
    replaced(here, account, (by, sent), (Some(hash), told)).await
}

/// The owner shows the password, and has no second factor from then on; where one is asked for they get another when they
/// sign in.
async fn drops(here: &Here, account: &Account, (by, sent): (&Calling, &Sent)) -> Answer {
    let site = &here.site;
    let may_try = step_up::may_try(site, &account.login).await?;
    let kept = Some(account.hash().to_owned());
    let right = password::is_right(site, sent.text("now").to_owned(), kept).await;
    if !right || !may_try {
        let why = if may_try { Failed::Password } else { Failed::Locked };
        noted::not_signed_in(Some(account.id), why);
        here.visit.noticed(why.odd(Some(account.id)));
        let fault = [Some("password.wrong"), None];
        return wrong(&replacing(here, Lost::Factors, sent, fault).await?);
    }
    step_up::forgive(site, &account.login).await?;
    let told = ("factor", Affair::FactorsReset);
    replaced(here, account, (by, sent), (None, told)).await
}

async fn replaced(
    here: &Here,
    account: &Account,
    (by, sent): (&Calling, &Sent),
    (hash, (what, affair)): (Option<String>, (&str, Affair)),
) -> Answer {
    let (_, word) = typed(sent);
    let done = use_reset(here.site.desk(), by, (account.id, word), hash.as_deref()).await;
    match done {
        Ok(_) => {}
        // Used or run out meanwhile.
        Err(Failure::Refused(_)) => return wrong(&word_page(here, true).await?),
        Err(failure) => return Err(failure.into()),
    }
    noted::changed(account.id, what);
    here.tells(account.id, affair).await?;
    go("/sign-in")
}
