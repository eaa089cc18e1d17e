//! Acts in a case: which are open for me and with which fields, and doing one.
//!
//! The procedure is data, so one operation does them all. What an act takes is what its verb reads; of what the pack
//! asks, each field is told with its type. An act before which a page asks anew who one is cannot be done with a token:
//! whoever decides has to be there.

use axum::extract::Path;
use guohe_cases::{
    case::{Case, Question},
    law::Law,
    procedure::{Act, Kind},
    refusal::Refusal,
    seen::Seen,
    verbs::{Request, perform},
};
use guohe_rules::syntax::{ActorKind, Words};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Named,
    body::{Call, Sent},
    cases::with_state,
    form::Field,
    operation::{Area, Operation, schema},
    problem::{self, PROOF_NEEDED},
};
use crate::{
    access::AT_THE_DESK,
    desks::{Answer, Doing, asked, may_add},
    dossier::Dossier,
    step_up,
    trouble::Trouble,
    views::case::{acts_now, may},
    visit::Here,
};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

pub(crate) const OWN_LIST: Operation = Operation::gives(
    "listApplicationActs",
    Area::Applications,
    ("列出申报人现在可做的事项", "Lists the acts that are open for the applicant"),
    schema::<Vec<ActView>>,
)
.with_state();
pub(crate) const OWN_ONE: Operation = Operation::gives(
    "getApplicationAct",
    Area::Applications,
    ("读取一个事项及其所需内容", "Reads an act, with what it takes"),
    schema::<ActView>,
)
.with_state();
pub(crate) const OWN_DO: Operation = Operation::gives(
    "doApplicationAct",
    Area::Applications,
    ("办理一个事项：提交、补正、撤回等", "Does an act: hands in, corrects, withdraws"),
    schema::<ActDone>,
)
.takes(schema::<Object>)
.changes()
.with_state();
pub(crate) const DESK_LIST: Operation = Operation::gives(
    "listCaseActs",
    Area::Desk,
    ("列出本人现在可办理的事项", "Lists the acts that are open for one at the desk"),
    schema::<Vec<ActView>>,
)
.with_state();
pub(crate) const DESK_ONE: Operation = Operation::gives(
    "getCaseAct",
    Area::Desk,
    ("读取一个事项及其所需内容", "Reads an act, with what it takes"),
    schema::<ActView>,
)
.with_state();
pub(crate) const DESK_DO: Operation = Operation::gives(
    "doCaseAct",
    Area::Desk,
    (
        "办理一个事项；须当面核验身份的决定除外",
        "Does an act; not those before which one proves anew who one is",
    ),
    schema::<ActDone>,
)
.takes(schema::<Object>)
.changes()
.with_state();

/// An act that is open.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ActView {
    /// Its id.
    id: String,
    /// What it does.
    kind: Kind,
    /// Its name.
    name: Words,
    /// One sentence for whoever does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Words>,
    /// The clauses it comes from.
    cites: Vec<String>,
    /// The members of the object that it takes.
    takes: Vec<String>,
    /// The ways out, of which `outcome` names one.
    outcomes: Vec<Named>,
    /// The statements, of which `declarations` names those that are made.
    declarations: Vec<Named>,
    /// What `fields` holds, as text, each typed as in the form.
    fields: Vec<Field>,
    /// The questions that `answers` or `findings` answer.
    questions: Vec<Asking>,
    /// What stands in the way now; absent where nothing is known to.
    #[serde(skip_serializing_if = "Option::is_none")]
    hindrance: Option<Hindrance>,
    /// Whether it is done on its page alone, because one proves anew there who one is.
    on_page_only: bool,
}

/// A question.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Asking {
    /// The slot, by its id.
    slot: String,
    /// The row that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<String>,
    /// The question.
    question: Words,
    /// The least and the greatest number, where it is answered with one; else with yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<(String, String)>,
}

/// What stands in the way of an act.
#[derive(Debug, Serialize, JsonSchema)]
struct Hindrance {
    /// What is wrong.
    what: Words,
    /// What to do next.
    next: Words,
    /// The clauses on which it rests.
    cites: Vec<String>,
}

