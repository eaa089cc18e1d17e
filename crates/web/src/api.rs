//! The API: what the pages do, for programs (docs/api.md, ADR 0060).
//!
//! It is no second product. Its routes stand in the same registry behind the same doors, it calls the same verbs, and what
//! is refused here is refused there. A case is looked at from where one stands to it, as on the pages: as the applicant,
//! at the desk, or from a seat on a panel.
//!
//! To add an operation: a handler beside its kin, a line in [`routes`] with what it says of itself, a line in
//! `docs/security/routes.md`, a row in the matrix of rights, and the page that it stands for in `docs/api-routes.tsv`. The
//! document `docs/openapi.json` is then made anew by `cargo run -p guohe-cli -- routes --openapi`.

mod acts;
mod admin;
mod applications;
mod auditing;
mod audits;
mod body;
mod calls;
mod cases;
mod desk;
mod directory;
mod document;
mod erasures;
mod figures;
mod form;
mod fresh_draws;
mod late;
mod laws;
mod messages;
mod named;
mod notices;
mod objection;
mod objections;
mod officer;
mod once;
mod opened;
mod operation;
mod outbox;
mod outline;
mod own;
mod paging;
mod panel;
mod panels;
mod papers;
mod parameters;
mod pool;
mod problem;
mod registers;
mod reviews;
mod room;
mod rounds;
mod scores;
mod signed;
mod terms;
pub(crate) mod tokens;
mod units;
mod views;
mod work;

pub(crate) use document::{Described, document};
pub(crate) use once::at_most_once;
pub(crate) use operation::{Area, Gives, Operation, Takes};
pub(crate) use outline::outline;
pub(crate) use problem::{Kind, PROBLEMS, answer as problem_answer, kind_named};

use guohe_cases::account::Office;
use guohe_rules::syntax::Words;

use crate::{
    access::{APPLICANTS, AUDITORS, Access, DECIDERS, EXPERTS, OFFICERS, STAFF},
    desks::{UPLOAD, files},
    policy::{Class, Relation, Rule},
    routes::Registry,
    trouble::Trouble,
};

/// Where every address of the API begins.
pub(crate) const BASE: &str = "/api/v1/";

/// Nobody is known to call.
pub(crate) fn no_token() -> Trouble {
    problem::miscall(problem::NO_TOKEN)
}

/// Whether an address belongs to the API.
pub(crate) fn is_api(path: &str) -> bool {
    path.starts_with(BASE)
}

/// The routes of the API.
pub(crate) fn routes(registry: Registry) -> Registry {
    let known = Rule::new(Access::SignedIn, Relation::Nothing, Class::Internal);
    let registry = registry
        .reads("/api/v1/account", own::account, own::ACCOUNT)
        .reads("/api/v1/account/messages", messages::list, messages::LIST)
        .reads("/api/v1/account/reach", messages::reach, messages::REACH)
        .writes("/api/v1/account/messages", messages::mark, messages::MARK)
        .reads("/api/v1/account/data", erasures::data, erasures::DATA)
        .reads("/api/v1/account/views", views::list, views::LIST)
        .writes("/api/v1/account/views", views::keep, views::KEEP)
        .writes("/api/v1/account/views/remove", views::remove, views::REMOVE)
        .for_all(known);
    administrators(reviews(officers(set_beforehand(desk(units(applications(public(registry))))))))
}

