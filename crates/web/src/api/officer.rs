//! What officers do besides the acts of a procedure: marking facts, publishing notices, closing calls, deciding on
//! conflicts, confirming values.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    facts::Standing,
    seen::Seen,
    verbs::{
        Receipt, conflict, draw, mark, parameter,
        round::{Calling, close_round},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Bytes, Call, Sent},
    cases::with_state,
    operation::{Area, Operation, schema},
    problem,
};
use crate::{
    desks::{Answer, publish_cases, who_is_meant},
    trouble::Trouble,
};

pub(crate) const MARK: Operation = Operation::gives(
    "markFacts",
    Area::Desk,
    ("标记事实已核实或存疑", "Marks facts as verified or contested"),
    schema::<Done>,
)
.takes(schema::<Marks>)
.changes()
.with_state();
pub(crate) const PUBLISH: Operation = Operation::gives(
    "publishNotice",
    Area::Desk,
    ("将若干件列入一份公示", "Publishes a notice of several cases"),
    schema::<Done>,
)
.takes(schema::<Publishing>)
.changes();
pub(crate) const CLOSE: Operation = Operation::gives(
    "closeCall",
    Area::Desk,
    ("结束一份申报通知的受理", "Closes a call"),
    schema::<Done>,
)
.changes();
pub(crate) const RULE: Operation = Operation::gives(
    "ruleOnConflict",
    Area::Desk,
    ("认定是否存在利益冲突", "Decides on a possible conflict of interest"),
    schema::<Done>,
)
.takes(schema::<Ruling>)
.changes();
pub(crate) const CONFIRM: Operation = Operation::gives(
    "confirmParameter",
    Area::Desk,
    ("确认他人提出的参数值", "Confirms a value that somebody else proposed"),
    schema::<Done>,
)
.changes();
pub(crate) const DECLINE: Operation = Operation::gives(
    "declineParameter",
    Area::Desk,
    ("退回提出的参数值", "Declines a proposed value"),
    schema::<Done>,
)
.takes(schema::<Reasons>)
.changes();

pub(crate) const COMMIT: Operation = Operation::gives(
    "commitToDraw",
    Area::Desk,
    ("对抽取作出承诺（秘密的摘要）", "Commits to a secret of one's own for a draw, by its digest"),
    schema::<Done>,
)
.takes(schema::<Commitment>)
.changes();
pub(crate) const OPEN: Operation = Operation::gives(
    "openSecretOfDraw",
    Area::Desk,
    ("公开本人的秘密，完成抽取", "Opens one's secret, so that the draw is made"),
    schema::<Done>,
)
.takes(schema::<Secret>)
.changes();
pub(crate) const REOPEN: Operation = Operation::gives(
    "reopenDraw",
    Area::Desk,
    ("重新启封，原抽取作废", "Opens the seal of a draw again, which is void then"),
    schema::<Done>,
)
.takes(schema::<Reasons>)
.changes();

/// What was recorded.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Done {
    /// When.
    at: String,
}

/// Facts that are marked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marks {
    /// Their places: of facts, rows, lists or records.
    #[schemars(length(min = 1))]
    places: Vec<String>,
    /// What they are now.
    standing: Mark,
    /// Why; needed where they are contested.
    #[serde(default)]
    reasons: String,
}

/// How facts are marked.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Mark {
    /// Checked against the paper.
    Verified,
    /// In doubt.
    Contested,
}

/// Cases for a notice.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publishing {
    /// Their ids.
    #[schemars(with = "Vec<String>")]
    cases: Vec<Uuid>,
}

/// A decision on a possible conflict.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ruling {
    /// The expert, as `listTies` names them: by account, or by alias where they sit on a panel of the case.
    expert: String,
    /// The key of what ties them, as `listTies` gives it.
    key: String,
    /// Whether it is one.
    conflict: bool,
    /// Why.
    reasons: String,
}

/// A commitment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commitment {
    /// The digest of the secret, as docs/draw.md says.
    commitment: String,
}

/// A secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    /// What was committed to.
    secret: String,
}

/// Reasons.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reasons {
    /// Why.
    pub(super) reasons: String,
}

