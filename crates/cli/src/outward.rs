//! The way out to providers of unified logins and to webhooks: one request over https, or over http on this machine, with an end to time
//! and size. Certificates are those that the system trusts; `SSL_CERT_FILE` names others.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use axum::http::{HeaderValue, Request, Response, Uri, header::HOST, uri::Scheme};
use guohe_web::unified::{Outward, OutwardError};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    body::Bytes,
    client::conn::http1,
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// Whoever has not answered by then does not.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer is larger: a list of keys is some kilobytes.
const LARGEST: usize = 256 * 1024;

/// Where a way out may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Where the operator says: to a provider, which may stand beside.
    Anywhere,
    /// Out of the network of the installation alone, and to the machine itself where that is allowed.
    Beyond { this_machine: bool },
}

/// The way out.
pub(crate) struct Line {
    tls: Arc<ClientConfig>,
    reach: Reach,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

impl Line {
    /// A way out that believes whom the system believes.
    ///
    /// # Errors
    /// The library refuses its own defaults.
    pub(crate) fn open() -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "a certificate of the system could not be read");
        }
        // Those of another form are left out, as every program does.
        roots.add_parsable_certificates(found.certs);
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: Arc::new(config), reach: Reach::Anywhere })
    }

    /// A way out for addresses that somebody has typed: it leads into no private network, whatever a name resolves to.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub(crate) fn beyond(this_machine: bool) -> Result<Self, rustls::Error> {
        Ok(Self { reach: Reach::Beyond { this_machine }, ..Self::open()? })
    }

    /// Connects to the very number that was looked at, so that a name cannot mean another by then.
    async fn connects(&self, host: &str, port: u16) -> Result<TcpStream, OutwardError> {
        let Reach::Beyond { this_machine } = self.reach else {
            return TcpStream::connect((host, port)).await.map_err(failed);
        };
        let found: Vec<SocketAddr> = lookup_host((host, port)).await.map_err(failed)?.collect();
        let may = |ip: IpAddr| is_beyond(ip) || this_machine && ip.is_loopback();
        match found.first() {
            Some(first) if found.iter().all(|one| may(one.ip().to_canonical())) => {
                TcpStream::connect(first).await.map_err(failed)
            }
            _ => Err(OutwardError("the name leads into a private network".to_owned())),
        }
    }

    async fn sends(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError> {
        let uri = request.uri().clone();
        let missing = || OutwardError(format!("{uri} names no host"));
        let host = uri.host().ok_or_else(missing)?.to_owned();
        // A number of IPv6 stands in brackets there, and nowhere else.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let tls = uri.scheme() == Some(&Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let stream = self.connects(host, port).await?;
        if !tls {
            return asked(TokioIo::new(stream), request, &uri).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(failed)?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await;
        asked(TokioIo::new(stream.map_err(failed)?), request, &uri).await
    }
}

/// Whether a number belongs to the public network (RFC 6890 and its registry).
fn is_beyond(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let special = matches!(
                (a, b, c),
                (0 | 10 | 127 | 224..=255, ..)
                    | (100, 64..=127, _)
                    | (169, 254, _)
                    | (172, 16..=31, _)
                    | (192, 168, _)
                    | (192, 0, 0 | 2)
                    | (192, 88, 99)
                    | (198, 18 | 19, _)
                    | (198, 51, 100)
                    | (203, 0, 113)
            );
            !special
        }
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            // Of what is given out, all but documentation, Teredo and its kin, and what wraps a number of IPv4.
            let given = a & 0xE000 == 0x2000;
            given
                && !(a == 0x2001 && b < 0x0200
                    || (a, b) == (0x2001, 0x0DB8)
                    || a == 0x2002
                    || a & 0xFFF0 == 0x3FF0)
        }
    }
}

fn failed(error: impl fmt::Display) -> OutwardError {
    OutwardError(error.to_string())
}

