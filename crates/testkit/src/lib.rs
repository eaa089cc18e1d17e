//! What tests need from outside the process: a database server, a browser, and the packs of the repository.
//!
//! A development dependency only; no crate of the product may depend on it, and it knows nothing of
//! regulations, cases or pages. [`postgres`] gives each test an empty database of its own;
//! `browser` gives it a fresh Chromium profile, `documents` makes Word and PDF files out of its own words, `unpacked` says what is in such files, `passkeys` answers as an
//! authenticator does, `provider` is a provider of unified logins at work, `smtp` a
//! server of mail, `tsa` an authority that stamps times.
//!
//! Both refuse to pretend: where the server or the browser is not installed, they return an error
//! that says what to run, and the test fails. They never skip.

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "documents")]
pub mod documents;
#[cfg(feature = "documents")]
pub mod hostile;
pub mod packs;
#[cfg(feature = "passkeys")]
pub mod passkeys;
pub mod postgres;
pub mod provider;
#[cfg(feature = "smtp")]
pub mod smtp;
#[cfg(feature = "tsa")]
pub mod tsa;
#[cfg(feature = "documents")]
pub mod unpacked;

/// A PDF file of one empty page, as small as one can be: what an applicant attaches. Invented; it proves nothing.
pub const SAMPLE_PDF: &[u8] = b"%PDF-1.4\n\
1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n\
xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n\
trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";
