//! The unified logins of an account: linking one, and taking it away.

use guohe_cases::message::owner::Affair;

use crate::{
    format, noted,
    pages::account::{LoginLine, LoginsPage},
    sent::Sent,
    session,
    trouble::Trouble,
    unified::Aim,
    visit::Here,
    words::{fill, word},
};

use super::super::{
    answer::{Answer, Asked, go, page},
    unified::sends,
};

/// The providers, and which of them signs the account in.
pub(crate) async fn form(here: Here, asked: Asked) -> Answer {
    let failed = asked.get("failed").is_some_and(|what| what == "unified");
    page(&logins_page(&here, failed).await?)
}

async fn logins_page(here: &Here, failed: bool) -> Result<LoginsPage, Trouble> {
    let (lang, signed_in, site) = (here.lang(), here.signed_in()?, &here.site);
    let links = site.store.links(&site.tenant, signed_in.account.id).await?;
    let providers = site.unified.providers();
    let known = providers.keys().cloned();
    // A login of a provider that is no longer set can still be taken away.
    let mut ids: Vec<String> =
        known.chain(links.iter().map(|link| link.provider.clone())).collect();
    ids.sort();
    ids.dedup();
    let line = |id: String| {
        let link = links.iter().find(|link| link.provider == id);
        let state = link.map_or_else(
            || word(lang, "logins.unlinked").into_owned(),
            |link| {
                let [since, used] = [link.since, link.used_at].map(format::instant);
                fill(lang, "logins.linked", &[&since, &used])
            },
        );
        let name = providers.get(&id).map_or(id.as_str(), |one| here.say(&one.name)).to_owned();
        LoginLine { name, state, linked: link.is_some(), id }
    };
    Ok(LoginsPage { ui: here.frame().await?, failed, logins: ids.into_iter().map(line).collect() })
}

/// Links a login, which the provider has to confirm, or takes one away.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let (id, account) = (sent.text("provider"), signed_in.account.id);
    if sent.text("unlink") != "yes" {
        return sends(&here, id, Aim::Link(account), "/account/logins?failed=unified").await;
    }
    let but = Some(here.visit.session(signed_in).token);
    if site.store.unlink(&site.tenant, account, id, but).await? {
        noted::linked(account, id, false);
        here.tells(account, Affair::LoginUnlinked).await?;
        session::goes_on(&here, signed_in).await?;
    }
    go("/account/logins")
}
