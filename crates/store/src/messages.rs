//! Messages, their deliveries, and how people want to be told.
//!
//! A delivery is given to one program at a time: it is leased in the transaction that picks it, and a program that waited for
//! the row of another looks at its conditions once more and takes nothing. Where somebody is reached is sealed under the key
//! of their account, as their name is.

use async_trait::async_trait;
use guohe_cases::event::Tenant;
use guohe_cases::message::{
    Choice, Delivery, Looked, Made, Message, Messages, Outgoing, Parcel, Posted, Settled, State,
    Untold, Way,
};
use guohe_cases::ports::StoreError;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Database;
use crate::engine::{Arg, Args, Tx, args};
use crate::rows::messages::{
    AccountKeyRow, ContactRow, DeliveryRow, DueRow, MessageRow, OwnerRow, SinceRow, TryRow,
    UntoldRow,
};
use crate::rows::{CountRow, Place};
use crate::sql::messages as sql;
use crate::subject::{open_text, seal_text};
use crate::values::Instant;

/// What ties a sealed address to its account: moved to another one it cannot be opened.
fn beside(tenant: &str, account: Uuid) -> String {
    format!("contact/{tenant}/{account}")
}

/// Takes away how an account is reached, the word of its calendar, and what was told about it.
pub(crate) async fn forget(tx: &mut Tx, tenant: &Tenant, account: Uuid) -> Result<(), StoreError> {
    tx.execute(sql::FORGET_CHOICE, args![tenant, account]).await?;
    tx.execute(sql::FORGET_CALENDAR, args![tenant, account]).await?;
    for text in [sql::FORGET_OWN_TRIES, sql::FORGET_OWN_DELIVERIES, sql::FORGET_OWN] {
        tx.execute(text, args![tenant, account]).await?;
    }
    Ok(())
}

async fn add(tx: &mut Tx, tenant: &Tenant, made: &Made) -> Result<u64, StoreError> {
    let Made { message, outgoing } = made;
    let place = Place::new("message", &message.id);
    let matter = place.sound("matter", serde_json::to_value(&message.matter).ok())?;
    let mut values = args![
        tenant,
        message.id,
        message.account,
        place.text("known_by", &message.known_by)?,
        message.matter.of_case().map_or(message.account, |of| of.case),
        place.json("matter", &matter)?,
        place.stored("entered", message.entered)?,
        message.urgent,
        message.state.word(),
        place.text("note", &message.note)?,
        place.text("reasons", &message.reasons)?,
        message.made_at,
    ];
    let (at, by) = message.settled.unzip();
    values.push(Arg::When(at.map(Instant)));
    values.push(Arg::Id(by.flatten()));
    let added = tx.execute(sql::ADD_MESSAGE, values).await?;
    if added == 1 {
        deliver(tx, tenant, (message.id, message.account), outgoing).await?;
    }
    Ok(added)
}

async fn deliver(
    tx: &mut Tx,
    tenant: &Tenant,
    (message, account): (Uuid, Uuid),
    outgoing: &[Outgoing],
) -> Result<(), StoreError> {
    for Outgoing { way, gathered, at } in outgoing {
        let values = args![tenant, message, way.word(), account, *gathered, *at];
        tx.execute(sql::ADD_DELIVERY, values).await?;
    }
    Ok(())
}

impl Database {
    async fn read(&self, text: crate::sql::Text, values: Args) -> Result<Vec<Message>, StoreError> {
        let rows: Vec<MessageRow> = self.engine().rows(text, values).await?;
        rows.into_iter().map(Message::try_from).collect()
    }
}

#[async_trait]
impl Messages for Database {
    async fn untold(
        &self,
        tenant: &Tenant,
        today: Date,
        (after, most): (Uuid, u32),
    ) -> Result<Vec<Untold>, StoreError> {
        let values = args![tenant, today, after, i64::from(most)];
        let rows: Vec<UntoldRow> = self.engine().rows(sql::UNTOLD, values).await?;
        rows.into_iter().map(Untold::try_from).collect()
    }

    async fn tell(&self, tenant: &Tenant, looked: &Looked) -> Result<u64, StoreError> {
        let place = Place::new("told", &looked.case);
        let version = place.stored("version", looked.version)?;
        let entered = place.stored("entered", looked.entered)?;
        let mut tx = self.engine().begin().await?;
        tx.execute(sql::PUT_TOLD, args![tenant, looked.case, version, looked.on]).await?;
        tx.execute(sql::OVERTAKE_DELIVERIES, args![tenant, looked.case, entered]).await?;
        tx.execute(sql::OVERTAKE, args![tenant, looked.case, entered]).await?;
        let mut added = 0;
        for made in &looked.made {
            added += add(&mut tx, tenant, made).await?;
        }
        tx.commit().await?;
        Ok(added)
    }

