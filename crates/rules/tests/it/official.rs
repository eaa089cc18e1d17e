//! Documents split into sentences and laid beside a ledger: an invented one, and the official ones where they
//! lie beside the checkout.

use std::{collections::BTreeMap, fs, ops::Range, path::Path, sync::Arc};

use guohe_rules::{
    official::{self, Deviation, Entry, Kind, Ledger, Unit, compare, split},
    pack::{Pack, Shelf},
    yaml::Located,
};

use crate::packs;

/// With everything that published files do: navigation, a scan that says headings four times, a number printed
/// twice, lines broken anywhere, page numbers, a button of the page at the end.
const INVENTED: &str = "首页 > 政策
某地基地办法
各单位：
第一章第一章第一章 总总总 则则则
第一条第一条第一条 为某事，制定
本办法（“事；物”均同）。另有规定的，从其规定。
— 2 —
第第第二二二条条条 条件如下：
（一）甲类基地
1、有场地；
2. 有人员；
2．有经费。
（二）乙类的基地，应当：
1.有伙伴。
乙类以外的，不予受理。
第三条 本办法自公布之日起施行。
在线客服
";

fn units(text: &str) -> Vec<Unit> {
    split(text).unwrap().units
}

/// A ledger in which each sentence that is no title belongs to a clause of its own.
fn ledger(units: &[Unit]) -> Ledger {
    let entry = |(at, unit): (usize, &Unit)| Entry {
        at: unit.path.clone(),
        words: Located::nowhere(unit.digest.clone()),
        clauses: match unit.kind {
            Kind::Norm => vec![Located::nowhere(format!("A-{at}"))],
            Kind::Preface | Kind::Heading => Vec::new(),
        },
        no_norm: (unit.kind != Kind::Norm).then_some(official::NoNorm::Heading),
    };
    Ledger { units: units.iter().enumerate().map(entry).collect() }
}

#[test]
fn a_published_file_is_split_into_its_sentences_whatever_the_page_did_to_them() {
    let split = split(INVENTED).unwrap();
    let found: Vec<_> = split.units.iter().map(|u| (&*u.path, u.line, &*u.words)).collect();
    assert_eq!(
        found,
        [
            ("preface", 2, "某地基地办法"),
            ("preface", 3, "各单位："),
            ("chapter1", 4, "总 则"),
            ("art1", 5, "为某事，制定本办法（“事；物”均同）。"),
            ("art1", 6, "另有规定的，从其规定。"),
            ("art2", 8, "条件如下："),
            ("art2/item1", 9, "甲类基地"),
            ("art2/item1/subitem1", 10, "有场地；"),
            ("art2/item1/subitem2", 11, "有人员；"),
            ("art2/item1/subitem2b", 12, "有经费。"),
            ("art2/item2", 13, "乙类的基地，应当："),
            ("art2/item2/subitem1", 14, "有伙伴。"),
            ("art2/item2/closing", 15, "乙类以外的，不予受理。"),
            ("art3", 16, "本办法自公布之日起施行。"),
        ]
    );
    let dropped: Vec<_> = split.dropped.iter().map(|line| line.line).collect();
    assert_eq!(dropped, [1, 7, 17]);
}

#[test]
fn layout_numbers_and_widths_make_no_difference_but_words_do() {
    let ledger = ledger(&units(INVENTED));
    let again = INVENTED.replace("制定\n", "制 定").replace('；', ";").replace("1.有", "3、 有");
    let wide = [("第三条", "第３条"), ("2. 有人员", "２．有人员"), ("— 2 —", "－ ２ －")];
    let again = wide.iter().fold(again, |text, (one, other)| text.replace(one, other));
    let compared = compare(&ledger, &units(&again));
    assert_eq!((compared.matches(), compared.deviations), (true, Vec::new()));
    let without_titles = INVENTED.replace("某地基地办法\n", "").replace("甲类基地", "丙类基地");
    let compared = compare(&ledger, &units(&without_titles));
    assert_eq!((compared.matches(), compared.notes.len()), (true, 2));
    let more = INVENTED.replace("有人员；", "有人员；有设备；");
    let compared = compare(&ledger, &units(&more));
    assert_eq!(compared.deviations, [Deviation::New { unit: 9 }]);
    assert_eq!((compared.figures.sentences, compared.figures.with_clause), (11, 10));
}

