//! Reading, writing, laying beside fields; and what is said where that cannot be done.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 29);

fn plain(typed: &str) -> Tree<Term> {
    read(typed).unwrap().map(|placed| placed.term.clone())
}

fn word(text: &str) -> Tree<Term> {
    Tree::Leaf(Term { field: None, says: Says::Is(text.to_owned()) })
}

fn of(field: &str, says: Says) -> Tree<Term> {
    Tree::Leaf(Term { field: Some(field.to_owned()), says })
}

fn is(text: &str) -> Says {
    Says::Is(text.to_owned())
}

#[test]
fn what_is_typed_means_what_it_looks_like() {
    for (typed, expected) in [
        ("", Tree::All(vec![])),
        ("绿色 park", Tree::all(vec![word("绿色"), word("park")])),
        ("\"绿色 园\" “联合”", Tree::all(vec![word("绿色 园"), word("联合")])),
        ("a OR b c", Tree::any(vec![word("a"), Tree::all(vec![word("b"), word("c")])])),
        ("(a 或 b)c", Tree::all(vec![Tree::any(vec![word("a"), word("b")]), word("c")])),
        (
            "-a -（b OR c）",
            Tree::all(vec![
                Tree::Not(Box::new(word("a"))),
                Tree::Not(Box::new(Tree::any(vec![word("b"), word("c")]))),
            ]),
        ),
        (
            "或许 or 国合-2026 - OR\\b",
            Tree::all(["或许", "or", "国合-2026", "-", "OR\\b"].map(word).to_vec()),
        ),
        ("类型：园区", of("类型", is("园区"))),
        ("due:\"\"", of("due", is(""))),
        ("\"a b\":\"c:\\\"d\\\\\"", of("a b", is("c:\"d\\"))),
        ("at:12:30", of("at", is("12:30"))),
        ("n:2..5", of("n", Says::Within(Some("2".to_owned()), Some("5".to_owned())))),
        ("n:..今天+7", of("n", Says::Within(None, Some("今天+7".to_owned())))),
        ("n:>=-3", of("n", Says::Within(Some("-3".to_owned()), None))),
        ("n:≤3", of("n", Says::Within(None, Some("3".to_owned())))),
        (
            "n:>3 n:<2.5",
            Tree::all(vec![
                of("n", Says::Above("3".to_owned())),
                of("n", Says::Below("2.5".to_owned())),
            ]),
        ),
        ("n:\"2..5\"", of("n", is("2..5"))),
    ] {
        assert_eq!(plain(typed), expected, "{typed}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let wrong = |typed: &str| read(typed).unwrap_err().at;
    for (typed, at) in [
        ("a )", 2..3),
        ("（绿色", 0..1),
        ("a ()", 2..4),
        ("a OR", 2..4),
        ("或 a", 0..1),
        ("a OR OR b", 2..4),
        ("绿色 类型:", 3..6),
        ("绿色 ：园", 3..4),
        ("a \"b", 2..4),
        ("a \"\" b", 2..4),
        ("n:..", 2..4),
        ("n:>=2..3", 2..8),
        ("n:> 3", 2..3),
    ] {
        assert_eq!(wrong(typed), at, "{typed}");
    }
    assert_eq!(wrong(&"字".repeat(LONGEST + 1)), LONGEST..LONGEST + 1);
    assert_eq!(wrong(&"a ".repeat(41)), 80..82);
    assert_eq!(wrong(&"-".repeat(20)), 12..13);
    assert_eq!(wrong(&format!("{}a", "(".repeat(13))), 12..13);
}

fn fields() -> Vec<Field> {
    let field = |id: &str, zh: &str, en: &str, sort| Field {
        id: id.to_owned(),
        names: crate::refusal::words(zh, en),
        sort,
    };
    let codes = [
        ("GB", "英国", "United Kingdom"),
        ("SG", "新加坡", "Singapore"),
        ("NZ", "新西兰", "New Zealand"),
    ];
    let codes = codes.map(|(id, zh, en)| (id.to_owned(), crate::refusal::words(zh, en))).into();
    vec![
        field("case_number", "案件编号", "Case number", Sort::Text),
        field("waiting", "已等待", "Waiting", Sort::Number),
        field("due", "截止日期", "Due", Sort::Day),
        field(
            "partner.country",
            "合作方所在国家（地区）",
            "Country or region of the partner",
            Sort::Codes(codes),
        ),
    ]
}

fn bound(typed: &str) -> Result<Tree<Test>, Wrong> {
    bind(&read(typed).unwrap(), &fields(), TODAY)
}

fn test(field: &str, how: How) -> Tree<Test> {
    Tree::Leaf(Test { field: Some(field.to_owned()), how })
}

#[test]
fn a_field_is_named_in_either_language_and_a_value_in_the_way_of_its_field() {
    let day = |a: Date, b: Date| How::Day(Some(a), Some(b));
    let codes = |codes: &[&str]| How::Codes(codes.iter().map(|code| (*code).to_owned()).collect());
    for (typed, expected) in [
        ("编号:ABC", test("case_number", How::Holds("abc".to_owned()))),
        ("casenumber:x", test("case_number", How::Holds("x".to_owned()))),
        ("\"case number\":x", test("case_number", How::Holds("x".to_owned()))),
        ("waiting:3", test("waiting", How::Number(Some(30_000), Some(30_000)))),
        ("已等待:>2.5", test("waiting", How::Number(Some(25_001), None))),
        ("waiting:<2", test("waiting", How::Number(None, Some(19_999)))),
        ("due:\"\"", test("due", How::Blank)),
        ("due:2026", test("due", day(date(2026, 1, 1), date(2026, 12, 31)))),
        ("截止:2024年2月", test("due", day(date(2024, 2, 1), date(2024, 2, 29)))),
        ("due:2026/11/5", test("due", day(date(2026, 11, 5), date(2026, 11, 5)))),
        ("due:>2026-11", test("due", How::Day(Some(date(2026, 12, 1)), None))),
        ("due:<今天", test("due", How::Day(None, Some(date(2026, 11, 28))))),
        ("due:..today+7", test("due", How::Day(None, Some(date(2026, 12, 6))))),
        ("due:2026-02..2026-03", test("due", day(date(2026, 2, 1), date(2026, 3, 31)))),
        ("country:sg", test("partner.country", codes(&["SG"]))),
        ("国家:新加坡", test("partner.country", codes(&["SG"]))),
        ("country:新", test("partner.country", codes(&["SG", "NZ"]))),
    ] {
        assert_eq!(bound(typed), Ok(expected), "{typed}");
    }
}

#[test]
fn what_a_list_does_not_have_is_told_with_what_it_has() {
    for (typed, at, zh, en) in [
        (
            "绿色 nosuch:x",
            3..11,
            "案件编号、已等待、截止日期、合作方所在国家（地区）",
            "case_number, waiting, due, partner.country",
        ),
        ("waiting:soon", 0..12, "2..8", ">=3"),
        ("due:2026-02-30", 0..14, "2026-11-05", "today+7"),
        ("due:today+9999999", 0..17, "2026-11-05", "today+7"),
        ("编号:1..2", 0..7, "不能写范围", "has no ranges"),
        ("country:France", 0..14, "英国、新加坡、新西兰", "United Kingdom, Singapore, New Zealand"),
    ] {
        let wrong = bound(typed).unwrap_err();
        assert_eq!(wrong.at, at, "{typed}");
        assert!(
            wrong.what.zh.contains(zh) && wrong.what.en.contains(en),
            "{typed}: {:?}",
            wrong.what
        );
    }
}

#[test]
fn decimals_are_exact_or_refused() {
    let read = ["7", "-2.5", "0.0001", "1.00001", "1.", ".5", "", "1e3", "999999999999999999"];
    let expected =
        [Some(70_000), Some(-25_000), Some(1), None, Some(10_000), None, None, None, None];
    assert_eq!(read.map(ten_thousandths), expected);
}

fn text() -> impl Strategy<Value = String> {
    let signs =
        prop::sample::select("ab绿或OR 12.-+:：()（）\"“”\\<>=≥/年".chars().collect::<Vec<_>>());
    prop::collection::vec(signs, 1..7).prop_map(|signs| signs.into_iter().collect())
}

fn end() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["2", "-3", "2.5", "2026-11", "2026年3月", "今天+7", "today"])
        .prop_map(str::to_owned)
}

