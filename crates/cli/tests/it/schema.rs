//! The schemas for editors: those that are kept are those of the code, every file of the repository fits its own, and
//! what a parser would refuse does not.

use std::{collections::BTreeMap, fs, path::Path};

use boon::{Compiler, SchemaIndex, Schemas};
use guohe_cases::schema::FileKind;
use guohe_rules::yaml;
use guohe_testkit::packs;
use serde_json::Value;

use crate::world::{folder, guohe};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema");

/// All schemas, compiled.
struct Editor {
    schemas: Schemas,
    by_kind: BTreeMap<FileKind, SchemaIndex>,
}

impl Editor {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let mut by_kind = BTreeMap::new();
        for kind in FileKind::ALL {
            let name = format!("{}.json", kind.word());
            compiler.add_resource(&name, kind.schema()).unwrap();
            by_kind.insert(kind, compiler.compile(&name, &mut schemas).unwrap());
        }
        Self { schemas, by_kind }
    }

    fn fits(&self, kind: FileKind, text: &str) -> Result<(), String> {
        let value: Value = yaml::parse(text).unwrap();
        let found = self.schemas.validate(&value, self.by_kind[&kind]);
        found.map_err(|error| format!("{error:#}"))
    }
}

#[test]
fn the_schemas_that_are_kept_are_those_of_the_code() {
    let out = folder("schemas");
    let run = guohe(&["pack", "schema", "--out", out.to_str().unwrap()], b"");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let read = |folder: &Path| -> BTreeMap<_, _> {
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_owned();
        files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
    };
    let same = read(&out) == read(Path::new(KEPT));
    assert!(same, "run again: cargo run -p guohe-cli -- pack schema --out docs/schema");
}

#[test]
fn every_file_of_the_packs_fits_its_schema() {
    let editor = Editor::new();
    let mut looked_at: BTreeMap<FileKind, usize> = BTreeMap::new();
    let mut misfits = Vec::new();
    let real = packs::files().unwrap();
    for (path, text) in real.into_iter().chain(packs::invented().unwrap()) {
        let Some(kind) = FileKind::of(&path) else { continue };
        *looked_at.entry(kind).or_default() += 1;
        misfits.extend(editor.fits(kind, &text).err().map(|why| format!("{path}: {why}")));
    }
    assert_eq!(misfits, Vec::<String>::new());
    let kinds: Vec<_> = looked_at.into_keys().collect();
    assert_eq!(kinds, FileKind::ALL.to_vec(), "each kind has files");
}

#[test]
fn what_the_parser_refuses_does_not_fit() {
    let editor = Editor::new();
    let files = packs::files().unwrap();
    for (path, from, to) in [
        ("beijing/bases-2025/pack.yaml", "kind: applicant", "kind: aplicant"),
        ("beijing/bases-2025/pack.yaml", "\nprefix: BJ", ""),
        ("beijing/bases-2025/pack.yaml", "\nprefix: BJ", "\nprefix: BJ\nsufix: X"),
        ("beijing/bases-2025/articles/14.yaml", "class: duty_with_deadline", "class: duty"),
        ("beijing/bases-2025/articles/14.yaml", "      due:", "      dew:"),
        ("beijing/bases-2025/articles/14.yaml", "    class: duty_with_deadline\n", ""),
        (
            "beijing/bases-2025/articles/14.yaml",
            "{year_of: reference_date}",
            "{year_off: reference_date}",
        ),
        ("beijing/bases-2025/articles/17.yaml", "            all:\n", "            al:\n"),
        ("beijing/bases-2025/readings.yaml", "policy: open", "policy: opened"),
        ("beijing/bases-2025/judgements.yaml", "    finding:", "    findings:"),
        ("beijing/bases-2025/procedure.yaml", "kind: submit", "kind: submitted"),
        ("beijing/bases-2025/procedure.yaml", "    from: [draft]\n", ""),
        ("beijing/bases-2025/procedure.yaml", "      - id: passed\n", "      - di: passed\n"),
        ("beijing/bases-2025/lifecycle.yaml", "    end: revoked", "    end: revokt"),
        ("beijing/bases-2025/demo/demo.yaml", "\nminutes_apart:", "\nminutes_apartt:"),
        ("hubei/bases-2025/examples/T65.yaml", "expect:", "expects:"),
        ("vocabulary/host.yaml", "type: flag", "type: flagg"),
        ("parameters/calendars.yaml", "      calendar:", "      calender:"),
    ] {
        let text = &files[path];
        assert!(text.contains(from), "{path}: {from:?}");
        let kind = FileKind::of(path).unwrap();
        let fault = editor.fits(kind, &text.replacen(from, to, 1));
        assert!(fault.is_err(), "{path}: {from:?} becomes {to:?}");
    }
}

#[test]
fn an_unknown_kind_is_refused_with_the_kinds_there_are() {
    let run = guohe(&["pack", "schema", "pictures"], b"");
    assert_eq!((run.code, run.out.as_str()), (64, ""));
    assert!(run.err.contains("readings, judgements"), "{}", run.err);
    assert_eq!(guohe(&["pack", "schema"], b"").code, 64);
    let one = guohe(&["pack", "schema", "readings"], b"");
    assert_eq!(one.code, 0);
    assert!(one.out.starts_with("{\n"), "{}", one.out);
}
