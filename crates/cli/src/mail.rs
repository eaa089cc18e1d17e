//! Mail, by the server of the operator (SMTP).
//!
//! Over the network the connection is sealed, or there is none: `smtps://` from its first byte, `smtp://` by STARTTLS, which
//! is demanded. On this machine it may be plain. What the server answers is kept without the address.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use clap::Args;
use guohe_cases::message::Outcome;
use guohe_web::message::Letter;
use jiff::Timestamp;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use url::Url;

use crate::{command::USAGE, installation::cannot, post::Answered};

/// A server that has said nothing for so long is not there.
const PATIENCE: Duration = Duration::from_secs(20);

/// By which server mail goes out, and in whose name.
#[derive(Debug, Args)]
pub(crate) struct MailServer {
    /// The server by which reminders go out as mail: <smtps://HOST>, or <smtp://HOST> with STARTTLS; on this machine smtp:// may be
    /// plain.
    #[arg(long = "mail", value_name = "URL", env = "GUOHE_MAIL", requires = "mail_from")]
    mail: Option<String>,
    /// The address in whose name they go out.
    #[arg(long = "mail-from", value_name = "ADDRESS", env = "GUOHE_MAIL_FROM", requires = "mail")]
    mail_from: Option<String>,
    /// A file with login and password for the server, each on a line, that nobody else may read.
    #[arg(long = "mail-login", value_name = "FILE", env = "GUOHE_MAIL_LOGIN", requires = "mail")]
    mail_login: Option<PathBuf>,
}

#[cfg(test)]
impl MailServer {
    /// A server that asks for no login.
    pub(crate) fn at(server: &str, from: &str) -> Self {
        let (mail, mail_from) = (Some(server.to_owned()), Some(from.to_owned()));
        Self { mail, mail_from, mail_login: None }
    }
}

impl MailServer {
    /// The way out, where a server is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) fn open(&self) -> Result<Option<Mail>, u8> {
        let Some((server, from)) = self.mail.as_deref().zip(self.mail_from.as_deref()) else {
            return Ok(None);
        };
        let wrong = || {
            eprintln!(
                "--mail {server}：应为 smtps://主机[:端口] 或 smtp://主机[:端口]，不含账号 / --mail is smtps://HOST[:PORT] or \
                 smtp://HOST[:PORT], without a login"
            );
            USAGE
        };
        let url = Url::parse(server).ok().filter(is_server).ok_or_else(wrong)?;
        let host = url.host_str().map(bare).ok_or_else(wrong)?;
        let from: Address = from.parse().map_err(|_no_address| {
            eprintln!("--mail-from {from}：不是邮箱地址 / this is no address of mail");
            USAGE
        })?;
        let login = self.mail_login.as_deref().map(login).transpose()?;
        let sealed = url.scheme() == "smtps";
        let tls = tls(sealed, host)?;
        let port = url.port().unwrap_or(if sealed { 465 } else { 587 });
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host);
        let transport = transport.port(port).tls(tls).timeout(Some(PATIENCE));
        let transport = match login {
            Some(login) => transport.credentials(login),
            None => transport,
        };
        Ok(Some(Mail { transport: transport.build(), from }))
    }
}

/// Whether an address names a server and nothing else.
fn is_server(url: &Url) -> bool {
    ["smtp", "smtps"].contains(&url.scheme())
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && ["", "/"].contains(&url.path())
}

/// A number of IPv6 stands in brackets there, and nowhere else.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn tls(sealed: bool, host: &str) -> Result<Tls, u8> {
    let here = ["127.0.0.1", "localhost", "::1"].contains(&host);
    if here && !sealed {
        return Ok(Tls::None);
    }
    let parameters = TlsParameters::new(host.to_owned())
        .map_err(|error| cannot("准备加密连接", "prepare a sealed connection", &error))?;
    Ok(if sealed { Tls::Wrapper(parameters) } else { Tls::Required(parameters) })
}

fn login(file: &Path) -> Result<Credentials, u8> {
    let failed = |error| cannot("读取邮件账号文件", "read the login of the mail server", &error);
    let open = fs::metadata(file).map_err(failed)?.permissions().mode() & 0o077 != 0;
    let text = fs::read_to_string(file).map_err(failed)?;
    let mut lines = text.lines();
    match (lines.next(), lines.next()) {
        (Some(login), Some(password)) if !open && !password.is_empty() => {
            Ok(Credentials::new(login.to_owned(), password.to_owned()))
        }
        _ => {
            let file = file.display();
            eprintln!(
                "{file}：第一行应为账号，第二行为密码，且只有所有者可读（chmod 600） / the login stands on the first line, the \
                 password on the second, and only its owner may read the file (chmod 600)"
            );
            Err(USAGE)
        }
    }
}

/// The way out by mail.
#[derive(Debug)]
pub(crate) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

