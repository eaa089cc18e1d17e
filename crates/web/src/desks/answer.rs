//! Answers: a page, a page with what is wrong, another address.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use guohe_cases::{
    ports::IdempotencyKey,
    refusal::{Fault, Refusal},
    verbs::round::Calling,
};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::{
    parts::{ErrorLine, Field},
    sent::Sent,
    trouble::Trouble,
    visit::Here,
};

/// What a handler gives.
pub(crate) type Answer = Result<Response, Trouble>;

/// The query of an address.
pub(crate) type Asked = axum::extract::Query<BTreeMap<String, String>>;

/// A page.
pub(crate) fn page(page: &impl Template) -> Answer {
    Ok(Html(page.render()?).into_response())
}

/// A page that says what is wrong with what was sent.
pub(crate) fn wrong(page: &impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Another address, to be fetched anew.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is an answer like the others, as handlers give it"
)]
pub(crate) fn go(to: &str) -> Answer {
    Ok(Redirect::to(to).into_response())
}

/// The key by which a form that is sent twice has one effect.
pub(crate) fn once(sent: &Sent) -> Option<IdempotencyKey> {
    let key = sent.text("once");
    (!key.is_empty()).then(|| IdempotencyKey { key: key.to_owned(), request: sent.digest() })
}

/// Who does what a form says, when it had come in, and its key.
pub(crate) fn calling(here: &Here, sent: &Sent) -> Calling {
    Calling { person: here.person(), moment: here.moment(sent), once: once(sent) }
}

/// The id that follows from the key of a form, so that a form sent twice opens one case.
pub(crate) fn derived(key: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

impl Here {
    /// Puts the faults of a refusal beside the fields they are about; gives the lines of the summary.
    pub(crate) fn beside(
        &self,
        refusal: &Refusal,
        fields: &mut [Field],
        place_of: impl Fn(&Fault) -> String,
    ) -> Vec<ErrorLine> {
        let mut lines = Vec::new();
        for fault in &refusal.faults {
            let (place, text) = (place_of(fault), self.say(&fault.what).to_owned());
            if let Some(field) = fields.iter_mut().find(|field| field.name == place) {
                field.error = Some(text.clone());
            }
            lines.push(ErrorLine { field: place, text });
        }
        lines
    }
}