/// What anybody may read.
fn public(registry: Registry) -> Registry {
    const LAW: &str = "/api/v1/laws/{authority}/{instrument}";
    const CLAUSE: &str = "/api/v1/laws/{authority}/{instrument}/clauses/{clause}";
    const VERSIONS: &str = "/api/v1/laws/{authority}/{instrument}/versions";
    const FORM: &str = "/api/v1/laws/{authority}/{instrument}/types/{kind}";
    const CHECK: &str = "/api/v1/laws/{authority}/{instrument}/types/{kind}/check";
    let open = Rule::new(Access::Public, Relation::Nothing, Class::Public);
    let published = Rule { to: Relation::Published, ..open };
    registry
        .reads("/api/v1/laws", laws::list, laws::LIST)
        .reads(LAW, laws::one, laws::ONE)
        .reads(CLAUSE, laws::clause, laws::CLAUSE)
        .reads(VERSIONS, laws::versions, laws::VERSIONS)
        .reads(FORM, laws::form, laws::FORM)
        .writes(CHECK, laws::check, laws::CHECK)
        .writes("/api/v1/check", laws::rank, laws::RANK)
        .reads("/api/v1/calls", calls::list, calls::LIST)
        .reads("/api/v1/notices", notices::list, notices::LIST)
        .reads("/api/v1/bases", directory::list, directory::LIST)
        .reads("/api/v1/figures", figures::figures, figures::FIGURES)
        .reads("/api/v1/certificates", directory::verify, directory::VERIFY)
        .reads("/api/v1/log", laws::log, laws::LOG)
        .writes("/api/v1/objections", objections::look, objections::LOOK)
        .writes("/api/v1/objections/erasures", objections::erase, objections::ERASE)
        .for_all(open)
        .reads("/api/v1/calls/{round}", calls::one, calls::ONE)
        .reads("/api/v1/notices/{notice}", notices::one, notices::ONE)
        .reads("/api/v1/notices/{notice}/list", files::notice_list, papers::NOTICE_LIST)
        .writes("/api/v1/notices/{notice}/objections", objections::file, objections::FILE)
        .reads("/api/v1/draws/{draw}", files::draw_record, papers::DRAW_RECORD)
        .for_all(published)
        .reads("/api/v1/bases/{case}", directory::one, directory::ONE)
        .reads("/api/v1/bases/{case}/record", files::base_record, papers::BASE_RECORD)
        .for_all(Rule { to: Relation::Certified, ..open })
}

/// What those do who apply.
fn applications(registry: Registry) -> Registry {
    const ACT: &str = "/api/v1/applications/{case}/acts/{act}";
    const FILES: &str = "/api/v1/applications/{case}/files";
    const REMOVE: &str = "/api/v1/applications/{case}/files/{file}/remove";
    let own = Rule::new(APPLICANTS, Relation::Own, Class::Confidential);
    registry
        .reads("/api/v1/applications", applications::list, applications::LIST)
        .writes("/api/v1/applications", applications::start, applications::START)
        .writes("/api/v1/applications/erasures", erasures::ask, erasures::ASK)
        .for_all(Rule { to: Relation::Nothing, ..own })
        .reads("/api/v1/applications/{case}", applications::one, applications::ONE)
        .reads("/api/v1/applications/{case}/facts", applications::facts, applications::FACTS)
        .writes("/api/v1/applications/{case}/facts", applications::edit, applications::EDIT)
        .writes("/api/v1/applications/{case}/type", applications::choose, applications::CHOOSE)
        .reads("/api/v1/applications/{case}/report", applications::report, applications::REPORT)
        .reads("/api/v1/applications/{case}/acts", acts::own_list, acts::OWN_LIST)
        .reads(ACT, acts::own_one, acts::OWN_ONE)
        .writes(ACT, acts::own_do, acts::OWN_DO)
        .reads(FILES, applications::files, applications::FILES)
        .takes(FILES, applications::attach, applications::ATTACH, UPLOAD)
        .reads("/api/v1/applications/{case}/files/{file}", applications::file, applications::FILE)
        .writes(REMOVE, applications::detach, applications::DETACH)
        .reads("/api/v1/applications/{case}/papers/{print}", files::own_paper, papers::PAPER)
        .reads("/api/v1/applications/{case}/receipt", files::receipt, papers::RECEIPT)
        .reads("/api/v1/applications/{case}/experts", named::list, named::LIST)
        .writes("/api/v1/applications/{case}/experts", named::name_one, named::NAME)
        .reads("/api/v1/applications/{case}/signed", signed::list, signed::LIST)
        .takes("/api/v1/applications/{case}/signed", signed::take, signed::TAKE, UPLOAD)
        .for_all(own)
}