/// That nobody answers it by itself (RFC 3834).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mail {
    /// Sends a letter. `name` is the same whenever the same is sent again, so that whoever has it already can tell.
    pub(crate) async fn send(
        &self,
        to: &str,
        letter: &Letter,
        (name, sender, now): (&str, &str, Timestamp),
    ) -> Answered {
        let message = match written(&self.from, to, letter, (name, sender, now)) {
            Ok(message) => message,
            Err(refused) => return refused,
        };
        match self.transport.send(message).await {
            Ok(answer) => {
                let lines: Vec<&str> = answer.message().collect();
                let said = format!("{} {}", answer.code(), lines.join(" "));
                Answered { outcome: Outcome::Sent, said: without(&said, to), reached: true }
            }
            Err(error) => failed(&error, to),
        }
    }
}

/// A letter as it goes out. Whatever stands in its subject and in the name of its sender stays in the one line of the head
/// that it belongs to.
fn written(
    from: &Address,
    to: &str,
    letter: &Letter,
    (name, sender, now): (&str, &str, Timestamp),
) -> Result<Message, Answered> {
    let Ok(address) = to.parse::<Address>() else {
        return Err(Answered::refused("this is no address of mail"));
    };
    let message = Message::builder()
        .from(Mailbox::new(Some(one_line(sender)), from.clone()))
        .to(Mailbox::new(None, address))
        .subject(one_line(&letter.subject))
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{name}@{}>", from.domain())))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone());
    message.map_err(|error| Answered::refused(&error.to_string()))
}

/// A text without what would end a line of the head.
fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// What a failure means: a word of the server that is final, or anything that may be otherwise later.
fn failed(error: &Error, to: &str) -> Answered {
    let mut said = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        let cause = cause.to_string();
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    let outcome = if error.is_permanent() { Outcome::Refused } else { Outcome::Deferred };
    Answered { outcome, said: without(&said, to), reached: error.status().is_some() }
}

/// What a server said, without the address of the reader, whatever the server made of its letters.
fn without(said: &str, to: &str) -> String {
    let (lower, to) = (said.to_ascii_lowercase(), to.to_ascii_lowercase());
    let mut out = String::new();
    let mut from = 0;
    // Lower case of ASCII keeps every place.
    for (at, found) in lower.match_indices(&to) {
        out.push_str(said.get(from..at).unwrap_or_default());
        out.push('…');
        from = at + found.len();
    }
    out.push_str(said.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::{Address, Letter, Url, is_server, without, written};

    #[test]
    fn what_a_server_said_is_kept_without_the_address() {
        let said = "550 5.1.1 <Zhang.San@Example.org>: unknown 用户";
        assert_eq!(without(said, "zhang.san@example.org"), "550 5.1.1 <…>: unknown 用户");
    }

    #[test]
    fn what_stands_in_a_subject_or_a_name_stays_in_its_line_of_the_head() {
        let from: Address = "bases@example.org".parse().unwrap();
        let now = "2026-05-06T02:00:00Z".parse().unwrap();
        let known = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Type",
            "Content-Transfer-Encoding",
        ];
        for hostile in [
            "x\r\nBcc: evil@example.net",
            "x\nBcc: evil@example.net\n\nanother body",
            "x\rBcc: evil@example.net",
            "通知\r\nBcc: evil@example.net",
            "\"x\", <evil@example.net>, \"",
            "=?utf-8?q?x=0D=0ABcc:_evil@example.net?=",
            "x\u{2028}Bcc: evil@example.net\u{85}y\0",
        ] {
            let letter = Letter { subject: hostile.to_owned(), text: "正文".to_owned() };
            let to = "reader@example.org";
            let Ok(message) = written(&from, to, &letter, ("once", hostile, now)) else {
                panic!("{hostile:?}")
            };
            let readers: Vec<String> =
                message.envelope().to().iter().map(ToString::to_string).collect();
            assert_eq!(readers, [to], "{hostile:?}");
            let sent = String::from_utf8(message.formatted()).unwrap();
            let (head, body) = sent.split_once("\r\n\r\n").unwrap();
            assert!(!body.contains("another body"), "{sent}");
            assert_eq!(
                head.matches(['\r', '\n']).count(),
                2 * head.matches("\r\n").count(),
                "{sent}"
            );
            let begun = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
            let mut names: Vec<&str> =
                begun.map(|line| line.split_once(':').unwrap_or((line, "")).0).collect();
            names.sort_unstable();
            let mut expected = known;
            expected.sort_unstable();
            assert_eq!(names, expected, "{sent}");
        }
    }

    #[test]
    fn a_server_is_named_without_a_login() {
        let is = |text: &str| Url::parse(text).is_ok_and(|url| is_server(&url));
        for good in ["smtp://mail.example", "smtps://mail.example:465", "smtp://[::1]:25/"] {
            assert!(is(good), "{good}");
        }
        for bad in [
            "mail.example",
            "http://mail.example",
            "smtp://a:b@mail.example",
            "smtp://a@b",
            "smtp://b/x",
        ] {
            assert!(!is(bad), "{bad}");
        }
    }
}
