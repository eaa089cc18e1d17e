//! `guohe text import` of Word and PDF files: whatever a document comes as, its words are the same. The official
//! documents take part where they lie beside the checkout; an invented one always does.

mod renderings;

use std::{fs, path::Path};

use guohe_rules::{
    official::{self, Kind, Ledger, compare, split},
    pack::Shelf,
};
use guohe_testkit::{
    documents::{Printed, pdf, pdf_of_lines},
    packs,
};

use crate::world::{Run, SAMPLE, folder, guohe, shelf};

const INVENTED: &str = "某地交流基地办法
第一章 总则
第一条 为了与各地往来，设立交流基地。
第二条 申请单位应当符合下列条件：
（一）有场地，其中供来访者使用的不少于一半；
（二）有人员：
1. 专职二人；
2. 兼职五人。
第三条 本办法自公布之日起施行。
";

/// A document, its pack, and what the plain text gives.
struct Document {
    /// What stands before the subcommand.
    packs: Vec<String>,
    pack: String,
    text: String,
    ledger: Ledger,
    closing: String,
}

impl Document {
    fn import(&self, name: &str, bytes: &[u8]) -> Run {
        let file = folder(&format!("imported-{}-{name}", self.pack.replace('/', "-"))).join(name);
        fs::write(&file, bytes).unwrap();
        let arguments = ["text", "import", &self.pack, file.to_str().unwrap(), "--dry-run"];
        let packs = self.packs.iter().map(String::as_str);
        guohe(&packs.chain(arguments).collect::<Vec<_>>(), b"")
    }

    fn gives_the_same(&self, name: &str, bytes: &[u8]) {
        let run = self.import(name, bytes);
        let closing = run.out.lines().last().unwrap_or_default();
        assert_eq!(
            (run.code, closing),
            (0, self.closing.as_str()),
            "{name}: {}{}",
            run.out,
            run.err
        );
    }
}

/// The invented document with the sample pack, whose seven clauses are given its seven sentences.
fn invented(name: &str) -> Document {
    let shelf = shelf(name);
    let units = split(INVENTED).unwrap().units;
    let mut clauses = 1..;
    let entry = |unit: &official::Unit| {
        let what = match unit.kind {
            Kind::Norm => format!("clauses: [EX-{}]", clauses.next().unwrap()),
            Kind::Preface | Kind::Heading => "is: heading".to_owned(),
        };
        format!("  - {{at: {}, words: \"{}\", {what}}}\n", unit.path, unit.digest)
    };
    let ledger = units.iter().map(entry).collect::<Vec<_>>().concat();
    fs::write(shelf.join("sample/exchange").join(official::FILE), format!("units:\n{ledger}"))
        .unwrap();
    let document = Document {
        packs: vec!["--packs".to_owned(), shelf.to_str().unwrap().to_owned()],
        pack: "sample/exchange".to_owned(),
        text: INVENTED.to_owned(),
        ledger: Ledger { units: Vec::new() },
        closing: "7 of 7 clauses have words, 7 of 7 sentences have a clause".to_owned(),
    };
    document.gives_the_same("plain.txt", INVENTED.as_bytes());
    document
}

/// The official documents; none, with a word about it, where they are not there.
fn official_documents() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("left out: there are no official documents at {}", folder.display());
        return Vec::new();
    };
    let shelf = Shelf::load(&packs::files().unwrap());
    let texts = entries.flatten().filter_map(|entry| fs::read_to_string(entry.path()).ok());
    let of = |text: String| {
        let units = split(&text).unwrap().units;
        let known = |pack: &std::sync::Arc<guohe_rules::pack::Pack>| {
            let ledger = Ledger::of(pack).unwrap()?;
            let figures = compare(&ledger, &units).figures;
            (figures.with_words * 2 > figures.clauses)
                .then(|| (pack.id().to_owned(), ledger, figures))
        };
        let (pack, ledger, figures) =
            shelf.packs.iter().find_map(known).expect("a pack has the document");
        assert_eq!((figures.with_words, figures.with_clause), (figures.clauses, figures.sentences));
        let closing = format!(
            "{0} of {0} clauses have words, {1} of {1} sentences have a clause",
            figures.clauses, figures.sentences
        );
        Document { packs: Vec::new(), pack, text, ledger, closing }
    };
    texts.map(of).collect()
}

