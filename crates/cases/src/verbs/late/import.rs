//! Late entries from a table: each row becomes the entry that the form makes, with its paper, all of them or none. None
//! takes effect before another officer has confirmed it, one by one.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Paper, acts, faults, not_so};
use crate::{
    case::Case,
    csv::on_line,
    desk::Desk,
    event::{About, NewEvent, StreamId},
    happened::{Entry, Happened},
    late::Step,
    ports::{Act, Append},
    refusal::{Fault, Refusal},
    verbs::{
        Failure,
        append::{AtDesk, at_desk, built},
        attach::{self, AttachError, Room},
        fill::Filling,
        holding::Among,
        round::Calling,
        write,
    },
};

/// The most rows that are entered at once.
pub const MOST_ROWS: usize = 200;

/// A row of a table: a case, and what took place on paper.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The line on which it stands.
    pub line: u64,
    /// The case.
    pub case: Uuid,
    /// What took place; the label of its file says where in the file it stands.
    pub paper: Paper<'a>,
}

/// Enters all rows of a table, or none. With `dry` they are only looked at.
///
/// # Errors
/// Every fault of every row, placed `line N, column`; not an officer; the failure of the store or of the files.
pub async fn enter_all(
    desk: Desk<'_>,
    room: Room<'_>,
    by: &Calling,
    rows: &[Row<'_>],
    dry: bool,
) -> Result<(), AttachError> {
    let mut looking = Looking { room, by, seen: BTreeSet::new(), papers: BTreeMap::new() };
    let mut all = Vec::new();
    for row in rows {
        let at = at_desk(desk, &filling(by, row.case)).await?;
        if write::done_before(&at.case.done, by.once.as_ref())? {
            return Ok(());
        }
        let wrong = looking.faults(&at, row).await;
        all.extend(wrong.into_iter().map(|fault| on_line(row.line, fault)));
    }
    if !all.is_empty() {
        return Err(Failure::from(Refusal::of_faults("table", all)).into());
    }
    if dry { Ok(()) } else { record(desk, room, by, rows).await }
}

fn filling(by: &Calling, case: Uuid) -> Filling {
    let (person, moment) = (by.person.clone(), by.moment);
    Filling { person, moment, case, seen: None, once: by.once.clone() }
}

/// A table while it is looked at.
struct Looking<'l> {
    room: Room<'l>,
    by: &'l Calling,
    /// What stood in earlier rows: the case, the act and the day.
    seen: BTreeSet<(Uuid, String, jiff::civil::Date)>,
    /// What is wrong with papers that were looked at, by their names: one paper may show several rows.
    papers: BTreeMap<String, Option<Fault>>,
}

impl Looking<'_> {
    /// Everything that is wrong with a row.
    async fn faults(&mut self, at: &AtDesk<'_>, row: &Row<'_>) -> Vec<Fault> {
        let (case, paper): (&Case, _) = (&at.case, &row.paper);
        let act = acts(at.law, &self.by.person, case).find(|act| act.id.value == paper.act);
        let Some(act) = act else {
            return vec![Fault { place: "act".to_owned(), what: *not_so(paper.act).what }];
        };
        let wrong = faults(&filling(self.by, row.case), (case, act), paper);
        let mut found: Vec<Fault> = wrong.into_iter().map(in_column).collect();
        found.extend(self.twice(case, paper));
        if let Some(file) = &paper.file {
            if !self.papers.contains_key(file.name) {
                let wrong = attach::wrong(self.room, file).await;
                self.papers.insert(file.name.to_owned(), wrong.map(in_column));
            }
            found.extend(self.papers.get(file.name).cloned().flatten());
        }
        found
    }

    /// What says that the same was entered already: in an earlier row, or in the case.
    fn twice(&mut self, case: &Case, paper: &Paper<'_>) -> Option<Fault> {
        let day = paper.took_place_on?;
        let declined = Some(false);
        let mut entered = case.late_entries.iter().filter(|one| {
            let settled = one.settled.as_ref().map(|(confirmed, ..)| *confirmed);
            one.act == paper.act && one.took_place_on == day && settled != declined
        });
        let before = entered.next().is_some();
        let earlier = !self.seen.insert((case.id, paper.act.to_owned(), day));
        (before || earlier).then(|| {
            Fault::at(
                "act",
                "本件这一事项这一日期已经录入过，或在表中出现了两次；请删去这一行",
                "this act of this case on this day was entered already, or stands in the table twice; take the row out",
            )
        })
    }
}

/// A fault of an entry under the name that its column has in tables.
fn in_column(fault: Fault) -> Fault {
    let place = match fault.place.as_str() {
        "reasons" => "why".to_owned(),
        "file" => "paper".to_owned(),
        _ => fault.place,
    };
    Fault { place, ..fault }
}

/// What is to be recorded of a case: as it is after the rows so far.
struct Recording {
    expected: u64,
    events: Vec<NewEvent>,
    after: Case,
}

/// Records all rows in one transaction, those of one case one after the other.
async fn record(
    desk: Desk<'_>,
    room: Room<'_>,
    by: &Calling,
    rows: &[Row<'_>],
) -> Result<(), AttachError> {
    let mut cases: BTreeMap<Uuid, Recording> = BTreeMap::new();
    for row in rows {
        let filling = filling(by, row.case);
        let AtDesk { case, role, .. } = at_desk(desk, &filling).await?;
        let (Some(took_place_on), Some(file)) = (row.paper.took_place_on, &row.paper.file) else {
            continue;
        };
        let own = cases.entry(row.case).or_insert_with(|| Recording {
            expected: case.version,
            events: Vec::new(),
            after: Case::clone(&case),
        });
        let id = format!("P{}", own.after.late_entries.len() + 1);
        // Each paper is counted, also where the key of the form stands in the case by an earlier row.
        let keeping = Filling { once: None, ..filling.clone() };
        let among = (&own.after, Among::Papers);
        let evidence = attach::kept(desk, room, &keeping, (file, id), among).await?;
        let reasons = row.paper.reasons.trim().to_owned();
        let act = row.paper.act.to_owned();
        let what = Happened::LateEntry(Step::Entered { act, took_place_on, reasons, evidence });
        let entry = Entry { personal: Some(row.paper.input.clone()), ..Entry::plain(what) };
        let (act, after) = built(desk, &filling, (&own.after, &role), entry)?;
        own.events.extend(act.appends.into_iter().flat_map(|append| append.events));
        own.after = after;
    }
    let append = |Recording { expected, events, after }: Recording| Append {
        stream: StreamId { about: About::Case, id: after.id },
        expected,
        events,
        row: after.row(),
        registered: Vec::new(),
    };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: cases.into_values().map(append).collect(),
        freezes: false,
    };
    desk.store.append(act).await.map_err(Failure::from)?;
    Ok(())
}
