//! Sends every request and says where the answer is not what was written.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    http::{StatusCode, header},
};

use super::{
    asked::{Answer, ask},
    scene::Scene,
    table::{Route, Row, Table},
};

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted<'w> {
    /// Every request.
    Everything,
    /// Those of some groups, until something is found.
    FirstIn(&'w [&'w str]),
}

impl Wanted<'_> {
    fn wants(self, row: &Row, found: &[String]) -> bool {
        match self {
            Self::Everything => true,
            Self::FirstIn(groups) => found.is_empty() && groups.contains(&row.group.as_str()),
        }
    }
}

/// The requests that were sent, and what is to be remembered of the answers.
pub(crate) struct Matrix<'a> {
    scene: &'a Scene,
    table: &'a Table,
    site: &'a Router,
    canaries: BTreeMap<String, Vec<String>>,
    seen: BTreeSet<String>,
    /// Answers for what is absent, by who asked for what.
    absent: BTreeMap<(String, String), Vec<(String, Answer)>>,
    pub(crate) asked: usize,
}

/// What an answer amounts to.
pub(super) fn class(answer: &Answer) -> &'static str {
    let to = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
    match answer.status {
        StatusCode::SEE_OTHER if to.is_some_and(|to| to.starts_with("/sign-in?")) => "sign-in",
        StatusCode::UNAUTHORIZED => "sign-in",
        // A program that was let in and did not say what it wants, or under which key.
        StatusCode::BAD_REQUEST if answer.body.contains("/problems/") => "ok",
        StatusCode::NOT_FOUND => "absent",
        StatusCode::FORBIDDEN if answer.body.contains("表单已失效") => "ok",
        StatusCode::FORBIDDEN => "refused",
        status if status.is_success() || status.is_redirection() => "ok",
        status if status.is_client_error() => "closed",
        _ => "broken",
    }
}

impl<'a> Matrix<'a> {
    pub(crate) fn of(scene: &'a Scene, table: &'a Table, site: &'a Router) -> Self {
        let canaries = scene.canaries();
        let (seen, absent) = (BTreeSet::new(), BTreeMap::new());
        Self { scene, table, site, canaries, seen, absent, asked: 0 }
    }

    /// Sends the requests of every row; gives a line for each deviation.
    pub(crate) async fn walk(&mut self, wanted: Wanted<'_>) -> Vec<String> {
        let mut found = Vec::new();
        for row in &self.table.rows {
            if !wanted.wants(row, &found) {
                continue;
            }
            for route in self.table.routes_of(&row.group) {
                for object in &row.objects {
                    found.extend(self.one(row, route, object).await);
                }
            }
        }
        found
    }

    async fn one(&mut self, row: &Row, route: &Route, object: &str) -> Vec<String> {
        let address = self.scene.address(&route.path, object);
        let session = Scene::token(&row.principal, object);
        let form_token = if row.lets_in() {
            String::new()
        } else {
            session.clone().unwrap_or_default().replace(' ', "-")
        };
        let answer = ask(self.site, &route.method, &address, session.as_deref(), &form_token).await;
        self.asked += 1;
        let found = class(&answer);
        let fits = found == row.expected;
        let mut wrong = Vec::new();
        let asked = format!("{} as {} ({object})", route.name(), row.principal);
        if !fits {
            wrong.push(format!("{asked}: {} expected, {found} found", row.expected));
        }
        wrong.extend(self.leaks(row, object, &answer).map(|told| format!("{asked}: {told}")));
        if row.expected == "absent" {
            // The applicant of each case is somebody else, and their pages bear their names.
            let own = session.filter(|_| row.principal == "own");
            let key = (route.name(), own.unwrap_or_else(|| row.principal.clone()));
            self.absent.entry(key).or_default().push((object.to_owned(), answer));
        }
        wrong
    }

    /// A private text in an answer that must not hold it.
    fn leaks(&mut self, row: &Row, object: &str, answer: &Answer) -> Option<String> {
        let heads = answer.headers.values().filter_map(|value| value.to_str().ok());
        let text = heads.fold(answer.body.clone(), |text, value| text + "\n" + value);
        let (object, _) = object.split_once('/').unwrap_or((object, ""));
        let own = if object == "-" { "draft" } else { object };
        let among = |all: Option<&Vec<String>>, case: &str| {
            all.is_some_and(|all| all.iter().any(|one| one == case || one == "own" && case == own))
        };
        let (sees, named) =
            (self.table.sees.get(&row.principal), self.table.named.get(&row.principal));
        for (secret, who) in &self.table.secrets {
            let mut shown = self.table.shown.iter();
            let shown = shown.any(|(group, text)| *group == row.group && text == secret);
            if text.contains(secret.as_str()) && !who.contains(&row.principal) && !shown {
                return Some(format!("tells `{secret}`"));
            }
        }
        for (case, name) in &self.scene.names {
            let may = among(sees, case) || among(named, case);
            if text.contains(name.as_str()) && !may {
                return Some(format!("names {case}"));
            }
        }
        for (case, texts) in &self.canaries {
            let mut told = texts.iter().filter(|canary| text.contains(canary.as_str())).peekable();
            if told.peek().is_none() {
                continue;
            }
            if !among(sees, case) {
                return Some(format!("tells `{}` of {case}", told.next()?));
            }
            self.seen.extend(told.cloned());
        }
        None
    }

    /// Where what is not yours looks otherwise than what does not exist.
    pub(crate) fn alike(&self) -> Vec<String> {
        let bare = |answer: &Answer| {
            // How long it is says no more than the answer itself.
            let length = answer.headers.get(header::CONTENT_LENGTH);
            let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
            assert!(length.is_none_or(|length| length == answer.bytes.len()));
            let headers: Vec<_> = answer
                .headers
                .iter()
                .filter(|(name, _)| **name != header::CONTENT_LENGTH)
                .map(|(name, value)| (name.clone(), self.scene.masked(value.to_str().unwrap())))
                .collect();
            (answer.status, headers, self.scene.masked(&answer.body))
        };
        let mut wrong = Vec::new();
        for ((route, principal), answers) in &self.absent {
            let Some((_, first)) = answers.iter().find(|(object, _)| object == "absent") else {
                continue;
            };
            let first = bare(first);
            for (object, answer) in answers {
                let other = bare(answer);
                if other != first {
                    let lines = first.2.lines().zip(other.2.lines());
                    let line =
                        lines.filter(|(one, other)| one != other).map(|(_, line)| line).next();
                    wrong.push(format!(
                        "{route} as {principal}: {object} is not as absent: {line:?}"
                    ));
                }
            }
        }
        wrong
    }

    /// Private texts that nobody was shown, so that their absence elsewhere says nothing.
    pub(crate) fn unseen(&self) -> Vec<&str> {
        let mut without = Vec::new();
        for (case, texts) in &self.canaries {
            if !texts.iter().any(|text| self.seen.contains(text)) {
                without.push(case.as_str());
            }
        }
        without
    }
}
