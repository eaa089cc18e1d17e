//! Looking for bases: a query, facets, order, page.

use std::{cmp::Ordering, collections::BTreeMap};

use jiff::civil::Date;
use memchr::memmem::Finder;

use super::{Base, CERTIFIED, Kept, NAME, NUMBER, Pairs, STATE, Shelf, State, VALID_TO, YEAR};
use crate::query::{How, Test, Tree, Value, whole};

/// In which order bases are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The last certified first.
    #[default]
    Newest,
    /// By how the name sounds.
    Name,
    /// By the number of the certificate.
    Number,
}

impl Order {
    /// All orders, each at the place that its sorted list has.
    pub const ALL: [Self; 3] = [Self::Newest, Self::Name, Self::Number];

    /// The word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Name => "name",
            Self::Number => "number",
        }
    }

    fn place(self) -> usize {
        Self::ALL.into_iter().position(|one| one == self).unwrap_or_default()
    }

    pub(super) fn compare(self, a: &Kept, b: &Kept) -> Ordering {
        let by = match self {
            Self::Newest => b.base.certified_on.cmp(&a.base.certified_on),
            Self::Name => a.sound.cmp(&b.sound),
            Self::Number => Ordering::Equal,
        };
        let number = || a.base.number.cmp(&b.base.number);
        by.then_with(number).then_with(|| a.base.id.cmp(&b.base.id))
    }
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// What was typed, over the fields of the module above; words stand in the name, the number or their sound.
    pub query: Tree<Test>,
    /// Facets, with the values of which one is wanted.
    pub chosen: BTreeMap<String, Vec<String>>,
    /// In which order.
    pub order: Order,
    /// After so many.
    pub after: usize,
    /// So many at the most.
    pub most: usize,
}

/// A facet, with how many bases have each value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The facet: one of the words of the module above, or the path of a fact.
    pub id: String,
    /// Values with how many bases have them, when nothing of this facet is chosen; the most frequent first.
    pub values: Vec<(String, usize)>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many in all.
    pub total: usize,
    /// Those of the page.
    pub bases: Vec<Base>,
    /// All facets in the order of their ids.
    pub facets: Vec<Facet>,
    /// How many bases there are, whatever was asked.
    pub among: usize,
}

/// A facet that is asked for, by the numbers of its pairs.
struct Asked {
    /// Whether a pair is one of those that will do.
    takes: Vec<bool>,
    /// Whether a pair is of this facet.
    is_of: Vec<bool>,
}

fn is(marks: &[bool], pair: u32) -> bool {
    marks.get(pair as usize).copied().unwrap_or_default()
}

impl Kept {
    /// Whether one of its pairs is marked.
    fn has(&self, now: Option<u32>, marks: &[bool]) -> bool {
        self.pairs.iter().copied().chain(now).any(|pair| is(marks, pair))
    }
}

impl Shelf {
    pub(super) fn find(&self, wanted: &Wanted, on: Date) -> Found {
        let query = wanted.query.map(|test| self.pairs.meets(test));
        let asked: Vec<Asked> =
            wanted.chosen.iter().map(|(facet, values)| self.pairs.asked(facet, values)).collect();
        let states = State::ALL.map(|state| self.pairs.known(STATE, state.word()));
        let mut counts = vec![0_usize; self.pairs.words.len()];
        let mut add = |pair: u32| {
            if let Some(count) = counts.get_mut(pair as usize) {
                *count += 1;
            }
        };
        // Looked through as they lie in memory, which is several times faster than in the order of the page.
        let mut met = vec![false; self.bases.len()];
        for (kept, met) in self.bases.iter().zip(&mut met) {
            let now = states.get(kept.base.state(on) as usize).copied().flatten();
            if !query.holds(&|meets: &Meets<'_>| meets(kept, now)) {
                continue;
            }
            let pairs = || kept.pairs.iter().copied().chain(now);
            let mut unmet = asked.iter().filter(|asked| !kept.has(now, &asked.takes));
            match (unmet.next(), unmet.next()) {
                (None, _) => {
                    pairs().for_each(&mut add);
                    *met = true;
                }
                // It counts for whoever would choose otherwise in this facet.
                (Some(one), None) => {
                    pairs().filter(|pair| is(&one.is_of, *pair)).for_each(&mut add);
                }
                (Some(_), Some(_)) => {}
            }
        }
        Found {
            total: met.iter().filter(|met| **met).count(),
            bases: self.page(wanted, &met),
            facets: self.pairs.facets(&counts),
            among: self.bases.len(),
        }
    }

