//! How procedures went that are over: how long they stood in each stage, what formal review found wanting, what
//! became of objections. What is still going on is not among it, so that nobody learns from a figure how an application stands.

use std::{cmp::Reverse, collections::BTreeMap};

use uuid::Uuid;

use crate::{
    case::{COURSE, Course},
    notice::Standing,
    ports::Row,
};

/// How the procedures of one law went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The law, by the id of its pack.
    pub law: String,
    /// How many procedures are over.
    pub procedures: usize,
    /// How long they stood in each stage, by stage.
    pub stays: Vec<Stay>,
    /// In how many a requirement was found wanting, by its clause; the most frequent first.
    pub wanting: Vec<(String, usize)>,
    /// What became of how many objections; the most frequent first.
    pub objections: Vec<(Standing, usize)>,
}

/// How long procedures stood in a stage, in days of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The stage.
    pub stage: String,
    /// How many procedures left it.
    pub procedures: usize,
    /// The shortest stay.
    pub shortest: u32,
    /// Half of them stayed no longer; the lower one of two in the middle.
    pub median: u32,
    /// The longest stay.
    pub longest: u32,
}

/// The procedures that are over, by case: its version, its law and its course.
#[derive(Debug, Default)]
pub(super) struct Over(BTreeMap<Uuid, (u64, String, Course)>);

/// Whether the row is that of a procedure that is over.
pub(super) fn is_over(row: &Row) -> bool {
    row.extra.get(COURSE).is_some()
}

impl Over {
    /// Takes in what a row tells, in the place of what an older one told.
    pub(super) fn put(&mut self, row: &Row) {
        let told = row.extra.get(COURSE).cloned().map(serde_json::from_value);
        let Some(Ok(course)) = told else { return };
        if self.0.get(&row.stream.id).is_some_and(|(version, ..)| *version >= row.version) {
            return;
        }
        let law = row.pack.split_once('@').map_or(row.pack.as_str(), |(id, _)| id);
        self.0.insert(row.stream.id, (row.version, law.to_owned(), course));
    }

    /// The figures, by law.
    pub(super) fn told(&self) -> Vec<Past> {
        let mut by_law: BTreeMap<&str, Vec<&Course>> = BTreeMap::new();
        for (_, law, course) in self.0.values() {
            by_law.entry(law).or_default().push(course);
        }
        by_law.into_iter().map(|(law, courses)| past(law, &courses)).collect()
    }
}

fn past(law: &str, courses: &[&Course]) -> Past {
    let mut days: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (stage, spent) in courses.iter().flat_map(|course| &course.spent) {
        days.entry(stage).or_default().push(*spent);
    }
    Past {
        law: law.to_owned(),
        procedures: courses.len(),
        stays: days.into_iter().filter_map(|(stage, days)| stay(stage, days)).collect(),
        wanting: counted(courses.iter().flat_map(|course| &course.wanting)),
        objections: counted(courses.iter().flat_map(|course| &course.objections)),
    }
}

fn stay(stage: &str, mut days: Vec<u32>) -> Option<Stay> {
    days.sort_unstable();
    Some(Stay {
        stage: stage.to_owned(),
        procedures: days.len(),
        shortest: *days.first()?,
        median: *days.get((days.len() - 1) / 2)?,
        longest: *days.last()?,
    })
}

/// How often each one is there, the most frequent first.
fn counted<'a, T: Ord + Clone + 'a>(all: impl Iterator<Item = &'a T>) -> Vec<(T, usize)> {
    let mut counts: BTreeMap<&T, usize> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let mut counts: Vec<(T, usize)> =
        counts.into_iter().map(|(one, count)| (one.clone(), count)).collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::event::{About, StreamId};

    fn row(id: u128, version: u64, law: &str, course: &serde_json::Value) -> Row {
        Row {
            stream: StreamId { about: About::Case, id: Uuid::from_u128(id) },
            version,
            pack: format!("{law}@1"),
            round: None,
            organisation: None,
            kind: None,
            stage: String::new(),
            waits_for: None,
            since: date(2026, 11, 30),
            due: None,
            title: String::new(),
            number: None,
            extra: json!({ COURSE: course }),
            people: Vec::new(),
        }
    }

    fn course(review: u32, wanting: &[&str], objections: &[&str]) -> serde_json::Value {
        json!({"spent": {"review": review}, "wanting": wanting, "objections": objections})
    }

    #[test]
    fn each_law_has_its_own_figures_and_an_older_row_changes_nothing() {
        let mut over = Over::default();
        over.put(&row(1, 5, "a", &course(9, &["A-1", "A-2"], &["settled"])));
        over.put(&row(2, 5, "a", &course(3, &["A-2"], &["not_admitted", "settled"])));
        over.put(&row(3, 5, "a", &course(4, &[], &[])));
        over.put(&row(4, 5, "a", &course(40, &[], &[])));
        over.put(&row(5, 5, "b", &course(0, &[], &[])));
        over.put(&row(3, 4, "a", &course(400, &["A-3"], &[])));
        let count = |word: &str, count| (word.to_owned(), count);
        let review = |procedures, shortest, median, longest| {
            let stage = "review".to_owned();
            vec![Stay { stage, procedures, shortest, median, longest }]
        };
        let of_a = Past {
            law: "a".to_owned(),
            procedures: 4,
            stays: review(4, 3, 4, 40),
            wanting: vec![count("A-2", 2), count("A-1", 1)],
            objections: vec![(Standing::Settled, 2), (Standing::NotAdmitted, 1)],
        };
        let of_b = Past {
            law: "b".to_owned(),
            procedures: 1,
            stays: review(1, 0, 0, 0),
            wanting: Vec::new(),
            objections: Vec::new(),
        };
        assert_eq!(over.told(), [of_a, of_b]);
    }

    #[test]
    fn what_goes_on_is_not_told() {
        let mut over = Over::default();
        let mut going_on = row(1, 1, "a", &course(9, &["A-1"], &[]));
        going_on.extra = json!({});
        over.put(&going_on);
        assert!(!is_over(&going_on));
        assert_eq!(over.told(), []);
    }
}
