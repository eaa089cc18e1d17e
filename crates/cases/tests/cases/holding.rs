//! How many files a case and its unit may hold, and how large.

use guohe_cases::{
    attachment::{Holding, Quota},
    event::{About, StreamId},
    ports::Store as _,
    refusal::{Refusal, Sort},
    verbs::{
        Failure,
        attach::{AttachError, Incoming, attach, detach},
        fill::Filling,
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::world::{World, host, once, other_host};

const MEGABYTE: usize = 1024 * 1024;

async fn limited(quota: Quota) -> World {
    let world = World::new().await;
    world.store.set_setting(&world.tenant, Quota::SETTING, &json!(quota)).await.unwrap();
    world
}

async fn brings(world: &World, by: &Filling, name: &str, size: usize) -> Result<(), AttachError> {
    let mut bytes = b"%PDF-1.7".to_vec();
    bytes.resize(size, b'x');
    let file = Incoming { name, label: "", proves: &[], bytes: &bytes };
    attach(world.desk(), world.room(), by, &file).await.map(drop)
}

/// The refusal of a file: what it says, at the file.
fn said(refused: Result<(), AttachError>) -> String {
    let Err(AttachError::Failure(Failure::Refused(refused))) = refused else {
        panic!("{refused:?}")
    };
    let Refusal { sort, faults, .. } = *refused;
    assert_eq!((sort, faults.len()), (Sort::Invalid, 1));
    assert_eq!(faults[0].place, "file");
    faults[0].what.zh.clone()
}

async fn held(world: &World, case: Uuid) -> Option<Holding> {
    let extra = world.row(case).await.extra;
    let stream = StreamId { about: About::Case, id: case };
    assert_eq!(world.rebuilt(stream).await.extra, extra);
    extra.get("files").map(|held| serde_json::from_value(held.clone()).unwrap())
}

#[tokio::test]
async fn a_case_holds_no_more_files_than_it_may_and_room_is_made_by_taking_one_off() {
    let world = limited(Quota { case_files: 2, ..Quota::default() }).await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    assert_eq!(held(&world, case).await, None);
    let by = world.filling(host(), case);
    for name in ["one.pdf", "two.pdf"] {
        brings(&world, &by, name, 1000).await.unwrap();
    }
    assert_eq!(held(&world, case).await, Some(Holding { files: 2, bytes: 2000 }));
    let version = world.case(case).await.version;
    let full = said(brings(&world, &by, "three.pdf", 1000).await);
    let expected = "本件已有 2 个文件，上限为 2 个；请先移除不再需要的附件，或合并成一个文件";
    assert_eq!(full, expected);
    assert_eq!(world.case(case).await.version, version);
    detach(world.desk(), &by, "A1").await.unwrap();
    assert_eq!(held(&world, case).await, Some(Holding { files: 1, bytes: 1000 }));
    brings(&world, &by, "three.pdf", 1000).await.unwrap();

    // What was taken off stays on record, so there is an end to changing them as well.
    for number in 4..=10 {
        detach(world.desk(), &by, &format!("A{}", number - 2)).await.unwrap();
        brings(&world, &by, "again.pdf", 1000).await.unwrap();
    }
    detach(world.desk(), &by, "A9").await.unwrap();
    let end = said(brings(&world, &by, "again.pdf", 1000).await);
    assert!(end.starts_with("本件前后已上传 10 个文件、共 1 MB（已移除的仍留有记录"), "{end}");
}

#[tokio::test]
async fn a_case_holds_no_more_bytes_than_it_may_and_the_largest_file_is_named() {
    let world = limited(Quota { case_megabytes: 1, ..Quota::default() }).await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let by = world.filling(host(), case);
    brings(&world, &by, "small.pdf", 1000).await.unwrap();
    brings(&world, &by, "large.pdf", MEGABYTE - 2000).await.unwrap();
    brings(&world, &by, "last.pdf", 1000).await.unwrap();
    let expected = "连同这个文件，本件的文件共 2 MB，上限为 1 MB；请压缩，或先移除不再需要的附件；其中最大的是“large.pdf”（1 MB）";
    assert_eq!(said(brings(&world, &by, "more.pdf", 10).await), expected);
}

#[tokio::test]
async fn the_applications_of_a_unit_have_an_end_together_and_those_of_others_do_not_count() {
    let world = limited(Quota { unit_files: 2, ..Quota::default() }).await;
    let round = world.round().await;
    let own = [world.open(host(), round, "PARK").await, world.open(host(), round, "PARK").await];
    let other = world.open(other_host(), round, "PARK").await;
    brings(&world, &world.filling(other_host(), other), "other.pdf", 1000).await.unwrap();
    for case in own {
        brings(&world, &world.filling(host(), case), "own.pdf", 1000).await.unwrap();
    }
    for case in own {
        let full = said(brings(&world, &world.filling(host(), case), "more.pdf", 1000).await);
        let begin = "连同这个文件，本单位各件申报共有 3 个文件、1 MB，上限为 2 个、20480 MB；";
        assert!(full.starts_with(begin), "{full}");
    }
    brings(&world, &world.filling(other_host(), other), "more.pdf", 1000).await.unwrap();
}

#[tokio::test]
async fn what_was_attached_already_is_answered_as_then_and_of_two_for_the_last_place_one_comes_in()
{
    let world = limited(Quota { case_files: 1, ..Quota::default() }).await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let by = world.filling(host(), case);
    let both = futures_util::future::join(
        brings(&world, &by, "one.pdf", 1000),
        brings(&world, &by, "two.pdf", 1000),
    );
    let (one, two) = both.await;
    assert_eq!([one.is_ok(), two.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
    assert_eq!(world.case(case).await.attachments.len(), 1);
    detach(world.desk(), &by, "A1").await.unwrap();
    let again = Filling { once: Some(once("k", 1)), ..world.filling(host(), case) };
    brings(&world, &again, "three.pdf", 1000).await.unwrap();
    brings(&world, &again, "three.pdf", 1000).await.unwrap();
    assert_eq!(world.case(case).await.attachments.len(), 1);
}
