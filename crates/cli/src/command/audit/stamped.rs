//! Time stamps of checkpoints, checked without a network: against the checkpoints, and up to roots that the reader trusts.

use std::path::Path;

use guohe_chain::{
    note::Note,
    stamp::{Policy, Roots},
};
use guohe_store::{
    KEYS_FOLDER, KeptStamp, STAMP_ROOTS_FILE, STAMPS_FILE, kept_stamps, stamp_roots,
};

use super::verify::Report;
use crate::{installation::cannot, print};

/// Where time stamps and roots lie.
pub(super) struct Kept<'k> {
    /// The data directory.
    pub(super) data: &'k Path,
    /// Time stamps that were kept elsewhere.
    pub(super) file: Option<&'k Path>,
    /// Roots that were kept elsewhere.
    pub(super) roots: Option<&'k Path>,
    /// The policy that is wanted, if one is.
    pub(super) policy: Option<&'k Policy>,
}

/// Checks every time stamp, and says what was checked.
///
/// # Errors
/// The exit code, where the roots cannot be read.
pub(super) fn verify(kept: &Kept<'_>, notes: &[Note], report: &mut Report) -> Result<(), u8> {
    let file = kept.file.map_or_else(|| kept.data.join(STAMPS_FILE), Path::to_owned);
    let stamps = match kept_stamps(&file) {
        Ok(stamps) => stamps,
        Err(error) => {
            report.wrong(
                format!("时间戳文件 {} 已损坏，请用另存的一份", file.display()),
                format!("the file of time stamps is damaged, use another copy: {error}"),
            );
            return Ok(());
        }
    };
    if stamps.is_empty() {
        return Ok(());
    }
    let list = kept.data.join(KEYS_FOLDER).join(STAMP_ROOTS_FILE);
    let roots = stamp_roots(kept.roots.unwrap_or(&list));
    let roots = roots
        .map_err(|error| cannot("读取时间戳根证书", "read the roots for time stamps", &error))?;
    let Some(roots) = roots else {
        print(&format!(
            "{count} 个时间戳未核验：请用 --tsa-roots 指明时间戳服务机构的根证书 / {count} time stamps were not checked: name the \
             root certificate of the authority with --tsa-roots\n",
            count = stamps.len()
        ));
        return Ok(());
    };
    let (good, last) = held((&stamps, &roots), (notes, kept.policy), report);
    print(&format!(
        "时间戳 {good} 个有效，最近一个为 {last}：与检查点逐字相符，由受信任的根证书签发的专用证书签名，签名时证书在有效期内；\
         未查询证书吊销情况 / {good} time stamps hold, the last of {last}: each is of its checkpoint, signed with a certificate for \
         time stamps alone that leads to a trusted root and was valid then; whether it was revoked was not asked\n"
    ));
    Ok(())
}

/// How many time stamps hold, and of when the last of them is; what is wrong with the others is reported.
fn held(
    (stamps, roots): (&[KeptStamp], &Roots),
    (notes, policy): (&[Note], Option<&Policy>),
    report: &mut Report,
) -> (usize, String) {
    let (mut good, mut last) = (0_usize, String::new());
    for stamp in stamps {
        let size = stamp.size;
        let own: Vec<&Note> = notes.iter().filter(|note| stamp.is_of(note)).collect();
        if own.is_empty() {
            report.wrong(
                format!("第 {size} 条处的检查点有时间戳，检查点本身却不在：有人删去了它"),
                format!("the checkpoint at event {size} was stamped and is not there: somebody took it away"),
            );
            continue;
        }
        let checked: Vec<_> = own.iter().map(|note| stamp.check(note, policy, roots)).collect();
        if let Some(stamp) = checked.iter().find_map(|one| one.as_ref().ok()) {
            good += 1;
            last = last.max(stamp.at.clone());
            continue;
        }
        let why = checked.into_iter().find_map(Result::err).map(|why| why.to_string());
        let why = why.unwrap_or_default();
        report.wrong(
            format!("第 {size} 条处检查点的时间戳无效"),
            format!("the time stamp of the checkpoint at event {size} does not hold: {why}"),
        );
    }
    (good, last)
}
