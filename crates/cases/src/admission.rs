//! What stands against somebody in registers, said before there is a case and again while the form is filled in.
//!
//! Nothing new is decided here: the conditions and bars of the type are evaluated over a case of which only
//! the person who asks is known, and those that rest on registers about somebody are picked out. It keeps
//! nothing: neither the case nor whom was asked about.

use std::{collections::BTreeSet, sync::Arc};

use guohe_rules::{
    document::{self, Address, ClauseDocument, Document, Role},
    model::Clause,
    pack::Pack,
    report::Outcome,
    syntax::Blocked,
    vocabulary::{FieldDef, RecordDef},
};
use jiff::civil::Date;

use crate::{
    desk::Desk,
    facts::{Edit, edit},
    law::Law,
    outside,
    procedure::Level,
    registry,
    round::Round,
    rulebook::Asked,
    verbs::{Failure, open, open::Opening},
};

/// What was found about somebody who wants to apply.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The conditions and bars that registers decide, as far as they are not known to be in order.
    pub clauses: Vec<ClauseDocument>,
    /// The last day of the round.
    closes_on: Date,
}

impl Admission {
    /// A bar to applying that certainly stands to the end of the round, so that starting is of no use.
    pub fn barred(&self) -> Option<&ClauseDocument> {
        self.clauses.iter().find(|clause| {
            let over = clause.blocked.is_some_and(|until| until.first_admissible <= self.closes_on);
            clause.outcome == Outcome::NotMet && clause.blocks.contains(&Blocked::Apply) && !over
        })
    }
}

/// Looks at registers about somebody before there is a case, on the day of asking. `who` is what they say of
/// themselves: the code of the host, the identity of the leader.
///
/// # Errors
/// A refusal where the application could not be opened or what was typed cannot be read, or the failure of
/// the store.
pub async fn before(desk: Desk<'_>, opening: &Opening, who: &[Edit]) -> Result<Admission, Failure> {
    let begun = open::begin(desk, opening).await?;
    let (law, mut case) = (begun.law, begun.case);
    let planned = edit::plan(who, &case.facts, law.vocabulary()).map_err(open::unreadable)?;
    let personal = serde_json::Value::Object(planned.personal);
    for change in planned.changes {
        case.facts.apply(change, Some(&personal));
    }
    let outside = outside::about(desk, law, &case).await?;
    let today = opening.moment.today();
    let round: &Round = &begun.round;
    let asked = Asked::about(law, (round, &case), &outside, today, Level::Declared);
    let kind = law.pack.type_at(&opening.kind).unwrap_or_default();
    let check = document::check(&law.pack, asked.situation(), kind, Level::Declared.into());
    let clauses = told(&law.pack, &check).cloned().collect();
    Ok(Admission { clauses, closes_on: round.terms.closes_on })
}

/// The facts by which registers are searched for whoever applies: those that tell who the host or the leader is, as far as
/// clauses look at them.
pub fn asked(law: &Law) -> Vec<(&RecordDef, &FieldDef)> {
    let uses = law.pack.clauses.iter().flat_map(|clause| document::uses(&law.pack, clause));
    let used: BTreeSet<_> = uses.filter_map(|one| Some((one.record, one.field?))).collect();
    let vocabulary = law.vocabulary();
    let records = vocabulary.records.iter().map(Arc::as_ref);
    let once = records.filter(|def| def.is_stated() && def.list.is_none());
    let fields = once.flat_map(|def| def.fields.iter().map(move |field| (def, field)));
    fields
        .filter(|(def, field)| {
            let place = vocabulary.record(&def.id).zip(def.field(&field.id));
            field.written.identifies.is_some() && place.is_some_and(|place| used.contains(&place))
        })
        .collect()
}

/// The conditions and bars of a check that rest on registers about somebody and are not known to be in order: they
/// fail, or a register that they need is not known to be complete.
pub fn told<'d>(pack: &Pack, check: &'d Document) -> impl Iterator<Item = &'d ClauseDocument> {
    check.clauses.iter().filter(|one| {
        let id = one.id.strip_suffix("#bar").unwrap_or(&one.id);
        let unsaid = one.open.iter().any(|open| {
            matches!(&open.address, Address::List { list } if pack
            .names
            .vocabulary
            .list(list)
            .is_some_and(|record| is_about_somebody(pack, record)))
        });
        let open = matches!(one.outcome, Outcome::Undetermined | Outcome::NeedsJudgement);
        matches!(one.role, Role::Condition | Role::Bar | Role::Warning)
            && (one.outcome == Outcome::NotMet || (open && unsaid))
            && pack.clause(id).is_some_and(|clause| rests_on_registers(pack, clause))
    })
}

/// Whether a clause looks at rows of a register that are about somebody.
fn rests_on_registers(pack: &Pack, clause: &Clause) -> bool {
    document::uses(pack, clause).iter().any(|one| is_about_somebody(pack, one.record))
}

fn is_about_somebody(pack: &Pack, record: u16) -> bool {
    let def = pack.names.vocabulary.record_def(record).filter(|def| def.is_registry());
    def.is_some_and(|def| registry::identities(def).next().is_some())
}