    async fn tell_owner(&self, tenant: &Tenant, made: &Made) -> Result<bool, StoreError> {
        let mut tx = self.engine().begin().await?;
        let added = add(&mut tx, tenant, made).await?;
        tx.commit().await?;
        Ok(added == 1)
    }

    async fn messages_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
        most: u32,
    ) -> Result<Vec<Message>, StoreError> {
        self.read(sql::MESSAGES_OF, args![tenant, account, i64::from(most)]).await
    }

    async fn unread(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError> {
        let values = args![tenant, account];
        let row: Option<CountRow> = self.engine().row(sql::UNREAD, values).await?;
        Place::new("message", &account).count("number", row.map_or(0, |row| row.number))
    }

    async fn mark_read(
        &self,
        tenant: &Tenant,
        account: Uuid,
        message: Option<Uuid>,
        read_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let read_at = Arg::When(read_at.map(Instant));
        let (text, mut values) = match message {
            Some(message) => (sql::MARK_READ, args![tenant, account, message]),
            None => (sql::MARK_ALL_READ, args![tenant, account]),
        };
        values.push(read_at);
        self.engine().execute(text, values).await?;
        Ok(())
    }

    async fn outbox(
        &self,
        tenant: &Tenant,
        state: State,
        most: u32,
    ) -> Result<Vec<Message>, StoreError> {
        self.read(sql::OUTBOX, args![tenant, state.word(), i64::from(most)]).await
    }

    async fn failed(&self, tenant: &Tenant, most: u32) -> Result<Vec<Message>, StoreError> {
        self.read(sql::FAILED_MESSAGES, args![tenant, i64::from(most)]).await
    }

    async fn message(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Message>, StoreError> {
        Ok(self.read(sql::MESSAGE, args![tenant, id]).await?.pop())
    }

    async fn settle(
        &self,
        tenant: &Tenant,
        id: Uuid,
        settled: &Settled,
    ) -> Result<bool, StoreError> {
        let place = Place::new("message", &id);
        let values = args![
            tenant,
            id,
            settled.state.word(),
            place.text("reasons", &settled.reasons)?,
            settled.at,
            settled.by,
        ];
        let mut tx = self.engine().begin().await?;
        if tx.execute(sql::SETTLE, values).await? == 0 {
            return Ok(false);
        }
        if let Some(note) = &settled.note {
            tx.execute(sql::SET_NOTE, args![tenant, id, place.text("note", note)?]).await?;
        }
        let row: Option<MessageRow> = tx.row(sql::MESSAGE, args![tenant, id]).await?;
        if let Some(row) = row {
            deliver(&mut tx, tenant, (id, row.account), &settled.outgoing).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn deliveries(
        &self,
        tenant: &Tenant,
        message: Uuid,
    ) -> Result<Vec<Delivery>, StoreError> {
        let values = || args![tenant, message];
        let rows: Vec<DeliveryRow> = self.engine().rows(sql::DELIVERIES, values()).await?;
        let tries: Vec<TryRow> = self.engine().rows(sql::TRIES, values()).await?;
        let tries: Result<Vec<_>, _> = tries.into_iter().map(|row| row.of_way(message)).collect();
        let tries = tries?;
        let delivery = |row: DeliveryRow| {
            let (way, standing) = row.standing(message)?;
            let of_way = tries.iter().filter(|(on, _)| *on == way).map(|(_, one)| one.clone());
            let next_at = Place::new("delivery", &message).instant("next_at", row.next_at)?;
            Ok(Delivery { way, standing, gathered: row.gathered, next_at, tries: of_way.collect() })
        };
        rows.into_iter().map(delivery).collect()
    }

    async fn take(
        &self,
        tenant: &Tenant,
        lease: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Parcel>, StoreError> {
        let mut tx = self.engine().begin().await?;
        let Some(due): Option<DueRow> = tx.row(sql::DUE, args![tenant, now]).await? else {
            return Ok(None);
        };
        let DueRow { message, account, way, gathered } = due;
        let (text, of) =
            if gathered { (sql::LEASE_GATHERED, account) } else { (sql::LEASE_ONE, message) };
        if tx.execute(text, args![tenant, of, way.as_str(), now, lease, until]).await? == 0 {
            return Ok(None);
        }
        tx.execute(sql::BEGIN_TRIES, args![tenant, lease, now]).await?;
        let rows: Vec<MessageRow> = tx.rows(sql::LEASED, args![tenant, lease]).await?;
        let most: Option<CountRow> = tx.row(sql::MOST_TRIES, args![tenant, lease]).await?;
        tx.commit().await?;
        let place = Place::new("delivery", &message);
        let messages: Result<Vec<_>, _> = rows.into_iter().map(Message::try_from).collect();
        Ok(Some(Parcel {
            lease,
            account,
            way: place.sound("way", Way::read(&way))?,
            messages: messages?,
            tries: place.count("tries", most.map_or(0, |row| row.number))?,
        }))
    }

    async fn posted(
        &self,
        tenant: &Tenant,
        parcel: &Parcel,
        posted: &Posted,
    ) -> Result<bool, StoreError> {
        let lease = parcel.lease;
        let said = Place::new("delivery_try", &lease).text("said", &posted.said)?;
        let mut tx = self.engine().begin().await?;
        match posted.outcome {
            Some(outcome) => {
                let values = args![tenant, lease, outcome.word(), said];
                tx.execute(sql::END_TRIES, values).await?;
            }
            None => {
                tx.execute(sql::FORGET_TRIES, args![tenant, lease]).await?;
            }
        }
        let values = args![tenant, lease, posted.standing.word(), posted.next_at];
        let held = tx.execute(sql::POSTED, values).await? > 0;
        tx.commit().await?;
        Ok(held)
    }

    async fn choice(&self, tenant: &Tenant, account: Uuid) -> Result<Choice, StoreError> {
        let row: Option<ContactRow> =
            self.engine().row(sql::CHOICE, args![tenant, account]).await?;
        let Some(row) = row else { return Ok(Choice::default()) };
        let place = Place::new("contact", &account);
        let key = row.key.and_then(|key| <[u8; 32]>::try_from(key).ok());
        let text = key.and_then(|key| open_text(&key, &row.sealed, &beside(&tenant.0, account)));
        // Without its key nobody is reached any more; what was chosen is not lost by that.
        let text: Option<Value> = text.and_then(|text| serde_json::from_slice(&text).ok());
        let part = |key: &str| {
            let text = text.as_ref().and_then(|text| text.get(key));
            text.and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        Ok(Choice {
            english: place.sound("lang", read_english(&row.lang))?,
            by_mail: row.by_mail,
            by_sms: row.by_sms,
            gathered: row.gathered,
            mail: part("mail"),
            phone: part("phone"),
        })
    }

    async fn choose(
        &self,
        tenant: &Tenant,
        account: Uuid,
        choice: &Choice,
    ) -> Result<(), StoreError> {
        let place = Place::new("contact", &account);
        let mut tx = self.engine().begin().await?;
        let key: Option<AccountKeyRow> =
            tx.row(sql::KEY_OF_ACCOUNT, args![tenant, account]).await?;
        let key = key.and_then(|row| row.key).and_then(|key| <[u8; 32]>::try_from(key).ok());
        let key = place.sound("sealed", key)?;
        let text = json!({ "mail": choice.mail, "phone": choice.phone }).to_string();
        let sealed = seal_text(&key, text.as_bytes(), &beside(&tenant.0, account))?;
        let lang = if choice.english { "en" } else { "zh" };
        let values = args![
            tenant,
            account,
            lang,
            choice.by_mail,
            choice.by_sms,
            choice.gathered,
            place.text("sealed", &sealed)?,
        ];
        tx.execute(sql::PUT_CHOICE, values).await?;
        tx.commit().await
    }

    async fn calendar_since(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Option<Timestamp>, StoreError> {
        let values = args![tenant, account];
        let row: Option<SinceRow> = self.engine().row(sql::CALENDAR_SINCE, values).await?;
        let place = Place::new("calendar_word", &account);
        row.map(|row| place.instant("since", row.since)).transpose()
    }

    async fn set_calendar(
        &self,
        tenant: &Tenant,
        account: Uuid,
        word: Option<([u8; 32], Timestamp)>,
    ) -> Result<(), StoreError> {
        let mut tx = self.engine().begin().await?;
        tx.execute(sql::FORGET_CALENDAR, args![tenant, account]).await?;
        if let Some((digest, since)) = word {
            tx.execute(sql::ADD_CALENDAR, args![tenant, digest, account, since]).await?;
        }
        tx.commit().await
    }

    async fn calendar_of(
        &self,
        tenant: &Tenant,
        word: &[u8; 32],
    ) -> Result<Option<Uuid>, StoreError> {
        let values = args![tenant, *word];
        let row: Option<OwnerRow> = self.engine().row(sql::CALENDAR_OF, values).await?;
        Ok(row.map(|row| row.account))
    }
}

fn read_english(lang: &str) -> Option<bool> {
    match lang {
        "en" => Some(true),
        "zh" => Some(false),
        _ => None,
    }
}
