//! Papers with signatures and seals, through the binary: signed by the keys of the log, sealed by programs that do as they
//! should, hang, talk rubbish or answer with another document; verified on their own.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use guohe_cases::{
    event::About,
    ports::{RowQuery, Store as _},
};
use guohe_store::Database;

use crate::{
    memory::people,
    served::{Caller, Served},
    story::tenant,
    world::{Run, folder, guohe},
};

/// A demonstration with a base that was certified.
struct Town {
    root: PathBuf,
    data: String,
    base: String,
}

impl Town {
    async fn of(name: &str) -> (Self, Served) {
        let root = folder(name);
        let data = root.join("data").to_str().unwrap().to_owned();
        let served = Served::demo(&["--data", &data]);
        let store = Database::connect(&data).await.unwrap();
        let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
        let rows = store.rows(&tenant(), &query).await.unwrap();
        store.close().await;
        let base = rows.iter().find(|row| row.number.is_some()).unwrap().stream.id.to_string();
        (Self { root, data, base }, served)
    }

    /// Seals the decision on the base.
    fn seals(&self, more: &[&str]) -> Run {
        let out = self.root.to_str().unwrap();
        let asked = ["paper", "seal", &self.base, "decision", "--data", &self.data, "--out", out];
        guohe(&[&asked, more].concat(), b"")
    }

