//! What is asked of a site, and what it answers.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What came; of a file that is no text the body has other bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Asks a site; forms carry the token they are given. A session of somebody who acts for another is followed by `@` and the
/// account of the other.
pub(crate) async fn ask(
    site: &Router,
    method: &str,
    path: &str,
    session: Option<&str>,
    form_token: &str,
) -> Answer {
    use tower::ServiceExt as _;
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let program = path.starts_with("/api/v1/");
    if let Some(session) = session {
        let (own, other) = session.split_once('@').unwrap_or((session, ""));
        request = if program {
            request.header(header::AUTHORIZATION, format!("Bearer {own}"))
        } else if other.is_empty() {
            request.header(header::COOKIE, format!("guohe={own}"))
        } else {
            request.header(header::COOKIE, format!("guohe={own}; guohe-for={other}"))
        };
    }
    let body = if method == "POST" { format!("form_token={form_token}") } else { String::new() };
    let answer = site.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: head.status, headers: head.headers, body, bytes }
}
