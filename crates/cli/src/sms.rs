//! Short messages, by the gateway of the operator: one request for each, signed, as docs/messages.md says.

use std::{fs, path::Path};

use axum::http::{Request, Uri, header::CONTENT_TYPE, uri::Scheme};
use clap::Args;
use guohe_cases::message::Outcome;
use guohe_chain::both::hex;
use guohe_store::KEYS_FOLDER;
use guohe_web::unified::Outward as _;
use jiff::Timestamp;
use ring::hmac;
use serde_json::json;

use crate::{command::USAGE, installation::cannot, outward::Line, post::Answered};

/// The file of the secret within the folder of keys.
const SECRET_FILE: &str = "sms";
/// No secret is shorter.
const SHORTEST: usize = 32;

/// By which gateway short messages go out.
#[derive(Debug, Args)]
pub(crate) struct Gateway {
    /// The gateway by which reminders go out as short messages; the secret by which they are signed lies in `keys/sms` of the
    /// data directory.
    #[arg(long = "sms", value_name = "URL", env = "GUOHE_SMS")]
    sms: Option<String>,
}

/// The way out by short messages.
pub(crate) struct Sms {
    line: Line,
    address: Uri,
    key: hmac::Key,
}

impl std::fmt::Debug for Sms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sms").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Gateway {
    /// The way out, where a gateway is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) fn open(&self, data: &Path) -> Result<Option<Sms>, u8> {
        let Some(address) = self.sms.as_deref() else { return Ok(None) };
        let uri = address.parse::<Uri>().ok().filter(|uri| uri.host().is_some());
        let fits = |uri: &Uri| {
            let here = uri.host().is_some_and(|host| ["127.0.0.1", "localhost"].contains(&host));
            uri.scheme() == Some(&Scheme::HTTPS) || uri.scheme() == Some(&Scheme::HTTP) && here
        };
        let Some(address) = uri.filter(fits) else {
            eprintln!(
                "--sms {address}：应为 https://…（本机可用 http://） / --sms is https://…, or http:// on this machine"
            );
            return Err(USAGE);
        };
        let file = data.join(KEYS_FOLDER).join(SECRET_FILE);
        let secret = fs::read_to_string(&file).map_err(|error| {
            cannot("读取短信网关密钥", "read the secret of the gateway", &error)
        })?;
        let secret = secret.trim();
        if secret.len() < SHORTEST {
            let file = file.display();
            eprintln!(
                "{file}：密钥至少 {SHORTEST} 个字符 / the secret has at least {SHORTEST} signs"
            );
            return Err(USAGE);
        }
        let line = Line::open().map_err(|error| cannot("启动", "start", &error))?;
        Ok(Some(Sms { line, address, key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()) }))
    }
}

impl Sms {
    /// Sends a text. `name` is the same whenever the same is sent again.
    pub(crate) async fn send(
        &self,
        to: &str,
        (text, lang): (&str, &str),
        (name, now): (&str, Timestamp),
    ) -> Answered {
        let body = json!({ "id": name, "to": to, "text": text, "lang": lang }).to_string();
        let at = now.as_second().to_string();
        let signature = hmac::sign(&self.key, format!("{at}\n{body}").as_bytes());
        let request = Request::post(&self.address)
            .header(CONTENT_TYPE, "application/json")
            .header("guohe-timestamp", at)
            .header("guohe-signature", format!("v1={}", hex(signature.as_ref())))
            .body(body.into_bytes());
        let request = match request {
            Ok(request) => request,
            Err(error) => return Answered::refused(&error.to_string()),
        };
        match self.line.send(request).await {
            Ok(answer) => {
                let status = answer.status();
                let outcome = if status.is_success() {
                    Outcome::Sent
                } else if status.is_client_error() && !LATER.contains(&status.as_u16()) {
                    Outcome::Refused
                } else {
                    Outcome::Deferred
                };
                // What else it says may hold the number.
                Answered { outcome, said: status.to_string(), reached: true }
            }
            Err(error) => Answered { outcome: Outcome::Deferred, said: error.0, reached: false },
        }
    }
}

/// Answers by which a gateway says that it may be otherwise later: too slow, too early, too many.
const LATER: [u16; 3] = [408, 425, 429];
