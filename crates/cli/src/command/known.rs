//! What an installation knew by an instant: how the instant is written, and the values that officers had
//! entered by then.

use std::path::PathBuf;

use clap::Args;
use guohe_cases::{
    moment,
    parameter::{self, Entered},
};
use guohe_rules::pack::{Pack, PackFiles};
use jiff::{Timestamp, civil::Date};

use super::BAD_INPUT;
use crate::installation::{self, Installation, cannot};

/// The installation whose values count in a check; none when it is not named.
#[derive(Debug, Args)]
pub(crate) struct Known {
    /// The data directory of an installation: the values that its officers entered and confirmed count.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A PostgreSQL server, `postgres://…`, in place of the database in the data directory.
    #[arg(long, value_name = "URL", requires = "data", hide_env_values = true)]
    database: Option<String>,
    /// Which authority, where several share the installation.
    #[arg(long, value_name = "ID", requires = "data")]
    authority: Option<String>,
    /// Only values that were confirmed by this day, or by this instant as 2026-05-15T09:30:00+08:00.
    #[arg(long, value_name = "WHEN", requires = "data", value_parser = by)]
    as_of: Option<Timestamp>,
}

/// An instant; a day stands for its last moment in the civil time of China.
///
/// # Errors
/// What is wrong with it, in both languages.
pub(super) fn by(text: &str) -> Result<Timestamp, String> {
    let day = || text.parse::<Date>().ok().map(moment::end_of);
    text.parse::<Timestamp>().ok().or_else(day).ok_or_else(|| {
        "请写成 2026-05-15 或 2026-05-15T09:30:00+08:00 / write 2026-05-15 or \
         2026-05-15T09:30:00+08:00"
            .to_owned()
    })
}

impl Known {
    /// What officers have entered for each pack, in their order; nothing where no installation is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) fn of(&self, packs: &[&Pack], files: &PackFiles) -> Result<Vec<Entered>, u8> {
        let Some(data) = &self.data else {
            return Ok(packs.iter().map(|_| Entered::default()).collect());
        };
        // A check looks and does not found an installation.
        if !data.is_dir() {
            let shown = data.display();
            eprintln!("没有数据目录“{shown}”，请核对 --data");
            eprintln!("there is no data directory `{shown}`; check --data");
            return Err(BAD_INPUT);
        }
        installation::wait(async {
            let opened = Installation::open(data, self.database.as_deref(), files).await?;
            let opened = opened.of(self.authority.as_deref()).await?;
            let mut all = Vec::new();
            for pack in packs {
                let entered = parameter::entered(opened.desk(), pack).await;
                let entered =
                    entered.map_err(|error| cannot("读取参数", "read the parameters", &error))?;
                all.push(self.as_of.map_or_else(|| entered.clone(), |at| entered.as_of(at)));
            }
            Ok(all)
        })
    }
}
