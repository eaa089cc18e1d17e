//! The tokens with which programs act for an account: made, listed, withdrawn. The word of one is shown once.

use guohe_cases::token::Token;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    api::tokens::{BEGINS, MOST, digest, scopes},
    format, noted,
    pages::account::{TokenLine, TokensPage},
    parts::{Choice, ErrorLine, Field, Input},
    routes::Proof,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::super::answer::{Answer, go, page, wrong};

/// For how many days a token may hold; none holds for ever.
const DAYS: [(&str, i64); 4] = [("7", 7), ("30", 30), ("90", 90), ("365", 365)];
/// A name has so many signs at most.
const LONGEST: usize = 40;

/// The tokens of the account.
pub(crate) async fn form(here: Here) -> Answer {
    page(&tokens_page(&here, &Sent::default(), [None; 3], None).await?)
}

/// To make a token its owner proves anew who they are.
pub(crate) const MAKING: Proof =
    Proof::Where("proof: making a token", |_, sent| sent.text("withdraw").is_empty());

/// Makes a token, or withdraws one.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let account = signed_in.account.id;
    if sent.text("withdraw").is_empty() {
        return make(&here, &sent).await;
    }
    if let Ok(id) = sent.text("withdraw").parse::<Uuid>()
        && site.store.drop_token(&site.tenant, account, id).await?
    {
        noted::token(account, false, None);
    }
    go("/account/tokens")
}

async fn make(here: &Here, sent: &Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let name = sent.text("name").trim();
    let chosen: Vec<String> = scopes()
        .map(|(_, _, scope)| scope)
        .filter(|scope| sent.all("scopes").any(|one| one == scope))
        .collect();
    let days = DAYS.iter().find(|(value, _)| *value == sent.text("days"));
    let wrong_name = name.is_empty() || name.chars().count() > LONGEST;
    let faults = [
        wrong_name.then_some("tokens.name.wrong"),
        chosen.is_empty().then_some("tokens.scopes.wrong"),
        days.is_none().then_some("tokens.days.wrong"),
    ];
    let (Some((_, days)), [None, None, None]) = (days, faults) else {
        return wrong(&tokens_page(here, sent, faults, None).await?);
    };
    let account = signed_in.account.id;
    if site.store.tokens(&site.tenant, account).await?.len() >= MOST {
        return wrong(&tokens_page(here, sent, [None; 3], None).await?);
    }
    let (word, now) = (format!("{BEGINS}{}", site.secret()), site.outside.now());
    let ends_at = now.checked_add(SignedDuration::from_hours(24 * days));
    let token = Token {
        digest: digest(&word),
        id: site.fresh(),
        account,
        name: name.to_owned(),
        scopes: chosen,
        two_factors: signed_in.session.two_factors,
        made_at: now,
        ends_at: ends_at.map_err(Trouble::broken)?,
        used_at: None,
    };
    site.store.add_token(&site.tenant, &token).await?;
    noted::token(account, true, None);
    page(&tokens_page(here, &Sent::default(), [None; 3], Some(word)).await?)
}

/// The page, with what is wrong with name, scopes and days, and with the word of a token that was made just now.
async fn tokens_page(
    here: &Here,
    sent: &Sent,
    faults: [Option<&str>; 3],
    made: Option<String>,
) -> Result<TokensPage, Trouble> {
    let site = &here.site;
    let account = here.signed_in()?.account.id;
    let tokens = site.store.tokens(&site.tenant, account).await?;
    let fields = fields(here, sent, faults);
    Ok(TokensPage {
        errors: ErrorLine::of(&fields),
        fields,
        made,
        full: tokens.len() >= MOST,
        tokens: tokens.into_iter().map(|token| line(here, token)).collect(),
        ui: here.frame().await?,
    })
}

fn fields(here: &Here, sent: &Sent, faults: [Option<&str>; 3]) -> Vec<Field> {
    let lang = here.lang();
    let say = |key: &str| word(lang, key).into_owned();
    let scope = |(area, writes, scope): (crate::api::Area, bool, String)| {
        let key = if writes { "tokens.writes" } else { "tokens.reads" };
        let chosen = sent.all("scopes").any(|one| one == scope);
        Choice::new(scope.clone(), fill(lang, key, &[&say(area.key())]), chosen).hint(scope)
    };
    let days = |(value, days): (&str, i64)| {
        let chosen = sent.text("days") == value || sent.text("days").is_empty() && value == "90";
        Choice::new(value, fill(lang, "tokens.days.of", &[&days]), chosen)
    };
    let name = Input::Text { value: sent.text("name").to_owned() };
    let fields = [
        Field::new("name", say("tokens.name"), name).help(say("tokens.name.help")),
        Field::new(
            "scopes",
            say("tokens.scopes"),
            Input::Codes { choices: scopes().map(scope).collect() },
        )
        .help(say("tokens.scopes.help")),
        Field::new("days", say("tokens.days"), Input::Radios { choices: DAYS.map(days).into() }),
    ];
    let with = |(field, fault): (Field, Option<&str>)| match fault {
        Some(fault) => field.wrong(say(fault)),
        None => field,
    };
    fields.into_iter().zip(faults).map(with).collect()
}

fn line(here: &Here, token: Token) -> TokenLine {
    let lang = here.lang();
    TokenLine {
        ended: token.ends_at <= here.site.outside.now(),
        id: token.id.to_string(),
        name: token.name,
        scopes: token.scopes.join(lang.comma()),
        made: format::instant(token.made_at),
        ends: format::instant(token.ends_at),
        used: token
            .used_at
            .map_or_else(|| word(lang, "tokens.unused").into_owned(), format::instant),
    }
}