/// Units, before those who act for them and those who audit them.
fn units(registry: Registry) -> Registry {
    let audits = Rule::new(AUDITORS, Relation::Unit, Class::Confidential);
    registry
        .reads("/api/v1/unit", units::one, units::ONE)
        .writes("/api/v1/unit", units::state, units::STATE)
        .reads("/api/v1/unit/receipt", files::unit_receipt, papers::UNIT_RECEIPT)
        .reads("/api/v1/unit/members", units::members, units::MEMBERS)
        .writes("/api/v1/unit/members", units::change, units::CHANGE)
        .for_all(Rule::new(APPLICANTS, Relation::Nothing, Class::Confidential))
        .reads("/api/v1/desk/units", audits::list, audits::LIST)
        .for_all(Rule { to: Relation::Nothing, ..audits })
        .reads("/api/v1/desk/units/{unit}", audits::one, audits::ONE)
        .writes("/api/v1/desk/units/{unit}", audits::decide, audits::AUDIT)
        .for_all(audits)
}

/// What those do who run the procedure and decide in it.
fn desk(registry: Registry) -> Registry {
    const ACT: &str = "/api/v1/desk/cases/{case}/acts/{act}";
    const SHEET: &str = "/api/v1/desk/cases/{case}/panels/{panel}/sheets/{sheet}";
    const STATISTICS: &str = "/api/v1/desk/rounds/{round}/statistics";
    const EXTENSIONS: &str = "/api/v1/desk/rounds/{round}/extensions";
    const PANEL: &str = "/api/v1/desk/cases/{case}/panels/{panel}";
    const OBJECTION: &str = "/api/v1/desk/cases/{case}/objections/{objection}";
    const WAY: &str = "/api/v1/desk/open/{authority}/{instrument}/{way}";
    let before = Rule::new(STAFF, Relation::Before, Class::Confidential);
    registry
        .reads("/api/v1/desk/cases", desk::list, desk::LIST)
        .reads("/api/v1/desk/open", opened::list, opened::LIST)
        .for_all(Rule { to: Relation::Nothing, ..before })
        .reads(WAY, opened::one, opened::ONE)
        .writes(WAY, opened::open_one, opened::OPEN)
        .for_all(Rule { to: Relation::Law, gives: Class::Internal, ..before })
        .reads("/api/v1/desk/cases/{case}", desk::one, desk::ONE)
        .reads("/api/v1/desk/cases/{case}/facts", desk::facts, desk::FACTS)
        .reads("/api/v1/desk/cases/{case}/report", desk::report, desk::REPORT)
        .reads("/api/v1/desk/cases/{case}/acts", acts::desk_list, acts::DESK_LIST)
        .reads(ACT, acts::desk_one, acts::DESK_ONE)
        .writes(ACT, acts::desk_do, acts::DESK_DO)
        .reads("/api/v1/desk/cases/{case}/files", desk::files, desk::FILES)
        .reads("/api/v1/desk/cases/{case}/files/{file}", desk::file, desk::FILE)
        .reads("/api/v1/desk/cases/{case}/papers/{paper}", files::paper, papers::CASE_PAPER)
        .for_all(before)
        .reads("/api/v1/desk/cases/{case}/record", files::record, papers::CASE_RECORD)
        .reads(SHEET, files::sheet, papers::SHEET)
        .reads(PANEL, panel::one, panel::ONE)
        .reads(OBJECTION, objection::one, objection::ONE)
        .for_all(Rule { who: DECIDERS, gives: Class::Review, ..before })
        .reads("/api/v1/desk/rounds/{round}/proposal", files::proposal, papers::PROPOSAL)
        .reads(STATISTICS, rounds::statistics, rounds::STATISTICS)
        .reads("/api/v1/desk/rounds/{round}/scores", scores::of_round, scores::SCORES)
        .for_all(Rule { who: DECIDERS, to: Relation::Round, gives: Class::Review })
        .reads(EXTENSIONS, rounds::extensions, rounds::EXTENSIONS)
        .writes(EXTENSIONS, rounds::extend, rounds::EXTEND)
        .writes("/api/v1/desk/rounds/{round}/extensions/settle", rounds::settle, rounds::SETTLE)
        .for_all(Rule { who: DECIDERS, to: Relation::Round, gives: Class::Internal })
}