/// What came of an act.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ActDone {
    /// The case.
    case: String,
    /// When it was recorded.
    at: String,
    /// The stage in which the case stands now.
    stage: String,
    /// Words that go out with the act.
    #[serde(skip_serializing_if = "Option::is_none")]
    tells: Option<Words>,
}

/// From where somebody looks at a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    Host,
    Desk,
}

impl Sight {
    fn kinds(self) -> &'static [ActorKind] {
        match self {
            Self::Host => &[ActorKind::Applicant],
            Self::Desk => AT_THE_DESK,
        }
    }

    fn seen(self, here: &Here, file: &Dossier) -> Seen {
        match self {
            Self::Host => Seen::by_the_host(&file.law, &file.case),
            Self::Desk => Seen::at_the_desk(&file.law, &file.case, &here.person()),
        }
    }
}

/// The acts that are open for somebody, from where they look.
fn open<'f>(here: &Here, file: &'f Dossier, sight: Sight) -> Vec<&'f Act> {
    let (law, case, person) = (&*file.law, &*file.case, here.person());
    let theirs = |act: &&Act| {
        let kind = |by: &guohe_rules::yaml::Located<String>| law.kind_of(&by.value);
        may(law, act, &person, case)
            && act.by.iter().filter_map(kind).any(|kind| sight.kinds().contains(&kind))
    };
    acts_now(law, case).filter(theirs).collect()
}

/// The questions of an act, as it is told.
pub(crate) fn questions(law: &Law, questions: &[Question]) -> Vec<Asking> {
    let one = |question: &Question| {
        let slot = law.slot(&question.slot);
        let ends = slot.and_then(|slot| slot.points.as_ref()?.ends());
        Asking {
            slot: question.slot.clone(),
            row: question.row.clone(),
            question: slot.map(|slot| slot.question.clone()).unwrap_or_default(),
            points: ends.map(|(low, high)| (low.to_string(), high.to_string())),
        }
    };
    questions.iter().map(one).collect()
}

/// The members of the object that a kind of act takes.
fn takes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Submit | Kind::Resubmit => &["declarations"],
        Kind::Withdraw => &["reasons"],
        Kind::ReturnForCorrection => &["defects"],
        Kind::Record | Kind::File => &["fields", "note", "outcome"],
        Kind::Check => &["outcome", "reasons", "defects", "findings", "fields"],
        Kind::Propose | Kind::Evaluate | Kind::ConfirmDecision => &["outcome", "reasons", "fields"],
        Kind::PanelConvene => &["draw", "experts", "reasons"],
        Kind::Declare => &["conflict", "reasons"],
        Kind::Judge => &["answers", "final"],
        Kind::PanelClose => &["outcome", "opinion", "findings", "fields"],
        Kind::AdmitObjection | Kind::SettleObjection => {
            &["objection", "outcome", "reasons", "fields"]
        }
        Kind::Waive | Kind::Countersign => &["clause", "outcome", "reasons"],
        Kind::PrepareDecision => &["outcome", "reasons", "overrides", "fields"],
        Kind::Certify | Kind::Award => &["fields"],
        Kind::Object => &["name", "contact", "text", "written"],
        Kind::PublishNotice | Kind::OpenAnswers | Kind::Rank | Kind::Lapse => &[],
    }
}

impl ActView {
    fn of(here: &Here, file: &Dossier, act: &Act) -> Self {
        let (law, kind) = (&*file.law, act.kind.value);
        let (person, moment) = (here.person(), here.site.moment());
        let hindrance = file.view(&person, &moment).hindrance(act);
        let doing = Doing { here, file, act };
        let fields = asked(law, act).into_iter();
        let statements = act.sets.declarations.iter();
        Self {
            id: act.id.value.clone(),
            kind,
            name: act.name.clone(),
            help: act.help.clone(),
            cites: act.cites.iter().map(|id| id.value.clone()).collect(),
            takes: takes(kind).iter().map(|&name| name.to_owned()).collect(),
            outcomes: act.outcomes.iter().map(|way| Named::new(&way.id.value, &way.name)).collect(),
            declarations: statements.map(|one| Named::new(&one.id.value, &one.text)).collect(),
            fields: fields.map(|(def, optional)| Field::of(law, def, optional)).collect(),
            questions: questions(law, &doing.questions()),
            hindrance: hindrance.map(Hindrance::of),
            on_page_only: step_up::decides(kind),
        }
    }
}

