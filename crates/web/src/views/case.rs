//! Cases as pages show them: names of stages and types, what happened, what may be done.

mod said;

use std::collections::BTreeMap;

use guohe_cases::{
    case::Case,
    event::Event,
    happened::{Entry, Happened},
    late::Late,
    law::Law,
    moment::civil_day,
    person::Person,
    personal::is_of_words,
    procedure::{Act, Kind},
    verbs::{lapse, panel::is_sealed},
};
use guohe_rules::syntax::ActorKind;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    format,
    lang::Lang,
    parts::{Moment, MomentKind},
    words::{fill, word},
};

use said::said;

use super::{
    finding::{cite, number_of},
    words::{inline, say},
};

/// For whom what happened is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Those who run the procedure, and those who decide: persons and reasons; experts under their aliases.
    Staff,
    /// Others at the desk: the same without what experts and objectors did and said.
    Colleague,
    /// The host: roles, no names, nothing of what single experts did.
    Host,
    /// Anybody: what is public of the life of a base.
    Public,
}

/// A number by which a case can be named on the telephone, before it has one by rule.
pub(crate) fn number(id: Uuid) -> String {
    let hex = id.simple().to_string().to_uppercase();
    let tail: String = hex.chars().skip(24).collect();
    let (left, right) = tail.split_at_checked(4).unwrap_or((&tail, ""));
    format!("{left}-{right}")
}

/// The number under which an objection to a case is known, to whoever filed it and at the desk.
pub(crate) fn objection_number(case: Uuid, objection: &str) -> String {
    format!("{}/{}", number(case), number_of(objection))
}

/// The name of a case: its host.
pub(crate) fn title(lang: Lang, case: &Case) -> String {
    named(lang, case.title())
}

/// The name of a host, or that it has none yet.
pub(crate) fn named(lang: Lang, title: &str) -> String {
    if title.is_empty() { word(lang, "case.nameless").into_owned() } else { title.to_owned() }
}

/// The name of a type.
pub(crate) fn kind(lang: Lang, law: &Law, id: &str) -> String {
    if id.is_empty() {
        return word(lang, "case.no_type").into_owned();
    }
    let def = law.pack.type_at(id).and_then(|at| law.pack.type_def(at));
    def.map_or_else(|| id.to_owned(), |def| say(lang, &def.name))
}

/// The name of a stage.
pub(crate) fn stage(lang: Lang, law: &Law, id: &str) -> String {
    law.procedure.stage(id).map_or_else(|| id.to_owned(), |stage| say(lang, &stage.name))
}

/// The name of a panel: that of the stage in which it is put together.
pub(crate) fn panel(lang: Lang, law: &Law, key: &str) -> String {
    let of_key = |act: &&Act| act.sets.panel.as_ref().is_some_and(|panel| panel.value == key);
    let first = law.procedure.acts.iter().find(of_key).and_then(|act| act.from.first());
    first.map_or_else(|| key.to_owned(), |from| stage(lang, law, &from.value))
}

/// The name of an actor.
pub(crate) fn actor(lang: Lang, law: &Law, id: &str) -> String {
    if id == lapse::CLOCK {
        return word(lang, "actor.clock").into_owned();
    }
    law.pack.actor(id).map_or_else(|| id.to_owned(), |actor| inline(lang, &actor.name))
}

/// The name of an actor, with the body that fills the role on a day where it is not the one that the text names.
pub(crate) fn holder(lang: Lang, law: &Law, id: &str, on: Date) -> String {
    law.pack.actor(id).map_or_else(|| id.to_owned(), |actor| inline(lang, &actor.name_on(on)))
}

/// Whose turn it is on a day, in a sentence.
pub(crate) fn waits(lang: Lang, law: &Law, role: Option<&str>, on: Date) -> String {
    match role {
        Some(role) => fill(lang, "case.waits", &[&holder(lang, law, role, on)]),
        None => word(lang, "case.waits_for_nobody").into_owned(),
    }
}

