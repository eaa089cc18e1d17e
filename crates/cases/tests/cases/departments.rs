//! Departments: to which organisations somebody who recommends stands.

use std::sync::Arc;

use guohe_cases::{
    department::{Reach, reach},
    ports::Account,
    verbs::{department::list, round::Calling},
};
use uuid::Uuid;

use crate::world::{World, officer};

fn recommender(department: Option<Uuid>) -> Account {
    Account {
        id: Uuid::from_u128(0xDE),
        login: "recommender".to_owned(),
        name: "推荐员".to_owned(),
        password: "x".to_owned(),
        roles: vec!["recommender".to_owned()],
        organisation: department,
        demonstration: false,
    }
}

#[tokio::test]
async fn whoever_recommends_stands_to_everybody_until_a_department_is_listed() {
    let world = World::new().await;
    let own = recommender(None);
    assert_eq!(reach(world.desk(), &own).await.unwrap(), Reach::Everybody);

    let by = Calling { person: officer(), moment: world.moment(), once: None };
    let table = "code,name,name_en,above\ncity,市科技局,City bureau,\n";
    list(world.desk(), &by, table, false).await.unwrap();
    assert_eq!(reach(world.desk(), &own).await.unwrap(), Reach::Nobody);
    let city = recommender(Some(guohe_cases::department::id_of("city")));
    assert_eq!(reach(world.desk(), &city).await.unwrap(), Reach::Under(Arc::default()));
}
