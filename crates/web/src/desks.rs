//! Desks: each answers the requests of one kind of people. What they show is made in `views`; what may be
//! done is decided in the domain.

mod account;
mod answer;
mod applicant;
mod decide;
mod deed;
mod directory;
mod entry;
mod expert;
mod input;
mod material;
mod notice;
mod offered;
mod officer;
mod panel;
mod paper;
mod parameter;
mod public;
mod public_notice;
mod register;
mod round;
mod scores;
mod selfcheck;
mod verify;

use axum::routing::{get, post};

use crate::{
    access::{Access, EXPERTS, OFFICERS, STAFF},
    routes::Registry,
};

/// All routes, each with who may call it.
pub(crate) fn registry() -> Registry {
    let open = Registry::default()
        .at("/", get(public::home))
        .at("/about", get(public::about))
        .at("/calls/{round}", get(public::call))
        .at("/rules", get(public::rules))
        .at("/rules/{authority}/{instrument}", get(public::regulation))
        .at("/rules/{authority}/{instrument}/versions", get(public::versions))
        .at("/rules/{authority}/{instrument}/{clause}", get(public::clause))
        .at("/notices", get(public_notice::notices))
        .at("/notices/{notice}", get(public_notice::notice))
        .at(
            "/notices/{notice}/object",
            get(public_notice::object).post(public_notice::file_objection),
        )
        .at("/bases", get(directory::bases))
        .at("/bases/{case}", get(directory::base))
        .at("/verify", get(verify::verify))
        .at("/check", get(selfcheck::start))
        .at("/check/all", get(selfcheck::all).post(selfcheck::update_all))
        .at("/check/{authority}/{instrument}/{kind}", get(selfcheck::form).post(selfcheck::update))
        .at("/sign-in", get(entry::form).post(entry::sign_in))
        .at("/assets/{file}", get(public::asset))
        .at("/health", get(public::health))
        // Their handlers ask who is signed in: whoever owes a second factor is nobody at every other door.
        .at("/sign-out", post(entry::sign_out))
        .at("/account/second-factor", get(account::factor::form).post(account::factor::enrol))
        .for_all(Access::Public)
        .at("/home", get(entry::home))
        .at("/account", get(account::overview))
        .at("/account/sessions", get(account::sessions).post(account::end_session))
        .at("/account/password", get(account::password_form).post(account::change_password))
        .for_all(Access::SignedIn);
    experts(staff(applicant::routes(open)))
}

/// The desks of those who run the procedure and of those who decide in it.
fn staff(registry: Registry) -> Registry {
    registry
        .at("/desk", get(officer::inbox))
        .at("/desk/cases/{case}", get(officer::case_page))
        .at("/desk/cases/{case}/findings", get(material::findings))
        .at("/desk/cases/{case}/acts/{act}", get(deed::form).post(deed::submit))
        .at("/desk/cases/{case}/panels/{panel}", get(panel::one))
        .at("/desk/cases/{case}/objections/{objection}", get(notice::objection))
        .at("/desk/cases/{case}/papers/{paper}", get(paper::paper))
        .at("/desk/cases/{case}/files/{file}", get(material::file))
        .at("/desk/cases/{case}/material", get(material::material).post(material::mark_material))
        .at("/desk/rounds/{round}/scores", get(scores::of_round))
        .for_all(STAFF)
        .at("/desk/panels", get(panel::desk))
        .at("/desk/objections", get(notice::desk))
        .at("/desk/publish", get(notice::publish_form).post(notice::publish))
        .at("/desk/parameters", get(parameter::parameters))
        .at(
            "/desk/parameters/{authority}/{instrument}/{name}",
            get(parameter::one).post(parameter::save),
        )
        .at(
            "/desk/parameters/{authority}/{instrument}/{name}/{number}/confirm",
            post(parameter::agree),
        )
        .at(
            "/desk/parameters/{authority}/{instrument}/{name}/{number}/decline",
            post(parameter::turn_down),
        )
        .at("/desk/registers", get(register::registers))
        .at(
            "/desk/registers/{authority}/{instrument}/{record}",
            get(register::one).post(register::save),
        )
        .at("/desk/rounds", get(round::rounds))
        .at("/desk/rounds/{round}", get(round::form).post(round::save))
        .at("/desk/rounds/{round}/close", post(round::close))
        .for_all(OFFICERS)
}

/// The desk of those who judge.
fn experts(registry: Registry) -> Registry {
    registry
        .at("/reviews", get(expert::reviews))
        .at("/reviews/{case}", get(expert::review).post(expert::submit))
        .at("/reviews/{case}/files/{file}", get(expert::file))
        .for_all(EXPERTS)
}

#[cfg(test)]
mod tests {
    use super::registry;

    #[test]
    fn every_route_says_who_may_call_it() {
        let silent: Vec<_> = registry()
            .declarations()
            .into_iter()
            .filter(|(_, access)| access.is_none())
            .map(|(path, _)| path)
            .collect();
        assert_eq!(silent, Vec::<&str>::new());
    }
}
