//! Coming in and going out.

use askama::Template as _;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse as _, Redirect},
};
use guohe_cases::{
    account::Office,
    ports::{Account, StoreError},
};
use guohe_rules::syntax::ActorKind;
use url::Url;
use uuid::Uuid;

use crate::{
    access::{has_office, holds},
    noted::{self, Failed},
    pages::public::{Demonstrator, Refusal, SignIn},
    parts::{ErrorLine, Field, Input, Link},
    passkey, password, second_factor,
    sent::Sent,
    session,
    site::Site,
    step_up,
    trouble::Trouble,
    unified::Provider,
    visit::Here,
    words::{fill, word},
};

use super::{
    account,
    answer::{Answer, Asked, go, page, wrong},
    unified,
};

/// The form to sign in.
pub(crate) async fn form(here: Here, asked: Asked) -> Answer {
    if here.visit.signed_in.is_some() {
        return go("/home");
    }
    let next = asked.get("next").map_or("", String::as_str);
    let mut sign_in = sign_in_page(&here, next, "").await?;
    sign_in.unified_failed = asked.get("failed").is_some_and(|what| what == "unified");
    if sign_in.refusal.is_some() {
        return Ok((StatusCode::FORBIDDEN, Html(sign_in.render()?)).into_response());
    }
    page(&sign_in)
}

async fn sign_in_page(here: &Here, next: &str, login: &str) -> Result<SignIn, Trouble> {
    let lang = here.lang();
    let refused = !here.site.secure && !here.visit.is_local();
    let limits = here.site.limits;
    Ok(SignIn {
        ui: here.frame().await?,
        errors: Vec::new(),
        fields: vec![
            Field::new(
                "login",
                word(lang, "sign_in.login"),
                Input::Text { value: login.to_owned() },
            ),
            Field::new("password", word(lang, "sign_in.password"), Input::Password),
            Field::new("code", word(lang, "sign_in.code"), Input::Code)
                .help(word(lang, "sign_in.code.help"))
                .optional(),
        ],
        pause: fill(lang, "sign_in.lead", &[&limits.failures, &limits.locked_minutes]),
        next: within(next).to_owned(),
        refusal: refused.then(|| Refusal { host: format!("http://{}", here.visit.host) }),
        by_passkey: !refused && passkey::is_possible(here),
        unified_failed: false,
        providers: providers(here),
        demonstrators: if here.site.demonstration && !refused {
            demonstrators(here).await?
        } else {
            Vec::new()
        },
    })
}

/// The providers of unified logins: where each is asked for, and what its button says.
fn providers(here: &Here) -> Vec<Link> {
    let link = |(id, provider): (&String, &Provider)| {
        let label = fill(here.lang(), "unified.with", &[&here.say(&provider.name)]);
        Link::new(label, format!("/sign-in/with/{id}"))
    };
    here.site.unified.providers().iter().map(link).collect()
}

/// Invented persons, with the roles they hold.
async fn demonstrators(here: &Here) -> Result<Vec<Demonstrator>, Trouble> {
    let accounts = here.site.store.accounts(&here.site.tenant).await?;
    let invented = accounts.into_iter().filter(|account| account.demonstration);
    Ok(invented
        .map(|account| {
            let roles = account.roles.iter().map(|role| here.role_name(role)).collect::<Vec<_>>();
            Demonstrator {
                login: account.login,
                name: account.name,
                role: roles.join(here.lang().comma()),
            }
        })
        .collect())
}

impl Here {
    /// The name of a role as accounts hold it.
    pub(crate) fn role_name(&self, role: &str) -> String {
        if let Some(office) = Office::of(role) {
            return self.say(&office.name()).to_owned();
        }
        let named = role.split_once(':').and_then(|(pack, id)| {
            let law = self.site.laws.iter().find(|law| law.pack.id() == pack)?;
            law.pack.actor(id)
        });
        named.map_or_else(|| role.to_owned(), |actor| self.say(&actor.name).to_owned())
    }
}

/// A path of this site, or the page of the person; never another site. Browsers take tabs and ends of lines out of an
/// address and read `\\` as `/`, so a path with any of them is none; what is left has to lead to this very site where it
/// is resolved as they do it.
pub(super) fn within(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = !next.contains(|sign: char| sign.is_control() || sign == '\\');
    let leads_here = || {
        let here = Url::parse("http://localhost/").ok()?;
        Some(here.join(next).ok()?.origin() == here.origin())
    };
    if is_path && is_plain && leads_here() == Some(true) { next } else { "/home" }
}

/// Signs in.
pub(crate) async fn sign_in(here: Here, sent: Sent) -> Answer {
    let lang = here.lang();
    let login = sent.text("login").trim().to_lowercase();
    let mut form = sign_in_page(&here, sent.text("next"), &login).await?;
    if form.refusal.is_some() {
        return Ok((StatusCode::FORBIDDEN, Html(form.render()?)).into_response());
    }
    let proved = proved(&here, &login, &sent).await?;
    if let Err((account, why)) = &proved {
        noted::not_signed_in(*account, *why);
        here.visit.noticed(why.odd(*account));
    }
    let Ok((account, two_factors)) = proved else {
        if let Some(field) = form.fields.first_mut() {
            field.error = Some(word(lang, "sign_in.wrong").into_owned());
        }
        form.errors = ErrorLine::of(&form.fields);
        return wrong(&form);
    };
    // Whoever was signed in here before is so no longer.
    if let Some(before) = &here.visit.signed_in {
        session::close(&here.site, before).await?;
    }
    let cookie = session::open(&here.site, &account, &here.visit.origin, (two_factors, "")).await?;
    let by = if sent.text("passkey").is_empty() { "password" } else { "passkey" };
    noted::signed_in(account.id, by, two_factors);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(within(sent.text("next")))).into_response())
}

