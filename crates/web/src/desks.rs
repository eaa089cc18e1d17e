//! Desks: each answers the requests of one kind of people. What they show is made in `views`; what may be
//! done is decided in the domain.

mod account;
pub(crate) mod admin;
mod amount;
mod answer;
mod applicant;
mod audit;
mod compared;
mod conflict;
mod csp;
mod decide;
mod deed;
mod directory;
mod draw;
mod entry;
mod erasure;
pub(crate) mod expert;
mod experts;
mod extend;
mod figures;
mod input;
mod late;
mod lists;
mod log;
mod material;
mod messages;
mod notice;
mod objection;
mod offered;
mod officer;
mod opened;
mod outbox;
mod panel;
mod paper;
mod parameter;
mod programs;
mod public;
mod public_notice;
mod record;
mod register;
mod reset;
mod reveal;
mod round;
mod scores;
mod selfcheck;
mod statistics;
mod unified;
mod unit;
mod verify;
mod waiver;

#[cfg(any(test, feature = "samples"))]
pub(crate) use unit::shown::standing as shown_standing;

pub(crate) use account::{data::personal_data, views::fault_of as fault_of_view};
pub(crate) use answer::{Answer, Asked, derived, page, wrong};
pub(crate) use applicant::{
    UPLOAD,
    attach::{file as own_file, scanned},
    experts as named_experts,
    letter::issued,
    signed as signed_pages,
};
pub(crate) use audit::{to_audit, waits as audit_waits};
pub(crate) use conflict::{ListedTie, ties_of, who_is_meant};
pub(crate) use deed::Doing;
pub(crate) use directory::{facet_name, looked::Looked, value_name};
pub(crate) use draw::{fresh as fresh_draw, shown as draws_shown};
pub(crate) use erasure::{OfSubject, erasures_of_cases};
pub(crate) use experts::{as_typed as expert_as_typed, own_law};
pub(crate) use extend::called;
pub(crate) use input::asked;
pub(crate) use material::file as desk_file;
pub(crate) use notice::{next as next_on_objection, publish_cases};
pub(crate) use objection::find as find_objection;
pub(crate) use opened::found as way_found;
pub(crate) use outbox::{
    LONGEST as LONGEST_NOTE, faulty as faulty_reasons, one as outgoing_message, outgoing,
    settle_one,
};
pub(crate) use panel::{
    Working, closing as closing_of_panel, findings as findings_of_panel, is_seen as panel_is_seen,
    lacking, may_add, next_on_panel,
};
pub(crate) use public_notice::{objecting, own_objection};
pub(crate) use register::{found as register_of, is_shown as is_shown_of_register};
pub(crate) use round::{Draft, open_readings, recorded as terms_recorded};
pub(crate) use scores::{
    Entrant, Ranked, cohorts, files_of, gates_of, rankings,
    stability::{Firm, firm},
};
pub(crate) use statistics::RoundStatistics;
pub(crate) use unit::{
    has_receipt,
    members::{Managing, open_invitations, people as members_of},
    own_unit,
    shown::{in_a_word as word_of_step, reasons as reasons_of_step},
    stated,
};
pub(crate) use verify::certified;

/// Handlers that hand out files, for addresses of the API.
pub(crate) mod files {
    pub(crate) use super::{
        applicant::{finish::receipt_file as receipt, papers::paper as own_paper},
        draw::record as draw_record,
        expert::printed as own_sheet,
        late::paper as late,
        paper::{paper, proposal, sheet},
        public_notice::printed as notice_list,
        record::{of_base as base_record, of_case as record},
        unit::receipt as unit_receipt,
    };
}

use guohe_cases::account::Office;

use crate::{
    access::{AUDITORS, Access, DECIDERS, EXPERTS, OFFICERS, STAFF},
    policy::{Class, Relation, Rule},
    routes::{Declared, Proof, Registry},
};

/// Pages for anybody.
const OPEN: Rule = Rule::new(Access::Public, Relation::Nothing, Class::Public);
/// Pages about something that was published.
const PUBLISHED: Rule = Rule { to: Relation::Published, ..OPEN };