/// Where the words of a sentence stand in a text, over line breaks and blanks.
fn place(text: &str, unit: &Unit) -> Range<usize> {
    let words: Vec<char> = unit.words.chars().filter(|sign| !sign.is_whitespace()).collect();
    let start: usize = text.split_inclusive('\n').take(unit.line - 1).map(str::len).sum();
    let signs: Vec<(usize, char)> = text[start..].char_indices().collect();
    let from = |at: usize| {
        let solid = signs[at..].iter().filter(|(_, sign)| !sign.is_whitespace());
        let found: Vec<_> = solid.take(words.len()).collect();
        let same = found.iter().map(|(_, sign)| *sign).eq(words.iter().copied());
        let (last, sign) = **found.last()?;
        same.then(|| start + signs[at].0..start + last + sign.len_utf8())
    };
    let solid = (0..signs.len()).filter(|at| !signs[*at].1.is_whitespace());
    solid.map(from).find_map(|found| found).expect("the words stand in the text")
}

/// Every sentence that a clause paraphrases is deleted, altered and exchanged with the next one, each in turn;
/// says how many that were.
fn no_change_goes_unnoticed(text: &str, ledger: &Ledger) -> usize {
    let units = units(text);
    assert_eq!(compare(ledger, &units).deviations, []);
    let norms: Vec<usize> =
        (0..units.len()).filter(|at| ledger.units[*at].no_norm.is_none()).collect();
    for (nth, at) in norms.iter().enumerate() {
        let span = place(text, &units[*at]);
        let words = &text[span.clone()];
        let found = |changed: &str| {
            let compared = compare(ledger, &self::units(changed));
            assert!(!compared.matches());
            compared.deviations
        };
        let deleted = found(&format!("{}{}", &text[..span.start], &text[span.end..]));
        assert!(
            matches!(
                deleted.as_slice(),
                // What follows may have run on into its place.
                [Deviation::Missing { entry, .. } | Deviation::Altered { entry, .. }] if entry == at
            ),
            "{:?} was deleted: {deleted:?}",
            units[*at]
        );
        let first = span.start + words.chars().next().unwrap().len_utf8();
        let altered = found(&format!("{}某{}", &text[..first], &text[first..]));
        let one = Deviation::Altered { entry: *at, unit: *at };
        assert_eq!(altered, [one], "{:?} was altered", units[*at]);
        let Some(next) =
            norms.get(nth + 1).filter(|next| units[**next].digest != units[*at].digest)
        else {
            continue;
        };
        let other = place(text, &units[*next]);
        let (before, between, after) =
            (&text[..span.start], &text[span.end..other.start], &text[other.end..]);
        let swapped = found(&format!("{before}{}{between}{words}{after}", &text[other.clone()]));
        let named = swapped.iter().any(|one| match one {
            Deviation::Moved { entry, .. }
            | Deviation::Altered { entry, .. }
            | Deviation::Missing { entry, .. } => entry == at || entry == next,
            Deviation::New { .. } => false,
        });
        assert!(named, "{:?} was exchanged with the next: {swapped:?}", units[*at]);
    }
    norms.len()
}

#[test]
fn a_sentence_that_is_deleted_altered_or_exchanged_is_named() {
    assert_eq!(no_change_goes_unnoticed(INVENTED, &ledger(&units(INVENTED))), 10);
}