/// Whether an act is a person's to do, by the roles they hold.
pub(crate) fn may(law: &Law, act: &Act, person: &Person, case: &Case) -> bool {
    act.by.iter().any(|by| {
        let Some(kind) = law.kind_of(&by.value) else { return false };
        let own = kind != ActorKind::Applicant || person.organisation == Some(case.organisation);
        own && person.holds(law.pack.id(), &by.value, kind)
    })
}

/// Acts that are offered in the stage of a case: not those of time, of the public, or of panels that do not
/// exist in that state.
pub(crate) fn acts_now<'l>(law: &'l Law, case: &'l Case) -> impl Iterator<Item = &'l Act> {
    law.procedure.acts_for(case).filter(|act| offered(law, act, case))
}

fn offered(law: &Law, act: &Act, case: &Case) -> bool {
    let panel = || act.sets.panel.as_ref().and_then(|panel| case.panel(&panel.value));
    let open = || panel().is_some_and(|panel| panel.closed.is_none());
    match act.kind.value {
        Kind::Lapse | Kind::Object => false,
        Kind::PanelClose => open() && !panel().is_some_and(|panel| is_sealed(law, panel)),
        Kind::OpenAnswers => open() && panel().is_some_and(|panel| is_sealed(law, panel)),
        Kind::Countersign => case.waivers.iter().any(guohe_cases::case::Waiver::is_open),
        Kind::Declare | Kind::Judge => open(),
        Kind::PanelConvene => panel().is_none_or(|panel| panel.closed.is_none()),
        Kind::AdmitObjection => has_objection(case, guohe_cases::notice::Standing::Filed),
        Kind::SettleObjection => has_objection(case, guohe_cases::notice::Standing::Admitted),
        Kind::ConfirmDecision => case.decision.as_ref().is_some_and(|d| d.confirmed.is_none()),
        Kind::Award => case.certificate.as_ref().is_some_and(|c| c.plaque_on.is_none()),
        Kind::Submit
        | Kind::Rank
        | Kind::Withdraw
        | Kind::ReturnForCorrection
        | Kind::Resubmit
        | Kind::Record
        | Kind::Check
        | Kind::Propose
        | Kind::PublishNotice
        | Kind::Waive
        | Kind::PrepareDecision
        | Kind::Certify
        | Kind::File
        | Kind::Evaluate => true,
    }
}

fn has_objection(case: &Case, standing: guohe_cases::notice::Standing) -> bool {
    case.objections.iter().any(|objection| objection.status == standing)
}

/// What happened, the latest first.
pub(crate) fn moments(
    lang: Lang,
    law: &Law,
    events: &[Event],
    names: &BTreeMap<Uuid, String>,
    audience: Audience,
) -> Vec<Moment> {
    let mut moments: Vec<(String, Moment)> = Vec::new();
    for event in events {
        let Ok(entry) = Entry::read(event) else { continue };
        let hidden = match audience {
            Audience::Staff => false,
            Audience::Colleague => is_of_experts(&entry.what),
            Audience::Host => is_internal(&entry.what) || erases_words(&entry.what, events),
            Audience::Public => !is_public(&entry.what),
        };
        if hidden {
            continue;
        }
        let key = said(&entry.what).0.to_owned();
        let moment = moment(lang, law, (event, &entry), names, audience);
        // Typing is one moment, however often it was saved.
        if key == "event.facts" && moments.last().is_some_and(|(last, _)| *last == key) {
            moments.pop();
        }
        match moments.last_mut() {
            Some((_, last)) if is_alike(last, &moment) => join(lang, last, moment),
            _ => moments.push((key, moment)),
        }
    }
    moments.into_iter().rev().map(|(_, moment)| moment).collect()
}

/// What stands between the name of a person and their role.
const BEFORE_ROLE: &str = " · ";

/// Whether two moments are the same thing done by one after the other, with nothing else to tell.
fn is_alike(last: &Moment, next: &Moment) -> bool {
    last.what == next.what && last.detail.is_none() && next.detail.is_none()
}