/// All routes, each with what it demands.
pub(crate) fn registry() -> Registry {
    let known = Rule::new(Access::SignedIn, Relation::Nothing, Class::Internal);
    let open = public(Registry::default())
        .get("/home", entry::home)
        .get("/account", account::overview)
        .get("/account/sessions", account::sessions)
        .grave("/account/sessions", account::end_session, account::OTHERS)
        .get("/account/data", account::data::data)
        .post("/account/data", account::data::ask)
        .get("/account/data.json", account::data::document)
        .get("/account/deputies", account::deputies::deputies)
        .grave("/account/deputies", account::deputies::change, account::deputies::NAMING)
        .post("/account/acting", account::deputies::act)
        .get("/account/logins", account::logins::form)
        .grave("/account/logins", account::logins::change, Proof::Always)
        .get("/account/tokens", account::tokens::form)
        .grave("/account/tokens", account::tokens::change, account::tokens::MAKING)
        .get("/account/webhooks", account::hooks::form)
        .grave("/account/webhooks", account::hooks::change, account::hooks::SUBSCRIBING)
        .get("/account/messages", account::reach::form)
        .post("/account/messages", account::reach::save)
        .post("/account/calendar", account::reach::calendar)
        .get("/account/views", account::views::views)
        .post("/account/views", account::views::change)
        .get("/messages", messages::messages)
        .post("/messages", messages::mark)
        .for_all(known);
    let open = auditors(experts(officers(staff(applicant::routes(unit::routes(open))))));
    crate::api::routes(administrators(open))
}

/// The document that describes the API.
pub fn openapi() -> serde_json::Value {
    crate::api::document(&registry().described())
}

/// What the routes declare.
pub fn declared() -> Vec<Declared> {
    registry().declared()
}

/// Room for a workbook, or for the table that was read from one, in bytes.
const TABLE: usize = 20 * 1024 * 1024;

/// What anybody may see.
fn public(registry: Registry) -> Registry {
    ways_in(published(registry))
        .get("/", public::home)
        .get("/about", public::about)
        .get("/rules", public::rules)
        .get("/rules/{authority}/{instrument}", public::regulation)
        .get("/rules/{authority}/{instrument}/versions", public::versions)
        .get("/rules/{authority}/{instrument}/{clause}", public::clause)
        .get("/notices", public_notice::notices)
        .get("/objections", objection::form)
        .post("/objections", objection::what_became)
        .post("/objections/erasures", objection::ask_erasure)
        .get("/bases", directory::bases)
        .get("/figures", figures::figures)
        .get("/bases.csv", directory::comma_separated)
        .get("/bases.json", directory::listed)
        .get("/bases.atom", directory::newest)
        .get("/notices.atom", directory::notices)
        .get("/calls.atom", directory::calls)
        .get("/verify", verify::verify)
        .get("/log", log::log)
        .get("/log/checkpoints", log::checkpoints)
        .get("/log/keys", log::keys)
        .get("/check", selfcheck::start)
        .get("/check/all", selfcheck::all)
        .post("/check/all", selfcheck::update_all)
        .get("/check/{authority}/{instrument}/{kind}", selfcheck::form)
        .post("/check/{authority}/{instrument}/{kind}", selfcheck::update)
        .get("/assets/{file}", public::asset)
        .get("/health", public::health)
        .get("/api", programs::explore)
        .get("/api/try", programs::attempt)
        .get("/api/v1/openapi.json", programs::described)
        .get("/problems", programs::problems)
        .get("/problems/{problem}", programs::problem)
        .brief("/csp-report", csp::report, csp::MOST)
        .for_all(OPEN)
}