    /// Those of the page, of those that are marked.
    fn page(&self, wanted: &Wanted, met: &[bool]) -> Vec<Base> {
        let order = self.orders.get(wanted.order.place()).map_or(&[][..], Vec::as_slice);
        let marked = order.iter().filter(|at| is(met, **at));
        let page = marked.skip(wanted.after).take(wanted.most);
        page.filter_map(|at| Some(self.bases.get(*at as usize)?.base.clone())).collect()
    }
}

/// Whether a base is what one condition asks for; with the number of how it stands today.
type Meets<'a> = Box<dyn Fn(&Kept, Option<u32>) -> bool + 'a>;

impl Pairs {
    /// A condition, made ready to be put to many bases.
    fn meets<'a>(&self, test: &'a Test) -> Meets<'a> {
        let how = &test.how;
        let value = |of: fn(&Base) -> Value| -> Meets<'a> {
            Box::new(move |kept, _| how.meets(&of(&kept.base)))
        };
        let day = |day: Option<Date>| day.map_or(Value::Blank, Value::Day);
        match (test.field.as_deref(), how) {
            (None, How::Holds(text)) => {
                let finder = Finder::new(text);
                Box::new(move |kept, _| finder.find(kept.text.as_bytes()).is_some())
            }
            (Some(NAME), _) => value(|base| Value::Text(base.title.clone())),
            (Some(NUMBER), _) => value(|base| Value::Text(base.number.clone())),
            (Some(YEAR), _) => value(|base| {
                base.certified_on
                    .map_or(Value::Blank, |day| Value::Number(whole(day.year().into())))
            }),
            (Some(CERTIFIED), _) => {
                Box::new(move |kept, _| how.meets(&day(kept.base.certified_on)))
            }
            (Some(VALID_TO), _) => Box::new(move |kept, _| how.meets(&day(kept.base.valid_to))),
            (Some(facet), How::Codes(codes)) => {
                let Asked { takes, .. } = self.asked(facet, codes);
                Box::new(move |kept, now| kept.has(now, &takes))
            }
            (Some(facet), How::Blank) => {
                let Asked { is_of, .. } = self.asked(facet, &[]);
                Box::new(move |kept, now| !kept.has(now, &is_of))
            }
            _ => Box::new(|_, _| false),
        }
    }

    /// What no base has is asked for all the same: then nothing is found.
    fn asked(&self, facet: &str, values: &[String]) -> Asked {
        let is_of: Vec<bool> = self.words.iter().map(|(of, _)| of == facet).collect();
        let takes = |(of, value): &(String, String)| of == facet && values.contains(value);
        Asked { takes: self.words.iter().map(takes).collect(), is_of }
    }

    /// The facets with all values that were met.
    fn facets(&self, counts: &[usize]) -> Vec<Facet> {
        let mut all: BTreeMap<&str, Vec<(String, usize)>> = BTreeMap::new();
        for ((facet, value), count) in self.words.iter().zip(counts) {
            if *count > 0 {
                all.entry(facet).or_default().push((value.clone(), *count));
            }
        }
        let facet = |(id, mut values): (&str, Vec<(String, usize)>)| {
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Facet { id: id.to_owned(), values }
        };
        all.into_iter().map(facet).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::super::{LAW, TYPE};
    use super::*;
    use crate::query::{Field, Sort, bind, read};
    use crate::{
        event::{About, StreamId},
        ports::Row,
    };

    const TODAY: Date = date(2026, 11, 29);

    /// Name, type, year of certification, last year of its term, codes of a fact.
    type Told = (usize, usize, i16, Option<i16>, Vec<usize>);

    const NAMES: [&str; 4] = ["云汐园区", "绿色能源中心", "重庆绿色中心", "Green Park"];
    const TYPES: [&str; 2] = ["PARK", "CENTRE"];
    const CODES: [&str; 3] = ["GB", "SG", "US"];

    fn row(at: usize, (name, kind, year, until, codes): &Told) -> Row {
        let mut codes: Vec<&str> = codes.iter().map(|code| CODES[*code]).collect();
        codes.sort_unstable();
        codes.dedup();
        Row {
            stream: StreamId { about: About::Case, id: Uuid::from_u128(at as u128) },
            version: 1,
            pack: "some/pack@00".to_owned(),
            round: None,
            organisation: None,
            kind: Some(TYPES[*kind].to_owned()),
            stage: String::new(),
            waits_for: None,
            since: TODAY,
            due: None,
            title: NAMES[*name].to_owned(),
            number: Some(format!("{year}-{at:03}")),
            extra: json!({
                "certified_on": date(*year, 5, 8), "valid_to": until.map(|year| date(year, 5, 7)),
                "end": (at % 5 == 4).then_some("revoked"), "found_by": {"partner.country": codes},
            }),
            people: Vec::new(),
        }
    }

    /// The pairs of a base, by the words.
    fn pairs(base: &Base) -> Vec<(String, String)> {
        let pair = |facet: &str, value: &str| (facet.to_owned(), value.to_owned());
        let mut pairs = vec![
            pair(TYPE, &base.kind),
            pair(LAW, "some/pack"),
            pair(YEAR, &base.certified_on.unwrap().year().to_string()),
            pair(STATE, base.state(TODAY).word()),
        ];
        for code in base.found_by.values().flatten() {
            pairs.push(pair("partner.country", code));
        }
        pairs
    }

    /// What is to be found, by going through everything for each question.
    fn slowly(bases: &[Base], wanted: &Wanted) -> (Vec<Uuid>, Vec<Facet>) {
        let meets = |base: &Base, but: &str| {
            let has = |facet: &String, values: &Vec<String>| {
                pairs(base).iter().any(|(of, value)| of == facet && values.contains(value))
            };
            wanted.query.holds(&|test: &Test| slowly_met(base, test))
                && wanted.chosen.iter().all(|(facet, values)| facet == but || has(facet, values))
        };
        let mut found: Vec<&Base> = bases.iter().filter(|base| meets(base, "")).collect();
        found.sort_by(|a, b| {
            b.certified_on.cmp(&a.certified_on).then_with(|| a.number.cmp(&b.number))
        });
        let ids = found.iter().skip(wanted.after).take(wanted.most).map(|base| base.id).collect();
        let mut all: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for base in bases {
            for (facet, value) in pairs(base) {
                if meets(base, &facet) {
                    *all.entry(facet).or_default().entry(value).or_default() += 1;
                }
            }
        }
        let facet = |(id, values): (String, BTreeMap<String, usize>)| {
            let mut values: Vec<_> = values.into_iter().collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Facet { id, values }
        };
        (ids, all.into_iter().map(facet).collect())
    }

    /// Whether a base is what one condition asks for, by what it shows.
    fn slowly_met(base: &Base, test: &Test) -> bool {
        let day = |day: Option<Date>| day.map_or(Value::Blank, Value::Day);
        let year = i64::from(base.certified_on.unwrap().year());
        match (test.field.as_deref(), &test.how) {
            (None, How::Holds(word)) => {
                crate::query::spelt(&base.title, &base.number).contains(word)
            }
            (Some(facet), How::Codes(codes)) => {
                pairs(base).iter().any(|(of, code)| of == facet && codes.contains(code))
            }
            (Some("partner.country"), How::Blank) => base.found_by.values().all(Vec::is_empty),
            (Some("name"), how) => how.meets(&Value::Text(base.title.clone())),
            (Some("number"), how) => how.meets(&Value::Text(base.number.clone())),
            (Some("year"), how) => how.meets(&Value::Number(year * 10_000)),
            (Some("certified"), how) => how.meets(&day(base.certified_on)),
            (Some("valid_to"), how) => how.meets(&day(base.valid_to)),
            other => panic!("not asked for: {other:?}"),
        }
    }

    /// The fields that the tests ask for.
    fn fields() -> Vec<Field> {
        let words = |word: &str| crate::refusal::words(word, word);
        let codes = |all: &[&str]| {
            Sort::Codes(all.iter().map(|code| ((*code).to_owned(), words(code))).collect())
        };
        let states = State::ALL.map(State::word);
        [
            (TYPE, codes(&TYPES)),
            (STATE, codes(&states)),
            ("partner.country", codes(&CODES)),
            (YEAR, Sort::Number),
            (CERTIFIED, Sort::Day),
            (VALID_TO, Sort::Day),
            (NAME, Sort::Text),
            (NUMBER, Sort::Text),
        ]
        .map(|(id, sort)| Field { id: id.to_owned(), names: words(id), sort })
        .into()
    }

    fn asked(typed: &str) -> Tree<Test> {
        bind(&read(typed).unwrap(), &fields(), TODAY).unwrap()
    }

    const QUERIES: [&str; 16] = [
        "",
        "绿色",
        "lvse zhongxin",
        "GREEN",
        "cqls",
        "nowhere",
        "type:PARK OR country:US",
        "-country:GB",
        "country:\"\"",
        "-country:\"\" year:2021..2024",
        "valid_to:\"\" OR valid_to:..2025-06",
        "certified:>2022-05-08",
        "state:in_force -(绿色 OR number:2020)",
        "country:SG country:US",
        "name:中心 -name:重庆",
        "year:<2022 OR year:>=2025",
    ];

    fn shelf(told: &[Told]) -> Shelf {
        let rows: Vec<Row> = (0..).zip(told).map(|(at, told)| row(at, told)).collect();
        let mut shelf = Shelf::default();
        shelf.put(&rows);
        shelf
    }

    proptest! {
        #[test]
        fn what_is_found_and_counted_is_what_a_look_at_each_base_comes_to(
            told in prop::collection::vec(
                (0..4_usize, 0..2_usize, 2019..2027_i16, prop::option::of(2022..2030_i16),
                 prop::collection::vec(0..3_usize, 0..3)),
                0..12,
            ),
            typed in prop::sample::select(QUERIES.to_vec()),
            kinds in prop::collection::vec(0..2_usize, 0..2),
            codes in prop::collection::vec(0..3_usize, 0..3),
            state in prop::option::of(0..3_usize),
            (after, most) in (0..3_usize, 0..6_usize),
        ) {
            let mut chosen = BTreeMap::new();
            if !kinds.is_empty() {
                chosen.insert(TYPE.to_owned(), kinds.iter().map(|k| TYPES[*k].to_owned()).collect());
            }
            if !codes.is_empty() {
                let codes = codes.iter().map(|code| CODES[*code].to_owned()).collect();
                chosen.insert("partner.country".to_owned(), codes);
            }
            if let Some(state) = state {
                chosen.insert(STATE.to_owned(), vec![State::ALL[state].word().to_owned()]);
            }
            let query = asked(typed);
            let wanted = Wanted { query, chosen, order: Order::Newest, after, most };
            let shelf = shelf(&told);
            let bases: Vec<Base> = shelf.bases.iter().map(|kept| kept.base.clone()).collect();
            let found = shelf.find(&wanted, TODAY);
            let (ids, facets) = slowly(&bases, &wanted);
            let page: Vec<Uuid> = found.bases.iter().map(|base| base.id).collect();
            prop_assert_eq!(page, ids);
            let whole = Wanted { after: 0, most: usize::MAX, ..wanted.clone() };
            prop_assert_eq!(found.total, slowly(&bases, &whole).0.len());
            prop_assert_eq!(found.facets, facets);
            prop_assert_eq!(found.among, told.len());
        }
    }

    #[test]
    fn a_row_takes_the_place_of_an_older_one_and_of_no_newer_one() {
        let told = (0, 0, 2024, None, vec![0]);
        let mut shelf = shelf(&[told.clone(), (3, 1, 2025, None, vec![1])]);
        let mut newer = row(0, &(2, 1, 2026, None, vec![2]));
        newer.version = 3;
        shelf.put(&[newer, row(0, &told)]);
        let all = shelf.find(&Wanted { most: 9, ..Wanted::default() }, TODAY);
        let names: Vec<&str> = all.bases.iter().map(|base| base.title.as_str()).collect();
        assert_eq!(names, [NAMES[2], NAMES[3]]);
        let by_name = Wanted { most: 9, order: Order::Name, ..Wanted::default() };
        let names: Vec<String> =
            shelf.find(&by_name, TODAY).bases.into_iter().map(|base| base.title).collect();
        assert_eq!(names, [NAMES[3], NAMES[2]], "greenpark comes before zhongqing");
    }
}
