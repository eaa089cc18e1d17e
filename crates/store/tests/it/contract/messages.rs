//! Messages, their deliveries, and how people want to be told.
#![expect(clippy::cognitive_complexity, reason = "a story is told in one piece")]

use guohe_cases::message::{
    ActorKind, Choice, Looked, Made, Matter, Message, Messages as _, Occasion, OfAccount, OfCase,
    Outcome, Outgoing, Posted, Settled, Standing, State, Way,
    owner::{Affair, Origin},
};
use guohe_cases::people::{Change, People as _};
use guohe_cases::ports::Store as _;
use guohe_store::Database;
use jiff::civil::{Date, date};
use serde_json::json;
use uuid::Uuid;

use super::people::account;
use crate::scene::*;

told_alike!(
    a_case_is_looked_at_when_it_moves_and_once_a_day_while_it_waits,
    a_message_is_made_once_for_each_reader_and_overtaken_when_the_case_goes_on,
    what_waits_is_released_once_and_seen_by_its_reader_alone,
    of_two_programs_that_send_at_once_one_is_given_a_message,
    where_somebody_is_reached_is_sealed_and_goes_with_the_account,
    a_calendar_has_one_word_and_the_one_before_opens_nothing,
    what_is_told_of_an_account_is_told_once_and_goes_with_it,
);

const DAY: Date = date(2026, 5, 15);

fn message(number: u128, to: u128, (known_by, entered): (&str, u64), state: State) -> Message {
    Message {
        id: id(number),
        account: id(to),
        known_by: known_by.to_owned(),
        matter: Matter::Case(OfCase {
            occasion: Occasion::Turn,
            case: id(1),
            pack: "pack@hash".to_owned(),
            reader: ActorKind::Officer,
            stage: "review".to_owned(),
            act: None,
            due: Some(DAY),
            due_at: None,
        }),
        entered,
        urgent: false,
        state,
        note: String::new(),
        reasons: String::new(),
        made_at: at(1),
        settled: (state == State::Released).then(|| (at(1), None)),
        read_at: None,
    }
}

fn looked(version: u64, on: Date, made: Vec<Message>) -> Looked {
    let now = |message: &Message| match message.state {
        State::Released => vec![Outgoing { way: Way::Mail, gathered: false, at: at(2) }],
        State::Draft | State::Held | State::Overtaken => Vec::new(),
    };
    let made = made.into_iter().map(|message| Made { outgoing: now(&message), message });
    Looked { case: id(1), version, on, entered: version, made: made.collect() }
}

async fn people(db: &Database) {
    for (number, login) in [(1, "one"), (2, "two")] {
        db.add_account(&north(), &account(number, login)).await.unwrap();
    }
}

async fn a_case_is_looked_at_when_it_moves_and_once_a_day_while_it_waits(
    scene: &Scene,
) -> Vec<Vec<(Uuid, u64)>> {
    let mut told = Vec::new();
    let untold = async |day| {
        let found = scene.db.untold(&north(), day, (Uuid::nil(), 9)).await.unwrap();
        found.into_iter().map(|one| (one.case, one.version)).collect::<Vec<_>>()
    };
    let events = [event("opened", json!({ "waits_for": "officer" }))];
    scene.db.append(act(vec![append(case(1), &[], &events)])).await.unwrap();
    told.push(untold(DAY).await);
    assert_eq!(told[0], [(id(1), 0)]);
    scene.db.tell(&north(), &looked(1, DAY, Vec::new())).await.unwrap();
    assert_eq!(untold(DAY).await, []);
    told.push(untold(DAY.tomorrow().unwrap()).await);
    assert_eq!(told[1], [(id(1), 1)]);
    let before = what(scene.db.stream(&north(), case(1)).await.unwrap());
    let next = append(case(1), &before, &[event("submitted", json!({}))]);
    scene.db.append(act(vec![next])).await.unwrap();
    told.push(untold(DAY).await);
    assert_eq!(told[2], [(id(1), 1)]);
    assert_eq!(scene.db.untold(&north(), DAY, (id(1), 9)).await.unwrap(), [], "nothing behind it");
    // A program that looked at an older case does not undo what another has seen since.
    scene.db.tell(&north(), &looked(2, DAY, Vec::new())).await.unwrap();
    scene.db.tell(&north(), &looked(1, DAY, Vec::new())).await.unwrap();
    assert_eq!(untold(DAY).await, []);
    assert_eq!(scene.db.untold(&south(), DAY, (Uuid::nil(), 9)).await.unwrap(), []);
    told
}