/// What officers set before there are cases: calls, parameters, registers.
fn set_beforehand(registry: Registry) -> Registry {
    const PARAMETER: &str = "/api/v1/desk/parameters/{authority}/{instrument}/{name}";
    const CONFIRM: &str =
        "/api/v1/desk/parameters/{authority}/{instrument}/{name}/{number}/confirm";
    const DECLINE: &str =
        "/api/v1/desk/parameters/{authority}/{instrument}/{name}/{number}/decline";
    const REGISTER: &str = "/api/v1/desk/registers/{authority}/{instrument}/{record}";
    const KEEP: &str = "/api/v1/desk/registers/{authority}/{instrument}/{record}/keep";
    const CALL: &str = "/api/v1/desk/rounds/new/{authority}/{instrument}";
    let of = |to| Rule::new(OFFICERS, to, Class::Internal);
    registry
        .reads("/api/v1/desk/rounds/{round}", terms::one, terms::ONE)
        .writes("/api/v1/desk/rounds/{round}", terms::change, terms::CHANGE)
        .writes("/api/v1/desk/rounds/{round}/close", officer::close, officer::CLOSE)
        .for_all(of(Relation::Round))
        .reads("/api/v1/desk/parameters", parameters::list, parameters::LIST)
        .reads("/api/v1/desk/registers", registers::list, registers::LIST)
        .for_all(of(Relation::Nothing))
        .reads(CALL, terms::form, terms::FORM)
        .writes(CALL, terms::open, terms::OPEN)
        .reads(PARAMETER, parameters::one, parameters::ONE)
        .writes(PARAMETER, parameters::put_forward, parameters::PROPOSE)
        .writes(CONFIRM, officer::confirm, officer::CONFIRM)
        .writes(DECLINE, officer::decline, officer::DECLINE)
        .reads(REGISTER, registers::one, registers::ONE)
        .writes(REGISTER, registers::read_in, registers::LOAD)
        .writes(KEEP, registers::state, registers::KEEP)
        .for_all(of(Relation::Law))
}

/// What officers do besides, and the parties of a draw.
fn officers(registry: Registry) -> Registry {
    const LATE: &str = "/api/v1/desk/cases/{case}/late";
    const PANEL: &str = "/api/v1/desk/cases/{case}/panels/{panel}";
    const FRESH: &str = "/api/v1/desk/draws/new/{authority}/{instrument}/{panel}";
    let of = |to, gives| Rule::new(OFFICERS, to, gives);
    registry
        .writes("/api/v1/desk/cases/{case}/marks", officer::mark, officer::MARK)
        .for_all(of(Relation::Before, Class::Confidential))
        .reads("/api/v1/desk/cases/{case}/conflicts", pool::ties, pool::TIES)
        .writes("/api/v1/desk/cases/{case}/conflicts", officer::rule, officer::RULE)
        .reads(LATE, late::list, late::LIST)
        .takes(LATE, late::enter_one, late::ENTER, 2 * UPLOAD)
        .writes("/api/v1/desk/cases/{case}/late/settle", late::settle, late::SETTLE)
        .reads("/api/v1/desk/cases/{case}/late/{file}", files::late, papers::LATE_PAPER)
        .writes(PANEL, panel::act, panel::WORK)
        .for_all(of(Relation::Before, Class::Review))
        .writes("/api/v1/desk/notices", officer::publish, officer::PUBLISH)
        .reads("/api/v1/desk/panels", panels::panels, panels::PANELS)
        .reads("/api/v1/desk/objections", panels::objections, panels::OBJECTIONS)
        .reads("/api/v1/desk/erasures", erasures::list, erasures::LIST)
        .reads("/api/v1/desk/experts", pool::list, pool::LIST)
        .writes("/api/v1/desk/experts", pool::add, pool::ENTER)
        .writes("/api/v1/desk/experts/import", pool::read_in, pool::IMPORT)
        .reads("/api/v1/desk/experts/{expert}", pool::one, pool::ONE)
        .writes("/api/v1/desk/experts/retire", pool::take_out, pool::RETIRE)
        .for_all(of(Relation::Nothing, Class::Review))
        .writes("/api/v1/desk/units/import", audits::read_in, audits::IMPORT)
        .reads("/api/v1/desk/outbox", outbox::list, outbox::LIST)
        .writes("/api/v1/desk/outbox", outbox::settle, outbox::SETTLE)
        .for_all(of(Relation::Nothing, Class::Confidential))
        .reads(FRESH, fresh_draws::one, fresh_draws::ONE)
        .writes(FRESH, fresh_draws::prepare, fresh_draws::PREPARE)
        .for_all(of(Relation::Law, Class::Review))
        .writes("/api/v1/desk/draws/{draw}/reopen", officer::reopen, officer::REOPEN)
        .for_all(of(Relation::Draw, Class::Review))
        .reads("/api/v1/desk/draws", panels::draws, panels::DRAWS)
        .for_all(Rule::new(DECIDERS, Relation::Nothing, Class::Review))
        .reads("/api/v1/desk/draws/{draw}", panels::one_draw, panels::DRAW)
        .writes("/api/v1/desk/draws/{draw}/commit", officer::commit, officer::COMMIT)
        .writes("/api/v1/desk/draws/{draw}/open", officer::open, officer::OPEN)
        .for_all(Rule::new(DECIDERS, Relation::Draw, Class::Review))
}

