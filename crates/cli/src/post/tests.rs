//! Messages on their way, over a real mail server on this machine, at instants that the tests name.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use guohe_cases::message::{
    Choice, Looked, Made, Matter, Message, Occasion, OfCase, Outgoing, State,
};
use guohe_cases::ports::Account;
use guohe_rules::syntax::ActorKind;
use guohe_testkit::{
    packs,
    smtp::{Mail as Arrived, Smtp},
};
use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::mail::MailServer;

/// A word that stands in everything that must not go out.
const CANARY: &str = "canary-5B1C";
const CASE: Uuid = Uuid::from_u128(0x3F2A_77C1);

/// An installation in which some have said how they are told.
struct Town {
    installation: Installation,
    numbers: AtomicU64,
    _data: tempfile::TempDir,
}

fn minute(at: i64) -> Timestamp {
    "2026-05-15T01:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(at)
}

impl Town {
    async fn with(people: &[(u128, &str, bool)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let packs = packs::files().unwrap();
        let installation = Installation::open(data.path(), None, &packs).await.unwrap();
        let town = Self { installation, numbers: AtomicU64::new(1), _data: data };
        let Installation { tenant, store, .. } = &town.installation;
        for (id, mail, english) in people {
            let account = Account {
                id: Uuid::from_u128(*id),
                login: format!("{CANARY}-{id}"),
                name: CANARY.to_owned(),
                password: "x".to_owned(),
                roles: Vec::new(),
                organisation: None,
                demonstration: false,
            };
            store.add_account(tenant, &account).await.unwrap();
            let mail = (*mail).to_owned();
            let choice = Choice { english: *english, mail, ..Choice::default() };
            store.choose(tenant, account.id, &choice).await.unwrap();
        }
        town
    }

    fn moment(&self, at: Timestamp) -> Moment {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        Moment { now: at, fresh: Uuid::from_u128(u128::from(number) << 64), seed: [0; 32] }
    }

    /// Messages to somebody that go out at an instant.
    async fn tells(
        &self,
        to: u128,
        reader: ActorKind,
        (gathered, at): (bool, Timestamp),
        many: u64,
    ) {
        let made = (0..many).map(|_| {
            let id = self.moment(at).fresh;
            let message = Message {
                id,
                account: Uuid::from_u128(to),
                known_by: format!("turn/{id}"),
                matter: Matter::Case(OfCase {
                    occasion: Occasion::Turn,
                    case: CASE,
                    pack: CANARY.to_owned(),
                    reader,
                    stage: CANARY.to_owned(),
                    act: None,
                    due: Some(date(2026, 5, 20)),
                    due_at: None,
                }),
                entered: 1,
                urgent: !gathered,
                state: State::Released,
                note: CANARY.to_owned(),
                reasons: CANARY.to_owned(),
                made_at: at,
                settled: Some((at, None)),
                read_at: None,
            };
            Made { message, outgoing: vec![Outgoing { way: Way::Mail, gathered, at }] }
        });
        let looked = Looked {
            case: CASE,
            version: 1,
            on: date(2026, 5, 15),
            entered: 1,
            made: made.collect(),
        };
        let Installation { tenant, store, .. } = &self.installation;
        assert_eq!(store.tell(tenant, &looked).await.unwrap(), many);
    }

    async fn sends(&self, ways: &Ways, at: Timestamp) {
        let authority =
            Words { zh: "澄州市科技局".to_owned(), en: "the Bureau of Chengzhou".to_owned() };
        let sender = Sender { authority: &authority, origin: Some("https://bases.example") };
        ways.send(&self.installation, sender, || self.moment(at)).await;
    }

    /// Where the only delivery of somebody stands, and what came of each attempt.
    async fn stands(&self, to: u128) -> (Standing, Vec<(Outcome, String)>) {
        let Installation { tenant, store, .. } = &self.installation;
        let all = store.messages_of(tenant, Uuid::from_u128(to), 9).await.unwrap();
        let deliveries = store.deliveries(tenant, all[0].id).await.unwrap();
        let tries = deliveries[0].tries.iter().map(|one| (one.outcome, one.said.clone()));
        (deliveries[0].standing, tries.collect())
    }
}

fn ways(port: u16) -> Ways {
    let server = MailServer::at(&format!("smtp://127.0.0.1:{port}"), "guohe@bases.example");
    Ways { mail: server.open().unwrap(), sms: None }
}

/// The head of a mail by name, and its body, decoded by Python's own library of mail.
fn decoded(mail: &Arrived) -> (std::collections::BTreeMap<String, String>, String) {
    const READ: &str = "import sys,json,email,email.policy\n\
        m=email.message_from_string(sys.stdin.read(),policy=email.policy.default)\n\
        print(json.dumps({'head':{k.lower():str(v) for k,v in m.items()},'body':m.get_content()}))";
    use std::io::Write as _;
    let mut child = std::process::Command::new("python3")
        .args(["-c", READ])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(mail.text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let read: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let head = serde_json::from_value(read["head"].clone()).unwrap();
    (head, read["body"].as_str().unwrap().replace("\r\n", "\n"))
}

#[tokio::test]
async fn a_mail_arrives_in_the_language_of_its_reader_and_says_nothing_else() {
    let (server, town) = (
        Smtp::start(None).unwrap(),
        Town::with(&[(1, "zhang@example.org", false), (2, "smith@example.org", true)]).await,
    );
    town.tells(1, ActorKind::Officer, (false, minute(0)), 1).await;
    town.tells(2, ActorKind::Expert, (false, minute(1)), 1).await;
    town.sends(&ways(server.port), minute(2)).await;

    let (first, second) = (server.next().unwrap(), server.next().unwrap());
    assert_eq!(
        (first.from.as_str(), first.to),
        ("guohe@bases.example", vec!["zhang@example.org".to_owned()])
    );
    let (head, body) = decoded(&Arrived { to: Vec::new(), ..first });
    assert_eq!(head["subject"], "有一件事项等待您办理——澄州市科技局");
    assert_eq!(head["from"], "澄州市科技局 <guohe@bases.example>");
    assert_eq!(head["to"], "zhang@example.org");
    assert_eq!(head["auto-submitted"], "auto-generated");
    assert_eq!(head["date"], "Fri, 15 May 2026 01:02:00 +0000");
    assert!(head["content-type"].starts_with("text/plain; charset=\"utf-8\""), "{head:?}");
    assert_eq!(
        body,
        "澄州市科技局提醒您：\n\n· 有一件事项等待您办理（编号 3F2A-77C1，最后一日 2026年5月20日）\n\n\
         详情请登录后查看：https://bases.example/messages\n\n\
         本邮件由系统自动发送，请勿回复。更改接收方式：https://bases.example/account/messages\n"
    );
    let (head, body) = decoded(&second);
    assert_eq!(head["subject"], "Something waits for you — the Bureau of Chengzhou");
    assert!(body.contains("· Something waits for you (last day 20 May 2026)\n"), "{body}");
    for text in [second.text.as_str(), body.as_str()] {
        assert!(!text.contains(CANARY) && !text.contains("77C1"), "{text}");
    }
    assert_eq!(server.there().unwrap(), None);
    town.sends(&ways(server.port), minute(60)).await;
    assert_eq!(server.there().unwrap(), None, "nothing is sent twice");
    let (standing, tries) = town.stands(1).await;
    assert_eq!(standing, Standing::Sent);
    assert_eq!(tries, [(Outcome::Sent, "250 2.0.0 kept".to_owned())]);
}

#[tokio::test]
async fn what_is_gathered_goes_out_in_one_mail_at_its_hour() {
    let (server, town) =
        (Smtp::start(None).unwrap(), Town::with(&[(1, "zhang@example.org", true)]).await);
    town.tells(1, ActorKind::Officer, (true, minute(30)), 3).await;
    town.tells(1, ActorKind::Officer, (false, minute(0)), 1).await;
    town.sends(&ways(server.port), minute(1)).await;
    let (head, _) = decoded(&server.next().unwrap());
    assert_eq!(head["subject"], "Something waits for you — the Bureau of Chengzhou");
    assert_eq!(server.there().unwrap(), None, "its hour has not come");
    town.sends(&ways(server.port), minute(30)).await;
    let (head, body) = decoded(&server.next().unwrap());
    assert_eq!(head["subject"], "3 reminders — the Bureau of Chengzhou");
    assert_eq!(body.matches("· Something waits for you").count(), 3);
    assert_eq!(server.there().unwrap(), None);
}

#[tokio::test]
async fn a_reader_who_is_refused_is_given_up_and_that_is_told_without_the_address() {
    let (server, town) = (
        Smtp::start(None).unwrap(),
        Town::with(&[(1, "refused@example.org", false), (2, "li@example.org", false)]).await,
    );
    town.tells(1, ActorKind::Officer, (false, minute(0)), 1).await;
    town.tells(2, ActorKind::Officer, (false, minute(1)), 1).await;
    town.sends(&ways(server.port), minute(2)).await;
    assert_eq!(server.next().unwrap().to, ["li@example.org"], "the others are told");
    let (standing, tries) = town.stands(1).await;
    assert_eq!((standing, tries.len(), tries[0].0), (Standing::Failed, 1, Outcome::Refused));
    assert!(tries[0].1.contains("550") && tries[0].1.contains("no such mailbox"), "{tries:?}");
    assert!(!tries[0].1.contains("example.org"), "{tries:?}");
    let Installation { tenant, store, .. } = &town.installation;
    assert_eq!(store.failed(tenant, 9).await.unwrap().len(), 1);
    town.sends(&ways(server.port), minute(9999)).await;
    assert_eq!(server.there().unwrap(), None, "it is not tried again");
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_with_growing_pauses_and_then_given_up() {
    let town = Town::with(&[(1, "zhang@example.org", false)]).await;
    let port = Smtp::start(None).unwrap().port;
    let ways = ways(port);
    town.tells(1, ActorKind::Officer, (false, minute(0)), 1).await;
    // Down: the attempt is told, and nothing is tried before its time.
    for at in [0, 0, 1, 1, 5] {
        town.sends(&ways, minute(at)).await;
    }
    let (standing, tries) = town.stands(1).await;
    assert_eq!(standing, Standing::Waiting);
    assert_eq!(tries.iter().map(|one| one.0).collect::<Vec<_>>(), [Outcome::Deferred; 2]);
    // Up again: it arrives once.
    let server = Smtp::start(Some(port)).unwrap();
    for at in [5, 6, 7] {
        town.sends(&ways, minute(at)).await;
    }
    assert_eq!(server.next().unwrap().to, ["zhang@example.org"]);
    assert_eq!(server.there().unwrap(), None);
    assert_eq!(town.stands(1).await.0, Standing::Sent);
    drop(server);
    // Down for days: it is given up, and that is seen.
    town.tells(1, ActorKind::Officer, (false, minute(10)), 1).await;
    let at = Cell::new(10);
    for _ in 0..9 {
        town.sends(&ways, minute(at.get())).await;
        at.set(at.get() + 1500);
    }
    let (standing, tries) = town.stands(1).await;
    assert_eq!((standing, tries.len()), (Standing::Failed, 7));
}

#[tokio::test]
async fn one_that_was_put_off_is_tried_again_and_goes_by_the_same_name() {
    let (server, town) =
        (Smtp::start(None).unwrap(), Town::with(&[(1, "later@example.org", false)]).await);
    town.tells(1, ActorKind::Officer, (false, minute(0)), 1).await;
    town.sends(&ways(server.port), minute(0)).await;
    assert_eq!(town.stands(1).await.0, Standing::Waiting);
    // A program that took it and was stopped leaves it to another once its lease has ended, and no sooner.
    let Installation { tenant, store, .. } = &town.installation;
    let take = |at: i64| {
        let moment = town.moment(minute(at));
        store.take(tenant, moment.fresh, minute(at), minute(at + 5))
    };
    let held = take(1).await.unwrap().unwrap();
    assert_eq!(take(5).await.unwrap(), None);
    let again = take(6).await.unwrap().unwrap();
    assert_eq!((name(&held), held.tries, again.tries), (name(&again), 2, 3));
    // The first comes back too late to say anything.
    let sent = Posted {
        standing: Standing::Sent,
        outcome: Some(Outcome::Sent),
        said: String::new(),
        next_at: minute(6),
    };
    assert!(!store.posted(tenant, &held, &sent).await.unwrap());
    let outcomes: Vec<_> = town.stands(1).await.1.into_iter().map(|one| one.0).collect();
    assert_eq!(outcomes, [Outcome::Deferred, Outcome::Begun, Outcome::Begun]);
}