#[test]
fn an_invented_document_gives_the_same_words_as_text_as_word_file_and_printed() {
    let document = invented("imported-same");
    document.gives_the_same("typed.docx", &renderings::word_file(&renderings::lines(INVENTED)));
    document.gives_the_same("page.html", renderings::page(INVENTED).as_bytes());
    let (numbered, count) = renderings::numbered_word_file(INVENTED);
    assert_eq!(count, 7);
    document.gives_the_same("numbered.docx", &numbered);
    // Neither the name nor its ending says what a file is.
    document.gives_the_same("numbered.txt", &numbered);
    let lines = renderings::lines(INVENTED);
    let pages: Vec<Vec<Printed<'_>>> = (0..3)
        .map(|page| {
            let head = ["交流基地办法文本"].into_iter();
            let body = lines.iter().copied().skip(3 * page).take(3);
            let foot = ["— 1 —", "— 2 —", "— 3 —"].into_iter().skip(page).take(1);
            let at = |(text, nth): (_, i32)| Printed {
                x: 90.0,
                y: 60.0 + 40.0 * f64::from(nth),
                size: 16.0,
                text,
            };
            head.chain(body).chain(foot).zip(0..).map(at).collect()
        })
        .collect();
    let printed = pdf_of_lines(&pages).unwrap();
    document.gives_the_same("printed.pdf", &printed);
    let told = document.import("told.pdf", &printed).out;
    assert_eq!(told.matches("版面内容，未计入“交流基地办法文本”").count(), 3, "{told}");
    assert_eq!(told.matches("版面内容，未计入“— ").count(), 3, "{told}");
}

#[test]
fn a_paragraph_that_is_dropped_from_a_word_file_is_named_with_its_clause() {
    let document = invented("imported-dropped");
    let mut kept = renderings::lines(INVENTED);
    kept.retain(|line| !line.starts_with("（一）"));
    let run = document.import("dropped.docx", &renderings::word_file(&kept));
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("缺少一句：art2/item1 EX-3 (words.yaml:"), "{}", run.out);
    assert!(
        run.out.ends_with("6 of 7 clauses have words, 6 of 6 sentences have a clause\n"),
        "{}",
        run.out
    );
}

#[test]
fn every_official_document_gives_the_same_words_as_text_as_word_file_and_printed() {
    for document in official_documents() {
        document.gives_the_same("plain.txt", document.text.as_bytes());
        document.gives_the_same(
            "typed.docx",
            &renderings::word_file(&renderings::lines(&document.text)),
        );
        document.gives_the_same("page.html", renderings::page(&document.text).as_bytes());
        let (numbered, count) = renderings::numbered_word_file(&document.text);
        assert!(count >= 20, "{}: {count} numbers are given by Word", document.pack);
        document.gives_the_same("numbered.docx", &numbered);
        match renderings::print(&document.text) {
            Some(printed) => document.gives_the_same("printed.pdf", &printed),
            None => println!("left out: there is no Chromium to print with"),
        }
    }
}

