//! What the last day of a call fixes: until when applications are handed in, and the days counted back from it.

use guohe_cases::{
    law::Law,
    parameter::entered,
    round::Terms,
    term::Until,
    timetable::{Inner, handing_in, inner},
};

use crate::{lang::Lang, trouble::Trouble, visit::Here, words::fill};

use super::words::say;

/// The days of a call.
pub(crate) struct Timetable<'l> {
    /// The ends of stages that are counted back from its last day.
    pub(crate) inner: Vec<Inner<'l>>,
    /// Until when applications are handed in; none where they always are.
    pub(crate) until: Option<Until>,
}

impl Here {
    /// The days of a call with certain terms, by the calendars as they are entered now.
    pub(crate) async fn timetable<'l>(
        &self,
        law: &'l Law,
        terms: &Terms,
    ) -> Result<Timetable<'l>, Trouble> {
        let known = entered(self.site.desk(), &law.pack).await?;
        let (day, at) = handing_in(law, terms, &known);
        Ok(Timetable { inner: inner(law, terms, &known), until: day.map(|day| Until { day, at }) })
    }
}

/// How the end of a stage is counted, or why it is not known.
pub(crate) fn how(lang: Lang, inner: &Inner<'_>) -> String {
    let rule = say(lang, &inner.rule);
    match &inner.day {
        Ok(day) if day.day.to_string() == day.arithmetic.zh => rule,
        Ok(day) => format!("{rule}{}{}", lang.of("：", ": "), say(lang, &day.arithmetic)),
        Err(because) => {
            let (zh, en) = because.told();
            let why = fill(lang, "round.inner.unknown", &[&lang.of(&zh, &en)]);
            format!("{rule}{}{why}", lang.of("。", ". "))
        }
    }
}
