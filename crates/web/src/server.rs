//! The server: routes behind their doors, and what surrounds every request.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use askama::Template as _;
use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use tower_http::{
    csrf::{CsrfLayer, ProtectionError},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use guohe_cases::account::AlarmKind;
use tracing::Span;

use crate::{
    alarms, api, arrival, busy,
    caught::{answered, caught},
    demands::is_of_administrators,
    desks,
    noted::{self, Asked},
    pages::error::ErrorPage,
    parts::{ErrorLine, Link},
    routes::{LARGEST_FORM, Undeclared},
    session,
    site::Site,
    throttle::Load,
    trouble::Trouble,
    views::finding,
    visit::{Here, Visit},
    words::{fill, word},
};

/// A request that takes longer is given up: a 50 MB file over a slow line.
const LONGEST: Duration = Duration::from_mins(2);

/// What browsers may load: nothing from elsewhere, nothing in line.
///
/// No script makes markup or code out of a text (Trusted Types), but for the one that shows findings anew, by the name of
/// its policy.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types guohe; \
                      report-uri /csp-report; report-to csp";

/// Headers that are the same on every answer.
const GUARDS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (HeaderName::from_static("reporting-endpoints"), "csp=\"/csp-report\""),
];

/// The application, ready to be served.
///
/// # Errors
/// The routes that do not say who may call them.
#[expect(
    clippy::disallowed_methods,
    reason = "what answers where no route does is said beside what surrounds them all"
)]
pub fn app(site: Site) -> Result<Router, Undeclared> {
    let site = Arc::new(site);
    let router = desks::registry().build(&site)?;
    Ok(router
        .fallback(|| async { Trouble::NotFound })
        .method_not_allowed_fallback(|| async { Trouble::OtherMethod })
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn(answered))
        .layer(from_fn_with_state(Arc::clone(&site), enter))
        .layer(from_fn_with_state(Arc::clone(&site), arrival::noted))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), survived))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(from_fn_with_state(Arc::clone(&site), guard))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(site))
}

/// What the log says of a request, for whoever looks closely: not its address, whose words are other people's.
fn span(request: &Request) -> Span {
    tracing::debug_span!("request", method = %request.method())
}

/// Who calls, in which language; afterwards the page in place of one that could not be made, cookies, headers.
async fn enter(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let place = site.surface.client(peer(&request), request.headers());
    let visit = match Visit::of(&site, request.uri(), request.headers(), place).await {
        Ok(visit) => Arc::new(visit),
        Err(error) => {
            let asked = (request.uri(), request.headers());
            return to_a_stranger(site, asked, place, &Trouble::from(error));
        }
    };
    request.extensions_mut().insert(Arc::clone(&visit));
    let here = Here { site: Arc::clone(&site), visit: Arc::clone(&visit) };
    let asked = Asked::of(&request);
    let (soon, first) = (waits(&here, &request, place), visit.first(request.uri().path()));
    let shut = !site.demands.admits(place)
        && visit.signed_in.is_some()
        && is_of_administrators(asked.path(request.uri()));
    let mut response = match (soon, first) {
        (Some(seconds), _) => {
            noted::refused(&visit, &asked, &Trouble::TooOften(seconds));
            if api::is_api(request.uri().path()) {
                Trouble::TooOften(seconds).into_response()
            } else {
                busy::answer(&here, request, seconds).await
            }
        }
        (None, Some(first)) => Redirect::to(first).into_response(),
        // As for whoever is no administrator.
        (None, None) if shut => Trouble::Forbidden.into_response(),
        (None, None) => match site.crowd.lets_in(request.method(), request.uri()) {
            Ok(_place) => next.run(request).await,
            Err(seconds) => Trouble::Busy(seconds).into_response(),
        },
    };
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        if soon.is_none() {
            noted::refused(&visit, &asked, &trouble);
        }
        let kept = [header::ALLOW, header::RETRY_AFTER].map(|name| {
            let value = response.headers_mut().remove(&name);
            value.map(|value| (name, value))
        });
        response = in_place(&here, &trouble);
        response.headers_mut().extend(kept.into_iter().flatten());
    }
    alarms::look(&here).await;
    dress(&site, &visit, &mut response);
    response
}

/// From where the connection comes.
fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|from| from.0.ip())
}

/// What panics outside of every handler, such as in reading who calls; that in a handler was answered within.
async fn survived(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let peer = peer(&request);
    match caught(next.run(request)).await {
        Ok(response) => response,
        Err(panicked) => {
            let place = site.surface.client(peer, &headers);
            to_a_stranger(site, (&uri, &headers), place, &Trouble::broken(panicked))
        }
    }
}