async fn a_message_is_made_once_for_each_reader_and_overtaken_when_the_case_goes_on(
    scene: &Scene,
) -> Vec<u64> {
    people(&scene.db).await;
    let tell =
        async |version, made| scene.db.tell(&north(), &looked(version, DAY, made)).await.unwrap();
    let turn = |number, to, state| message(number, to, ("turn/1", 1), state);
    let done = message(14, 1, ("act/1", 0), State::Draft);
    let made = vec![turn(11, 1, State::Draft), turn(12, 2, State::Released), done];
    let mut told = vec![tell(1, made).await];
    // Another program, or the same after a crash, makes them again under other ids.
    told.push(tell(1, vec![turn(21, 1, State::Draft), turn(22, 2, State::Released)]).await);
    assert_eq!(told, [3, 0]);
    assert_eq!(scene.db.deliveries(&north(), id(12)).await.unwrap().len(), 1);
    assert_eq!(scene.db.message(&north(), id(22)).await.unwrap(), None);
    told.push(tell(2, Vec::new()).await);
    let state = async |number| scene.db.message(&north(), id(number)).await.unwrap().unwrap().state;
    assert_eq!(state(11).await, State::Overtaken);
    assert_eq!(state(12).await, State::Released, "who has seen it has seen it");
    assert_eq!(state(14).await, State::Draft, "what was done stays done");
    let standing = scene.db.deliveries(&north(), id(12)).await.unwrap()[0].standing;
    assert_eq!(standing, Standing::Dropped, "nobody is reminded of what is done");
    assert_eq!(scene.db.take(&north(), id(90), at(99), at(100)).await.unwrap(), None);
    told
}

async fn what_waits_is_released_once_and_seen_by_its_reader_alone(scene: &Scene) -> Vec<bool> {
    people(&scene.db).await;
    let made = vec![message(11, 1, ("turn/1", 1), State::Draft)];
    scene.db.tell(&north(), &looked(1, DAY, made)).await.unwrap();
    let seen = async |of| scene.db.messages_of(&north(), id(of), 9).await.unwrap();
    assert_eq!(seen(1).await, [], "nobody sees what was not released");
    let settled = |state, reasons: &str| Settled {
        state,
        reasons: reasons.to_owned(),
        note: Some("附言".to_owned()),
        by: id(2),
        at: at(5),
        outgoing: Vec::new(),
    };
    let settle = async |what: &Settled| scene.db.settle(&north(), id(11), what).await.unwrap();
    let mut told = vec![settle(&settled(State::Held, "为什么")).await];
    assert_eq!(scene.db.outbox(&north(), State::Held, 9).await.unwrap()[0].reasons, "为什么");
    let outgoing = vec![Outgoing { way: Way::Mail, gathered: true, at: at(6) }];
    let release = Settled { outgoing, ..settled(State::Released, "") };
    told.push(settle(&release).await);
    told.push(settle(&release).await);
    told.push(settle(&settled(State::Held, "太晚")).await);
    assert_eq!(told, [true, true, false, false]);
    let all = seen(1).await;
    assert_eq!(
        (all.len(), all[0].note.as_str(), all[0].settled),
        (1, "附言", Some((at(5), Some(id(2)))))
    );
    assert_eq!(seen(2).await, []);
    assert_eq!(scene.db.unread(&north(), id(1)).await.unwrap(), 1);
    let mark = async |of, one, when| {
        scene.db.mark_read(&north(), id(of), one, when).await.unwrap();
        scene.db.unread(&north(), id(1)).await.unwrap()
    };
    assert_eq!(mark(2, Some(id(11)), Some(at(7))).await, 1, "somebody else reads nothing of it");
    assert_eq!(mark(1, Some(id(11)), Some(at(7))).await, 0);
    assert_eq!(mark(1, Some(id(11)), None).await, 1);
    assert_eq!(mark(1, None, Some(at(8))).await, 0);
    told
}

async fn of_two_programs_that_send_at_once_one_is_given_a_message(scene: &Scene) -> Vec<usize> {
    people(&scene.db).await;
    let other = Database::connect(scene.place()).await.unwrap();
    let (north, mut told) = (north(), Vec::new());
    for round in 0..20_u128 {
        let name = format!("turn/{round}");
        let one = message(0x100 + round, 1, (&name, 1), State::Released);
        let looked = Looked { entered: 1, ..looked(1, DAY, vec![one]) };
        scene.db.tell(&north, &looked).await.unwrap();
        let leases = [id(0x200 + round), id(0x300 + round)];
        let (one, two) = tokio::join!(
            scene.db.take(&north, leases[0], at(3), at(9)),
            other.take(&north, leases[1], at(3), at(9)),
        );
        let given: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
        told.push(given.len());
        let parcel = &given[0];
        assert_eq!((parcel.messages.len(), parcel.tries), (1, 1));
        let sent = Posted {
            standing: Standing::Sent,
            outcome: Some(Outcome::Sent),
            said: "250 ok".to_owned(),
            next_at: at(3),
        };
        assert!(scene.db.posted(&north, parcel, &sent).await.unwrap());
    }
    other.close().await;
    assert_eq!(told, [1; 20]);
    told
}

