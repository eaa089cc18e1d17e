//! Somebody with a browser: keeps cookies, fills in the forms of the page before.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use scraper::{Html, Selector};
use tower::ServiceExt as _;

use crate::town::{PASSWORD, code_of};

/// An answer as the browser sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Seen {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// Where it leads.
    pub(crate) fn to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The value of an input, as the page gives it back.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&String::from_utf8_lossy(&self.bytes));
        let input = Selector::parse(&format!("input[name='{name}']")).unwrap();
        let first = page.select(&input).next()?;
        first.value().attr("value").map(str::to_owned)
    }
}

/// A browser.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    site: Router,
    host: &'static str,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub(crate) fn of(site: &Router) -> Self {
        Self { site: site.clone(), host: "localhost:8080", cookies: BTreeMap::new() }
    }

    pub(crate) fn from(self, host: &'static str) -> Self {
        Self { host, ..self }
    }

    /// Somebody who has signed in.
    pub(crate) async fn signed_in(site: &Router, login: &str) -> Self {
        let mut visitor = Self::of(site);
        let seen = visitor.signs_in(login, PASSWORD).await;
        assert_eq!(seen.to(), "/home");
        visitor
    }

    pub(crate) async fn signs_in(&mut self, login: &str, password: &str) -> Seen {
        self.shows(login, password, &code_of(login)).await
    }

    /// Signs in with a code of one's own.
    pub(crate) async fn shows(&mut self, login: &str, password: &str, code: &str) -> Seen {
        let fields = [("login", login), ("password", password), ("code", code), ("next", "")];
        self.fills("/sign-in", "/sign-in", &fields).await
    }

    /// The cookie of the session.
    pub(crate) fn session(&self) -> String {
        self.cookies.get("guohe").cloned().unwrap_or_default()
    }

    /// The same browser with the session of another time.
    pub(crate) fn with_session(&self, session: &str) -> Self {
        let mut other = self.clone();
        other.cookies.insert("guohe".to_owned(), session.to_owned());
        other
    }

    /// No answer may have the mark of a word that is missing.
    async fn asks(&mut self, request: Request<Body>) -> Seen {
        let path = request.uri().path().to_owned();
        let answer = self.site.clone().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        for line in head.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        assert!(!String::from_utf8_lossy(&bytes).contains('⟦'), "a word is missing on {path}");
        Seen { status: head.status, headers: head.headers, bytes }
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let jar: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.host)
            .header(header::COOKIE, jar.join("; "))
    }

    pub(crate) async fn gets(&mut self, path: &str) -> Seen {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.asks(request).await
    }

    /// Sends a form with exactly these fields.
    pub(crate) async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        self.posts_with(path, fields, &[]).await
    }

    pub(crate) async fn posts_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Seen {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        let mut request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.asks(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Sends a form whose bytes come in as they come.
    pub(crate) async fn posts_body(&mut self, path: &str, body: Body) -> Seen {
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.asks(request.body(body).unwrap()).await
    }

    /// Sends the parts of a form as they are.
    pub(crate) async fn posts_parts(
        &mut self,
        path: &str,
        edge: &str,
        body: impl Into<Body>,
    ) -> Seen {
        let kind = format!("multipart/form-data; boundary={edge}");
        let request = self.request("POST", path).header(header::CONTENT_TYPE, kind);
        self.asks(request.body(body.into()).unwrap()).await
    }

    /// Opens a page and sends a form on it, with the hidden fields that it carries.
    pub(crate) async fn fills(
        &mut self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Seen {
        let seen = self.gets(page).await;
        assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.text());
        let hidden = ["form_token", "once", "seen"].map(|name| (name, seen.value(name)));
        let mut all: Vec<(&str, &str)> =
            hidden.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        all.extend_from_slice(fields);
        self.posts(action, &all).await
    }

    /// Sends a file with the hidden fields of a page.
    pub(crate) async fn sends(
        &mut self,
        page: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Seen {
        let seen = self.gets(page).await;
        let token = seen.value("form_token").unwrap();
        let mut body = Vec::new();
        for (name, value) in fields.iter().chain(&[("form_token", token.as_str())]) {
            let part = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n",
            file.0
        );
        body.extend(head.bytes().chain(file.1.iter().copied()).chain(*b"\r\n--edge--\r\n"));
        let request = self
            .request("POST", page)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body));
        self.asks(request.unwrap()).await
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
