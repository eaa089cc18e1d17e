//! The values of parameters, ready for the evaluator.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::{Date, Weekday};

use super::Pack;
use crate::{
    compile::ParamKind,
    model::{date_of, day_number},
    syntax::{CalendarYear, Covered, Literal, ParameterKind, Unit},
    value::Num,
    vocabulary::{Kind, Vocabulary},
};

/// The value of one parameter.
#[derive(Debug, Clone, Default)]
pub enum ParamValue {
    /// Not entered.
    #[default]
    Missing,
    /// One value.
    Value(Num),
    /// A value a year.
    Series(BTreeMap<i64, Num>),
    /// A dated list.
    List(ListValue),
    /// Bands: upper end, inclusive, and value.
    Bands(Vec<BandValue>),
    /// A working calendar.
    Calendar(Calendar),
}

/// A band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandValue {
    /// Upper end, inclusive; none for the last.
    pub up_to: Option<Num>,
    /// The value.
    pub value: Num,
    /// First day of the table it belongs to.
    pub from: Option<i64>,
    /// Last day of that table.
    pub until: Option<i64>,
}

impl BandValue {
    /// Whether its table is in use on a day.
    pub fn is_in_use(&self, day: i64) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl ParamValue {
    /// A value that was entered later than another. Years are added to those that are known; a table of bands
    /// with a first day ends the one before it on the eve; any other value stands in the place of the other.
    #[must_use]
    pub(crate) fn over(self, old: &Self) -> Self {
        match (self, old) {
            (Self::Series(new), Self::Series(old)) => {
                Self::Series(old.iter().map(|(year, n)| (*year, *n)).chain(new).collect())
            }
            (Self::Calendar(new), Self::Calendar(old)) => Self::Calendar(new.over(old)),
            (Self::Bands(new), Self::Bands(old)) => {
                let Some(first) = new.iter().filter_map(|band| band.from).min() else {
                    return Self::Bands(new);
                };
                let before = old.iter().filter(|band| band.from.is_none_or(|from| from < first));
                let ended = before.map(|band| BandValue {
                    until: Some(band.until.map_or(first - 1, |until| until.min(first - 1))),
                    ..*band
                });
                Self::Bands(ended.chain(new.iter().copied()).collect())
            }
            (new, _) => new,
        }
    }
}

/// A dated list of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListValue {
    /// Whether the members are those outside the list.
    pub outside: bool,
    /// The members.
    pub members: Vec<MemberValue>,
}

/// A member of a dated list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberValue {
    /// Its code.
    pub code: u16,
    /// First day.
    pub from: Option<i64>,
    /// Last day.
    pub until: Option<i64>,
}

impl ListValue {
    /// Whether a code is in the list on a day.
    pub fn contains(&self, code: u16, day: i64) -> bool {
        let named = self.members.iter().any(|member| {
            member.code == code
                && member.from.is_none_or(|from| from <= day)
                && member.until.is_none_or(|until| day <= until)
        });
        named != self.outside
    }
}

/// A working calendar: only the years that have been published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i16>,
    off: BTreeSet<i64>,
    worked: BTreeSet<i64>,
    /// The notice behind each year.
    pub sources: BTreeMap<i16, String>,
}

impl Calendar {
    /// From the published years.
    pub fn new(years: &BTreeMap<i16, CalendarYear>) -> Self {
        let mut all = Self::default();
        for (year, published) in years {
            all.years.insert(*year);
            all.sources.insert(*year, published.source.clone());
            all.off.extend(published.off.iter().map(|day| day_number(*day)));
            all.worked.extend(published.worked.iter().map(|day| day_number(*day)));
        }
        all
    }

    /// With the years of an older one that it does not have itself.
    fn over(mut self, old: &Self) -> Self {
        let own = self.years.clone();
        let missing = |day: &&i64| date_of(**day).is_some_and(|date| !own.contains(&date.year()));
        self.off.extend(old.off.iter().filter(missing));
        self.worked.extend(old.worked.iter().filter(missing));
        let sources = old.sources.iter().filter(|(year, _)| !own.contains(year));
        self.sources.extend(sources.map(|(year, source)| (*year, source.clone())));
        self.years.extend(&old.years);
        self
    }