fn says() -> impl Strategy<Value = Says> {
    prop_oneof![
        text().prop_map(Says::Is),
        Just(Says::Is(String::new())),
        (end(), prop::option::of(end())).prop_map(|(a, b)| Says::Within(Some(a), b)),
        end().prop_map(|b| Says::Within(None, Some(b))),
        end().prop_map(Says::Above),
        end().prop_map(Says::Below),
    ]
}

fn tree() -> impl Strategy<Value = Tree<Term>> {
    let name = text().prop_filter("a field has a name", |name| !name.trim().is_empty());
    let leaf = prop_oneof![
        text().prop_map(|text| word(&text)),
        (name, says()).prop_map(|(field, says)| of(&field, says)),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts.clone().prop_map(Tree::all),
            parts.prop_map(Tree::any),
            inner.prop_map(|part| Tree::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(query in tree()) {
        let written = query.to_string();
        prop_assume!(written.chars().count() <= LONGEST);
        prop_assert_eq!(plain(&written), query, "{}", written);
    }

    #[test]
    fn whatever_is_typed_is_read_or_told_with_a_place_in_it(
        typed in prop_oneof![text(), "\\PC{0,40}", prop::collection::vec(text(), 0..12).prop_map(|all| all.join(" "))],
    ) {
        match read(&typed) {
            Ok(tree) => {
                let tree = tree.map(|placed| placed.term.clone());
                prop_assert_eq!(plain(&tree.to_string()), tree);
            }
            Err(wrong) => {
                prop_assert!(wrong.at.start <= wrong.at.end && wrong.at.end <= typed.chars().count());
                prop_assert!(!wrong.what.zh.is_empty() && !wrong.what.en.is_empty());
            }
        }
    }

    #[test]
    fn a_tree_holds_as_its_parts_do(query in tree(), seed in any::<u64>()) {
        // Conditions are met by chance; "and", "or" and "not" are worked out by counting.
        let meets = |term: &Term| (term.to_string().len() as u64 ^ seed).count_ones().is_multiple_of(2);
        prop_assert_eq!(query.holds(&meets), slowly(&query, &meets) == 1);
    }
}

/// How often a tree holds, by counting: once or not at all.
fn slowly(tree: &Tree<Term>, meets: &impl Fn(&Term) -> bool) -> u32 {
    let count = |parts: &[Tree<Term>]| parts.iter().map(|part| slowly(part, meets)).sum::<u32>();
    match tree {
        Tree::All(parts) => u32::from(count(parts) as usize == parts.len()),
        Tree::Any(parts) => count(parts).min(1),
        Tree::Not(part) => 1 - slowly(part, meets),
        Tree::Leaf(term) => u32::from(meets(term)),
    }
}
