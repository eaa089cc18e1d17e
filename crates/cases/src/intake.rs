//! Intake that the law itself provides, without anybody opening a call: at any time, or in the same periods every year.
//!
//! Such a round has no events. Its id follows from the version of the pack, and for a period from its first day, so a
//! case that names it finds it again whatever the clock says.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use guohe_rules::calendar::{date_of, day_number};

use crate::{law::PackRef, procedure::Intake};

/// A day of every year; 29 February is the last day of the month in years that have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The day in a year.
    pub fn in_year(self, year: i16) -> Option<Date> {
        let first = Date::new(year, self.month, 1).ok()?;
        Date::new(year, self.month, self.day.min(first.days_in_month())).ok()
    }

    fn read(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let both_are_two = month.len() == 2 && day.len() == 2;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // 2024 has every day of a year.
        Date::new(2024, month, day).ok().filter(|_| both_are_two)?;
        Some(Self { month, day })
    }
}

impl Serialize for MonthDay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:02}-{:02}", self.month, self.day))
    }
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::read(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "“{text}”不是月和日，请写成 03-31 / `{text}` is no month and day; write it as 03-31"
            ))
        })
    }
}

/// The days of one intake: the first, and the last where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day on which applications are taken.
    pub opens_on: Date,
    /// The last day.
    pub closes_on: Date,
}

impl Intake {
    /// The period in which applications are taken on a day; before one the next, none where there are no periods.
    pub fn period(&self, on: Date) -> Option<Days> {
        // A period of the year before may reach into this one, and after the last one comes the first of next year.
        let years = on.year().saturating_sub(1)..=on.year().saturating_add(1);
        let all = years.flat_map(|year| self.periods.iter().map(move |period| (year, period)));
        let days = all.filter_map(|(year, period)| {
            let opens_on = period.value.from.in_year(year)?;
            let same_year = period.value.from <= period.value.to;
            let closes_on = period.value.to.in_year(year + i16::from(!same_year))?;
            Some(Days { opens_on, closes_on })
        });
        days.filter(|days| on <= days.closes_on).min_by_key(|days| days.opens_on)
    }

    /// The day on which what is handed in on a day is collected; none where nothing is.
    pub fn collection(&self, on: Date) -> Option<Date> {
        let years = on.year()..=on.year().saturating_add(1);
        let days = years.flat_map(|year| {
            self.collected_on.iter().filter_map(move |day| day.value.in_year(year))
        });
        days.filter(|day| *day >= on).min()
    }
}

/// The id under which cases keep that they came in at any time.
pub fn standing_id(pack: &PackRef) -> Uuid {
    Builder::from_custom_bytes(digest(pack)).into_uuid()
}

/// The id of the period that begins on a day. Its last four bytes are the number of that day.
pub fn period_id(pack: &PackRef, opens_on: Date) -> Uuid {
    let mut bytes = digest(pack);
    let day = i32::try_from(day_number(opens_on)).unwrap_or_default().to_be_bytes();
    bytes.iter_mut().skip(PLACE).zip(day).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The first day of the period with an id, if it is that of a period of this pack.
pub fn period_of(pack: &PackRef, id: Uuid) -> Option<Date> {
    let day = id.as_bytes().get(PLACE..)?.try_into().ok().map(i32::from_be_bytes)?;
    let opens_on = date_of(i64::from(day))?;
    (period_id(pack, opens_on) == id).then_some(opens_on)
}

/// Where in an id the number of the day stands: behind the bits that say what kind of id it is.
const PLACE: usize = 12;

fn digest(pack: &PackRef) -> [u8; 16] {
    let mut bytes = [0; 16];
    let digest = Sha256::digest(format!("standing intake/{}", pack.key()));
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    bytes
}

#[cfg(test)]
mod tests {
    use guohe_rules::yaml;
    use jiff::civil::date;

    use super::*;

    fn intake(text: &str) -> Intake {
        yaml::parse::<Intake>(text).unwrap()
    }

    fn told(intake: &Intake, on: Date) -> (Date, Date) {
        let days = intake.period(on).unwrap();
        (days.opens_on, days.closes_on)
    }

    #[test]
    fn a_period_is_taken_until_its_last_day_and_then_the_next_one_even_over_new_year() {
        let twice = intake("periods: [{from: 03-01, to: 03-31}, {from: 12-15, to: 01-15}]");
        let spring = (date(2026, 3, 1), date(2026, 3, 31));
        let winter = (date(2025, 12, 15), date(2026, 1, 15));
        assert_eq!(told(&twice, date(2026, 1, 15)), winter);
        assert_eq!(told(&twice, date(2026, 1, 16)), spring);
        assert_eq!(told(&twice, date(2026, 3, 31)), spring);
        assert_eq!(told(&twice, date(2026, 4, 1)), (date(2026, 12, 15), date(2027, 1, 15)));
    }

    #[test]
    fn what_was_handed_in_on_the_day_of_a_collection_belongs_to_it_and_the_day_after_to_the_next() {
        let twice = intake("{always: true, collected_on: [02-29, 09-30]}");
        assert_eq!(twice.collection(date(2026, 2, 28)), Some(date(2026, 2, 28)));
        assert_eq!(twice.collection(date(2026, 3, 1)), Some(date(2026, 9, 30)));
        assert_eq!(twice.collection(date(2026, 10, 1)), Some(date(2027, 2, 28)));
        assert_eq!(intake("always: true").collection(date(2026, 2, 28)), None);
    }

    #[test]
    fn a_day_that_no_year_has_is_refused() {
        for text in ["02-30", "13-01", "3-1", "march"] {
            assert!(yaml::parse::<MonthDay>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_is_found_again_by_its_id_and_by_no_other() {
        let pack = |hash: &str| PackRef { id: "here/law".to_owned(), hash: hash.to_owned() };
        let id = period_id(&pack("a"), date(2026, 3, 1));
        assert_eq!(period_of(&pack("a"), id), Some(date(2026, 3, 1)));
        assert_eq!(period_of(&pack("b"), id), None);
        assert_eq!(period_of(&pack("a"), standing_id(&pack("a"))), None);
    }
}