/// One moment of several people.
fn join(lang: Lang, last: &mut Moment, next: Moment) {
    let comma = lang.comma();
    let (known, role) = last.who.rsplit_once(BEFORE_ROLE).unwrap_or((&last.who, ""));
    let (name, same) = next.who.rsplit_once(BEFORE_ROLE).unwrap_or((&next.who, ""));
    if role != same {
        last.who = format!("{}{comma}{}", last.who, next.who);
    } else if !known.split(comma).any(|one| one == name) {
        let after = if role.is_empty() { "" } else { BEFORE_ROLE };
        last.who = format!("{known}{comma}{name}{after}{role}");
    }
    last.when = next.when;
}

/// What single experts do, and who they are.
fn is_of_experts(what: &Happened) -> bool {
    matches!(
        what,
        Happened::PanelConvened { .. }
            | Happened::ConflictDeclared { .. }
            | Happened::Answered { .. }
            | Happened::Conflict(_)
            | Happened::Review(_)
    )
}

/// Whether its reasons are what experts or objectors said, or what was answered to them.
fn is_said(what: &Happened) -> bool {
    matches!(
        what,
        Happened::PanelClosed { .. }
            | Happened::ObjectionExamined { .. }
            | Happened::ObjectionSettled { .. }
    )
}

/// Whether it is a step towards erasing what somebody said, which concerns them alone.
fn erases_words(what: &Happened, events: &[Event]) -> bool {
    let subject = if let Happened::Erasing(step) = what {
        step.subject()
    } else if let Happened::PersonalErased { subject, .. } = what {
        subject
    } else {
        return false;
    };
    is_of_words(subject, events.iter().map(|event| (event.what.kind.as_str(), event.seq)))
}

fn is_internal(what: &Happened) -> bool {
    is_of_experts(what)
        || matches!(
            what,
            Happened::FactsMarked { .. }
                | Happened::LateEntry(_)
                | Happened::DecisionPrepared { .. }
                | Happened::DecisionSentBack { .. }
                | Happened::Proposed { .. }
        )
}

fn is_public(what: &Happened) -> bool {
    matches!(
        what,
        Happened::Noticed { .. }
            | Happened::Certified { .. }
            | Happened::Awarded {}
            | Happened::Evaluated { .. }
            | Happened::Lapsed {}
    )
}

fn moment(
    lang: Lang,
    law: &Law,
    (event, entry): (&Event, &Entry),
    names: &BTreeMap<Uuid, String>,
    audience: Audience,
) -> Moment {
    let act = entry.frame.act.as_deref().and_then(|id| law.procedure.act(id));
    let what = act
        .map_or_else(|| word(lang, said(&entry.what).0).into_owned(), |act| say(lang, &act.name));
    let signed = matches!(entry.what, Happened::Signed {});
    let what = if signed { fill(lang, "event.signed", &[&what]) } else { what };
    let role = holder(lang, law, &event.what.actor.role, civil_day(event.recorded_at));
    let by = &event.what.actor;
    let name = names.get(&by.account).filter(|name| !name.is_empty());
    let other = by.acting_for.and_then(|other| names.get(&other));
    let name = name.map(|name| match other {
        Some(other) => fill(lang, "deputy.for", &[name, other]),
        None => name.clone(),
    });
    let who = match (audience, name) {
        (Audience::Staff | Audience::Colleague, Some(name)) => {
            format!("{name}{BEFORE_ROLE}{role}")
        }
        (Audience::Staff | Audience::Colleague, None) | (Audience::Host | Audience::Public, _) => {
            role
        }
    };
    let to = entry.frame.moved.as_ref().map(|moved| {
        match moved.waits_for.as_deref().filter(|_| signed) {
            Some(next) => fill(lang, "moment.next_signature", &[&actor(lang, law, next)]),
            None => fill(lang, "moment.to", &[&stage(lang, law, &moved.to)]),
        }
    });
    let withheld = match audience {
        Audience::Staff | Audience::Host => false,
        Audience::Colleague => is_said(&entry.what),
        Audience::Public => true,
    };
    let reasons = said(&entry.what).1.filter(|text| !text.is_empty() && !withheld);
    let reasons = reasons.map(str::to_owned);
    let came_of_it = act.and_then(|act| outcome(lang, act, &entry.what)).filter(|_| !withheld);
    let late = late(lang, event, entry);
    let detail: Vec<String> = late.into_iter().chain(came_of_it).chain(reasons).chain(to).collect();
    Moment {
        kind: MomentKind::Done,
        what,
        when: format::instant(entry.frame.received.unwrap_or(event.recorded_at)),
        who,
        detail: (!detail.is_empty()).then(|| detail.join(lang.of(" ", " "))),
        cite: act.and_then(|act| act.cites.first()).and_then(|id| cite(lang, law, &id.value)),
        papers: Vec::new(),
    }
}