/// The official documents with their packs, told by the digests; none, with a word about it, where they are
/// not there.
fn documents() -> Vec<(Arc<Pack>, Ledger, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("left out: there are no official documents at {}", folder.display());
        return Vec::new();
    };
    let shelf = Shelf::load(&packs::files());
    let texts = entries.flatten().filter_map(|entry| fs::read_to_string(entry.path()).ok());
    let of = |text: String| {
        let units = units(&text);
        let known = |pack: &Arc<Pack>| {
            let ledger = Ledger::of(pack).unwrap()?;
            let found = compare(&ledger, &units).pairs.len();
            (found > units.len() / 2).then(|| (Arc::clone(pack), ledger))
        };
        let (pack, ledger) = shelf.packs.iter().find_map(known).expect("a pack has the document");
        (pack, ledger, text)
    };
    texts.map(of).collect()
}

#[test]
fn every_official_document_matches_its_pack_both_ways_and_no_change_of_it_goes_unnoticed() {
    for (pack, ledger, text) in documents() {
        let figures = compare(&ledger, &units(&text)).figures;
        assert_eq!(figures.with_words, pack.clauses.len(), "{}: {figures:?}", pack.id());
        assert_eq!(no_change_goes_unnoticed(&text, &ledger), figures.sentences, "{}", pack.id());
    }
}

/// The lines that the inventory cites for each clause, as ranges.
fn cited_lines() -> BTreeMap<String, Vec<(usize, usize)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/requirements");
    let text = fs::read_to_string(root.join("inventory.md")).unwrap_or_default();
    let mut cited = BTreeMap::new();
    for row in text.lines().filter_map(|line| line.strip_prefix("| **")) {
        let Some((id, rest)) = row.split_once("** ") else { continue };
        let first = rest.split(" | ").next().unwrap_or_default();
        let Some((_, lines)) = first.rsplit_once("; L") else { continue };
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let range = |one: &str| {
            let (from, to) = one.split_once('-').unwrap_or((one, one));
            Some((number(from)?, number(to)?))
        };
        cited.insert(id.to_owned(), lines.split(',').filter_map(range).collect());
    }
    cited
}

#[test]
fn every_clause_has_its_words_on_the_lines_that_the_inventory_cites() {
    let cited = cited_lines();
    for (pack, ledger, text) in documents() {
        let units = units(&text);
        let mut checked = 0;
        for (entry, unit) in compare(&ledger, &units).pairs {
            let end = units.get(unit + 1).map_or(usize::MAX, |next| next.line);
            for id in &ledger.units[entry].clauses {
                let Some(ranges) = cited.get(&id.value) else { continue };
                let line = units[unit].line;
                let meets = ranges.iter().any(|(from, to)| line <= *to && *from <= end);
                assert!(meets, "{} {id}: line {line} is not in {ranges:?}", pack.id());
                checked += 1;
            }
        }
        assert!(cited.is_empty() || checked >= pack.clauses.len() - 2, "{}: {checked}", pack.id());
    }
}

#[test]
fn a_ledger_that_forgets_a_clause_or_names_one_that_is_not_there_does_not_load() {
    let mut files = packs::files();
    let (path, text) = files.iter_mut().find(|(path, _)| path.ends_with(official::FILE)).unwrap();
    let folder = path.strip_suffix(official::FILE).unwrap().trim_end_matches('/').to_owned();
    let line = text.lines().rfind(|line| line.contains("clauses: [")).unwrap().to_owned();
    let (before, _) = line.split_once("clauses: [").unwrap();
    *text = text.replace(&line, &format!("{before}clauses: [NONE-1]}}"));
    let shelf = Shelf::load(&files);
    let findings = Ledger::of(shelf.pack(&folder).unwrap()).unwrap_err();
    let told: Vec<_> = findings.iter().map(|one| (&*one.message.en, one.place.line > 0)).collect();
    assert_eq!(told[0], ("there is no clause `NONE-1`", true));
    assert!(
        told[1..].iter().all(|(en, _)| en.ends_with("name it at the sentence that it paraphrases"))
    );
    assert!(told.len() > 1);
}
