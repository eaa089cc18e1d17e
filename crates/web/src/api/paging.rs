//! Lists, a page at a time: in the order of their keys, from behind the one that was last seen.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderValue, header::LINK},
    response::IntoResponse as _,
};
use guohe_cases::refusal::Fault;
use schemars::JsonSchema;
use serde::Serialize;

use super::{operation::Param, problem};
use crate::{desks::Answer, routes::escaped, trouble::Trouble, visit::Here};

/// So many without a word.
const USUAL: usize = 50;
/// So many at most.
pub(crate) const MOST: usize = 200;

/// From where a page of a list goes on.
pub(crate) const AFTER: Param = Param::text(
    "after",
    "从这一条之后开始（上一页的 next）",
    "behind this one: `next` of the page before",
);
/// How much is on it.
pub(crate) const LIMIT: Param = Param::count("limit", "每页条数", "how many on a page", MOST);
/// What may stand in the query of a list.
pub(crate) const PAGE: &[Param] = &[AFTER, LIMIT];

/// Which part of a list is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Slice {
    after: String,
    limit: usize,
}

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Page<T> {
    /// What is on the page.
    pub(crate) items: Vec<T>,
    /// From where the next page goes on (`after`); absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// How much is on a page.
pub(crate) fn limit(asked: &BTreeMap<String, String>) -> Result<usize, Trouble> {
    let Some(limit) = asked.get("limit") else { return Ok(USUAL) };
    let number = limit.parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| {
        problem::malformed(Fault::at(
            "limit",
            format!("应为 1 至 {MOST} 的整数"),
            format!("a whole number from 1 to {MOST}"),
        ))
    })
}

impl Slice {
    /// What was asked.
    pub(crate) fn of(asked: &BTreeMap<String, String>) -> Result<Self, Trouble> {
        let after = asked.get("after").cloned().unwrap_or_default();
        Ok(Self { after, limit: limit(asked)? })
    }

    /// The part of a list, in the order of its keys, and the key from which the next part goes on.
    pub(crate) fn cut<R>(
        &self,
        mut all: Vec<R>,
        key: impl Fn(&R) -> String,
    ) -> (Vec<R>, Option<String>) {
        all.sort_by_cached_key(&key);
        all.retain(|one| key(one) > self.after);
        let more = all.len() > self.limit;
        all.truncate(self.limit);
        let next = all.last().filter(|_| more).map(&key);
        (all, next)
    }
}

impl<T: Serialize> Page<T> {
    /// The answer, with a link to the next page.
    pub(crate) fn answer(self, here: &Here) -> Answer {
        let link = self.next.as_ref().map(|next| format!("<{}>; rel=\"next\"", link(here, next)));
        let mut response = Json(self).into_response();
        if let Some(link) = link {
            let link = HeaderValue::from_str(&link).map_err(Trouble::broken)?;
            response.headers_mut().insert(LINK, link);
        }
        Ok(response)
    }
}

/// The address of the next page.
fn link(here: &Here, next: &str) -> String {
    let (path, query) = here.visit.here.split_once('?').unwrap_or((&here.visit.here, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("after="));
    let kept: Vec<&str> = kept.chain([""]).collect();
    let kept = kept.join("&");
    format!("{path}?{kept}after={}", escaped(next))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Slice;

    fn slice(pairs: &[(&str, &str)]) -> Option<Slice> {
        let asked = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Slice::of(&asked.collect::<BTreeMap<_, _>>()).ok()
    }

    #[test]
    fn a_list_is_gone_through_to_its_end_and_each_comes_once() {
        let all = || vec![5_u8, 3, 1, 4, 2];
        let (mut after, mut seen) = (String::new(), Vec::new());
        loop {
            let part = slice(&[("after", &after), ("limit", "2")]).unwrap();
            let (items, next) = part.cut(all(), u8::to_string);
            seen.push(items);
            let Some(next) = next else { break };
            after = next;
        }
        assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![5]]);
    }

    #[test]
    fn a_size_that_is_none_is_refused() {
        for wrong in ["0", "201", "-1", "x", ""] {
            assert!(slice(&[("limit", wrong)]).is_none(), "{wrong}");
        }
        assert!(slice(&[("limit", "200")]).is_some() && slice(&[]).is_some());
    }
}