async fn where_somebody_is_reached_is_sealed_and_goes_with_the_account(scene: &Scene) -> Choice {
    people(&scene.db).await;
    let chosen = Choice {
        english: true,
        by_mail: true,
        by_sms: true,
        gathered: false,
        mail: "canary-0F41@example.org".to_owned(),
        phone: "13800000000".to_owned(),
    };
    assert_eq!(scene.db.choice(&north(), id(1)).await.unwrap(), Choice::default());
    scene.db.choose(&north(), id(1), &chosen).await.unwrap();
    scene.db.choose(&north(), id(2), &Choice { english: false, ..chosen.clone() }).await.unwrap();
    assert_eq!(scene.db.choice(&north(), id(1)).await.unwrap(), chosen);
    assert_eq!(scene.db.choice(&south(), id(1)).await.unwrap(), Choice::default());
    // What lies there is sealed, and opens beside its own account alone.
    let swap = "UPDATE contact SET sealed = (SELECT sealed FROM contact WHERE lang = 'zh') WHERE lang = 'en'";
    scene.meddle(swap).await.unwrap();
    let moved = scene.db.choice(&north(), id(1)).await.unwrap();
    assert_eq!((moved.mail.as_str(), moved.phone.as_str(), moved.english), ("", "", true));
    scene.db.choose(&north(), id(1), &chosen).await.unwrap();
    // The constraint would refuse this if the address stood anywhere in the clear.
    let clear =
        "UPDATE contact SET lang = 'xx' WHERE sealed LIKE '%canary%' OR sealed LIKE '%138000%'";
    scene.meddle(clear).await.unwrap();
    let word = Some(([7; 32], at(1)));
    scene.db.set_calendar(&north(), id(1), word).await.unwrap();
    let gone = Change::Erased { account: id(1), texts: Vec::new() };
    let erased = event("erased", json!({}));
    let acts = act(vec![append(case(1), &[], &[erased])]);
    scene.db.append_with(acts, &[gone]).await.unwrap();
    assert_eq!(scene.db.choice(&north(), id(1)).await.unwrap(), Choice::default());
    assert_eq!(scene.db.calendar_of(&north(), &[7; 32]).await.unwrap(), None);
    assert!(scene.db.choose(&north(), id(1), &chosen).await.is_err(), "there is no key any more");
    scene.db.choice(&north(), id(2)).await.unwrap()
}

async fn a_calendar_has_one_word_and_the_one_before_opens_nothing(
    scene: &Scene,
) -> Vec<Option<Uuid>> {
    people(&scene.db).await;
    let set = async |word| scene.db.set_calendar(&north(), id(1), word).await.unwrap();
    let of = async |word: u8| scene.db.calendar_of(&north(), &[word; 32]).await.unwrap();
    set(Some(([7; 32], at(1)))).await;
    let mut told = vec![of(7).await];
    set(Some(([8; 32], at(2)))).await;
    told.extend([of(7).await, of(8).await]);
    assert_eq!(scene.db.calendar_since(&north(), id(1)).await.unwrap(), Some(at(2)));
    assert_eq!(scene.db.calendar_of(&south(), &[8; 32]).await.unwrap(), None);
    set(None).await;
    told.push(of(8).await);
    assert_eq!(told, [Some(id(1)), None, Some(id(1)), None]);
    assert_eq!(scene.db.calendar_since(&north(), id(1)).await.unwrap(), None);
    told
}

async fn what_is_told_of_an_account_is_told_once_and_goes_with_it(scene: &Scene) -> Vec<bool> {
    people(&scene.db).await;
    let made = |number, to, known_by: &str| {
        let origin =
            Origin::Visitor { device: "Firefox".to_owned(), place: "203.0.113.7".to_owned() };
        let of = OfAccount { affair: Affair::Attempts, at: at(1), origin };
        let message = message(number, to, (known_by, 0), State::Released);
        let outgoing = vec![Outgoing { way: Way::Mail, gathered: false, at: at(2) }];
        Made { message: Message { matter: Matter::Account(of), ..message }, outgoing }
    };
    let mut told = Vec::new();
    for (number, to, name) in [(21, 1, "a"), (22, 1, "a"), (23, 1, "b"), (24, 2, "a")] {
        told.push(scene.db.tell_owner(&north(), &made(number, to, name)).await.unwrap());
    }
    assert_eq!(told, [true, false, true, true]);
    let mut case = message(25, 1, ("turn/1", 1), State::Released);
    if let Matter::Case(of) = &mut case.matter {
        of.case = id(0xC5);
    }
    scene.db.tell(&north(), &looked(1, DAY, vec![case.clone()])).await.unwrap();
    let of = async |account| scene.db.messages_of(&north(), id(account), 9).await.unwrap();
    assert_eq!((of(1).await.len(), of(2).await), (3, vec![made(24, 2, "a").message]));
    let parcel = scene.db.take(&north(), id(0x99), at(3), at(9)).await.unwrap();
    assert!(parcel.is_some(), "there is an attempt, which goes too");
    let gone = Change::Erased { account: id(1), texts: Vec::new() };
    let erased = act(vec![append(self::case(1), &[], &[event("erased", json!({}))])]);
    scene.db.append_with(erased, &[gone]).await.unwrap();
    assert_eq!((of(1).await, of(2).await.len()), (vec![case], 1));
    told
}
