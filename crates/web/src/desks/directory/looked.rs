//! What is asked of the directory: read from an address, and written into others.
//!
//! `q` holds words, and may hold `field:value` and `year:2024..2026` among them; every other parameter is a facet with
//! one or several values, so that each choice is a link that can be kept and sent.

use std::collections::BTreeMap;

use guohe_cases::directory::{LAW, Order, STATE, State, TYPE, Wanted, YEAR};

use crate::{
    lang::Lang,
    routes::escaped,
    site::Site,
    views::{case, form::fact_words, words::say},
    words::word,
};

/// So many years a range may span.
const MOST_YEARS: i16 = 100;
/// What an address says besides facets.
const OTHER: [&str; 5] = ["q", "sort", "after", "lang", "as"];

/// What was asked, as it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// As it was typed.
    pub(crate) typed: String,
    pub(crate) chosen: BTreeMap<String, Vec<String>>,
    pub(crate) order: Order,
    pub(crate) after: usize,
}

impl Looked {
    /// Reads an address.
    pub(crate) fn of(asked: &BTreeMap<String, String>) -> Self {
        let get = |key: &str| asked.get(key).map(|text| text.trim()).unwrap_or_default();
        let facets = asked
            .iter()
            .filter(|(key, values)| !OTHER.contains(&key.as_str()) && !values.trim().is_empty());
        let values = |text: &String| text.split(',').map(|one| one.trim().to_owned()).collect();
        let order = Order::ALL.into_iter().find(|order| order.word() == get("sort"));
        Self {
            typed: get("q").to_owned(),
            chosen: facets.map(|(key, text)| (key.clone(), values(text))).collect(),
            order: order.unwrap_or_default(),
            after: get("after").parse().unwrap_or_default(),
        }
    }

    /// The same as the directory wants it, so many on a page; what is typed as `field:value` is a choice.
    pub(crate) fn wanted(&self, site: &Site, most: usize) -> Wanted {
        let mut chosen = self.chosen.clone();
        let mut words: Vec<&str> = Vec::new();
        for token in self.typed.split_whitespace() {
            let pair = token.split_once([':', '：']).filter(|(_, value)| !value.is_empty());
            match pair.and_then(|(field, value)| site.facet_choice(field, value)) {
                Some((facet, values)) => chosen.entry(facet).or_default().extend(values),
                None => words.push(token),
            }
        }
        Wanted { text: words.join(" "), chosen, order: self.order, after: self.after, most }
    }

    /// Whether anything narrows it.
    pub(crate) fn narrows(&self) -> bool {
        !self.typed.is_empty() || !self.chosen.is_empty()
    }

    /// The same from the first page on, with a value chosen or given up.
    pub(crate) fn toggled(&self, facet: &str, value: &str) -> Self {
        let mut other = Self { after: 0, ..self.clone() };
        let values = other.chosen.entry(facet.to_owned()).or_default();
        if let Some(at) = values.iter().position(|one| one == value) {
            values.remove(at);
        } else {
            values.push(value.to_owned());
        }
        other.chosen.retain(|_, values| !values.is_empty());
        other
    }

    /// What follows the question mark of an address.
    pub(crate) fn query(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.typed.is_empty() {
            parts.push(format!("q={}", escaped(&self.typed)));
        }
        for (facet, values) in &self.chosen {
            let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
            parts.push(format!("{}={}", escaped(facet), values.join(",")));
        }
        if self.order != Order::default() {
            parts.push(format!("sort={}", self.order.word()));
        }
        if self.after > 0 {
            parts.push(format!("after={}", self.after));
        }
        parts.join("&")
    }