/// What came of an act that had several ways out, in the words of the pack: of what is said about an objection or found in
/// a review the case need not move.
fn outcome(lang: Lang, act: &Act, what: &Happened) -> Option<String> {
    let (Happened::ObjectionExamined { outcome, .. }
    | Happened::ObjectionSettled { outcome, .. }
    | Happened::Checked { outcome, .. }
    | Happened::Proposed { outcome, .. }) = what
    else {
        return None;
    };
    Some(fill(lang, "moment.outcome", &[&say(lang, &act.outcome(outcome)?.name)]))
}

/// What is said of an event that takes effect on another day than it was recorded.
fn late(lang: Lang, event: &Event, entry: &Entry) -> Option<String> {
    let at = entry.frame.received.unwrap_or(event.recorded_at);
    let (effective, recorded) = (event.what.effective_on, civil_day(at));
    if let Some(late) = entry.frame.late {
        return Some(on_paper(lang, late, recorded, effective));
    }
    let key = if effective < recorded { "moment.late" } else { "moment.ahead" };
    (effective != recorded).then(|| fill(lang, key, &[&format::day(effective)]))
}

/// The mark of what took place on paper and was entered afterwards: the day on which it took place, that on which it
/// was recorded, and that from which it counts.
pub(crate) fn on_paper(lang: Lang, late: Late, recorded: Date, counts: Date) -> String {
    let [took_place, recorded, counts] = [late.took_place_on, recorded, counts].map(format::day);
    fill(lang, "moment.on_paper", &[&took_place, &recorded, &counts])
}

#[cfg(test)]
mod tests {
    use super::{is_alike, join};
    use crate::{
        lang::Lang,
        parts::{Moment, MomentKind},
    };

    fn moment(who: &str, when: &str, detail: Option<&str>) -> Moment {
        Moment {
            kind: MomentKind::Done,
            what: "answers".to_owned(),
            when: when.to_owned(),
            who: who.to_owned(),
            detail: detail.map(str::to_owned),
            cite: None,
            papers: Vec::new(),
        }
    }

    fn joined(first: &str, second: &str) -> (String, String) {
        let mut last = moment(first, "09:00", None);
        join(Lang::En, &mut last, moment(second, "10:00", None));
        (last.who, last.when)
    }

    #[test]
    fn several_people_of_one_role_are_named_with_it_once() {
        let both = ("A, B · expert".to_owned(), "10:00".to_owned());
        assert_eq!(joined("A · expert", "B · expert"), both);
        assert_eq!(joined("A, B · expert", "B · expert"), both);
        assert_eq!(joined("A · expert", "B · host").0, "A · expert, B · host");
        assert_eq!(joined("expert", "expert").0, "expert");
    }

    #[test]
    fn a_moment_with_something_of_its_own_to_tell_stays_alone() {
        let plain = || moment("A · expert", "09:00", None);
        assert!(is_alike(&plain(), &moment("B · expert", "10:00", None)));
        assert!(!is_alike(&plain(), &moment("B · expert", "10:00", Some("reasons"))));
        assert!(!is_alike(&moment("A", "09:00", Some("reasons")), &plain()));
    }
}
