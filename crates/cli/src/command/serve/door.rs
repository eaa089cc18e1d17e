//! The way in: connections are taken, so many at once, and each has an end to how long the head of a request may take.
//!
//! `axum::serve` sets no timer, so that whoever sends half a head keeps a connection for as long as they like; hence a loop
//! of our own over the same `hyper`, which ends such a connection, and one on which nothing is asked.

use std::{
    convert::Infallible, future::Future, io::ErrorKind, net::SocketAddr, pin::pin, sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::sleep,
};
use tower::ServiceExt as _;

/// How long it waits when the machine gives no further connection.
const PAUSE: Duration = Duration::from_secs(1);

/// How connections are taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    /// For so long the head of a request may be on its way, and nothing be asked on a connection.
    pub(super) head: Duration,
    /// So many are open at once; who comes then waits until one ends.
    pub(super) most: usize,
}

impl Door {
    /// As it is in earnest. The number is below the 1,024 files that a process may usually have open.
    pub(super) const USUAL: Self = Self { head: Duration::from_secs(30), most: 800 };

    /// Answers requests until it is told to stop; then no connection is taken any more, and those that are open end with
    /// the request that is under way.
    pub(super) async fn serves(
        self,
        listener: TcpListener,
        router: Router,
        stop: impl Future<Output = ()>,
    ) {
        let room = Arc::new(Semaphore::new(self.most));
        let (stopping, stopped) = watch::channel(false);
        let (mut open, mut stop) = (JoinSet::new(), pin!(stop));
        loop {
            let taken = tokio::select! {
                () = &mut stop => break,
                taken = taken(&listener, &room) => taken,
            };
            let Some((stream, peer, place)) = taken else { break };
            open.spawn(self.answers((stream, peer), router.clone(), stopped.clone(), place));
            // Those that have ended are let go of.
            while open.try_join_next().is_some() {}
        }
        drop(listener);
        stopping.send_replace(true);
        while open.join_next().await.is_some() {}
    }

    /// Answers what is asked on a connection.
    async fn answers(
        self,
        (stream, peer): (TcpStream, SocketAddr),
        router: Router,
        mut stopped: watch::Receiver<bool>,
        _place: OwnedSemaphorePermit,
    ) {
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.head);
        let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = told(&mut stopped) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // Whoever went away, or was too slow, is not told.
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// Waits until it is told to stop; also when nobody is left who could tell.
async fn told(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}

/// The next connection with its place; nothing once there are no places any more.
async fn taken(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Some((stream, peer, place)),
            // They had gone before it was their turn.
            Err(error) if is_theirs(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "no connection could be taken");
                sleep(PAUSE).await;
            }
        }
    }
}

fn is_theirs(kind: ErrorKind) -> bool {
    [ErrorKind::ConnectionRefused, ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset]
        .contains(&kind)
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream as Raw,
    };

    use axum::routing::get;
    use tokio::{sync::oneshot, task::spawn_blocking};

    use super::*;

    /// Long for the machine, and short for whoever waits for a test that fails.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// A server behind a door on this machine, and how it is told to stop.
    async fn opened(door: Door) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, told) = oneshot::channel::<()>();
        let says = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
        #[expect(clippy::disallowed_methods, reason = "a page for this test alone")]
        let router = Router::new().route("/", get(says));
        let served = tokio::spawn(door.serves(listener, router, async move { drop(told.await) }));
        (address, stop, served)
    }

    fn dials(address: SocketAddr, said: &str) -> Raw {
        let mut line = Raw::connect(address).unwrap();
        line.set_read_timeout(Some(PATIENCE)).unwrap();
        line.write_all(said.as_bytes()).unwrap();
        line
    }

    /// What comes until the other side ends the connection.
    fn until_the_end(line: &mut Raw) -> String {
        let mut said = Vec::new();
        match line.read_to_end(&mut said) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "not ended in time"),
        }
        String::from_utf8(said).unwrap()
    }

    const WHOLE: &str = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const HALF: &str = "GET / HTTP/1.1\r\nHost: loc";
    const SHORT: Duration = Duration::from_millis(200);

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_sends_half_a_head_is_closed_and_others_are_answered() {
        let (address, _stop, _served) = opened(Door { head: SHORT, most: 3 }).await;
        let seen = spawn_blocking(move || {
            let mut slow = [HALF, ""].map(|said| dials(address, said));
            let mut whole = dials(address, WHOLE);
            let from = whole.local_addr().unwrap().to_string();
            let answer = until_the_end(&mut whole);
            let slow = slow.each_mut().map(until_the_end);
            (answer.starts_with("HTTP/1.1 200") && answer.ends_with(&from), slow)
        });
        let (answered, slow) = seen.await.unwrap();
        assert!(answered, "the page tells from where it was asked");
        assert!(slow.iter().all(|said| !said.contains("200 OK")), "{slow:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn beyond_the_most_one_waits_until_another_connection_ends() {
        let (address, _stop, _served) = opened(Door { head: SHORT, most: 1 }).await;
        let seen = spawn_blocking(move || {
            let mut first = dials(address, HALF);
            let mut second = dials(address, WHOLE);
            let second = until_the_end(&mut second);
            // The place was the first one's, so that one has ended before the second was answered.
            first.set_nonblocking(true).unwrap();
            let mut rest = Vec::new();
            let ended = match first.read_to_end(&mut rest) {
                Ok(_) => true,
                Err(error) => error.kind() == ErrorKind::ConnectionReset,
            };
            (second.starts_with("HTTP/1.1 200"), ended)
        });
        assert_eq!(seen.await.unwrap(), (true, true));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn once_told_to_stop_it_ends_what_is_idle_and_takes_nothing_more() {
        let (address, stop, served) = opened(Door { head: PATIENCE, most: 9 }).await;
        let asked = WHOLE.replace("Connection: close\r\n", "");
        let line = spawn_blocking(move || {
            let mut line = dials(address, &asked);
            let mut byte = [0; 15];
            line.read_exact(&mut byte).unwrap();
            (line, byte)
        });
        let (mut line, head) = line.await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 200 OK");
        stop.send(()).unwrap();
        served.await.unwrap();
        let rest = spawn_blocking(move || until_the_end(&mut line)).await.unwrap();
        assert!(rest.contains("127.0.0.1:"), "{rest}");
        assert!(Raw::connect(address).is_err());
    }
}
