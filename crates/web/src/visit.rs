//! A visit: who calls, in which language, which page; and the frame that follows from it.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Uri, header::ACCEPT_LANGUAGE, request::Parts},
};
use guohe_cases::{
    case::Case,
    moment::Moment,
    person::Person,
    ports::{Account, Session, StoreError},
    token::Token,
};
use guohe_rules::syntax::Words;
use uuid::Uuid;

use crate::{
    acting,
    alarms::Odd,
    api::{is_api, tokens},
    lang::Lang,
    sent::Sent,
    session::{self, Origin, SignedIn},
    site::Site,
    trouble::Trouble,
    watch::held,
};

/// What is known of a request before its handler runs.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) lang: Lang,
    /// Path and query without the choice of language.
    pub(crate) here: String,
    pub(crate) signed_in: Option<SignedIn>,
    /// Who acts, by the rights that they have now: their own, or those of the one whose deputy they are.
    acts: Option<Person>,
    /// The token with which a program calls.
    pub(crate) token: Option<Token>,
    /// For whom somebody acts as a deputy.
    pub(crate) acting_for: Option<Account>,
    /// The word that forms of this visitor must carry.
    pub(crate) form_token: String,
    /// The language that was chosen with this request.
    pub(crate) chosen: Option<Lang>,
    /// The visitor was not known before.
    pub(crate) fresh: bool,
    /// The name it came to.
    pub(crate) host: String,
    /// From where.
    pub(crate) origin: Origin,
    /// The script saves in the background and wants no whole page.
    pub(crate) script: bool,
    /// The session as this request renewed it, with its cookie.
    renewed: Arc<Mutex<Option<(HeaderValue, Session)>>>,
    /// The case that the door read, of a request that changes nothing.
    at_the_door: Arc<Mutex<Option<Arc<Case>>>>,
    /// What looked like an attack.
    odd: Arc<Mutex<Vec<Odd>>>,
}

impl Visit {
    /// Reads a request.
    pub(crate) async fn of(
        site: &Site,
        uri: &Uri,
        headers: &HeaderMap,
        place: Option<IpAddr>,
    ) -> Result<Self, StoreError> {
        if is_api(uri.path()) && tokens::is_sent(headers) {
            return Self::of_program(site, uri, headers, place).await;
        }
        let mut signed_in = session::of(site, headers).await?;
        let acts = match &mut signed_in {
            Some(signed_in) => Some(acting::who(site, signed_in, headers).await?),
            None => None,
        };
        let (acts, acting_for) = acts.unzip();
        let stranger = Self::of_stranger(site, uri, headers, place);
        let Some(signed_in) = signed_in else { return Ok(stranger) };
        let form_token = signed_in.session.form_token.clone();
        let signed_in = Some(signed_in);
        let acting_for = acting_for.flatten();
        Ok(Self { fresh: false, signed_in, acts, acting_for, form_token, ..stranger })
    }

    /// Reads a request of a program, which acts for the account of its token and for no other.
    async fn of_program(
        site: &Site,
        uri: &Uri,
        headers: &HeaderMap,
        place: Option<IpAddr>,
    ) -> Result<Self, StoreError> {
        let stranger = Self { fresh: false, ..Self::of_stranger(site, uri, headers, place) };
        let Some((mut signed_in, token)) = tokens::of(site, headers).await? else {
            stranger.noticed(Odd::Token);
            return Ok(stranger);
        };
        let (acts, _) = acting::who(site, &mut signed_in, &HeaderMap::new()).await?;
        let (signed_in, acts, token) = (Some(signed_in), Some(acts), Some(token));
        Ok(Self { signed_in, acts, token, ..stranger })
    }

    /// Reads a request of somebody of whom nothing is known.
    pub(crate) fn of_stranger(
        site: &Site,
        uri: &Uri,
        headers: &HeaderMap,
        place: Option<IpAddr>,
    ) -> Self {
        let (here, chosen) = without_language(uri);
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let lang = chosen
            .or_else(|| session::language(headers, site.secure))
            .unwrap_or_else(|| Lang::accepted(accepted.unwrap_or_default()));
        let known = session::visit(headers, site.secure).map(str::to_owned);
        let fresh = known.is_none() && !is_api(uri.path());
        let form_token = known.unwrap_or_else(|| site.secret());
        let host = headers.get("host").and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self {
            lang,
            here,
            fresh,
            signed_in: None,
            acts: None,
            token: None,
            acting_for: None,
            form_token,
            // Only browsers keep the choice.
            chosen: chosen.filter(|_| !is_api(uri.path())),
            host: host.to_owned(),
            origin: Origin::of(headers, place),
            script: headers.contains_key("x-guohe"),
            renewed: Arc::default(),
            at_the_door: Arc::default(),
            odd: Arc::default(),
        }
    }

    /// Leaves the case that was read at the door, so that it is not read again behind it. Only what changes nothing
    /// may: after an act it would be out of date.
    pub(crate) fn leave(&self, case: Arc<Case>) {
        *self.at_the_door.lock().unwrap_or_else(PoisonError::into_inner) = Some(case);
    }

    /// The case that was left at the door, for whoever asks first.
    pub(crate) fn picked_up(&self, id: Uuid) -> Option<Arc<Case>> {
        let mut left = self.at_the_door.lock().unwrap_or_else(PoisonError::into_inner);
        left.take_if(|case| case.id == id)
    }

