//! The binary at work on a free port of this machine, and somebody who calls on it: cookies, links, forms.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

use guohe_web::second_factor;

/// The program at work; it ends with the test.
pub(crate) struct Served {
    child: Child,
    /// Where it answers, on this machine.
    pub(crate) port: u16,
    /// What it said before it began to answer.
    pub(crate) said: String,
    /// Held open, so that it can go on talking.
    _mouth: BufReader<ChildStdout>,
}

/// Sets that one may ask as often as a program does that measures: the usual limits would end it.
pub(crate) fn unhurried(place: &[&str]) {
    let [often, limits] = [r#"{"burst": 1000000, "per_minute": 1000000}"#, "search other sign_in"];
    let rates = limits.split(' ').map(|limit| format!("\"{limit}\": {often}"));
    let surface = format!("{{\"rates\": {{{}}}}}", rates.collect::<Vec<_>>().join(", "));
    let set = ["account", "surface", "--set", &surface];
    let guohe = Command::new(env!("CARGO_BIN_EXE_guohe")).args(set).args(place).output().unwrap();
    assert!(guohe.status.success(), "{}", String::from_utf8_lossy(&guohe.stderr));
}

impl Served {
    /// Starts an installation, and waits until it says where it answers.
    pub(crate) fn serve(place: &[&str]) -> Self {
        Self::start("serve", place, "http://")
    }

    /// Starts the demonstration, and waits until it has said everything.
    pub(crate) fn demo(place: &[&str]) -> Self {
        Self::start("demo", place, "Ctrl+C")
    }

    fn start(command: &str, place: &[&str], last: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guohe"))
            .args([command, "--listen", "127.0.0.1:0"])
            .args(place)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut mouth = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.lines().next_back().is_some_and(|line| line.contains(last)) {
            assert_ne!(mouth.read_line(&mut said).unwrap(), 0, "it ended: {said}");
        }
        let (_, address) = said.split_once("http://localhost:").expect("it says where it is");
        let port = address.lines().next().unwrap().parse().unwrap();
        Self { child, port, said, _mouth: mouth }
    }

    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Somebody whom it does not know yet.
    pub(crate) fn caller(&self) -> Caller {
        self.caller_at("localhost")
    }

    /// The same, who types another name of the machine.
    pub(crate) fn caller_at(&self, host: &str) -> Caller {
        Caller { port: self.port, host: host.to_owned(), cookies: BTreeMap::new() }
    }

    /// Has it read its packs again.
    pub(crate) fn reread(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    }

    /// Stops it as a service manager does, and gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has usually ended by then.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        // A file need not be text; nobody here reads it.
        Self { status, head, body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned() }
    }

    /// The values of a header.
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Where it leads.
    pub(crate) fn to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.headers("location").next().unwrap()
    }

    /// The value of the first input of a name.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let named = format!("name=\"{name}\"");
        let mut inputs = self.body.split("<input").skip(1).filter_map(|tag| tag.split('>').next());
        let input = inputs.find(|tag| tag.contains(&named))?;
        let value = input.split_once("value=\"")?.1.split('"').next()?;
        Some(value.to_owned())
    }

    /// The paths of this site to which it links.
    pub(crate) fn links(&self) -> Vec<String> {
        let links = self.body.split("href=\"").skip(1).filter_map(|link| link.split('"').next());
        let path = |link: &str| link.split('#').next().unwrap_or_default().replace("&#38;", "&");
        links.filter(|link| link.starts_with('/')).map(path).collect()
    }
}

/// Somebody with a browser that keeps cookies and understands nothing else.
#[derive(Debug)]
pub(crate) struct Caller {
    port: u16,
    host: String,
    cookies: BTreeMap<String, String>,
}

impl Caller {
    /// Asks for a page and does not wait for the answer; who drops the connection has gone away.
    pub(crate) fn begins(&self, path: &str) -> TcpStream {
        self.connected("GET", path, (FORM, b""))
    }

