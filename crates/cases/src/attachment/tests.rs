use super::{FileKind, examine, safe_name};

fn archive(name: &str) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(26, 0);
    bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(name.as_bytes());
    bytes
}

#[test]
fn a_file_is_what_its_bytes_say_and_not_what_its_name_says() {
    let (kind, name, _) = examine("contract.docx", b"%PDF-1.7 rest").unwrap();
    assert_eq!((kind, name.as_str()), (FileKind::Pdf, "contract.pdf"));
}

#[test]
fn office_archives_are_told_apart_by_what_they_hold() {
    let found: Vec<_> = ["OFD.xml", "word/document.xml", "xl/workbook.xml", "evil.sh"]
        .map(|name| FileKind::of(&archive(name)))
        .into();
    let expected = vec![Some(FileKind::Ofd), Some(FileKind::Docx), Some(FileKind::Xlsx), None];
    assert_eq!(found, expected);
}

#[test]
fn a_page_dressed_up_as_a_picture_is_refused_with_the_formats_that_are_taken() {
    let fault = examine("photo.png", b"<html><script>").unwrap_err();
    assert!(fault.what.en.contains("PDF, OFD, PNG, JPEG, DOCX and XLSX"), "{fault:?}");
}

#[test]
fn a_name_keeps_no_folder_no_control_character_and_no_reversed_ending() {
    assert_eq!(safe_name("../../etc/\u{202e}fdp.exe\u{0}", FileKind::Pdf), "fdp.pdf");
    assert_eq!(safe_name("协议 (终稿).PDF", FileKind::Pdf), "协议 (终稿).pdf");
    assert_eq!(safe_name("..", FileKind::Png), "file.png");
}

#[test]
fn equal_bytes_have_equal_digests() {
    let (_, _, digest) = examine("a.pdf", b"%PDF-").unwrap();
    assert_eq!(digest.len(), 64);
    assert_eq!(digest, examine("b.pdf", b"%PDF-").unwrap().2);
}
