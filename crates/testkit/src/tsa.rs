//! A time-stamping authority (RFC 3161) at work: `openssl ts`, with keys that were made for the test.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tempfile::TempDir;

/// The policy under which it stamps.
pub const POLICY: &str = "1.3.6.1.4.1.99999.1";

/// What a certificate of the authority is to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// As it should be, with an RSA key.
    Sound,
    /// As it should be, with a key on P-256.
    Curve,
    /// It had run out before.
    Expired,
    /// It is for other things too.
    Broad,
}

/// An authority with a root of its own.
#[derive(Debug)]
pub struct Tsa {
    place: TempDir,
    asked: AtomicU64,
}

const CONFIG: &str = "
[req]
distinguished_name = name
prompt = no
[name]
CN = Invented Time
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[alone]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[broad]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping,codeSigning
[issuing]
database = index
serial = issued
new_certs_dir = .
default_md = sha256
policy = any
[any]
commonName = supplied
[tsa]
default_tsa = own
[own]
serial = stamped
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
";

impl Tsa {
    /// Makes the root, the key and the certificate.
    ///
    /// # Errors
    /// `openssl` is not installed, or refuses; it says why.
    pub fn new(certificate: Certificate) -> io::Result<Self> {
        let own = Self { place: tempfile::tempdir()?, asked: AtomicU64::new(0) };
        let at = |name: &str| own.place.path().join(name);
        fs::write(at("config"), CONFIG)?;
        fs::write(at("index"), "")?;
        fs::write(at("issued"), "01\n")?;
        fs::write(at("stamped"), "01\n")?;
        let curve = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out";
        let rsa = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out";
        own.run(&format!("{curve} ca.key"))?;
        own.run("req -x509 -new -key ca.key -sha256 -days 3650 -config config -extensions ca -out ca.pem")?;
        let key = if certificate == Certificate::Curve { curve } else { rsa };
        own.run(&format!("{key} tsa.key"))?;
        own.run("req -new -key tsa.key -config config -out tsa.csr")?;
        let extensions = if certificate == Certificate::Broad { "broad" } else { "alone" };
        let days = if certificate == Certificate::Expired {
            "-startdate 20200101000000Z -enddate 20210101000000Z"
        } else {
            "-startdate 20200101000000Z -enddate 20491231000000Z"
        };
        own.run(&format!(
            "ca -batch -config config -name issuing -cert ca.pem -keyfile ca.key -in tsa.csr \
             -extensions {extensions} {days} -notext -out tsa.pem"
        ))?;
        Ok(own)
    }

    /// The root to be trusted, in PEM.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn root(&self) -> io::Result<String> {
        fs::read_to_string(self.place.path().join("ca.pem"))
    }

    /// The answer to a request.
    ///
    /// # Errors
    /// `openssl` refuses; it says why.
    pub fn answer(&self, request: &[u8]) -> io::Result<Vec<u8>> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let (query, reply) = (format!("{number}.tsq"), format!("{number}.tsr"));
        fs::write(self.place.path().join(&query), request)?;
        self.run(&format!(
            "ts -reply -config config -section own -queryfile {query} -out {reply}"
        ))?;
        fs::read(self.place.path().join(reply))
    }

    /// A token that states some `TSTInfo`, signed by this authority as `openssl cms` signs anything: it asks nothing of its
    /// own certificate.
    ///
    /// # Errors
    /// `openssl` refuses; it says why.
    pub fn signs(&self, info: &[u8]) -> io::Result<Vec<u8>> {
        fs::write(self.place.path().join("info"), info)?;
        self.run(
            "cms -sign -binary -nodetach -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 \
             -signer tsa.pem -inkey tsa.key -outform DER -in info -out token",
        )?;
        fs::read(self.place.path().join("token"))
    }

    /// Begins to listen on this machine, and gives the address; each request is answered by a run of `openssl` until the
    /// test ends.
    ///
    /// # Errors
    /// No port is free.
    pub fn listens(self) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}/stamp", listener.local_addr()?);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever asks wrongly gets no answer.
                drop(self.serves(stream));
            }
        });
        Ok(address)
    }

    fn serves(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim().to_ascii_lowercase();
            if let Some(told) = line.strip_prefix("content-length:") {
                length = told.trim().parse().unwrap_or(0);
            }
            if line.is_empty() {
                break;
            }
        }
        let mut request = vec![0; length];
        reader.read_exact(&mut request)?;
        let answer = self.answer(&request)?;
        let kind = "application/timestamp-reply";
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            answer.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(&answer)
    }

    fn run(&self, words: &str) -> io::Result<()> {
        openssl(self.place.path(), words)
    }
}

fn openssl(place: &Path, words: &str) -> io::Result<()> {
    let done = Command::new("openssl").args(words.split_whitespace()).current_dir(place).output();
    let done = done.map_err(|why| {
        io::Error::new(
            why.kind(),
            format!("openssl cannot be run: {why}; install the package `openssl`"),
        )
    })?;
    if done.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("openssl {words}: {}", String::from_utf8_lossy(&done.stderr))))
}
