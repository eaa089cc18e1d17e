//! Samples of the public pages.

mod calls;
mod directory;
mod entry;
mod log;
mod notices;
mod programs;
mod regulation;
mod versions;

use crate::lang::Lang;

use super::{Sample, sample};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("home", &calls::home(lang)),
        sample("home-quiet", &calls::quiet_home(lang)),
        sample("call", &calls::call(lang)),
        sample("call-closed", &calls::closed_call(lang)),
        sample("rules", &regulation::rules(lang)),
        sample("regulation", &regulation::regulation(lang)),
        sample("versions", &versions::versions(lang)),
        sample("clause", &regulation::clause(lang)),
        sample("notices", &notices::notices(lang)),
        sample("notice", &notices::notice(lang)),
        sample("object", &notices::object(lang)),
        sample("object-late", &notices::late(lang)),
        sample("object-receipt", &notices::receipt(lang)),
        sample("objection-found", &notices::lookup(lang)),
        sample("objection-unknown", &notices::lookup_unknown(lang)),
        sample("directory", &directory::directory(lang)),
        sample("directory-none", &directory::none(lang)),
        sample("figures", &directory::figures(lang)),
        sample("figures-none", &directory::figures_none(lang)),
        sample("api", &programs::explore(lang)),
        sample("problems", &programs::problems(lang)),
        sample("problem", &programs::problem(lang)),
        sample("base", &directory::base(lang)),
        sample("verify", &directory::verify(lang)),
        sample("verify-good", &directory::verify_good(lang)),
        sample("verify-unknown", &directory::verify_unknown(lang)),
        sample("check-start", &entry::check_start(lang)),
        sample("check", &entry::check(lang)),
        sample("check-all", &entry::check_all(lang)),
        sample("sign-in", &entry::sign_in(lang)),
        sample("sign-in-wrong", &entry::sign_in_wrong(lang)),
        sample("sign-in-refused", &entry::sign_in_refused(lang)),
        sample("about", &entry::about(lang)),
        sample("log", &log::log(lang)),
        sample("log-none", &log::none(lang)),
    ]
}
