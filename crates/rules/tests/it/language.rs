//! The page for authors against the parser: every construct and key that the parser accepts stands in it and
//! no other, and every example in it is one that loads.

mod asked;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use guohe_rules::{
    pack::{PackFiles, Shelf},
    syntax::{self, Day, Literal, Unit},
};

use crate::fixture;
use asked::Asked;

/// A line of a table: the name, the example where the table has one, and the whole line.
struct Line {
    name: String,
    example: Option<String>,
    text: String,
}

/// The tables of the page by the heading above them.
fn page() -> BTreeMap<String, Vec<Line>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rule-language.md");
    let text = fs::read_to_string(path).expect("the page for authors");
    let mut tables: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut heading = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            line.trim_start_matches('#').trim().clone_into(&mut heading);
        } else if let Some(cells) = line.strip_prefix("| `") {
            let cells: Vec<&str> = cells.trim_end_matches(" |").split(" | ").collect();
            let code = |cell: &&str| cell.strip_prefix('`')?.strip_suffix('`').map(str::to_owned);
            tables.entry(heading.clone()).or_default().push(Line {
                name: cells[0].trim_end_matches('`').to_owned(),
                example: cells.get(1).filter(|_| cells.len() > 2).and_then(code),
                text: line.to_owned(),
            });
        }
    }
    tables
}

/// What the parser asks for under each heading.
#[expect(clippy::too_many_lines, reason = "one line for each table of the page")]
fn headings() -> Vec<(&'static str, Asked)> {
    use syntax::*;
    vec![
        ("Tests", Asked::by::<Test>()),
        ("Quantities", Asked::by::<QuantityNode>()),
        ("Windows", Asked::by::<Window>()),
        ("Periods", Asked::by::<Periods>()),
        ("Spans", Asked::by::<Span>()),
        ("The article", Asked::by::<Article>()),
        ("The clause", Asked::by::<Clause>()),
        ("The citation", Asked::by::<Citation>()),
        ("The duty", Asked::by::<Duty>()),
        ("Each year, in a duty", Asked::by::<EachYear>()),
        ("The bar", Asked::by::<Bar>()),
        ("What a bar blocks", Asked::by::<Blocked>()),
        ("The waiver", Asked::by::<Waiver>()),
        ("The examples of a clause", Asked::by::<Examples>()),
        ("Links, in `held_through`", Asked::by::<Links>()),
        ("Otherwise, in `one_of`", Asked::by::<Otherwise>()),
        ("Brackets, in `named`", Asked::by::<Brackets>()),
        ("Classes", Asked::by::<Class>()),
        ("How far a machine decides", Asked::by::<Computable>()),
        ("How binding", Asked::by::<Modality>()),
        ("What a call adds", Asked::by::<Additions>()),
        ("A condition that a call adds", Asked::by::<Addition>()),
        ("A condition in words", Asked::by::<JudgedAddition>()),
        ("The file of readings", Asked::by::<RegisterFile>()),
        ("An entry of the register", Asked::by::<Register>()),
        ("Policies", Asked::by::<RegisterPolicy>()),
        ("A reading", Asked::by::<Reading>()),
        ("The file of judgements", Asked::by::<SlotFile>()),
        ("A slot", Asked::by::<Slot>()),
        ("The term of an answer", Asked::by::<Term>()),
        ("Points", Asked::by::<PointRange>()),
        ("Joined", Asked::by::<Joined>()),
        ("What is left out", Asked::by::<Without>()),
        ("The file of scores", Asked::by::<ScoreFile>()),
        ("A score", Asked::by::<Score>()),
        ("A sheet", Asked::by::<Sheet>()),
        ("A section", Asked::by::<Section>()),
        ("An indicator", Asked::by::<Indicator>()),
        ("The file of the pack", Asked::by::<PackFile>()),
        ("What is needed of a register", Asked::by::<RegistryNeed>()),
        ("A part of a register", Asked::by::<RegistryScope>()),
        ("The document", Asked::by::<Document>()),
        ("A phase", Asked::by::<PhaseDef>()),
        ("A document that is taken in", Asked::by::<TakenIn>()),
        ("The object", Asked::by::<Object>()),
        ("An actor", Asked::by::<ActorDef>()),
        ("A body that fills a role", Asked::by::<Holder>()),
        ("Desks", Asked::by::<ActorKind>()),
        ("A type", Asked::by::<TypeDef>()),
        ("The file of parameters", Asked::by::<ParameterFile>()),
        ("A parameter", Asked::by::<Parameter>()),
        ("Kinds of parameter", Asked::by::<ParameterKind>()),
        ("What it measures", Asked::by::<Measured>()),
        ("The period of a value", Asked::by::<Covered>()),
        ("A member of a list", Asked::by::<Member>()),
        ("A band", Asked::by::<BandRow>()),
        ("A year of a calendar", Asked::by::<CalendarYear>()),
        ("Words", Asked::by::<Words>()),
        ("A record", Asked::by::<Record>()),
        ("Sources", Asked::by::<Source>()),
        ("A field", Asked::by::<Field>()),
        ("Classes of data", Asked::by::<DataClass>()),
        ("The file of purposes", Asked::by::<PersonalFile>()),
        ("A rule of retention", Asked::by::<Retention>()),
        ("A purpose", Asked::by::<Purpose>()),
        ("Whom a text identifies", Asked::by::<Identity>()),
        ("Types of field", Asked::by::<FieldType>()),
        ("A list of codes", Asked::by::<CodeList>()),
        ("A code", Asked::by::<CodeWord>()),
    ]
}