/// The page in place of one that could not be made, where nobody knows who calls: that for a stranger.
fn to_a_stranger(
    site: Arc<Site>,
    (uri, headers): (&Uri, &HeaderMap),
    place: Option<IpAddr>,
    trouble: &Trouble,
) -> Response {
    let visit = Arc::new(Visit::of_stranger(&site, uri, headers, place));
    in_place(&Here { site, visit }, trouble)
}

/// After how many seconds a request may come again that came too soon.
fn waits(here: &Here, request: &Request, place: Option<IpAddr>) -> Option<u64> {
    let throttle = here.site.throttle.as_ref()?;
    let load = Load::of(request.method(), request.uri())?;
    let account = here.visit.signed_in.as_ref().map(|signed_in| signed_in.account.id);
    throttle.asks(load, (account, place), here.site.outside.now()).err()
}

/// The headers by which browsers guard the pages, on every answer: those in place of a page that could not be made,
/// and those to requests that were not let in, among them.
async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        noted::of_another_site(&method);
        site.alarm(AlarmKind::Forged);
    }
    let headers = response.headers_mut();
    // A file that was handed in has a narrower one.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in GUARDS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if site.secure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Cookies.
fn dress(site: &Site, visit: &Visit, response: &mut Response) {
    let headers = response.headers_mut();
    if visit.fresh {
        headers.append(header::SET_COOKIE, session::set_visit(&visit.form_token, site.secure));
    }
    if visit.chosen.is_some() {
        headers.append(header::SET_COOKIE, session::set_language(visit.lang, site.secure));
    }
    if let Some(cookie) = visit.renewed() {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// The page in place of one that could not be made.
fn in_place(here: &Here, trouble: &Trouble) -> Response {
    if api::is_api(&here.visit.here) {
        return api::problem_answer(here, trouble);
    }
    let status = trouble.status();
    let page = explained(here, trouble);
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page could not be made");
            status.into_response()
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a line for each trouble")]
fn explained(here: &Here, trouble: &Trouble) -> ErrorPage {
    let lang = here.lang();
    let (title, what, next) = match trouble {
        Trouble::NotFound => ("error.missing", "error.missing.what", "error.missing.next"),
        Trouble::OtherMethod => ("error.method", "error.method.what", "error.method.next"),
        Trouble::Forbidden => ("error.forbidden", "error.forbidden.what", "error.forbidden.next"),
        Trouble::Forged => ("error.forged", "error.forged.what", "error.forged.next"),
        Trouble::Unreadable => ("error.large", "error.large.what", "error.large.next"),
        Trouble::Cut => ("error.cut", "error.cut.what", "error.cut.next"),
        Trouble::TooOften(_) => ("error.often", "error.often.what", "error.often.next"),
        Trouble::Busy(_) => ("error.busy", "error.busy.what", "error.busy.next"),
        Trouble::Broken(_) => ("error.broken", "error.broken.what", "error.broken.next"),
        Trouble::Refused(_) => ("error.refused", "error.refused", "error.refused"),
        Trouble::Miscall(miscall) => miscall.kind.words.into(),
    };
    let say = |key| word(lang, key).into_owned();
    let home =
        if here.visit.signed_in.is_some() { ("error.home", "/home") } else { ("error.start", "/") };
    let mut page = ErrorPage {
        ui: here.bare(),
        status: trouble.status().as_u16(),
        title: say(title),
        what: say(what),
        next: say(next),
        cites: Vec::new(),
        faults: Vec::new(),
        ways: vec![Link::new(say(home.0), home.1)],
        trace: None,
    };
    match trouble {
        Trouble::Refused(refusal) => {
            here.say(&refusal.what).clone_into(&mut page.what);
            here.say(&refusal.next).clone_into(&mut page.next);
            page.cites = here
                .site
                .laws
                .iter()
                .flat_map(|law| finding::cites(lang, law, &refusal.cites))
                .collect();
            let line = |fault: &guohe_cases::refusal::Fault| ErrorLine {
                field: fault.place.clone(),
                text: here.say(&fault.what).to_owned(),
            };
            page.faults = refusal.faults.iter().map(line).collect();
        }
        Trouble::Broken(error) => {
            let trace: String = here.site.secret().chars().take(10).collect();
            noted::broke(&trace, error.as_ref());
            page.trace = Some(trace);
        }
        Trouble::TooOften(wait) => {
            page.next = fill(lang, "error.often.next", &[wait]);
        }
        Trouble::Busy(wait) => {
            page.next = fill(lang, "error.busy.next", &[wait]);
        }
        Trouble::NotFound
        | Trouble::OtherMethod
        | Trouble::Forbidden
        | Trouble::Forged
        | Trouble::Unreadable
        | Trouble::Cut
        | Trouble::Miscall(_) => {}
    }
    page
}