    /// Notes what looked like an attack; it is counted when the answer is there.
    pub(crate) fn noticed(&self, odd: Odd) {
        held(&self.odd).push(odd);
    }

    /// What was noted.
    pub(crate) fn odd(&self) -> Vec<Odd> {
        std::mem::take(&mut *held(&self.odd))
    }

    /// Notes that the session goes on as another, under a new token; the answer carries its cookie.
    pub(crate) fn renew(&self, cookie: HeaderValue, session: Session) {
        *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = Some((cookie, session));
    }

    /// The session as it is now: as the request came with it, or as it was renewed since.
    pub(crate) fn session(&self, signed_in: &SignedIn) -> Session {
        let renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        renewed.as_ref().map_or_else(|| signed_in.session.clone(), |(_, session)| session.clone())
    }

    /// The cookie to carry.
    pub(crate) fn renewed(&self) -> Option<HeaderValue> {
        let renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner).take();
        renewed.map(|(cookie, _)| cookie)
    }

    /// Whether the request came to a name that means this very machine.
    pub(crate) fn is_local(&self) -> bool {
        is_local(&self.host)
    }

    /// Who is signed in; nobody as long as they owe a password of their own or a second factor.
    pub(crate) fn person(&self) -> Option<Person> {
        self.signed_in.as_ref().filter(|signed_in| !signed_in.owes())?;
        self.acts.clone()
    }

    /// Where somebody is led who owes a password of their own or a second factor and asks for anything else.
    pub(crate) fn first(&self, path: &str) -> Option<&'static str> {
        let signed_in = self.signed_in.as_ref().filter(|signed_in| signed_in.owes())?;
        let (to, ways): (_, &[&str]) = if signed_in.owes_password {
            (CHOOSE, &[CHOOSE])
        } else {
            (ENROL, &[ENROL, "/account/passkeys", "/account/passkeys/ask"])
        };
        let always = ["/sign-out", "/csp-report"].contains(&path) || path.starts_with("/assets/");
        let open = always || ways.contains(&path) || is_api(path);
        (!open).then_some(to)
    }
}

/// Where a password of one's own is chosen.
const CHOOSE: &str = "/account/password";
/// Where a second factor is got.
const ENROL: &str = "/account/second-factor";

/// Path and query without `lang`, and the language it names.
fn without_language(uri: &Uri) -> (String, Option<Lang>) {
    let mut lang = None;
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| match pair.strip_prefix("lang=") {
            Some(code) => {
                lang = Lang::read(code).or(lang);
                false
            }
            None => !pair.is_empty(),
        })
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (format!("{}{query}", uri.path()), lang)
}

/// Whether a host name can only mean the machine itself; so do all names that end in `.localhost` (RFC 6761, 6.3).
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name) || name.ends_with(".localhost")
}

/// A visit with the site it is to: what every handler starts from.
#[derive(Debug, Clone)]
pub(crate) struct Here {
    pub(crate) site: Arc<Site>,
    pub(crate) visit: Arc<Visit>,
}

impl Here {
    /// The language of the page.
    pub(crate) fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// Words in the language of the page.
    pub(crate) fn say<'w>(&self, words: &'w Words) -> &'w str {
        self.lang().of(&words.zh, &words.en)
    }

    /// The same visit in the other language.
    pub(crate) fn in_other_language(&self) -> Self {
        let visit = Visit { lang: self.lang().other(), ..(*self.visit).clone() };
        Self { site: Arc::clone(&self.site), visit: Arc::new(visit) }
    }

    /// The moment of an act: the instant at which its form had come in, whatever happens until it is recorded.
    pub(crate) fn moment(&self, sent: &Sent) -> Moment {
        let moment = self.site.moment();
        Moment { now: sent.received().unwrap_or(moment.now), ..moment }
    }

    /// Who acts: the one who is signed in, or a visitor.
    pub(crate) fn person(&self) -> Person {
        self.visit.person().unwrap_or_else(|| Person::visitor(self.site.fresh()))
    }
}

impl Here {
    /// Scheme, name and port by which people reach the site: as the operator says, or as the request does when its
    /// name means this very machine. Nobody else's word is taken for it.
    pub(crate) fn origin(&self) -> Option<String> {
        let local = || self.visit.is_local().then(|| format!("http://{}", self.visit.host));
        self.site.origin.clone().or_else(local)
    }
}

impl FromRequestParts<Arc<Site>> for Here {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Trouble> {
        let visit = parts.extensions.get::<Arc<Visit>>().cloned().ok_or(Trouble::Forbidden)?;
        Ok(Self { site: Arc::clone(site), visit })
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, is_local, without_language};

    #[test]
    fn the_choice_of_language_is_no_part_of_the_page() {
        let read = |text: &str| without_language(&text.parse().unwrap());
        assert_eq!(read("/bases?lang=en&type=x"), ("/bases?type=x".to_owned(), Some(Lang::En)));
        assert_eq!(read("/bases?lang=xx"), ("/bases".to_owned(), None));
        assert_eq!(read("/bases?q=lang"), ("/bases?q=lang".to_owned(), None));
    }

    #[test]
    fn only_names_of_the_machine_itself_are_local() {
        for host in ["localhost:8080", "127.0.0.1", "[::1]:80", "north.localhost:8080"] {
            assert!(is_local(host), "{host}");
        }
        for host in
            ["localhost.evil.example", "10.0.0.5:8080", "evillocalhost", "127.0.0.1.localhost.cn"]
        {
            assert!(!is_local(host), "{host}");
        }
    }
}
