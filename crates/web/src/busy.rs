//! The answer to somebody who asks too often: when to come again, and what they typed, kept.

use askama::Template as _;
use axum::{
    Form, RequestExt as _,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};

use crate::{
    pages::account,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

/// Fields whose content is never sent back to a browser.
const SECRET: &[&str] =
    &["password", "code", "now", "new", "again", "secret", "proof_of_person", "form_token"];
/// No more than this is read of a form that is not taken.
const LARGEST: usize = 256 * 1024;

/// What to answer to a request that came too soon. A form comes back with all that was typed and one button; one with
/// files or secrets in it is still in the browser.
pub(crate) async fn answer(here: &Here, request: Request, wait: u64) -> Response {
    let typed = if request.method() == Method::POST { typed(request).await } else { None };
    let mut response = match typed.and_then(|fields| again(here, fields, wait)) {
        Some(html) => (StatusCode::TOO_MANY_REQUESTS, Html(html)).into_response(),
        None => Trouble::TooOften(wait).into_response(),
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    response
}

/// The fields of a form without secrets.
async fn typed(request: Request) -> Option<Vec<(String, String)>> {
    if !can_be_kept(request.headers()) {
        return None;
    }
    let Form(fields) = request.extract::<Form<Vec<(String, String)>>, _>().await.ok()?;
    let secret = |name: &str| SECRET.contains(&name) && name != "form_token";
    let whole = !fields.iter().any(|(name, _)| secret(name));
    whole.then(|| fields.into_iter().filter(|(name, _)| name != "form_token").collect())
}

/// Whether it is a form of fields, and a short one.
fn can_be_kept(headers: &HeaderMap) -> bool {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let form = header(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    form && length.is_none_or(|length| length <= LARGEST)
}

fn again(here: &Here, carried: Vec<(String, String)>, wait: u64) -> Option<String> {
    let lang = here.lang();
    let page = account::Form {
        ui: here.bare(),
        title: word(lang, "busy.title").into_owned(),
        lead: fill(lang, "busy.kept", &[&wait]),
        errors: Vec::new(),
        fields: Vec::new(),
        action: here.visit.here.clone(),
        by_passkey: false,
        carried,
        submit: word(lang, "busy.again").into_owned(),
    };
    page.render().ok()
}
