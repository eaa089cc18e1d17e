//! What went wrong, for programs (RFC 9457): each kind has a page of its own, and each place in what was sent a pointer.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use guohe_cases::refusal::{Fault, Refusal, Sort};
use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::Serialize;

use super::laws::cite;
use crate::{
    noted,
    trouble::{Miscall, Trouble},
    visit::Here,
    words::{fill, word},
};

/// A kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its word in addresses.
    pub(crate) name: &'static str,
    /// The status of the answer.
    pub(crate) status: u16,
    /// The keys of its name, of what it means, and of what to do.
    pub(crate) words: [&'static str; 3],
}

macro_rules! kinds {
    ($($name:ident $word:literal $status:literal $title:literal $what:literal $mend:literal;)*) => {
        $(pub(crate) const $name: &Kind =
            &Kind { name: $word, status: $status, words: [$title, $what, $mend] };)*
        /// All kinds, in the order of their status.
        pub(crate) const PROBLEMS: &[&Kind] = &[$($name),*];
    };
}

kinds! {
    MALFORMED "malformed" 400 "problem.malformed" "problem.malformed.what" "problem.malformed.mend";
    KEY_MISSING "key-missing" 400 "problem.key_missing" "problem.key_missing.what" "problem.key_missing.mend";
    NO_TOKEN "no-token" 401 "problem.no_token" "problem.no_token.what" "problem.no_token.mend";
    FORBIDDEN "forbidden" 403 "problem.forbidden" "problem.forbidden.what" "problem.forbidden.mend";
    SCOPE_MISSING "scope-missing" 403 "problem.scope" "problem.scope.what" "problem.scope.mend";
    PROOF_NEEDED "proof-needed" 403 "problem.proof" "problem.proof.what" "problem.proof.mend";
    NOT_FOUND "not-found" 404 "problem.not_found" "problem.not_found.what" "problem.not_found.mend";
    OTHER_METHOD "other-method" 405 "problem.method" "problem.method.what" "problem.method.mend";
    CONFLICT "conflict" 409 "problem.conflict" "problem.conflict.what" "problem.conflict.mend";
    UNDER_WAY "under-way" 409 "problem.under_way" "problem.under_way.what" "problem.under_way.mend";
    STALE "stale" 412 "problem.stale" "problem.stale.what" "problem.stale.mend";
    TOO_LARGE "too-large" 413 "problem.large" "problem.large.what" "problem.large.mend";
    OTHER_MEDIA "other-media" 415 "problem.media" "problem.media.what" "problem.media.mend";
    INVALID "invalid" 422 "problem.invalid" "problem.invalid.what" "problem.invalid.mend";
    WRONG_STAGE "wrong-stage" 422 "problem.stage" "problem.stage.what" "problem.stage.mend";
    CONDITION "condition" 422 "problem.condition" "problem.condition.what" "problem.condition.mend";
    KEY_REUSED "key-reused" 422 "problem.key_reused" "problem.key_reused.what" "problem.key_reused.mend";
    TOO_OFTEN "too-often" 429 "problem.often" "problem.often.what" "problem.often.mend";
    BROKEN "broken" 500 "problem.broken" "problem.broken.what" "problem.broken.mend";
    BUSY "busy" 503 "problem.busy" "problem.busy.what" "problem.busy.mend";
}

/// The kind with a word.
pub(crate) fn kind_named(name: &str) -> Option<&'static Kind> {
    PROBLEMS.iter().copied().find(|kind| kind.name == name)
}

/// The answer in the place of one that could not be given.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// The address of the page about this kind of problem.
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    kind: String,
    /// The name of the kind, in the language that was asked for.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What went wrong this time.
    detail: String,
    /// The number of this request, under which the log has it.
    instance: String,
    /// What to do next.
    next: String,
    /// The clauses on which a refusal rests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clauses: Vec<Clause>,
    /// Each fault in what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Located>,
}

/// A clause on which a refusal rests.
#[derive(Debug, Serialize, JsonSchema)]
struct Clause {
    /// Its id.
    id: String,
    /// Where it stands.
    cite: Words,
    /// The address of its page.
    page: String,
}

/// A fault, with its place.
#[derive(Debug, Serialize, JsonSchema)]
struct Located {
    /// Where it is in what was sent, as a JSON pointer in a fragment (RFC 6901), or the name of a parameter.
    pointer: String,
    /// The same as the procedure names it: a fact, a declaration, a field.
    place: String,
    /// What is wrong there and what would be right.
    detail: String,
}