impl Hindrance {
    fn of(refusal: Refusal) -> Self {
        Self { what: *refusal.what, next: *refusal.next, cites: refusal.cites }
    }
}

async fn list(here: &Here, id: Uuid, sight: Sight) -> Answer {
    let file = here.dossier(id).await?;
    let acts = open(here, &file, sight);
    let views: Vec<ActView> = acts.into_iter().map(|act| ActView::of(here, &file, act)).collect();
    with_state(&views, &sight.seen(here, &file))
}

async fn one(here: &Here, (id, act): (Uuid, &str), sight: Sight) -> Answer {
    let file = here.dossier(id).await?;
    let acts = open(here, &file, sight);
    let act = acts.into_iter().find(|one| one.id.value == act).ok_or(Trouble::NotFound)?;
    with_state(&ActView::of(here, &file, act), &sight.seen(here, &file))
}

/// Does an act, unless it is one that a page does after a proof of person.
async fn does(call: &Call<Sent<Object>>, (id, act): (Uuid, &str), sight: Sight) -> Answer {
    let here = &call.here;
    let file = here.dossier(id).await?;
    let known = file.law.procedure.acts.iter().find(|one| one.id.value == act);
    let known = known.ok_or(Trouble::NotFound)?;
    if step_up::decides(known.kind.value) {
        return Err(problem::miscall(PROOF_NEEDED));
    }
    // What was done before under the same key may not be open any more.
    let repeated = call.once.as_ref().is_some_and(|once| is_done(&file.case, &once.key));
    let open = open(here, &file, sight).iter().any(|one| one.id.value == act);
    if !open && !repeated {
        return Err(Trouble::NotFound);
    }
    let Sent(input) = &call.body;
    let doing = Doing { here, file: &file, act: known };
    if input.contains_key("experts")
        && let Some(refusal) = may_add(&doing).await?
    {
        return Err(refusal.into());
    }
    let input = if input.is_empty() { Value::Null } else { Value::Object(input.clone()) };
    let request = request(call, &file.case, (act, input));
    let done = perform(here.site.desk(), &request).await;
    let done = done.map_err(|failure| call.stale(failure.into()))?;
    let file = here.dossier(id).await?;
    let receipt = done.receipts.into_iter().next();
    let view = ActDone {
        case: id.to_string(),
        at: receipt.as_ref().map_or(request.moment.now, |receipt| receipt.at).to_string(),
        stage: file.case.stage.at.to.clone(),
        tells: receipt.and_then(|receipt| receipt.tells),
    };
    with_state(&view, &sight.seen(here, &file))
}

fn is_done(case: &Case, key: &str) -> bool {
    case.done.iter().any(|once| once.key == key)
}

/// An act with what was sent.
pub(crate) fn request<T>(call: &Call<T>, case: &Case, (act, input): (&str, Value)) -> Request {
    Request {
        person: call.here.person(),
        moment: call.moment(),
        cases: vec![case.id],
        act: act.to_owned(),
        input,
        seen: call.seen.clone(),
        once: call.once.clone(),
    }
}

pub(crate) async fn own_list(here: Here, Path(id): Path<Uuid>) -> Answer {
    list(&here, id, Sight::Host).await
}

pub(crate) async fn own_one(here: Here, Path((id, act)): Path<(Uuid, String)>) -> Answer {
    one(&here, (id, &act), Sight::Host).await
}

pub(crate) async fn own_do(
    Path((id, act)): Path<(Uuid, String)>,
    call: Call<Sent<Object>>,
) -> Answer {
    does(&call, (id, &act), Sight::Host).await
}

pub(crate) async fn desk_list(here: Here, Path(id): Path<Uuid>) -> Answer {
    list(&here, id, Sight::Desk).await
}

pub(crate) async fn desk_one(here: Here, Path((id, act)): Path<(Uuid, String)>) -> Answer {
    one(&here, (id, &act), Sight::Desk).await
}

pub(crate) async fn desk_do(
    Path((id, act)): Path<(Uuid, String)>,
    call: Call<Sent<Object>>,
) -> Answer {
    does(&call, (id, &act), Sight::Desk).await
}
