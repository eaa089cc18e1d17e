//! Texts about messages, their deliveries, and how people want to be told.

use super::Text;
use Text::Both;

/// Messages, whichever are asked for.
macro_rules! messages {
    ($which:literal) => {
        concat!(
            "SELECT m.id, m.account, m.known_by, m.matter, m.entered, m.urgent, m.state, m.note,
                    m.reasons, m.made_at, m.settled_at, m.settled_by, m.read_at
             FROM message m WHERE m.tenant = $1 AND ",
            $which
        )
    };
}

texts! {
    /// A case that waits for nobody has come to an end: it is looked at again when it moves.
    UNTOLD = Both(
        "SELECT l.id, coalesce(t.version, 0) AS version FROM listing l
         LEFT JOIN told t ON t.tenant = l.tenant AND t.id = l.id
         WHERE l.tenant = $1 AND l.about = 'case'
             AND (t.version IS NULL OR t.version < l.version
                  OR (t.on_day < $2 AND l.waits_for IS NOT NULL))
             AND l.id > $3
         ORDER BY l.id LIMIT $4"
    );
    /// Of two programs that look at once, one waits here for the other.
    PUT_TOLD = Both(
        "INSERT INTO told (tenant, id, version, on_day) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, id) DO UPDATE SET
             version = CASE WHEN told.version > excluded.version THEN told.version
                            ELSE excluded.version END,
             on_day = CASE WHEN told.on_day > excluded.on_day THEN told.on_day
                           ELSE excluded.on_day END"
    );
    OVERTAKE_DELIVERIES = Both(
        "UPDATE delivery SET state = 'dropped' WHERE tenant = $1 AND state = 'waiting' AND lease IS NULL
             AND message IN (SELECT id FROM message
                 WHERE tenant = $1 AND subject = $2 AND entered > 0 AND entered < $3)"
    );
    OVERTAKE = Both(
        "UPDATE message SET state = 'overtaken' WHERE tenant = $1 AND subject = $2
             AND entered > 0 AND entered < $3 AND state IN ('draft', 'held')"
    );
    ADD_MESSAGE = Both(
        "INSERT INTO message (tenant, id, account, known_by, subject, matter, entered, urgent, state,
                              note, reasons, made_at, settled_at, settled_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (tenant, account, known_by) DO NOTHING"
    );
    ADD_DELIVERY = Both(
        "INSERT INTO delivery (tenant, message, way, account, state, gathered, tries, next_at)
         VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6)"
    );
    MESSAGES_OF = Both(messages!(
        "m.account = $2 AND m.state = 'released' ORDER BY m.settled_at DESC, m.id DESC LIMIT $3"
    ));
    UNREAD = Both(
        "SELECT count(*) AS number FROM message
         WHERE tenant = $1 AND account = $2 AND state = 'released' AND read_at IS NULL"
    );
    MARK_READ = Both(
        "UPDATE message SET read_at = $4 WHERE tenant = $1 AND account = $2 AND id = $3
             AND state = 'released'"
    );
    MARK_ALL_READ = Both(
        "UPDATE message SET read_at = $3 WHERE tenant = $1 AND account = $2 AND state = 'released'
             AND read_at IS NULL"
    );
    OUTBOX = Both(messages!("m.state = $2 ORDER BY m.made_at DESC, m.id DESC LIMIT $3"));
    FAILED_MESSAGES = Both(messages!(
        "m.id IN (SELECT message FROM delivery WHERE tenant = $1 AND state = 'failed')
         ORDER BY m.made_at DESC, m.id DESC LIMIT $2"
    ));
    MESSAGE = Both(messages!("m.id = $2"));
    /// What was released stays so, whoever comes second.
    SETTLE = Both(
        "UPDATE message SET state = $3, reasons = $4, settled_at = $5, settled_by = $6
         WHERE tenant = $1 AND id = $2 AND state IN ('draft', 'held')"
    );
    SET_NOTE = Both("UPDATE message SET note = $3 WHERE tenant = $1 AND id = $2");
    DELIVERIES = Both(
        "SELECT way, state, gathered, next_at FROM delivery
         WHERE tenant = $1 AND message = $2 ORDER BY way"
    );
    TRIES = Both(
        "SELECT way, at, outcome, said FROM delivery_try
         WHERE tenant = $1 AND message = $2 ORDER BY way, number"
    );
    /// The one that has waited longest.
    DUE = Both(
        "SELECT message, account, way, gathered FROM delivery
         WHERE tenant = $1 AND state = 'waiting' AND next_at <= $2
             AND (lease IS NULL OR leased_until <= $2)
         ORDER BY next_at, message LIMIT 1"
    );
    /// Its own conditions again: a program that waited for the row of another finds nothing to take.
    LEASE_GATHERED = Both(
        "UPDATE delivery SET lease = $5, leased_until = $6, tries = tries + 1
         WHERE tenant = $1 AND account = $2 AND way = $3 AND gathered AND state = 'waiting'
             AND next_at <= $4 AND (lease IS NULL OR leased_until <= $4)"
    );
    LEASE_ONE = Both(
        "UPDATE delivery SET lease = $5, leased_until = $6, tries = tries + 1
         WHERE tenant = $1 AND message = $2 AND way = $3 AND state = 'waiting'
             AND next_at <= $4 AND (lease IS NULL OR leased_until <= $4)"
    );
    BEGIN_TRIES = Both(
        "INSERT INTO delivery_try (tenant, message, way, number, at, outcome, said)
         SELECT tenant, message, way, tries, $3, 'begun', '' FROM delivery
         WHERE tenant = $1 AND lease = $2"
    );
    MOST_TRIES = Both(
        "SELECT coalesce(max(tries), 0) AS number FROM delivery WHERE tenant = $1 AND lease = $2"
    );
    LEASED = Both(messages!(
        "m.id IN (SELECT message FROM delivery WHERE tenant = $1 AND lease = $2)
         ORDER BY m.made_at, m.id"
    ));
    END_TRIES = Both(
        "UPDATE delivery_try SET outcome = $3, said = $4 WHERE tenant = $1
             AND (message, way, number) IN
                 (SELECT message, way, tries FROM delivery WHERE tenant = $1 AND lease = $2)"
    );
    FORGET_TRIES = Both(
        "DELETE FROM delivery_try WHERE tenant = $1
             AND (message, way, number) IN
                 (SELECT message, way, tries FROM delivery WHERE tenant = $1 AND lease = $2)"
    );
    POSTED = Both(
        "UPDATE delivery SET state = $3, next_at = $4, lease = NULL, leased_until = NULL
         WHERE tenant = $1 AND lease = $2"
    );
    CHOICE = Both(
        "SELECT c.lang, c.by_mail, c.by_sms, c.gathered, c.sealed, k.key FROM contact c
         LEFT JOIN account_key k ON k.tenant = c.tenant AND k.account = c.account
         WHERE c.tenant = $1 AND c.account = $2"
    );
    KEY_OF_ACCOUNT = Both(
        "SELECT key FROM account_key WHERE tenant = $1 AND account = $2 AND key IS NOT NULL"
    );
    PUT_CHOICE = Both(
        "INSERT INTO contact (tenant, account, lang, by_mail, by_sms, gathered, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant, account) DO UPDATE SET
             lang = excluded.lang, by_mail = excluded.by_mail, by_sms = excluded.by_sms,
             gathered = excluded.gathered, sealed = excluded.sealed"
    );
    /// What is told of an account has it for its subject.
    FORGET_OWN_TRIES = Both(
        "DELETE FROM delivery_try WHERE tenant = $1 AND message IN
             (SELECT id FROM message WHERE tenant = $1 AND account = $2 AND subject = $2)"
    );
    FORGET_OWN_DELIVERIES = Both(
        "DELETE FROM delivery WHERE tenant = $1 AND message IN
             (SELECT id FROM message WHERE tenant = $1 AND account = $2 AND subject = $2)"
    );
    FORGET_OWN = Both("DELETE FROM message WHERE tenant = $1 AND account = $2 AND subject = $2");
    FORGET_CHOICE = Both("DELETE FROM contact WHERE tenant = $1 AND account = $2");
    CALENDAR_SINCE = Both("SELECT since FROM calendar_word WHERE tenant = $1 AND account = $2");
    CALENDAR_OF = Both("SELECT account FROM calendar_word WHERE tenant = $1 AND digest = $2");
    ADD_CALENDAR = Both(
        "INSERT INTO calendar_word (tenant, digest, account, since) VALUES ($1, $2, $3, $4)"
    );
    FORGET_CALENDAR = Both("DELETE FROM calendar_word WHERE tenant = $1 AND account = $2");
}
