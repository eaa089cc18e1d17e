//! What is kept beside the events: whatever of it they do not say is noticed, and every file that they name is known.

use guohe_cases::{
    attachment::bytes_of,
    desk::{look, rebuild, stands},
    event::{About, StreamId},
    ports::{Find, Registered, Store as _},
    tables::Tables as _,
    verbs::attach::{Incoming, attach, detach},
};
use serde_json::json;
use uuid::Uuid;

use crate::world::{World, host};

/// A case that wrote a row of a register, with that row; the keys by which it is found are not given when it is read.
async fn certified(world: &World) -> (StreamId, Vec<Registered>) {
    let case = world.certified().await;
    let stream = StreamId { about: About::Case, id: case };
    let rows = world.store.registered(&world.tenant, &Find::In(stream)).await.unwrap();
    assert!(!rows.is_empty());
    (stream, rows)
}

#[tokio::test]
async fn a_row_of_a_register_that_others_would_find_or_that_is_found_no_more_is_noticed() {
    let world = World::new().await;
    let (stream, rows) = certified(&world).await;
    assert!(stands(world.desk(), stream).await.unwrap());
    let mut others = rows.clone();
    others[0].keys = vec![("host_uscc".to_owned(), "91110000000000002X".to_owned())];
    for forged in [rows, others, Vec::new()] {
        world.store.replace_registered(&world.tenant, stream, &forged).await.unwrap();
        assert!(!stands(world.desk(), stream).await.unwrap(), "{forged:?}");
    }
    rebuild(world.desk()).await.unwrap();
    assert!(stands(world.desk(), stream).await.unwrap());
}

#[tokio::test]
async fn a_row_that_no_event_explains_is_noticed_wherever_it_stands() {
    let world = World::new().await;
    let (case, rows) = certified(&world).await;
    let round = StreamId { about: About::Round, id: world.case(case.id).await.round };
    let nowhere = StreamId { about: About::Case, id: Uuid::from_u128(0xF0) };
    for stream in [round, nowhere] {
        let forged: Vec<Registered> =
            rows.iter().map(|row| Registered { stream, ..row.clone() }).collect();
        world.store.replace_registered(&world.tenant, stream, &forged).await.unwrap();
        assert!(world.store.places(&world.tenant).await.unwrap().contains(&stream));
        assert!(!stands(world.desk(), stream).await.unwrap(), "{stream:?}");
        world.store.replace_registered(&world.tenant, stream, &[]).await.unwrap();
    }
    let mut row = world.row(case.id).await;
    row.stream = nowhere;
    world.store.replace_row(&world.tenant, &row).await.unwrap();
    assert!(!stands(world.desk(), nowhere).await.unwrap());
    world.is_spoilt();
}

#[tokio::test]
async fn a_file_that_was_taken_off_is_named_by_its_events_for_ever() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let proves = ["host.name".to_owned()];
    for bytes in [&b"%PDF-1.7 a"[..], b"%PDF-1.7 b"] {
        let file = Incoming { name: "a.pdf", label: "", proves: &proves, bytes };
        attach(world.desk(), world.room(), &world.filling(host(), case), &file).await.unwrap();
    }
    let files = world.case(case).await.attachments;
    let expected = files.values().map(|file| bytes_of(&file.digest).unwrap()).collect();
    detach(world.desk(), &world.filling(host(), case), "A1").await.unwrap();
    assert_eq!(world.case(case).await.attachments.len(), 1);
    let stream = StreamId { about: About::Case, id: case };
    let looked = look(world.desk(), stream).await.unwrap();
    assert_eq!((looked.stands, looked.files), (true, expected));
    assert_eq!(guohe_cases::attachment::named(&json!({ "digest": "0".repeat(64) })), [[0; 32]; 0]);
}
