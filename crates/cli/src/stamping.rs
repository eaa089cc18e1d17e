//! Asks an authority outside (RFC 3161) to stamp checkpoints, so that nobody, not even whoever holds the keys of this
//! installation, can say later that the log stood otherwise.
//!
//! Only the digest of a checkpoint leaves the house. What comes back is checked whole before it is kept; whatever is wrong
//! with it, the checkpoint stands without it, and the next one is stamped.

use std::path::{Path, PathBuf};

use axum::http::{Request, Uri, header::CONTENT_TYPE, uri::Scheme};
use clap::Args;
use guohe_chain::{
    note::Note,
    stamp::{self, Expected, NONCE, Policy, Roots, Stamp},
};
use guohe_store::{
    KEYS_FOLDER, STAMP_ROOTS_FILE, STAMPS_FILE, keep_stamp, kept_stamps, stamp_roots,
};
use guohe_web::unified::Outward as _;

use crate::{
    command::{USAGE, serve::chance},
    installation::cannot,
    outward::Line,
};

/// Which authority is asked, and for what.
#[derive(Debug, Args)]
pub(crate) struct Authority {
    /// A time-stamping authority (RFC 3161) that stamps each checkpoint; its root certificate lies in `keys/tsa.pem` of
    /// the data directory. Only a digest is sent.
    #[arg(id = "tsa", long = "tsa", value_name = "URL", env = "GUOHE_TSA")]
    address: Option<String>,
    /// The policy under which it has to stamp, such as 1.3.6.1.4.1.99999.1: asked for, and demanded of what comes back.
    #[arg(long = "tsa-policy", value_name = "OID", env = "GUOHE_TSA_POLICY", requires = "tsa")]
    policy: Option<Policy>,
}

impl Authority {
    /// The authority, where one is named.
    ///
    /// # Errors
    /// As for [`Stamping::open`].
    pub(crate) fn stamping(&self, data: &Path) -> Result<Option<Stamping>, u8> {
        let opened = self.address.as_deref().map(|address| {
            let stamping = Stamping::open(data, address)?;
            Ok(Stamping { policy: self.policy.clone(), ..stamping })
        });
        opened.transpose()
    }
}

/// Who stamps.
#[derive(Debug)]
pub(crate) struct Stamping {
    line: Line,
    address: Uri,
    policy: Option<Policy>,
    roots: Roots,
    data: PathBuf,
}

impl Stamping {
    /// An authority by its address, with the roots that the operator put among the keys.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    fn open(data: &Path, address: &str) -> Result<Self, u8> {
        let uri = address.parse::<Uri>().ok().filter(|uri| uri.host().is_some());
        let fits = |uri: &Uri| {
            let here = uri.host().is_some_and(|host| ["127.0.0.1", "localhost"].contains(&host));
            uri.scheme() == Some(&Scheme::HTTPS) || uri.scheme() == Some(&Scheme::HTTP) && here
        };
        let Some(address) = uri.filter(fits) else {
            eprintln!(
                "--tsa {address}：应为 https://…（本机可用 http://） / --tsa is https://…, or http:// on this machine"
            );
            return Err(USAGE);
        };
        let file = data.join(KEYS_FOLDER).join(STAMP_ROOTS_FILE);
        let roots = stamp_roots(&file).map_err(|error| {
            cannot("读取时间戳根证书", "read the roots for time stamps", &error)
        })?;
        let Some(roots) = roots else {
            let file = file.display();
            eprintln!("请把时间戳服务机构的根证书（PEM）放入 {file}");
            eprintln!("put the root certificate of the time-stamping authority (PEM) into {file}");
            return Err(USAGE);
        };
        let line = Line::open().map_err(|error| cannot("启动", "start", &error))?;
        Ok(Self { line, address, policy: None, roots, data: data.to_owned() })
    }

    /// Has a checkpoint stamped, unless it is.
    ///
    /// # Errors
    /// Why there is no time stamp, in words for the log of the program.
    pub(crate) async fn stamp(&self, note: &str) -> Result<Option<Stamp>, String> {
        let note = Note::parse(note).map_err(|why| why.to_string())?;
        let told = |why: &dyn std::fmt::Display| why.to_string();
        let kept = kept_stamps(&self.data.join(STAMPS_FILE)).map_err(|why| told(&why))?;
        if kept.iter().any(|one| one.is_of(&note)) {
            return Ok(None);
        }
        let text = note.text();
        let nonce: [u8; NONCE] = chance().first_chunk().copied().unwrap_or_default();
        let request = Request::post(&self.address)
            .header(CONTENT_TYPE, "application/timestamp-query")
            .body(stamp::request(text.as_bytes(), &nonce, self.policy.as_ref()))
            .map_err(|why| told(&why))?;
        let answer = self.line.send(request).await.map_err(|why| told(&why.0))?;
        if answer.status() != 200 {
            return Err(format!("the authority answered with status {}", answer.status()));
        }
        let token = stamp::token(answer.body()).map_err(|why| told(&why))?;
        let policy = self.policy.as_ref();
        let expected = Expected { text: text.as_bytes(), nonce: Some(&nonce), policy };
        let stamp = stamp::check(&token, expected, &self.roots).map_err(|why| told(&why))?;
        keep_stamp(&self.data, &note, &token).map_err(|why| told(&why))?;
        Ok(Some(stamp))
    }
}