/// The keys that the content of a variant takes, for the constructs that have a table with examples.
fn keys() -> Vec<(&'static str, &'static str, Asked)> {
    fn of<'de, T: serde::Deserialize<'de>>(
        heading: &'static str,
    ) -> impl Iterator<Item = (&'static str, &'static str, Asked)> {
        let variants = Asked::by::<T>().names().iter();
        variants.map(move |variant| (heading, *variant, Asked::by_variant::<T>(variant)))
    }
    of::<syntax::Test>("Tests")
        .chain(of::<syntax::QuantityNode>("Quantities"))
        .chain(of::<syntax::Window>("Windows"))
        .chain(of::<syntax::Periods>("Periods"))
        .chain(of::<syntax::Span>("Spans"))
        .chain(of::<syntax::ParameterKind>("Kinds of parameter"))
        .filter(|(_, _, asked)| matches!(asked, Asked::Keys(..)))
        .collect()
}

#[test]
fn the_page_names_what_the_parser_accepts_and_nothing_else() {
    let page = page();
    let mut known = BTreeMap::from([
        ("Days", Day::ALL.map(Day::word).to_vec()),
        ("Units", Unit::WRITTEN.map(Unit::suffix).to_vec()),
    ]);
    known.extend(headings().into_iter().map(|(heading, asked)| (heading, asked.names().to_vec())));
    for (heading, names) in &known {
        let lines = page.get(*heading).map_or(&[][..], Vec::as_slice);
        let named: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
        let mut sorted = [named.clone(), names.clone()];
        for names in &mut sorted {
            names.sort_unstable();
        }
        assert!(!names.is_empty(), "the parser has names for “{heading}”");
        assert_eq!(sorted[0], sorted[1], "“{heading}”: the page, then the parser");
    }
    let headings: Vec<_> = page.keys().filter(|heading| !known.contains_key(&***heading)).collect();
    assert_eq!(headings, Vec::<&String>::new(), "tables that no type of the parser stands behind");
}

#[test]
fn every_key_of_a_construct_stands_in_its_line() {
    let page = page();
    for (heading, construct, asked) in keys() {
        let line = page[heading].iter().find(|line| line.name == construct).expect("its line");
        let wanting: Vec<_> = asked
            .names()
            .iter()
            .filter(|key| !line.text.contains(&format!("{key}:")))
            .filter(|key| !line.text.contains(&format!("`{key}`")))
            .collect();
        assert_eq!(wanting, Vec::<&&str>::new(), "keys of `{construct}` that its line leaves out");
    }
}

#[test]
fn every_type_that_the_parser_exports_has_its_place_in_the_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax.rs");
    let text = fs::read_to_string(path).expect("the module that exports the types");
    let exported: BTreeSet<&str> = text
        .split("pub use ")
        .skip(1)
        .filter_map(|part| part.split_once('{')?.1.split_once('}'))
        .flat_map(|(names, _)| names.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    // Read by hand and not by derive: a constant, a quantity of any form, and the words of the tables
    // “Days” and “Units”.
    let mut known = BTreeSet::from(["Literal", "Quantity", "Day", "Unit"]);
    known.extend(headings().into_iter().map(|(_, asked)| asked.of()));
    known
        .extend(keys().into_iter().map(|(_, _, asked)| asked.of()).filter(|name| !name.is_empty()));
    assert_eq!(exported, known);
}

