//! The texts, counted, and held to name the authority whose rows they are about.

use super::*;

/// Every text that has a name, with that name.
fn all() -> Vec<(&'static str, Text)> {
    let modules = [
        ALL,
        devices::ALL,
        hooks::ALL,
        lifetimes::ALL,
        linked::ALL,
        messages::ALL,
        named::ALL,
        passkeys::ALL,
        safe::ALL,
        saved::ALL,
        tokens::ALL,
    ];
    modules.concat()
}

#[test]
#[expect(clippy::print_stdout, reason = "the count is for people to read")]
fn three_texts_are_doubled_and_no_more() {
    let doubled: Vec<&str> =
        ALL.iter().filter(|(_, text)| matches!(text, Each { .. })).map(|(name, _)| *name).collect();
    let texts = all().len() + 1;
    println!("{texts} SQL texts, one of them composed; {} doubled: {doubled:?}", doubled.len());
    assert_eq!((texts, doubled), (193, vec!["REGISTERED_NAMING", "SWEEP", "BEGIN"]));
}

/// Whether a text reads and changes only what bears its first value as tenant.
fn names_the_tenant(text: &str) -> bool {
    let puts = text.contains("INSERT INTO") && text.contains(" (tenant, ");
    text.contains("tenant = $1") || (puts && text.contains("VALUES ($1, "))
}

#[test]
fn every_text_names_the_tenant_but_those_that_look_over_all_authorities() {
    let nameless: Vec<&str> = all()
        .into_iter()
        .filter(|(_, text)| match text {
            Both(text) => !names_the_tenant(text),
            Text::Composed(text) => !names_the_tenant(text),
            Each { sqlite, postgres } => !names_the_tenant(sqlite) || !names_the_tenant(postgres),
        })
        .map(|(name, _)| name)
        .collect();
    let over_all = ["TENANTS", "UNCHAINED_TENANT", "SEALED", "FACTOR_SECRETS", "PROVIDER_SECRETS"];
    let of_no_rows = ["SWEEP", "BEGIN"];
    let mut expected = [over_all.as_slice(), of_no_rows.as_slice()].concat();
    expected.sort_unstable();
    let mut nameless = nameless;
    nameless.sort_unstable();
    assert_eq!(nameless, expected);
    assert!(names_the_tenant(LISTINGS) && names_the_tenant(LINES), "what questions begin with");
}