/// The ways in and out, and what an account needs for them.
fn ways_in(registry: Registry) -> Registry {
    registry
        .get("/sign-in", entry::form)
        .post("/sign-in", entry::sign_in)
        .post("/sign-in/passkey", entry::ask_passkey)
        .post("/sign-in/with/{provider}", unified::begin)
        .get("/sign-in/with/{provider}/back", unified::back)
        .brief("/sign-in/with/{provider}/out", unified::signed_out, unified::LONGEST_WORD)
        .get("/sign-in/code", unified::code_form)
        .post("/sign-in/code", unified::code)
        .get("/reset", reset::form)
        .post("/reset", reset::replace)
        // Their handlers ask who is signed in: whoever owes a password or a second factor is nobody at every other door.
        .post("/sign-out", entry::sign_out)
        .get("/account/password", account::password_form)
        .post("/account/password", account::change_password)
        .get("/account/second-factor", account::factor::form)
        .grave("/account/second-factor", account::factor::enrol, Proof::Always)
        .get("/account/passkeys", account::passkeys::form)
        .grave("/account/passkeys", account::passkeys::add, Proof::Always)
        .post("/account/passkeys/ask", account::passkeys::ask)
        .grave("/account/passkeys/change", account::passkeys::change, Proof::Always)
        .for_all(OPEN)
}

/// What anybody may see of what was published.
fn published(registry: Registry) -> Registry {
    registry
        .get("/calls/{round}", public::call)
        .get("/draws/{draw}", draw::record)
        .get("/notices/{notice}", public_notice::notice)
        .get("/notices/{notice}/list.pdf", public_notice::printed)
        .get("/notices/{notice}/list.docx", public_notice::edited)
        .get("/notices/{notice}/object", public_notice::object)
        .post("/notices/{notice}/object", public_notice::file_objection)
        .for_all(PUBLISHED)
        .get("/calendar/{word}", messages::calendar)
        .for_all(Rule { to: Relation::Word, gives: Class::Internal, ..OPEN })
        .get("/bases/{case}", directory::base)
        .get("/bases/{case}/record", record::of_base)
        .for_all(Rule { to: Relation::Certified, ..OPEN })
}

/// The desks of those who run the procedure and of those who decide in it.
fn staff(registry: Registry) -> Registry {
    let before = Rule::new(STAFF, Relation::Before, Class::Confidential);
    let said = Rule::new(DECIDERS, Relation::Before, Class::Review);
    registry
        .get("/desk", officer::inbox)
        .get("/desk/open", opened::list)
        .for_all(Rule::new(STAFF, Relation::Nothing, Class::Confidential))
        .get("/desk/open/{authority}/{instrument}/{way}", opened::form)
        .post("/desk/open/{authority}/{instrument}/{way}", opened::save)
        .for_all(Rule::new(STAFF, Relation::Law, Class::Internal))
        .get("/desk/cases/{case}", officer::case_page)
        .get("/desk/cases/{case}/findings", material::findings)
        .get("/desk/cases/{case}/acts/{act}", deed::form)
        .grave("/desk/cases/{case}/acts/{act}", deed::submit, Proof::Deciding)
        .get("/desk/cases/{case}/papers/{paper}", paper::paper)
        .get("/desk/cases/{case}/files/{file}", material::file)
        .get("/desk/cases/{case}/material", material::material)
        .for_all(before)
        .post("/desk/cases/{case}/material", material::mark_material)
        .for_all(Rule { who: OFFICERS, ..before })
        .get("/desk/cases/{case}/record", record::of_case)
        .get("/desk/cases/{case}/panels/{panel}", panel::one)
        .get("/desk/cases/{case}/panels/{panel}/sheets/{sheet}", paper::sheet)
        .get("/desk/cases/{case}/panels/{panel}/names", reveal::names)
        .grave("/desk/cases/{case}/panels/{panel}/names", reveal::ask_or_grant, Proof::Always)
        .get("/desk/cases/{case}/objections/{objection}", notice::objection)
        .for_all(said)
        .get("/desk/rounds/{round}/scores", scores::of_round)
        .get("/desk/rounds/{round}/proposal.pdf", paper::proposal)
        .get("/desk/rounds/{round}/statistics", statistics::of_round)
        .for_all(Rule { to: Relation::Round, ..said })
        .get("/desk/rounds/{round}/extend", extend::form)
        .post("/desk/rounds/{round}/extend", extend::save)
        .for_all(Rule { to: Relation::Round, gives: Class::Internal, ..said })
        .get("/desk/draws", draw::draws)
        .for_all(Rule { to: Relation::Nothing, ..said })
        .get("/desk/draws/{draw}", draw::one)
        .post("/desk/draws/{draw}/commit", draw::commit)
        .post("/desk/draws/{draw}/open", draw::open)
        .for_all(Rule { to: Relation::Draw, ..said })
}