/// What those do who judge.
fn reviews(registry: Registry) -> Registry {
    const ACT: &str = "/api/v1/reviews/{case}/acts/{act}";
    let seated = Rule::new(EXPERTS, Relation::Seated, Class::Review);
    registry
        .reads("/api/v1/reviews", reviews::list, reviews::LIST)
        .for_all(Rule { to: Relation::Nothing, ..seated })
        .reads("/api/v1/reviews/{case}", reviews::one, reviews::ONE)
        .writes(ACT, reviews::act, reviews::ACT)
        .writes("/api/v1/reviews/{case}/conflict", reviews::conflict, reviews::CONFLICT)
        .reads("/api/v1/reviews/{case}/sheet", files::own_sheet, papers::OWN_SHEET)
        .reads("/api/v1/reviews/{case}/panel", room::room, room::ROOM)
        .writes("/api/v1/reviews/{case}/panel", room::speak, room::SPEAK)
        .for_all(seated)
        .reads("/api/v1/reviews/{case}/files/{file}", reviews::file, reviews::FILE)
        .for_all(Rule { to: Relation::Cleared, ..seated })
}

/// What administrators watch.
fn administrators(registry: Registry) -> Registry {
    let of = |office| Rule::new(Access::Office(office), Relation::Nothing, Class::Internal);
    registry
        .reads("/api/v1/admin/system", admin::system, admin::SYSTEM)
        .reads("/api/v1/admin/accounts", admin::accounts, admin::ACCOUNTS)
        .reads("/api/v1/admin/accounts/{account}", admin::one, admin::ONE)
        .for_all(of(Office::System))
        .reads("/api/v1/admin/security", admin::security, admin::SECURITY)
        .reads("/api/v1/admin/security/{account}", admin::security_of, admin::SECURITY_OF)
        .for_all(of(Office::Security))
        .reads("/api/v1/admin/audit", auditing::log, auditing::LOG)
        .reads("/api/v1/admin/audit/chain", auditing::chain, auditing::CHAIN)
        .writes("/api/v1/admin/audit/chain", auditing::verify, auditing::VERIFY)
        .for_all(of(Office::Audit))
}

/// The word that a parameter says, among those it may say.
fn chosen<'a>(
    asked: &'a std::collections::BTreeMap<String, String>,
    name: &str,
    words: &[&str],
) -> Result<Option<&'a str>, Trouble> {
    let Some(word) = asked.get(name) else { return Ok(None) };
    if words.contains(&word.as_str()) {
        return Ok(Some(word));
    }
    let all = words.join(", ");
    Err(problem::malformed(guohe_cases::refusal::Fault::at(
        name,
        format!("应为其中之一：{all}"),
        format!("one of: {all}"),
    )))
}

/// What a parameter says that has to be there.
fn needed<'a>(
    asked: &'a std::collections::BTreeMap<String, String>,
    name: &str,
) -> Result<&'a str, Trouble> {
    let said = asked.get(name).map(String::as_str).filter(|said| !said.is_empty());
    said.ok_or_else(|| {
        problem::malformed(guohe_cases::refusal::Fault::at(name, "必填", "it has to be there"))
    })
}

/// An id with its words.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Named {
    /// The id.
    pub(crate) id: String,
    /// Its words.
    pub(crate) name: Words,
}

impl Named {
    pub(crate) fn new(id: &str, name: &Words) -> Self {
        Self { id: id.to_owned(), name: name.clone() }
    }
}
