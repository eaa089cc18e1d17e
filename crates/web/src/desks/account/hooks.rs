//! The webhooks of an account: subscribing, what was sent, ending. The secret of one is shown once.

use guohe_cases::{
    hook::{Delivery, Hook, MOST},
    person::Person,
};
use guohe_rules::syntax::ActorKind;
use uuid::Uuid;

use crate::{
    format, hooks, noted,
    pages::account::{DeliveryLine, HookLine, HooksPage},
    parts::{Choice, ErrorLine, Field, Input},
    routes::Proof,
    sent::Sent,
    trouble::Trouble,
    views::{case, words::say},
    visit::Here,
    words::{fill, word},
};

use super::super::answer::{Answer, go, page, wrong};

/// So many deliveries of each are shown.
const SHOWN: u32 = 10;
/// What is told of the applications of one's own organisation.
const OWN: &str = "own";

/// The subscriptions of the account.
pub(crate) async fn form(here: Here) -> Answer {
    page(&hooks_page(&here, &Sent::default(), [None; 2], None).await?)
}

/// Who subscribes proves who they are: what is told goes outside.
pub(crate) const SUBSCRIBING: Proof =
    Proof::Where("proof: subscribing", |_, sent| sent.text("end").is_empty());

/// Subscribes, or ends a subscription.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let (site, account) = (&here.site, here.signed_in()?.account.id);
    if sent.text("end").is_empty() {
        return subscribe(&here, &sent).await;
    }
    if let Ok(id) = sent.text("end").parse::<Uuid>()
        && site.store.drop_hook(&site.tenant, account, id).await?
    {
        noted::hook(account, false);
    }
    go("/account/webhooks")
}

async fn subscribe(here: &Here, sent: &Sent) -> Answer {
    let (site, account) = (&here.site, &here.signed_in()?.account);
    let address = sent.text("address").trim();
    let what = choices(here, "").into_iter().find(|one| one.value == sent.text("what"));
    let faults = [
        (!hooks::is_address(address, site.hooks_on_this_machine)).then_some("hooks.address.wrong"),
        what.is_none().then_some("hooks.what.wrong"),
    ];
    let (Some(what), [None, None]) = (what, faults) else {
        return wrong(&hooks_page(here, sent, faults, None).await?);
    };
    if site.store.hooks(&site.tenant, Some(account.id)).await?.len() >= MOST {
        return wrong(&hooks_page(here, sent, [None; 2], None).await?);
    }
    let hook = Hook {
        id: site.fresh(),
        account: account.id,
        address: address.to_owned(),
        law: if what.value == OWN { String::new() } else { what.value },
        made_at: site.outside.now(),
        failing_since: None,
        stopped_at: None,
    };
    let secret = hooks::secret(site.desk(), site.outside.random(), hook.id).await?;
    site.store.add_hook(&site.tenant, &hook).await?;
    hooks::begin(site.desk(), (&Person::of(account), &hook)).await?;
    noted::hook(account.id, true);
    page(&hooks_page(here, &Sent::default(), [None; 2], Some(secret)).await?)
}

/// What somebody may subscribe to: the applications of their organisation, cases under a law whose officer they are.
fn choices(here: &Here, chosen: &str) -> Vec<Choice> {
    let person = here.person();
    let laws = || here.site.laws.iter();
    let applies = person.organisation.is_some()
        && laws().any(|law| person.holds_under(law, ActorKind::Applicant));
    let own = Choice::new(OWN, word(here.lang(), "hooks.own"), chosen == OWN);
    let officer = laws().filter(|law| person.holds_under(law, ActorKind::Officer)).map(|law| {
        let title = say(here.lang(), &law.pack.file.title);
        let label = fill(here.lang(), "hooks.law", &[&title]);
        Choice::new(law.pack.id(), label, chosen == law.pack.id())
    });
    Some(own).filter(|_| applies).into_iter().chain(officer).collect()
}

/// The page, with what is wrong with address and choice, and the secret of a subscription that was made just now.
async fn hooks_page(
    here: &Here,
    sent: &Sent,
    faults: [Option<&str>; 2],
    made: Option<String>,
) -> Result<HooksPage, Trouble> {
    let (site, lang) = (&here.site, here.lang());
    let account = here.signed_in()?.account.id;
    let say = |key: &str| word(lang, key).into_owned();
    let address = Input::Text { value: sent.text("address").to_owned() };
    let what = choices(here, sent.text("what"));
    let none = what.is_empty();
    let fields = [
        Field::new("address", say("hooks.address"), address).help(say("hooks.address.help")),
        Field::new("what", say("hooks.what"), Input::Radios { choices: what }),
    ];
    let with = |(field, fault): (Field, Option<&str>)| match fault {
        Some(fault) => field.wrong(say(fault)),
        None => field,
    };
    let fields: Vec<Field> = fields.into_iter().zip(faults).map(with).collect();
    let own = site.store.hooks(&site.tenant, Some(account)).await?;
    let full = own.len() >= MOST;
    let mut lines = Vec::new();
    for hook in own {
        let sent = site.store.deliveries(&site.tenant, hook.id, None, SHOWN).await?;
        lines.push(line(here, hook, sent));
    }
    Ok(HooksPage {
        errors: ErrorLine::of(&fields),
        fields,
        made,
        full,
        none,
        hooks: lines,
        ui: here.frame().await?,
    })
}

fn line(here: &Here, hook: Hook, sent: Vec<Delivery>) -> HookLine {
    let lang = here.lang();
    let law = here.site.laws.iter().find(|law| law.pack.id() == hook.law);
    let told = law.map_or_else(
        || word(lang, "hooks.own").into_owned(),
        |law| fill(lang, "hooks.law", &[&say(lang, &law.pack.file.title)]),
    );
    let state = match (hook.stopped_at, hook.failing_since) {
        (Some(at), _) => Some(fill(lang, "hooks.stopped", &[&format::instant(at)])),
        (None, Some(at)) => Some(fill(lang, "hooks.failing", &[&format::instant(at)])),
        (None, None) => None,
    };
    // What was noted when it began was never sent.
    let sent = sent.into_iter().filter(|one| one.tries > 0 || one.next_at.is_some());
    let delivery = |one: Delivery| DeliveryLine {
        number: case::number(one.subject),
        at: format::instant(one.made_at),
        tries: one.tries,
        state: match (one.done_at, one.next_at) {
            (Some(at), _) => fill(lang, "hooks.arrived", &[&format::instant(at), &one.said]),
            (None, Some(at)) if one.tries > 0 => {
                fill(lang, "hooks.again", &[&one.said, &format::instant(at)])
            }
            (None, Some(_)) => word(lang, "hooks.waits").into_owned(),
            (None, None) => fill(lang, "hooks.lost", &[&one.said]),
        },
    };
    HookLine {
        id: hook.id.to_string(),
        address: hook.address,
        told,
        since: format::instant(hook.made_at),
        state,
        sent: sent.map(delivery).collect(),
    }
}
