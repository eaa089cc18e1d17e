//! Getting a second factor, or another one.

use guohe_cases::{
    credential::{Enrolment, Factor},
    message::owner::Affair,
};

use crate::{
    format, noted,
    pages::account::{FactorPage, RecoveryPage},
    parts::{ErrorLine, Field, Input},
    second_factor,
    sent::Sent,
    session,
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::super::answer::{Answer, page, wrong};

/// The page on which one gets it.
pub(crate) async fn form(here: Here) -> Answer {
    page(&factor_page(&here, false).await?)
}

async fn factor_page(here: &Here, is_wrong: bool) -> Result<FactorPage, Trouble> {
    let (lang, signed_in, site) = (here.lang(), here.signed_in()?, &here.site);
    let say = |key| word(lang, key).into_owned();
    let account = &signed_in.account;
    let now = match site.store.factor(&site.tenant, account.id).await? {
        Some(factor) => {
            let left = site.store.recovery_left(&site.tenant, account.id).await?;
            Some((format::instant(factor.since), left))
        }
        None => None,
    };
    let mut field = Field::new("code", say("factor.code"), Input::Code);
    if is_wrong {
        field = field.wrong(say("factor.wrong"));
    }
    let secret = second_factor::offered(site, signed_in).await?;
    let typed: Vec<char> = second_factor::typed(&secret).chars().collect();
    let fours: Vec<String> = typed.chunks(4).map(|four| four.iter().collect()).collect();
    Ok(FactorPage {
        ui: here.frame().await?,
        errors: ErrorLine::of(std::slice::from_ref(&field)),
        fields: vec![field],
        owed: signed_in.owes_factor,
        now,
        picture: second_factor::picture(&secret, &account.login),
        secret: fours.join(" "),
    })
}

/// Puts the factor into use when its first code is right; gives the recovery codes.
pub(crate) async fn enrol(here: Here, sent: Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let (tenant, account) = (&site.tenant, signed_in.account.id);
    // Its route asks for a proof, of the first one as well: whoever finds a session open would make theirs the factor of
    // somebody else. Whoever has just signed in, as where one is owed, has proved it.
    let secret = second_factor::offered(site, signed_in).await?;
    let when = (site.outside.authenticators(), second_factor::beside(site, &signed_in.account));
    let step = second_factor::step(&secret, sent.text("code"), when);
    let Some(step) = step else { return wrong(&factor_page(&here, true).await?) };
    let codes = second_factor::recovery(site);
    let recovery = codes.iter().map(|code| second_factor::digest(code)).collect();
    let factor = Factor { secret, since: site.outside.now(), used: step };
    let enrolment = Enrolment { factor, recovery };
    let but = Some(here.visit.session(signed_in).token);
    // The present session goes on under a new token, in whatever way it was renewed before.
    site.store.put_factor(tenant, account, &enrolment, but).await?;
    noted::changed(account, "factor");
    here.tells(account, Affair::App).await?;
    session::renew(&here, signed_in, true).await?;
    page(&RecoveryPage { ui: here.bare(), codes })
}
