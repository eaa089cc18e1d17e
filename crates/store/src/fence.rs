//! The fence between authorities that PostgreSQL keeps itself (ADR 0067).
//!
//! Before a text a connection is told whose rows the text may meet. Rows of others are not there for it, whatever the text
//! forgets, and none can be written. The values of a text cannot be put together without saying whose they are, so no caller
//! forgets it. SQLite has no such fence: there the tenant in each text has to be enough, and a test of the texts holds it.

use guohe_cases::event::Tenant;
use sqlx::PgConnection;

use crate::engine::Arg;
use crate::sql;

/// What opens the fence. No authority is called so; the policies refuse a row that is.
const EVERYBODY: &str = "*";

/// Whose rows a text may meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fence {
    /// Those of one authority.
    Around(String),
    /// Those of all of them.
    Open,
}

/// For how long a connection is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// As long as the transaction lasts.
    Committed,
    /// Until it goes back to the others.
    Released,
}

impl Fence {
    /// Says it to a connection.
    pub(crate) async fn raise(
        &self,
        connection: &mut PgConnection,
        until: Until,
    ) -> Result<(), sqlx::Error> {
        let word = match self {
            // Nobody is called so: there is nothing to be met.
            Self::Around(name) if name == EVERYBODY => "",
            Self::Around(name) => name,
            Self::Open => EVERYBODY,
        };
        let said = sqlx::query(sql::FENCE).bind(word.to_owned()).bind(until == Until::Committed);
        said.execute(connection).await.map(drop)
    }
}

/// The values of a text, in the order of its placeholders, with whose rows it may meet.
#[derive(Debug, Clone)]
pub(crate) struct Args {
    /// Whose rows.
    pub(crate) fence: Fence,
    /// What is bound.
    pub(crate) values: Vec<Arg>,
}

impl Args {
    /// For a text about the rows of one authority, which is the first of its values.
    pub(crate) fn of(tenant: &Tenant, others: impl IntoIterator<Item = Arg>) -> Self {
        let mut values = vec![Arg::from(tenant.0.as_str())];
        values.extend(others);
        Self { fence: Fence::Around(tenant.0.clone()), values }
    }

    /// For the few texts that look over all authorities. They have no values.
    pub(crate) fn everywhere() -> Self {
        Self { fence: Fence::Open, values: Vec::new() }
    }

    /// One more value.
    pub(crate) fn push(&mut self, value: Arg) {
        self.values.push(value);
    }

    /// How many there are, which is the number of the last placeholder.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }
}

impl Extend<Arg> for Args {
    fn extend<T: IntoIterator<Item = Arg>>(&mut self, values: T) {
        self.values.extend(values);
    }
}

/// The values of a text about the rows of an authority, which comes first.
macro_rules! args {
    ($tenant:expr $(, $value:expr)* $(,)?) => {
        $crate::fence::Args::of($tenant, [$($crate::engine::Arg::from($value)),*])
    };
}
pub(crate) use args;

#[cfg(test)]
mod tests;