/// Ways in which an example can stand in a rule of the small law: by itself, or about rows or periods.
fn ways(heading: &str, example: &str) -> Vec<String> {
    let tests = match heading {
        "Tests" | "Days" => example.to_owned(),
        "Quantities" => format!("{{at_least: [{example}, {example}]}}"),
        "Units" => return vec![],
        "Windows" => format!("{{within: {{date: host.founded_on, window: {example}}}}}"),
        "Periods" => {
            format!("{{every_period: {{periods: {example}, test: {{is: host.audited}}}}}}")
        }
        "Spans" => format!("{{overlap: [{example}, {{window: {{complete_years: 1}}}}]}}"),
        other => panic!("no way to try the examples of “{other}”"),
    };
    let about = |list: &str| format!("{{some: {{of: {list}, where: {tests}}}}}");
    let of_pair = format!("{{some: {{of: partners, where: {}}}}}", about("events"));
    let period =
        format!("{{every_period: {{periods: {{complete_years: {{last: 3}}}}, test: {tests}}}}}");
    vec![tests.clone(), about("events"), about("tenants"), of_pair, period]
}

fn loads(files: &PackFiles) -> Result<(), String> {
    let findings = Shelf::load(files).findings;
    let said = |finding: &guohe_rules::diagnostic::Diagnostic| finding.to_string();
    if findings.is_empty() { Ok(()) } else { Err(findings.iter().map(said).collect()) }
}

#[test]
fn every_example_of_a_rule_loads() {
    for heading in ["Tests", "Quantities", "Days", "Windows", "Periods", "Spans"] {
        for line in &page()[heading] {
            let example = line.example.as_ref().expect("an example");
            assert!(example.contains(line.name.as_str()), "{example} shows `{}`", line.name);
            let tried = ways(heading, example);
            let wrong: Vec<_> = tried
                .iter()
                .map(|rule| loads(&fixture::files(&fixture::ruled(rule))))
                .take_while(Result::is_err)
                .collect();
            assert!(wrong.len() < tried.len(), "{example}: {wrong:#?}");
        }
    }
}

#[test]
fn every_example_of_a_declaration_loads() {
    let page = page();
    let with = |file: &str, from: &str, to: &str| {
        let mut files = fixture::files("");
        let text = files.get_mut(file).expect("a file of the law");
        assert!(text.contains(from), "{from} stands in {file}");
        *text = text.replacen(from, to, 1);
        loads(&files)
    };
    for line in &page["Kinds of parameter"] {
        let example = line.example.as_ref().expect("an example");
        let more = format!(
            "\nparameters:\n  - {{name: tried, title: {{zh: 试, en: tried}}, kind: {example}}}\n"
        );
        assert_eq!(with("somewhere/law/pack.yaml", "\nparameters:\n", &more), Ok(()), "{example}");
    }
    for line in &page["Types of field"] {
        let example = line.example.as_ref().expect("an example");
        let more =
            format!("fields:\n  - {{id: tried, type: {example}, name: {{zh: 试, en: tried}}}}\n");
        assert_eq!(with("vocabulary/event.yaml", "fields:\n", &more), Ok(()), "{example}");
    }
}

#[test]
fn every_example_of_a_unit_is_read_with_that_unit() {
    for line in &page()["Units"] {
        let example = line.example.as_ref().expect("an example");
        let Some(Literal::Number(_, unit)) = Literal::read(example) else {
            panic!("{example} is a number");
        };
        assert_eq!(unit.suffix(), line.name, "{example}");
    }
}

#[test]
fn a_fraction_without_a_unit_stands_in_quotes() {
    let rule = |n: &str| {
        let ratio = "{ratio: {of: host.staff, to: {count: {of: events}}}}";
        loads(&fixture::files(&fixture::ruled(&format!("{{at_least: [{ratio}, {n}]}}"))))
    };
    assert_eq!(rule("'0.5'"), Ok(()));
    assert_eq!(rule("1"), Ok(()));
    assert!(rule("0.5").is_err());
}