#[test]
fn each_paragraph_that_is_dropped_from_an_official_word_file_leaves_its_clauses_without_words() {
    for document in official_documents() {
        let lines: Vec<&str> = document.text.lines().collect();
        let units = split(&document.text).unwrap().units;
        let pairs = compare(&document.ledger, &units).pairs;
        // Sentences that have a paragraph to themselves, three of each document.
        let alone: Vec<_> = pairs
            .iter()
            .filter(|(_, unit)| {
                let unit = &units[*unit];
                let same = units.iter().filter(|other| other.line == unit.line).count() == 1;
                unit.kind == Kind::Norm
                    && same
                    && lines[unit.line - 1].ends_with(unit.words.as_str())
            })
            .collect();
        for (entry, unit) in [alone.len() / 4, alone.len() / 2, alone.len() - 1].map(|at| alone[at])
        {
            let dropped = units[*unit].line - 1;
            let kept = lines
                .iter()
                .enumerate()
                .filter(|(at, line)| *at != dropped && !line.trim().is_empty());
            let kept: Vec<&str> = kept.map(|(_, line)| line.trim()).collect();
            let run = document.import("dropped.docx", &renderings::word_file(&kept));
            assert_eq!(run.code, 1, "{}: {}", document.pack, run.err);
            let clauses = &document.ledger.units[*entry].clauses;
            let named = |line: &str| {
                line.contains("missing: ")
                    && clauses.iter().all(|id| line.contains(&format!(" {}", id.value)))
            };
            assert!(run.out.lines().any(named), "{} {clauses:?}: {}", document.pack, run.out);
        }
    }
}

#[test]
fn a_file_that_gives_no_text_is_refused_with_what_to_do() {
    let document = invented("imported-refused");
    let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let page = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec();
    let blank = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec();
    let objects = [catalog, page, blank];
    let text = "0".repeat(32);
    let locked = format!(
        "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O ({text}) /U ({text}) >>"
    );
    let whole = renderings::word_file(&renderings::lines(INVENTED));
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let refused: [(&str, Vec<u8>, &str, &str); 5] = [
        (
            "scan.pdf",
            pdf(&objects, ""),
            "应是扫描件；请向发布机关索取文字版",
            "so it is a scan; ask its publisher",
        ),
        (
            "locked.pdf",
            pdf(&objects, &locked),
            "PDF 文件已加密；请去除密码",
            "wants a password; save it without one",
        ),
        (
            "cut.pdf",
            pdf(&objects, "")[..200].to_vec(),
            "文件不完整，在中途断开",
            "the file ends too early; fetch it again",
        ),
        (
            "cut.docx",
            whole[..whole.len() / 2].to_vec(),
            "文件不完整，在中途断开",
            "the file ends too early; fetch it again",
        ),
        ("old.doc", old, "请去除密码并另存为 .docx", "save it as .docx without one"),
    ];
    for (name, bytes, zh, en) in refused {
        let run = document.import(name, &bytes);
        assert_eq!((run.code, run.out.as_str()), (65, ""), "{name}: {}", run.err);
        assert!(run.err.contains(&format!("{name}: ")), "{}", run.err);
        assert!(run.err.contains(zh) && run.err.contains(en), "{name}: {}", run.err);
        assert!(run.err.contains(" / ") && !run.err.contains("panicked"), "{name}: {}", run.err);
    }
}

#[test]
fn the_lines_of_a_report_are_those_that_are_printed() {
    let document = invented("imported-lines");
    let altered = INVENTED.replace("专职二人", "专职三人");
    let file = folder("imported-lines-file").join("altered.docx");
    fs::write(&file, renderings::word_file(&renderings::lines(&altered))).unwrap();
    let read = guohe(&["text", "read", file.to_str().unwrap()], b"");
    assert_eq!((read.code, read.out.as_str()), (0, altered.as_str()));
    let run = document.import("altered.docx", &fs::read(&file).unwrap());
    let line = read.out.lines().position(|line| line.contains("专职三人")).unwrap() + 1;
    assert!(run.out.contains(&format!("altered.docx:{line}: 文字不同")), "{}", run.out);
}

#[test]
fn a_file_that_makes_its_reader_fail_ends_neither_in_a_crash_nor_in_silence() {
    // The sample is a folder: whatever cannot be opened is said as well.
    let run = guohe(&["text", "read", SAMPLE], b"");
    assert_eq!((run.code, run.out.as_str()), (65, ""));
    assert!(run.err.contains("无法读取文件 / the file cannot be read"), "{}", run.err);
}