/// What only those do who run the procedure.
fn officers(registry: Registry) -> Registry {
    const DRAW: &str = "/desk/draws/new/{authority}/{instrument}/{panel}";
    let own = Rule::new(OFFICERS, Relation::Nothing, Class::Internal);
    let judged = Rule { gives: Class::Review, ..own };
    set_beforehand(imports(registry))
        .get("/desk/panels", panel::desk)
        .get("/desk/objections", notice::desk)
        .get("/desk/publish", notice::publish_form)
        .post("/desk/publish", notice::publish)
        .for_all(judged)
        .get("/desk/outbox", outbox::outbox)
        .post("/desk/outbox", outbox::act)
        .get("/desk/outbox/{message}", outbox::look)
        .post("/desk/outbox/{message}", outbox::settle)
        .for_all(Rule { gives: Class::Confidential, ..own })
        .get("/desk/erasures", erasure::erasures)
        .grave("/desk/erasures", erasure::decide, Proof::Always)
        .get("/desk/experts", experts::experts)
        .get("/desk/experts/new", experts::new)
        .post("/desk/experts/new", experts::add)
        .get("/desk/experts/import", experts::import_form)
        .upload("/desk/experts/import", experts::read_in, TABLE)
        .get("/desk/experts/template.csv", experts::template)
        .get("/desk/experts/template.xlsx", experts::template_workbook)
        .get("/desk/experts/{expert}", experts::entry)
        .post("/desk/experts/{expert}", experts::change)
        .post("/desk/experts/{expert}/retire", experts::take_out)
        .for_all(judged)
        .get("/desk/cases/{case}/conflicts", conflict::of_case)
        .post("/desk/cases/{case}/conflicts", conflict::decide)
        .get("/desk/cases/{case}/late", late::of_case)
        .upload("/desk/cases/{case}/late", late::save, UPLOAD)
        .get("/desk/cases/{case}/late/{file}", late::paper)
        .post("/desk/cases/{case}/panels/{panel}", panel::work)
        .for_all(Rule { to: Relation::Before, ..judged })
        .post("/desk/draws/{draw}/reopen", draw::reopen)
        .for_all(Rule { to: Relation::Draw, ..judged })
        .get(DRAW, draw::fresh::new)
        .post(DRAW, draw::fresh::prepare)
        .for_all(Rule { to: Relation::Law, ..judged })
}

/// What officers read in from tables: organisations that are known already, and what took place on paper.
fn imports(registry: Registry) -> Registry {
    const LATE: &str = "/desk/late/{authority}/{instrument}/import";
    registry
        .get("/desk/units/import", audit::import::form)
        .upload("/desk/units/import", audit::import::read_in, TABLE)
        .get("/desk/units/template.xlsx", audit::import::template)
        .for_all(Rule::new(OFFICERS, Relation::Nothing, Class::Confidential))
        .get(LATE, late::import::form)
        .upload(LATE, late::import::read_in, 2 * UPLOAD)
        .get("/desk/late/{authority}/{instrument}/template.xlsx", late::import::template)
        .for_all(Rule::new(OFFICERS, Relation::Law, Class::Review))
}