/// Asks over a connection that ends with the answer.
async fn asked<S>(
    stream: S,
    request: Request<Vec<u8>>,
    uri: &Uri,
) -> Result<Response<Vec<u8>>, OutwardError>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(stream).await.map_err(failed)?;
    let (mut head, body) = request.into_parts();
    let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
    head.headers.insert(HOST, HeaderValue::from_str(&authority).map_err(failed)?);
    // Not the address of a proxy: what is asked of a server is a path.
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse().map_err(failed)?;
    let request = Request::from_parts(head, Full::new(Bytes::from(body)));
    let answered = async {
        let answer = sender.send_request(request).await.map_err(failed)?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST).collect().await.map_err(failed)?;
        Ok::<_, OutwardError>(Response::from_parts(head, body.to_bytes().to_vec()))
    };
    // The connection works only while somebody waits for it.
    tokio::pin!(connection);
    tokio::pin!(answered);
    tokio::select! {
        answer = &mut answered => answer,
        ended = &mut connection => {
            ended.map_err(failed)?;
            answered.await
        }
    }
}

#[async_trait]
impl Outward for Line {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError> {
        let late = |_late| OutwardError("nobody answered in time".to_owned());
        timeout(PATIENCE, self.sends(request)).await.map_err(late)?
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead as _, BufReader, Write as _},
        net::TcpListener,
        thread,
    };

    use super::{LARGEST, Line, Outward as _, Request, is_beyond};

    /// A server that gives one answer, whatever it is asked; with what it was asked.
    fn answers(answer: String) -> (u16, thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head = lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            // Whoever has read enough may have gone.
            drop(stream.write_all(answer.as_bytes()));
            head
        });
        (port, asked)
    }

    fn get(port: u16, path: &str) -> Request<Vec<u8>> {
        Request::get(format!("http://127.0.0.1:{port}{path}")).body(Vec::new()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_comes_whole_and_a_redirect_is_not_followed() {
        let answer =
            "HTTP/1.1 302 Found\r\nlocation: http://localhost:1/\r\ncontent-length: 2\r\n\r\n{}";
        let (port, asked) = answers(answer.to_owned());
        let answer = Line::open().unwrap().send(get(port, "/keys?x=1")).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (302, &b"{}"[..]));
        let asked = asked.join().unwrap();
        assert_eq!(asked[0], "GET /keys?x=1 HTTP/1.1");
        assert!(asked.contains(&format!("host: 127.0.0.1:{port}")), "{asked:?}");
    }

    #[test]
    fn private_and_special_numbers_are_not_beyond() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:a00:1::1",
            "64:ff9b::a00:1",
            "::ffff:10.0.0.1",
            "3fff::1",
        ] {
            let ip = inside.parse::<std::net::IpAddr>().unwrap().to_canonical();
            assert!(!is_beyond(ip), "{inside}");
        }
        for outside in
            ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2400:3200::1"]
        {
            assert!(is_beyond(outside.parse().unwrap()), "{outside}");
        }
    }

    #[tokio::test]
    async fn a_typed_address_leads_to_this_machine_only_where_that_is_allowed() {
        let answer = "HTTP/1.1 204 No Content\r\n\r\n".to_owned();
        let (port, asked) = answers(answer);
        let told = Line::beyond(false).unwrap().send(get(port, "/")).await.unwrap_err();
        assert_eq!(told.0, "the name leads into a private network");
        let answer = Line::beyond(true).unwrap().send(get(port, "/")).await.unwrap();
        assert_eq!(answer.status().as_u16(), 204);
        asked.join().unwrap();
    }

    #[tokio::test]
    async fn there_is_an_end_to_size_and_nobody_is_an_error() {
        let size = LARGEST + 1;
        let large =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n{}", "x".repeat(size));
        let (port, asked) = answers(large);
        let line = Line::open().unwrap();
        assert!(line.send(get(port, "/")).await.is_err());
        asked.join().unwrap();
        assert!(line.send(get(port, "/")).await.is_err(), "nobody listens there any more");
    }

    #[tokio::test]
    async fn over_https_somebody_without_a_certificate_is_nobody() {
        let (port, asked) = answers("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_owned());
        let request = Request::get(format!("https://localhost:{port}/")).body(Vec::new()).unwrap();
        assert!(Line::open().unwrap().send(request).await.is_err());
        drop(asked);
    }
}