    /// What a program of so many lines of Python gives.
    fn sealed_by(&self, gives: &str, lines: &str) -> Run {
        let program = self.root.join("sealer.py");
        fs::write(
            &program,
            format!("#!/usr/bin/env python3\nimport json, os, sys, time\n{lines}\n"),
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        let with = self.root.join("sealer.json");
        let told = format!(
            r#"{{"run": ["python3", "{}"], "gives": "{gives}", "seconds": 3, "bytes": 4000000}}"#,
            program.display()
        );
        fs::write(&with, told).unwrap();
        self.seals(&["--with", with.to_str().unwrap()])
    }
}

fn files(run: &Run) -> Vec<PathBuf> {
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.lines().map(PathBuf::from).collect()
}

fn verified(paper: &Path, signature: &Path, more: &[&str]) -> Run {
    let (paper, signature) = (paper.to_str().unwrap(), signature.to_str().unwrap());
    guohe(&[&["paper", "verify", paper, signature, "--lang", "en"], more].concat(), b"")
}

fn signed_in(served: &Served, login: &str) -> Caller {
    let mut caller = served.caller();
    caller.signs_in(login, &people(&served.said).1);
    caller
}

#[tokio::test]
async fn a_decision_is_signed_once_handed_out_with_its_signature_and_verified_without_anything_else()
 {
    let (town, served) = Town::of("signed-papers").await;
    let mut desk = signed_in(&served, "officer1");
    let under = format!("/desk/cases/{}/papers/decision", town.base);
    let page = desk.gets(&format!("/desk/cases/{}", town.base)).links();
    for end in ["pdf", "docx", "pdf.sig"] {
        assert!(page.contains(&format!("{under}.{end}")), "{end}: {page:?}");
    }
    let signature = desk.gets(&format!("{under}.pdf.sig"));
    assert_eq!(signature.status, 200, "{}", signature.body);
    let paper = desk.gets(&format!("{under}.pdf"));
    let word = desk.gets(&format!("{under}.docx"));
    assert!(word.body.starts_with("PK"), "{}", word.body);
    // There is no such seal, and nobody else gets any of them.
    assert_eq!(desk.gets(&format!("{under}.sealed.pdf")).status, 404);
    for end in ["docx", "pdf.sig"] {
        assert_eq!(served.caller().gets(&format!("{under}.{end}")).status, 303);
    }
    assert_eq!(served.stop(), Some(0));

    let made = files(&town.seals(&[]));
    let [pdf, sig] = made.try_into().unwrap();
    let bytes = fs::read(&pdf).unwrap();
    assert!(String::from_utf8_lossy(&bytes) == paper.body, "another paper than at the desk");
    assert_eq!(fs::read_to_string(&sig).unwrap(), signature.body);

    let keys = format!("{}/keys/public", town.data);
    let run = verified(&pdf, &sig, &["--keys", &keys]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("The keys are among those"), "{}", run.out);
    assert!(run.out.contains("It is no electronic seal"), "{}", run.out);
    let run = verified(&pdf, &sig, &[]);
    assert!(run.out.contains("Whose keys these are was not checked"), "{}", run.out);

    let changed = town.root.join("changed");
    let mut other = bytes.clone();
    other[5000] ^= 1;
    fs::write(&changed, &other).unwrap();
    let run = verified(&changed, &sig, &[]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("between byte 4097 and byte 8192"), "{}", run.out);
    fs::write(&changed, &bytes[1..]).unwrap();
    assert_eq!(verified(&changed, &sig, &[]).code, 1);
    fs::write(&changed, signature.body.replacen("version 1", "version 2", 1)).unwrap();
    let run = verified(&pdf, &changed, &[]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("the signature file was changed"), "{}", run.out);
    assert_eq!(verified(&pdf, &pdf, &[]).code, 2);
}

#[tokio::test]
async fn a_program_seals_and_what_it_gives_is_kept_only_when_it_is_this_paper() {
    const READ: &str = "paper = sys.stdin.buffer.read()\nout = sys.stdout.buffer";
    let (town, served) = Town::of("sealed-papers").await;
    assert_eq!(served.stop(), Some(0));
    let by = |gives: &str, lines: &str| town.sealed_by(gives, lines);
    let refused = |gives: &str, lines: &str, why: &str| {
        let run = by(gives, lines);
        assert_eq!(run.code, 64, "{}", run.out);
        assert!(run.err.contains(why), "{}", run.err);
        assert!(run.err.contains("nothing was kept"), "{}", run.err);
    };
    refused("pdf", "time.sleep(60)", "no answer within 3 s");
    refused("pdf", "os.spawnvp(os.P_NOWAIT, 'sleep', ['sleep', '60'])", "no answer within 3 s");
    refused("pdf", &format!("{READ}\nout.write(b'rubbish')"), "is not a PDF file");
    refused("pdf", &format!("{READ}\nout.write(b'%PDF-1.7 rubbish')"), "is not a PDF file");
    refused("ofd", &format!("{READ}\nout.write(paper)"), "is not an OFD file");
    refused("pdf", &format!("{READ}\nout.write(b'x' * 5000000)"), "more than 4000000 bytes");
    refused("pdf", &format!("{READ}\nout.write(paper)\nsys.exit(3)"), "did not end well");
    let [other, _] = files(&town.seals(&["--lang", "en"])).try_into().unwrap();
    let another = format!("{READ}\nout.write(open({other:?}, 'rb').read())");
    refused("pdf", &another, "it may be another document");

    let told = "told = json.loads(os.environ['GUOHE_PAPER'])\nassert told['page'] == told['pages'] and len(told['over']) == 2 and all(told['over'])\nours = [name for name in os.environ if name.startswith('GUOHE_')]\nassert ours == ['GUOHE_PAPER'] and os.environ['PATH'], ours";
    let seals =
        format!("{READ}\n{told}\nout.write(paper + b'\\n% sealed ' + told['number'].encode())");
    let [paper, sealed] = files(&by("pdf", &seals)).try_into().unwrap();
    assert!(sealed.to_str().unwrap().ends_with(".sealed.pdf"));
    let (paper, sealed) = (fs::read(paper).unwrap(), fs::read(sealed).unwrap());
    assert!(sealed.starts_with(&paper) && sealed.len() > paper.len());

    let text = guohe_documents::text(&paper).unwrap();
    fs::write(town.root.join("text"), &text).unwrap();
    let ofd = |from: &str| {
        format!(
            "{READ}\nimport io, zipfile, xml.sax.saxutils as x\ntext = open({:?}).read(){from}\nfile = io.BytesIO()\nwith zipfile.ZipFile(file, 'w') as z:\n  \
             z.writestr('OFD.xml', '<OFD/>')\n  z.writestr('Doc_0/Pages/Page_0/Content.xml', '<P><TextCode>' + x.escape(text) + '</TextCode></P>')\nout.write(file.getvalue())",
            town.root.join("text")
        )
    };
    refused("ofd", &ofd("[:-8]"), "it may be another document");
    let [_, made] = files(&by("ofd", &ofd(""))).try_into().unwrap();
    assert!(made.to_str().unwrap().ends_with(".sealed.ofd"));

    assert_eq!(town.seals(&["--with", "missing"]).code, 65);

    let served = Served::demo(&["--data", &town.data]);
    let mut desk = signed_in(&served, "officer1");
    let page = desk.gets(&format!("/desk/cases/{}", town.base)).links();
    for (end, kind) in [("sealed.pdf", "application/pdf"), ("sealed.ofd", "application/ofd")] {
        let file = format!("/desk/cases/{}/papers/decision.{end}", town.base);
        assert!(page.contains(&file), "{page:?}");
        let got = desk.gets(&file);
        assert_eq!((got.status, got.headers("content-type").next()), (200, Some(kind)));
    }
    assert!(!page.iter().any(|link| link.ends_with("sealed.sig")));
    assert_eq!(served.stop(), Some(0));
}

/// The limit is kept also where the program ignores the end of its input and has children.
#[tokio::test]
async fn a_program_that_hangs_is_ended_with_what_it_started() {
    let (town, served) = Town::of("hanging-seals").await;
    assert_eq!(served.stop(), Some(0));
    let note = town.root.join("child");
    let hangs = format!(
        "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\nopen({note:?}, 'w').write(str(child.pid))\ntime.sleep(600)"
    );
    let run = town.sealed_by("pdf", &hangs);
    assert_eq!(run.code, 64, "{}", run.err);
    let child = fs::read_to_string(note).unwrap();
    let state = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
    assert!(state.is_empty() || state.contains(") Z "), "{state}");
}