/// What officers set before there are cases: the numbers left to the authority, its registers and its calls.
fn set_beforehand(registry: Registry) -> Registry {
    const PARAMETER: &str = "/desk/parameters/{authority}/{instrument}/{name}";
    const CONFIRM: &str = "/desk/parameters/{authority}/{instrument}/{name}/{number}/confirm";
    const DECLINE: &str = "/desk/parameters/{authority}/{instrument}/{name}/{number}/decline";
    const REGISTER: &str = "/desk/registers/{authority}/{instrument}/{record}";
    let own = Rule::new(OFFICERS, Relation::Nothing, Class::Internal);
    registry
        .get("/desk/parameters", parameter::parameters)
        .get("/desk/registers", register::registers)
        .get("/desk/rounds", round::rounds)
        .get("/desk/rounds/new", round::fresh)
        .post("/desk/rounds/new", round::open)
        .for_all(own)
        .get(PARAMETER, parameter::one)
        .post(PARAMETER, parameter::save)
        .post(CONFIRM, parameter::agree)
        .post(DECLINE, parameter::turn_down)
        .get(REGISTER, register::one)
        .upload(REGISTER, register::save, TABLE)
        .for_all(Rule { to: Relation::Law, ..own })
        .get("/desk/rounds/{round}", round::form)
        .post("/desk/rounds/{round}", round::save)
        .post("/desk/rounds/{round}/close", round::close)
        .for_all(Rule { to: Relation::Round, ..own })
}

/// The desk of those who audit the registration of units.
fn auditors(registry: Registry) -> Registry {
    let audits = Rule::new(AUDITORS, Relation::Unit, Class::Confidential);
    registry
        .get("/desk/units", audit::audits)
        .for_all(Rule { to: Relation::Nothing, ..audits })
        .get("/desk/units/{unit}", audit::one)
        .grave("/desk/units/{unit}", audit::decide, Proof::Always)
        .for_all(audits)
}

/// The desk of those who judge.
fn experts(registry: Registry) -> Registry {
    let seated = Rule::new(EXPERTS, Relation::Seated, Class::Review);
    registry
        .get("/reviews", expert::reviews)
        .get("/reviews/workbook", expert::workbook::form)
        .upload("/reviews/workbook", expert::workbook::send, TABLE)
        .get("/reviews/workbook.xlsx", expert::workbook::download)
        .for_all(Rule { to: Relation::Nothing, ..seated })
        .get("/reviews/{case}", expert::review)
        .post("/reviews/{case}", expert::submit)
        .post("/reviews/{case}/conflict", expert::declare_late)
        .get("/reviews/{case}/panel", expert::room)
        .get("/reviews/{case}/sheet.pdf", expert::printed)
        .post("/reviews/{case}/panel", expert::speak)
        .for_all(seated)
        .get("/reviews/{case}/files/{file}", expert::file)
        .for_all(Rule { to: Relation::Cleared, ..seated })
}

/// The desks of the three administrators.
fn administrators(registry: Registry) -> Registry {
    let of = |office| Rule::new(Access::Office(office), Relation::Nothing, Class::Internal);
    registry
        .get("/admin/system", admin::system::state)
        .grave("/admin/system", admin::system::save, Proof::Always)
        .get("/admin/accounts", admin::accounts::accounts)
        .get("/admin/accounts/new", admin::accounts::new)
        .grave("/admin/accounts/new", admin::accounts::make, Proof::Always)
        .get("/admin/accounts/{account}", admin::accounts::one)
        .grave("/admin/accounts/{account}", admin::accounts::keep, Proof::Always)
        .for_all(of(Office::System))
        .get("/admin/security", admin::security::overview)
        .grave("/admin/security", admin::settings::save_guards, Proof::Always)
        .get("/admin/security/alarms.csv", admin::alarms::table)
        .get("/admin/security/{account}", admin::security::one)
        .grave("/admin/security/{account}", admin::security::settle, Proof::Always)
        .for_all(of(Office::Security))
        .get("/admin/audit", admin::audit::log)
        .post("/admin/audit/log.csv", admin::audit::export)
        .get("/admin/audit/chain", admin::audit::chain)
        .post("/admin/audit/chain", admin::audit::verify)
        .for_all(of(Office::Audit))
}

#[cfg(test)]
mod tests {
    use super::declared;
    use crate::routes::wrong;

    #[test]
    fn every_route_says_who_may_call_it() {
        assert_eq!(wrong(&declared()), Vec::<String>::new());
    }
}
