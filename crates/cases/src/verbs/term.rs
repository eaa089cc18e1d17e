//! Whether an act comes in time where a term ends at a minute.

use crate::{
    case::Case,
    law::Law,
    moment::Moment,
    procedure::Act,
    refusal::{Refusal, Sort, words},
};

/// Refuses whoever is waited for once the minute is over; what follows then follows by itself.
pub(super) fn in_time(
    law: &Law,
    act: &Act,
    (case, role): (&Case, &str),
    moment: &Moment,
) -> Result<(), Refusal> {
    let at = &case.stage.at;
    let (Some(day), Some(time)) = (at.due, at.due_at) else { return Ok(()) };
    if at.waits_for.as_deref() != Some(role) || !at.is_over(moment.now) {
        return Ok(());
    }
    let stage =
        law.procedure.stage(&at.to).map_or_else(|| words(&at.to, &at.to), |s| s.name.clone());
    let time = time.strftime("%H:%M");
    let what = words(
        format!("“{}”的期限已于{day} {time}（中国标准时间）届满；正点以前办结的算在期内", stage.zh),
        format!(
            "the term of “{}” ended on {day} at {time} (China Standard Time); what is done by the stroke is in time",
            stage.en
        ),
    );
    let next = words(
        "期满后的处理随即自动进行，请刷新页面查看",
        "what follows the end of the term comes by itself; reload the page to see it",
    );
    Err(Refusal::new(Sort::Condition, &act.id.value, what, next).citing(act.clauses()))
}