    /// An address with this query.
    pub(crate) fn at(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

impl Site {
    /// Facts by which certificates of some law are found, as paths, each once.
    pub(crate) fn facet_paths(&self) -> Vec<String> {
        let acts = self.laws.iter().flat_map(|law| &law.procedure.acts);
        let mut paths: Vec<String> =
            acts.flat_map(|act| &act.sets.found_by).map(|path| path.value.clone()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// The facet and the values that somebody means who types `field:value`; none where there is no such field.
    fn facet_choice(&self, field: &str, value: &str) -> Option<(String, Vec<String>)> {
        let names = |id: &str| [Lang::Zh, Lang::En].map(|lang| facet_name(self, lang, id));
        let is = |id: &&String| {
            let last = id.rsplit('.').next().unwrap_or(id);
            last.eq_ignore_ascii_case(field)
                || names(id).iter().any(|name| name.eq_ignore_ascii_case(field))
        };
        let facets = self.facets();
        // A part of the name will do where it is a part of one name alone: 国家 for 合作方所在国家（地区）.
        let mut parts =
            facets.iter().filter(|id| names(id).iter().any(|name| name.contains(field)));
        let only = parts.next().filter(|_| parts.next().is_none());
        let facet = facets.iter().find(is).or(only)?.clone();
        if facet == YEAR
            && let Some((from, to)) = value.split_once("..")
        {
            let (from, to): (i16, i16) = (from.parse().ok()?, to.parse().ok()?);
            let last = to.min(from.saturating_add(MOST_YEARS));
            return Some((facet, (from..=last).map(|year| year.to_string()).collect()));
        }
        let means = |code: &String| {
            code.eq_ignore_ascii_case(value)
                || [Lang::Zh, Lang::En]
                    .iter()
                    .any(|lang| value_name(self, *lang, &facet, code).eq_ignore_ascii_case(value))
        };
        let known = self.facet_codes(&facet).into_iter().find(means);
        Some((facet, vec![known.unwrap_or_else(|| value.to_owned())]))
    }

    /// All facets, in the order in which they are shown.
    pub(crate) fn facets(&self) -> Vec<String> {
        let always = [TYPE, STATE, YEAR, LAW].map(str::to_owned);
        always.into_iter().chain(self.facet_paths()).collect()
    }

    /// The values that a facet may have by the packs; none of a year.
    fn facet_codes(&self, facet: &str) -> Vec<String> {
        match facet {
            TYPE => self
                .laws
                .iter()
                .flat_map(|l| &l.pack.file.types)
                .map(|t| t.id.value.clone())
                .collect(),
            LAW => self.laws.iter().map(|law| law.pack.id().to_owned()).collect(),
            STATE => State::ALL.map(|s| s.word().to_owned()).to_vec(),
            _ => self.laws.iter().flat_map(|law| fact_words::codes(law, facet)).collect(),
        }
    }
}

/// The name of a facet.
pub(crate) fn facet_name(site: &Site, lang: Lang, facet: &str) -> String {
    let key = match facet {
        TYPE => "common.type",
        STATE => "common.state",
        YEAR => "directory.year",
        LAW => "directory.law",
        path => {
            let named = site.laws.iter().map(|law| fact_words::whole_name(lang, law, path));
            return named.flatten().next().unwrap_or_else(|| path.to_owned());
        }
    };
    word(lang, key).into_owned()
}

/// The name of a value of a facet.
pub(crate) fn value_name(site: &Site, lang: Lang, facet: &str, value: &str) -> String {
    let law = |id: &str| site.laws.iter().find(|law| law.pack.id() == id);
    match facet {
        TYPE => {
            let known = site.laws.iter().find(|law| law.pack.type_at(value).is_some());
            known.map_or_else(|| value.to_owned(), |law| case::kind(lang, law, value))
        }
        LAW => law(value).map_or_else(|| value.to_owned(), |law| say(lang, &law.pack.file.title)),
        STATE => {
            let known = State::ALL.into_iter().find(|state| state.word() == value);
            known.map_or_else(|| value.to_owned(), |state| word(lang, of_state(state)).into_owned())
        }
        YEAR => value.to_owned(),
        path => {
            let code = serde_json::Value::from(value);
            let mut named =
                site.laws.iter().map(|law| fact_words::value(lang, law, path, Some(&code)));
            named.find(|name| name != value).unwrap_or_else(|| value.to_owned())
        }
    }
}

/// The name of a state, by its key.
fn of_state(state: State) -> &'static str {
    match state {
        State::InForce => "directory.state.in_force",
        State::Expired => "directory.state.expired",
        State::Ended => "directory.state.ended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_address_is_read_and_written_again() {
        let query = asked(&[
            ("q", " 绿色 园 "),
            ("partner.country", "GB, SG"),
            ("type", ""),
            ("sort", "name"),
            ("after", "50"),
            ("lang", "en"),
        ]);
        let looked = Looked::of(&query);
        assert_eq!(
            looked.query(),
            "q=%E7%BB%BF%E8%89%B2%20%E5%9B%AD&partner.country=GB,SG&sort=name&after=50"
        );
        assert_eq!(
            looked.toggled("partner.country", "GB").at("/bases"),
            "/bases?q=%E7%BB%BF%E8%89%B2%20%E5%9B%AD&partner.country=SG&sort=name"
        );
        let both = Looked::of(&asked(&[("type", "PARK")])).toggled("type", "PARK");
        assert_eq!((both.at("/bases"), both.narrows()), ("/bases".to_owned(), false));
    }
}