/// Who was not proved, where that is known, and why; for the log alone.
type Unproved = (Option<Uuid>, Failed);

/// The account that was proved, and whether by two factors. Whatever was wrong takes the same time and gives the
/// same answer: the account, the password, the code, or too many failures before.
async fn proved(
    here: &Here,
    login: &str,
    sent: &Sent,
) -> Result<Result<(Account, bool), Unproved>, Trouble> {
    let answer = sent.text("passkey");
    if answer.is_empty() {
        return Ok(by_code(&here.site, login, sent).await?);
    }
    let Some((account, passkey)) = passkey::who(here, answer).await? else {
        return Ok(Err((None, Failed::Passkey)));
    };
    if passkey.alone {
        return Ok(Ok((account, true)));
    }
    match by_password(&here.site, login, sent).await? {
        Ok(known) if known == account => {
            step_up::forgive(&here.site, login).await?;
            Ok(Ok((account, true)))
        }
        Ok(another) => Ok(Err((Some(another.id), Failed::Passkey))),
        Err(unproved) => Ok(Err(unproved)),
    }
}

/// By password and code, or by the password alone where there is no second factor.
async fn by_code(
    site: &Site,
    login: &str,
    sent: &Sent,
) -> Result<Result<(Account, bool), Unproved>, StoreError> {
    let account = match by_password(site, login, sent).await? {
        Ok(account) => account,
        Err(unproved) => return Ok(Err(unproved)),
    };
    let two_factors = second_factor::has_any(site, account.id).await?;
    if two_factors && !second_factor::proves(site, &account, sent.text("code")).await? {
        return Ok(Err((Some(account.id), Failed::Factor)));
    }
    step_up::forgive(site, login).await?;
    Ok(Ok((account, two_factors)))
}

/// The account whose password was typed, unless there were too many attempts.
async fn by_password(
    site: &Site,
    login: &str,
    sent: &Sent,
) -> Result<Result<Account, Unproved>, StoreError> {
    let may_try = step_up::may_try(site, login).await?;
    let account = site.store.account_by_login(&site.tenant, login).await?;
    let hash = account.as_ref().map(|account| account.hash().to_owned());
    let right = password::is_right(site, sent.text("password").to_owned(), hash).await;
    let why = match &account {
        _ if !may_try => Failed::Locked,
        None => Failed::Unknown,
        Some(account) if account.is_closed() => Failed::Closed,
        Some(_) if !right => Failed::Password,
        Some(_) => return Ok(account.ok_or((None, Failed::Unknown))),
    };
    Ok(Err((account.map(|account| account.id), why)))
}

/// What the script asks the browser for a passkey that signs in, as JSON.
pub(crate) async fn ask_passkey(here: Here, _sent: Sent) -> Answer {
    Ok(account::passkeys::told(passkey::ask_who(&here).await?))
}

/// Signs out.
pub(crate) async fn sign_out(here: Here, sent: Result<Sent, Trouble>) -> Answer {
    // Whose session has ended meanwhile is out already, and the form is that of the session that was.
    let Some(signed_in) = &here.visit.signed_in else { return go("/") };
    sent?;
    let gone = account::gone(&here, signed_in).await?;
    match signed_in.session.provider.as_str() {
        "" => Ok(gone),
        provider => unified::goes_on(&here, provider, gone).await,
    }
}

/// The page of the person who is signed in.
pub(crate) async fn home(here: Here) -> Answer {
    let person = here.person();
    let is = |kind| holds(&person, &here.site.laws, kind);
    let staff =
        [ActorKind::Officer, ActorKind::Leader, ActorKind::Recommender, ActorKind::Evaluator];
    if staff.into_iter().any(is) {
        return go("/desk");
    }
    if is(ActorKind::Expert) {
        return go("/reviews");
    }
    if let Some(office) = Office::ALL.into_iter().find(|office| has_office(&person, *office)) {
        return go(&format!("/admin/{}", office.role()));
    }
    if is(ActorKind::Applicant) { go("/applications") } else { go("/") }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        // As they come out of the address, where `%09` is a tab already; what is encoded twice stays a path.
        let ours =
            ["/desk?view=late", "/", "/%09/evil.example", "/%5cevil.example", "/desk#//x", "/.//x"];
        assert_eq!(ours.map(within), ours);
        let others = [
            "//evil.example",
            "///evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/\r\n/evil.example",
            "/\0/evil.example",
            "/\u{85}/evil.example",
            " //evil.example",
            "javascript:alert(1)",
            "",
            "desk",
        ];
        assert_eq!(others.map(within), others.map(|_| "/home"));
    }
}