/// What was sent cannot be read.
pub(crate) fn malformed(fault: Fault) -> Trouble {
    Trouble::Miscall(Arc::new(Miscall { kind: MALFORMED, faults: vec![fault] }))
}

/// Something about a call that no page knows.
pub(crate) fn miscall(kind: &'static Kind) -> Trouble {
    Trouble::Miscall(Arc::new(Miscall { kind, faults: Vec::new() }))
}

/// The kind of a trouble.
fn kind_of(trouble: &Trouble) -> &'static Kind {
    match trouble {
        Trouble::NotFound => NOT_FOUND,
        Trouble::OtherMethod => OTHER_METHOD,
        Trouble::Forbidden | Trouble::Forged => FORBIDDEN,
        Trouble::Unreadable => TOO_LARGE,
        Trouble::Cut => MALFORMED,
        Trouble::TooOften(_) => TOO_OFTEN,
        Trouble::Busy(_) => BUSY,
        Trouble::Broken(_) => BROKEN,
        Trouble::Miscall(miscall) => miscall.kind,
        Trouble::Refused(refusal) => match refusal.sort {
            Sort::NotAllowed => FORBIDDEN,
            Sort::NotFound => NOT_FOUND,
            Sort::WrongStage => WRONG_STAGE,
            Sort::Conflict => CONFLICT,
            Sort::Invalid => INVALID,
            Sort::Condition => CONDITION,
        },
    }
}

/// The answer in the place of one that could not be given.
pub(crate) fn answer(here: &Here, trouble: &Trouble) -> Response {
    let kind = kind_of(trouble);
    let number = here.site.fresh().to_string();
    if let Trouble::Broken(error) = trouble {
        noted::broke(&number, error.as_ref());
    }
    let problem = Problem::of(here, (trouble, kind), &number);
    let status = StatusCode::from_u16(kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(problem)).into_response();
    let media = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    if kind == NO_TOKEN {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

impl Problem {
    fn of(here: &Here, (trouble, kind): (&Trouble, &Kind), number: &str) -> Self {
        let lang = here.lang();
        let [title, what, mend] = kind.words;
        let mut problem = Self {
            kind: format!("{}/problems/{}", here.origin().unwrap_or_default(), kind.name),
            title: word(lang, title).into_owned(),
            status: kind.status,
            detail: word(lang, what).into_owned(),
            instance: format!("urn:uuid:{number}"),
            next: word(lang, mend).into_owned(),
            clauses: Vec::new(),
            errors: Vec::new(),
        };
        match trouble {
            Trouble::Refused(refusal) => problem.refused(here, refusal),
            Trouble::Miscall(miscall) => problem.errors = located(here, &miscall.faults),
            Trouble::TooOften(wait) => problem.next = fill(lang, "error.often.next", &[wait]),
            Trouble::Busy(wait) => problem.next = fill(lang, "error.busy.next", &[wait]),
            Trouble::NotFound
            | Trouble::OtherMethod
            | Trouble::Forbidden
            | Trouble::Forged
            | Trouble::Unreadable
            | Trouble::Cut
            | Trouble::Broken(_) => {}
        }
        problem
    }

    fn refused(&mut self, here: &Here, refusal: &Refusal) {
        here.say(&refusal.what).clone_into(&mut self.detail);
        here.say(&refusal.next).clone_into(&mut self.next);
        self.errors = located(here, &refusal.faults);
        for law in here.site.laws.iter() {
            let found = refusal.cites.iter().filter_map(|id| law.pack.clause(id));
            self.clauses.extend(found.map(|clause| {
                let id = clause.written.id.value.clone();
                let page = format!("/rules/{}/{id}", law.pack.id());
                Clause { id, cite: cite(clause), page }
            }));
        }
    }
}

fn located(here: &Here, faults: &[Fault]) -> Vec<Located> {
    let one = |fault: &Fault| Located {
        pointer: pointer(&fault.place),
        place: fault.place.clone(),
        detail: here.say(&fault.what).to_owned(),
    };
    faults.iter().map(one).collect()
}

/// A place as a pointer: `events[E3].held_on` is `#/events/E3/held_on`.
fn pointer(place: &str) -> String {
    let parts = place.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let parts = parts.map(|part| part.replace('~', "~0").replace('/', "~1"));
    parts.fold("#".to_owned(), |all, part| all + "/" + &part)
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn a_place_is_a_pointer() {
        assert_eq!(pointer("events[E3].held_on"), "#/events/E3/held_on");
        assert_eq!(pointer("declarations.truthful"), "#/declarations/truthful");
        assert_eq!(pointer("a/b~c"), "#/a~1b~0c");
        assert_eq!(pointer(""), "#");
    }
}