    /// Whether a day is worked; the year that is missing is the error. A make-up Saturday or Sunday is
    /// worked, a named day off is not, and otherwise Monday to Friday are.
    pub fn is_worked(&self, day: i64) -> Result<bool, i16> {
        let date = date_of(day).unwrap_or(Date::MAX);
        if !self.years.contains(&date.year()) {
            return Err(date.year());
        }
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(self.worked.contains(&day) || (!weekend && !self.off.contains(&day)))
    }

    /// Whether the day off is named by the notice, as against an ordinary weekend.
    pub fn is_named_off(&self, day: i64) -> bool {
        self.off.contains(&day)
    }

    /// Whether the day is a weekend day that is worked.
    pub fn is_made_up(&self, day: i64) -> bool {
        self.worked.contains(&day)
    }
}

/// Values by parameter, in the order of the pack's names.
///
/// Cloning is cheap: the values are shared until one is changed.
#[derive(Debug, Clone, Default)]
pub struct Parameters(Arc<Vec<ParamValue>>);

impl Parameters {
    /// The value of a parameter.
    pub fn get(&self, at: u16) -> &ParamValue {
        const MISSING: &ParamValue = &ParamValue::Missing;
        self.0.get(usize::from(at)).unwrap_or(MISSING)
    }

    /// Sets a value.
    pub fn set(&mut self, at: u16, value: ParamValue) {
        if let Some(slot) = Arc::make_mut(&mut self.0).get_mut(usize::from(at)) {
            *slot = value;
        }
    }

    /// From the values in the order of the pack's names.
    pub fn new(values: Vec<ParamValue>) -> Self {
        Self(Arc::new(values))
    }

    /// Takes a value that was entered for a parameter of a pack. Years of a series or a calendar are added to
    /// those that are known; any other value stands in the place of the one there was. What is no value of the
    /// parameter changes nothing.
    pub fn enter(&mut self, pack: &Pack, name: &str, value: &ParameterKind) {
        let Some(at) = pack.names.parameter(name) else { return };
        let Ok(value) = pack.value_of(name, value) else { return };
        let value = value.over(self.get(at));
        self.set(at, value);
    }
}

/// The number of a literal in base units, when it fits the kind.
pub(crate) fn number(text: &str, kind: &Kind) -> Option<Num> {
    let literal = Literal::read(text)?;
    match (literal, kind) {
        (Literal::Date(date), Kind::Date) => Some(Num::whole(day_number(date))),
        (Literal::Number(n, Unit::One), Kind::Number | Kind::Year) => n.as_whole().map(Num::whole),
        (Literal::Number(n, Unit::One), Kind::Ratio) => Some(n),
        (Literal::Number(n, unit @ (Unit::Percent | Unit::ToOne)), Kind::Ratio)
        | (Literal::Number(n, unit @ (Unit::SquareMetre | Unit::Mu)), Kind::Area) => {
            n.times(unit.in_base())
        }
        (Literal::Number(n, unit @ Unit::Yuan), Kind::Money) => {
            n.times(unit.in_base()).filter(|fen| fen.as_whole().is_some())
        }
        (_, _) => None,
    }
}

