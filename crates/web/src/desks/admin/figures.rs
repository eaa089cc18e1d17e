//! Figures of a setting as fields of a form: each with its name and what it counts in, read back into the setting.

use guohe_cases::refusal::Fault;
use serde_json::{Value, json};

use crate::{
    parts::{Field, Input},
    sent::Sent,
    surface::Surface,
    visit::Here,
    words::word,
};

/// A figure of a setting.
#[derive(Debug)]
pub(super) struct Figure {
    /// Where it lies in the setting, with dots between the names; its name in the form.
    pub(super) at: &'static str,
    /// The key of its label.
    label: &'static str,
    /// The key of what it counts in.
    unit: &'static str,
}

const fn figure(at: &'static str, label: &'static str, unit: &'static str) -> Figure {
    Figure { at, label, unit }
}

/// The limits of signing in.
pub(super) const LIMITS: [Figure; 5] = [
    figure("staff_idle_minutes", "system.limits.staff_idle", "unit.minutes"),
    figure("idle_minutes", "system.limits.idle", "unit.minutes"),
    figure("longest_hours", "system.limits.longest", "unit.hours"),
    figure("failures", "system.limits.failures", "unit.times"),
    figure("locked_minutes", "system.limits.locked", "unit.minutes"),
];

/// How often one may ask: at once, and within a minute.
pub(super) const RATES: [Figure; 12] = [
    figure("rates.sign_in.burst", "system.rates.sign_in.burst", "unit.times"),
    figure("rates.sign_in.per_minute", "system.rates.sign_in.per_minute", "unit.times"),
    figure("rates.second_factor.burst", "system.rates.second_factor.burst", "unit.times"),
    figure("rates.second_factor.per_minute", "system.rates.second_factor.per_minute", "unit.times"),
    figure("rates.upload.burst", "system.rates.upload.burst", "unit.times"),
    figure("rates.upload.per_minute", "system.rates.upload.per_minute", "unit.times"),
    figure("rates.objection.burst", "system.rates.objection.burst", "unit.times"),
    figure("rates.objection.per_minute", "system.rates.objection.per_minute", "unit.times"),
    figure("rates.search.burst", "system.rates.search.burst", "unit.times"),
    figure("rates.search.per_minute", "system.rates.search.per_minute", "unit.times"),
    figure("rates.other.burst", "system.rates.other.burst", "unit.times"),
    figure("rates.other.per_minute", "system.rates.other.per_minute", "unit.times"),
];

/// How much may be held in files.
pub(super) const QUOTA: [Figure; 4] = [
    figure("case_files", "system.quota.case_files", "unit.files"),
    figure("case_megabytes", "system.quota.case_megabytes", "unit.megabytes"),
    figure("unit_files", "system.quota.unit_files", "unit.files"),
    figure("unit_megabytes", "system.quota.unit_megabytes", "unit.megabytes"),
];

/// What is demanded of accounts.
pub(super) const DEMANDS: [Figure; 4] = [
    figure("unused_days", "security.demands.unused", "unit.days"),
    figure("code_steps", "security.demands.steps", "unit.steps"),
    figure("password_days", "security.demands.password_days", "unit.days"),
    figure("password_kinds", "security.demands.password_kinds", "unit.kinds"),
];

/// What guards who stands behind an alias and what is in applications.
pub(super) const GUARDS: [Figure; 3] = {
    let [names, cases, alarm] = Surface::GUARDS;
    [
        figure(names, "security.guards.names", "draw.unit"),
        figure(cases, "security.guards.cases", "unit.items"),
        figure(alarm, "security.guards.alarm", "unit.items"),
    ]
};

impl Figure {
    /// Where it lies, as JSON points to it.
    fn pointer(&self) -> String {
        format!("/{}", self.at.replace('.', "/"))
    }
}

/// The fields of figures: what is kept, or what was sent and not taken.
pub(super) fn fields(
    here: &Here,
    figures: &[Figure],
    kept: &Value,
    sent: Option<&Sent>,
) -> Vec<Field> {
    let field = |figure: &Figure| {
        let now = kept.pointer(&figure.pointer()).map(ToString::to_string).unwrap_or_default();
        let value = sent.map_or(now, |sent| sent.text(figure.at).to_owned());
        let unit = word(here.lang(), figure.unit).into_owned();
        Field::new(figure.at, word(here.lang(), figure.label), Input::Number { value, unit })
    };
    figures.iter().map(field).collect()
}

/// A setting with the figures that were typed; one that was left empty is as usual.
pub(super) fn typed(
    sent: &Sent,
    figures: &[Figure],
    (mut setting, usual): (Value, &Value),
) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    for figure in figures {
        let text = sent.text(figure.at).trim();
        let read = if text.is_empty() {
            usual.pointer(&figure.pointer()).cloned()
        } else {
            text.parse::<u16>().ok().map(|figure| json!(figure))
        };
        match (read, setting.pointer_mut(&figure.pointer())) {
            (Some(read), Some(place)) => *place = read,
            _ => faults.push(Fault::at(
                figure.at,
                format!("请填写 0 至 {} 的整数", u16::MAX),
                format!("write a whole number from 0 to {}", u16::MAX),
            )),
        }
    }
    if faults.is_empty() { Ok(setting) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use guohe_cases::attachment::Quota;

    use super::*;
    use crate::{demands::Demands, session::Limits};

    #[test]
    fn every_figure_of_a_setting_is_a_field() {
        let all = |figures: &[Figure], setting: Value| {
            let found = figures
                .iter()
                .filter(|one| setting.pointer(&one.pointer()).is_some_and(Value::is_number));
            (found.count(), numbers(&setting))
        };
        assert_eq!(all(&LIMITS, json!(Limits::default())), (LIMITS.len(), LIMITS.len()));
        assert_eq!(all(&QUOTA, json!(Quota::default())), (QUOTA.len(), QUOTA.len()));
        assert_eq!(all(&DEMANDS, json!(Demands::default())), (DEMANDS.len(), DEMANDS.len()));
        let both = RATES.len() + GUARDS.len();
        let surface = json!(Surface::default());
        assert_eq!(all(&RATES, surface.clone()), (RATES.len(), both));
        assert_eq!(all(&GUARDS, surface), (GUARDS.len(), both));
    }

    /// How many numbers there are in a setting, however deep.
    fn numbers(value: &Value) -> usize {
        match value {
            Value::Object(fields) => fields.values().map(numbers).sum(),
            Value::Number(_) => 1,
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) => 0,
        }
    }
}
