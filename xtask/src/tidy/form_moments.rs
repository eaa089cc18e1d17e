//! What a form does is done at the instant at which it had come in: handlers that are given what was sent take the moment
//! from it, and not from the site, whose clock has gone on since.

use super::{Finding, Tree, rust_text::code_only};

/// The code of the pages.
const PAGES: &str = "crates/web/src/";
/// Where the moment of a form is made of both.
const MADE: &str = "crates/web/src/visit.rs";
/// What a form handler is given.
const SENT: &str = "Sent";
/// The moment that is not that of the form.
const LATER: &str = "site.moment()";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let pages = tree.files().iter().filter(|file| file.is_rust() && file.path.starts_with(PAGES));
    let pages = pages.filter(|file| file.path != MADE);
    let found = pages.flat_map(|file| {
        let lines = in_handlers(&code_only(&file.text));
        lines.into_iter().map(|line| {
            Finding::at(
                &file.path,
                line,
                "a form is handled here; take `here.moment(sent)` instead of `site.moment()`",
            )
        })
    });
    found.collect()
}

/// The lines at which a function that is given what was sent asks the site for the moment.
fn in_handlers(code: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // The depth of the braces outside the function that is read, and whether it is given what was sent.
    let mut within: Option<(usize, bool)> = None;
    let (mut signature, mut depth) = (None::<String>, 0_usize);
    for (number, line) in (1..).zip(code.lines()) {
        if within.is_none() && signature.is_none() && has_word(line, "fn") {
            signature = Some(String::new());
        }
        if let Some(all) = &mut signature {
            all.push_str(line);
            if line.contains('{') {
                within = Some((depth, has_word(all, SENT)));
                signature = None;
            } else if line.trim_end().ends_with(';') {
                signature = None;
            }
        }
        if line.contains(LATER) && within.is_some_and(|(_, is_given)| is_given) {
            found.push(number);
        }
        depth = (depth + line.matches('{').count()).saturating_sub(line.matches('}').count());
        if within.is_some_and(|(outside, _)| depth <= outside) {
            within = None;
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(code: &str) -> Vec<Option<usize>> {
        let tree = Tree::of(&[("crates/web/src/desks/a.rs", code)]);
        check(&tree).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_form_handler_that_asks_the_site_for_the_moment_is_found() {
        let code = "async fn save(\n    here: Here,\n    sent: Sent,\n) -> Answer {\n    if true {\n    }\n    \
            let moment = here.site.moment();\n}\n";
        assert_eq!(lines(code), [Some(7)]);
        assert_eq!(lines("fn a(sent: &Sent) { site.moment() }\n"), [Some(1)]);
    }

    #[test]
    fn pages_that_only_show_may_ask_and_so_may_what_follows_a_handler() {
        assert_eq!(lines("fn show(here: Here) -> Answer {\n    here.site.moment()\n}\n"), []);
        let code =
            "fn save(sent: Sent) {\n    here.moment(&sent)\n}\nfn show() {\n    site.moment()\n}\n";
        assert_eq!(lines(code), []);
        let elsewhere =
            Tree::of(&[("crates/cli/src/a.rs", "fn a(sent: Sent) { site.moment() }\n")]);
        assert_eq!(check(&elsewhere), []);
    }

    #[test]
    fn a_comment_is_no_call() {
        assert_eq!(lines("fn a(sent: Sent) {\n    // not site.moment()\n}\n"), []);
    }
}
