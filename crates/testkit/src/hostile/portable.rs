//! PDF files that run something, hide something, or are odd in their build.

use std::io;

use super::{Hostile, Verdict, file, refused};
use crate::{
    SAMPLE_PDF,
    documents::{pdf, stream},
};

/// A page, its tree and a catalog with something more in it; further objects begin with number 4.
fn catalog(more: &str, further: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {more} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec(),
    ];
    objects.extend(further.iter().map(|text| text.as_bytes().to_vec()));
    pdf(&objects, "")
}

pub(super) fn portable() -> io::Result<Vec<Hostile>> {
    use Verdict::Taken;
    let script = "<< /S /JavaScript /JS (app.alert(1)) >>";
    let mut all = vec![
        file("opens-script.pdf", catalog(&format!("/OpenAction {script}"), &[]), refused("Runs")),
        file(
            "named-script.pdf",
            catalog("/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", &[script]),
            refused("Runs"),
        ),
        file(
            "escaped-script.pdf",
            catalog("/OpenAction << /S /#4aavaScript >>", &[]),
            refused("Runs"),
        ),
        file(
            "launch.pdf",
            catalog("/OpenAction << /S /Launch /F (cmd.exe) >>", &[]),
            refused("Runs"),
        ),
        file("import.pdf", catalog("/AA << /O << /S /ImportData >> >>", &[]), refused("Runs")),
        file("submit.pdf", catalog("/AA << /O << /S /SubmitForm >> >>", &[]), refused("Runs")),
        file("xfa.pdf", catalog("/AcroForm << /XFA 4 0 R >>", &["(<xdp/>)"]), refused("Runs")),
        file(
            "annotation.pdf",
            catalog("", &["<< /Type /Annot /A << /S /Launch >> >>"]),
            refused("Runs"),
        ),
        file(
            "embedded.pdf",
            catalog("/Names << /EmbeddedFiles << /Names [] >> >>", &[]),
            refused("Hides"),
        ),
        file("file-spec.pdf", catalog("", &["<< /Type /Filespec /EF << >> >>"]), refused("Hides")),
        file("rich-media.pdf", catalog("", &["<< /RichMediaContent << >> >>"]), refused("Hides")),
    ];
    all.extend(portable_and_odd());
    let zeros = stream("", &vec![0; 64 * 1024 * 1024])?;
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>".to_vec(),
    ];
    objects.push(zeros);
    all.push(file("unpacks-to-64-mib.pdf", pdf(&objects, ""), Taken));
    Ok(all)
}

/// PDF files that are odd in their build and run nothing.
fn portable_and_odd() -> Vec<Hostile> {
    use Verdict::{Ended, Taken};
    vec![
        file("opens-at-page.pdf", catalog("/OpenAction [3 0 R /Fit]", &[]), Taken),
        file("cut.pdf", catalog("", &[]).get(..120).unwrap_or_default().to_vec(), refused("Cut")),
        file("head-alone.pdf", b"%PDF-1.7\n".to_vec(), refused("Cut")),
        file(
            "page-in-front.pdf",
            b"%PDF-1.7<html><script>1</script>\n%%EOF".to_vec(),
            refused("Broken"),
        ),
        file("page-behind.pdf", [SAMPLE_PDF, &b"<script>".repeat(2000)].concat(), refused("Cut")),
        file("promises-pages.pdf", promising(), Taken),
        file("tree-loop.pdf", pages_in_a_ring(), refused("Broken")),
        file("table-loop.pdf", table_loop(), Taken),
        file("many-objects.pdf", many_objects(), Taken),
        file("many-pages.pdf", many_pages(), refused("Excessive")),
        file("deep.pdf", catalog("", &[&"[".repeat(200_000)]), Taken),
        file("locked.pdf", locked(), Ended),
        file(
            "long-length.pdf",
            catalog("", &["<< /Length 99999999 >>\nstream\nx\nendstream"]),
            Taken,
        ),
    ]
}

fn promising() -> Vec<u8> {
    let mut bytes = SAMPLE_PDF.to_vec();
    let at = bytes.windows(8).position(|some| some == b"/Count 1").unwrap_or_default();
    if let Some(count) = bytes.get_mut(at + 7) {
        *count = b'9';
    }
    bytes
}

fn pages_in_a_ring() -> Vec<u8> {
    let ring = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>";
    pdf(&[b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), ring.to_vec()], "")
}

/// A file whose table of objects points to itself as the one before.
fn table_loop() -> Vec<u8> {
    let text = String::from_utf8_lossy(SAMPLE_PDF).into_owned();
    text.replace("/Root 1 0 R", "/Root 1 0 R /Prev 186").into_bytes()
}

fn many_objects() -> Vec<u8> {
    let more = vec!["<< /A 1 >>"; 100_000];
    catalog("", &more)
}

fn many_pages() -> Vec<u8> {
    const PAGES: usize = 5_001;
    let kids: Vec<String> = (3..3 + PAGES).map(|number| format!("{number} 0 R")).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {PAGES} >>", kids.join(" ")).into_bytes(),
    ];
    objects.resize(PAGES + 2, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec());
    pdf(&objects, "")
}

fn locked() -> Vec<u8> {
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec(),
    ];
    let word = "00".repeat(32);
    let rule = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{word}> /U <{word}> >> /ID [<00> <00>]"
    );
    pdf(&objects, &rule)
}