/// The value that a parameter carries in its file. What cannot be read is the error.
pub(crate) fn of_file(
    written: &ParameterKind,
    kind: &ParamKind,
    vocabulary: &Vocabulary,
) -> Result<ParamValue, String> {
    let read = |text: &String, kind: &Kind| number(text, kind).ok_or_else(|| text.clone());
    if let Some((year, Covered { from, to })) = written.not_of_its_year() {
        return Err(format!("{year}: {from}/{to}"));
    }
    Ok(match (written, kind) {
        (ParameterKind::Value { value: Some(text), .. }, ParamKind::Value(kind)) => {
            ParamValue::Value(read(text, kind)?)
        }
        (ParameterKind::Series { years, .. }, ParamKind::Series(kind)) => {
            let mut series = BTreeMap::new();
            for (year, text) in years {
                series.insert(i64::from(*year), read(text, kind)?);
            }
            ParamValue::Series(series)
        }
        (ParameterKind::List { outside, members: Some(members), .. }, ParamKind::List(list)) => {
            let codes = vocabulary.code_def(*list).ok_or_else(|| list.to_string())?;
            let mut all = Vec::new();
            for member in members {
                all.push(MemberValue {
                    code: codes.code(&member.code).ok_or_else(|| member.code.clone())?,
                    from: member.from.map(day_number),
                    until: member.until.map(day_number),
                });
            }
            ParamValue::List(ListValue { outside: *outside, members: all })
        }
        (ParameterKind::Bands { bands, .. }, ParamKind::Bands(by, of)) => {
            let mut all = Vec::new();
            for band in bands {
                let up_to = match &band.up_to {
                    Some(text) => Some(read(text, by)?),
                    None => None,
                };
                all.push(BandValue {
                    up_to,
                    value: read(&band.value, of)?,
                    from: band.from.map(day_number),
                    until: band.until.map(day_number),
                });
            }
            ParamValue::Bands(all)
        }
        (ParameterKind::Calendar { years }, ParamKind::Calendar) => {
            ParamValue::Calendar(Calendar::new(years))
        }
        (_, _) => ParamValue::Missing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(value: i64, from: Option<i64>, until: Option<i64>) -> BandValue {
        BandValue { up_to: None, value: Num::whole(value), from, until }
    }

    #[test]
    fn a_table_with_a_first_day_ends_the_one_before_it_on_the_eve() {
        let old = ParamValue::Bands(vec![band(5, None, None)]);
        let new = ParamValue::Bands(vec![band(6, Some(100), None)]);
        let ParamValue::Bands(both) = new.over(&old) else { panic!("bands stay bands") };
        assert_eq!(both, [band(5, None, Some(99)), band(6, Some(100), None)]);
        let in_use =
            |day| both.iter().filter(|b| b.is_in_use(day)).map(|b| b.value).collect::<Vec<Num>>();
        assert_eq!([99, 100].map(in_use), [5, 6].map(|n| vec![Num::whole(n)]));
    }

    #[test]
    fn a_cumulative_figure_is_no_value_of_its_year_and_is_named_with_its_period() {
        let of = |from, to| ParameterKind::Series {
            of: crate::syntax::Measured::Ratio,
            years: [(2025, "5%".to_owned())].into(),
            covers: [(2025, Covered { from, to })].into(),
        };
        let day = |month, day| Date::constant(2025, month, day);
        let read = |kind: &ParameterKind| {
            let kind_of = ParamKind::Series(Kind::Ratio);
            of_file(kind, &kind_of, &Vocabulary::default()).map(|_| ())
        };
        assert_eq!(read(&of(day(1, 1), day(12, 31))), Ok(()));
        for (from, to) in [(day(1, 1), day(9, 30)), (day(1, 2), day(12, 31))] {
            assert_eq!(read(&of(from, to)), Err(format!("2025: {from}/{to}")));
        }
        let of_another = of(Date::constant(2024, 1, 1), Date::constant(2024, 12, 31));
        assert_eq!(read(&of_another), Err("2025: 2024-01-01/2024-12-31".to_owned()));
    }

    #[test]
    fn a_year_that_is_entered_is_added_and_a_year_entered_again_is_replaced() {
        let year = |year, n| (year, Num::whole(n));
        let old = ParamValue::Series([year(2024, 1), year(2025, 2)].into());
        let new = ParamValue::Series([year(2025, 3), year(2026, 4)].into());
        let ParamValue::Series(all) = new.over(&old) else { panic!("a series stays one") };
        assert_eq!(all, [year(2024, 1), year(2025, 3), year(2026, 4)].into());
    }
}