    fn connected(&self, method: &str, path: &str, (kind, body): (&str, &[u8])) -> TcpStream {
        let host = format!("{}:{}", self.host, self.port);
        let jar: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        // In this version of the protocol an answer ends with its connection.
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nCookie: {}\r\nContent-Length: {}\r\n\
             Content-Type: {kind}\r\n\r\n",
            jar.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        stream
    }

    fn asks(&mut self, method: &str, path: &str, sent: (&str, &[u8])) -> Answer {
        let mut bytes = Vec::new();
        self.connected(method, path, sent).read_to_end(&mut bytes).unwrap();
        let answer = Answer::read(&bytes);
        for line in answer.headers("set-cookie") {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// The same browser, with what it keeps, sent to another name of the machine.
    pub(crate) fn at(&self, host: &str) -> Self {
        Self { port: self.port, host: host.to_owned(), cookies: self.cookies.clone() }
    }

    pub(crate) fn gets(&mut self, path: &str) -> Answer {
        self.asks("GET", path, (FORM, b""))
    }

    /// Sends a form with exactly these fields.
    pub(crate) fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
        self.asks("POST", path, (FORM, fields.collect::<Vec<_>>().join("&").as_bytes()))
    }

    /// Sends the form of a page, with the hidden fields that it carries.
    pub(crate) fn fills(&mut self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let seen = self.gets(page);
        assert_eq!(seen.status, 200, "{page}: {}", seen.body);
        let hidden = ["form_token", "once", "seen"].map(|name| (name, seen.value(name)));
        let mut all: Vec<(&str, &str)> =
            hidden.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        all.extend_from_slice(fields);
        self.posts(page, &all)
    }

    /// Sends a file from a page, with the hidden fields that it carries.
    pub(crate) fn sends(
        &mut self,
        page: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        let seen = self.gets(page);
        let hidden = ["form_token", "once", "seen"].map(|name| (name, seen.value(name)));
        let hidden = hidden.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let mut body = Vec::new();
        for (name, value) in hidden.chain(fields.iter().copied()) {
            let part = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.bytes());
        }
        // As browsers do it: what would end the name or the line is written as a number.
        let name = file.0.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.bytes().chain(file.1.iter().copied()).chain(*b"\r\n--edge--\r\n"));
        self.asks("POST", page, ("multipart/form-data; boundary=edge", &body))
    }

    pub(crate) fn signs_in(&mut self, login: &str, password: &str) {
        // Invented persons have secrets that anybody can make; of others no code is asked before they have one.
        let secret = second_factor::invented(password, login);
        let code = second_factor::code(&secret, now());
        let form = [("login", login), ("password", password), ("code", &code), ("next", "")];
        assert_eq!(self.fills("/sign-in", &form).to(), "/home");
    }

    /// Gets a second factor, which is the first thing that those do who decide.
    pub(crate) fn enrols(&mut self) {
        let page = "/account/second-factor";
        let seen = self.gets(page);
        let typed = seen.body.split("<code id=\"secret\">").nth(1).unwrap();
        let secret = bytes(typed.split('<').next().unwrap());
        let done = self.fills(page, &[("code", &second_factor::code(&secret, now()))]);
        assert!(done.body.contains("id=\"recovery\""), "{}", done.body);
    }
}

/// What the clock of an authenticator shows.
#[expect(clippy::disallowed_methods, reason = "an authenticator goes by the clock of the world")]
pub(crate) fn now() -> jiff::Timestamp {
    std::time::SystemTime::now().try_into().unwrap()
}

/// A secret out of base 32.
fn bytes(typed: &str) -> Vec<u8> {
    let signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut held, mut bits, mut bytes) = (0_u32, 0, Vec::new());
    for sign in typed.chars().filter(|sign| !sign.is_whitespace()) {
        held = (held << 5) | u32::try_from(signs.find(sign).unwrap()).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xFF).unwrap());
        }
    }
    bytes
}

/// How forms are sent.
const FORM: &str = "application/x-www-form-urlencoded";

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