#[expect(clippy::unnecessary_wraps, reason = "what a handler answers")]
pub(super) fn done(receipt: &Receipt) -> Answer {
    Ok(Json(Done { at: receipt.at.to_string() }).into_response())
}

pub(super) fn calling<T>(call: &Call<T>) -> Calling {
    Calling { person: call.here.person(), moment: call.moment(), once: call.once.clone() }
}

pub(crate) async fn mark(Path(id): Path<Uuid>, call: Call<Sent<Marks>>) -> Answer {
    let Sent(Marks { places, standing, reasons }) = &call.body;
    let standing = match standing {
        Mark::Verified => Standing::Verified,
        Mark::Contested => Standing::Contested,
    };
    let desk = call.here.site.desk();
    let marked = mark::mark(desk, &call.filling(id), places, standing, reasons).await;
    let receipt = marked.map_err(|failure| call.stale(failure.into()))?;
    let file = call.here.dossier(id).await?;
    let seen = Seen::at_the_desk(&file.law, &file.case, &call.here.person());
    with_state(&Done { at: receipt.at.to_string() }, &seen)
}

pub(crate) async fn publish(call: Call<Sent<Publishing>>) -> Answer {
    let Sent(Publishing { cases }) = &call.body;
    let by = calling(&call);
    match publish_cases(&call.here, by, cases.clone()).await? {
        Some(published) => {
            let first = published.receipts.first().ok_or(Trouble::NotFound)?;
            done(first)
        }
        None => Err(problem::malformed(guohe_cases::refusal::Fault::at(
            "cases",
            "请选择可以公示的申报",
            "choose cases that can be published",
        ))),
    }
}

pub(crate) async fn close(Path(id): Path<Uuid>, call: Call<Bytes>) -> Answer {
    done(&close_round(call.here.site.desk(), &calling(&call), id).await?)
}

pub(crate) async fn rule(Path(id): Path<Uuid>, call: Call<Sent<Ruling>>) -> Answer {
    let Sent(Ruling { expert, key, conflict, reasons }) = &call.body;
    let (desk, by) = (call.here.site.desk(), call.filling(id));
    let (account, key) = who_is_meant(&call.here, id, (expert, key)).await?;
    done(&conflict::rule(desk, &by, (account, &key), *conflict, reasons).await?)
}

type Place = (String, String, String, u64);

pub(crate) async fn confirm(Path(place): Path<Place>, call: Call<Bytes>) -> Answer {
    let law = call.here.law(&place.0, &place.1)?;
    let (desk, by) = (call.here.site.desk(), calling(&call));
    done(&parameter::confirm(desk, &law, &by, &place.2, place.3).await?)
}

pub(crate) async fn decline(Path(place): Path<Place>, call: Call<Sent<Reasons>>) -> Answer {
    let law = call.here.law(&place.0, &place.1)?;
    let Sent(Reasons { reasons }) = &call.body;
    let (desk, by) = (call.here.site.desk(), calling(&call));
    done(&parameter::decline(desk, &law, &by, (place.2.as_str(), place.3), reasons).await?)
}

pub(crate) async fn commit(Path(id): Path<Uuid>, call: Call<Sent<Commitment>>) -> Answer {
    let (desk, by) = (call.here.site.desk(), calling(&call));
    let drawn = draw::one(desk, id).await?;
    let law = call.here.site.laws.get(&drawn.sealing.pack)?;
    let Sent(Commitment { commitment }) = &call.body;
    done(&draw::commit(desk, law, &by, id, commitment).await?)
}

pub(crate) async fn open(Path(id): Path<Uuid>, call: Call<Sent<Secret>>) -> Answer {
    let Sent(Secret { secret }) = &call.body;
    done(&draw::open(call.here.site.desk(), &calling(&call), id, secret).await?)
}

pub(crate) async fn reopen(Path(id): Path<Uuid>, call: Call<Sent<Reasons>>) -> Answer {
    let (desk, by) = (call.here.site.desk(), calling(&call));
    let drawn = draw::one(desk, id).await?;
    let law = call.here.site.laws.get(&drawn.sealing.pack)?;
    let Sent(Reasons { reasons }) = &call.body;
    done(&draw::reopen(desk, law, &by, id, reasons).await?)
}
