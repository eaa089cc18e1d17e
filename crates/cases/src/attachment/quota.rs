//! How much may be held in files: by a case, and by the cases of a unit together.
//!
//! A setting of the installation, which the system administrator says; it is read with every file, so that it counts at
//! once. Files that officers enter from paper are counted by themselves: nobody keeps an office from its work by filling
//! up an application.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::Attachment;
use crate::refusal::Fault;

const MEGABYTE: u64 = 1024 * 1024;
/// So often what a case may hold may go through it: a file that is taken off stays on record.
const THROUGH: u64 = 5;

/// Files: how many, and how large together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// How many.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
}

impl Holding {
    /// One file of a size.
    pub fn one(bytes: u64) -> Self {
        Self { files: 1, bytes }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            files: self.files.saturating_add(other.files),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }

    /// What files are together.
    pub fn of(files: &[&Attachment]) -> Self {
        files.iter().map(|file| Self::one(file.size)).fold(Self::default(), Self::and)
    }
}

/// The ends that the system administrator has set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quota {
    /// Files of a case.
    pub case_files: u16,
    /// Megabytes of a case.
    pub case_megabytes: u16,
    /// Files of all cases of a unit.
    pub unit_files: u16,
    /// Megabytes of all cases of a unit.
    pub unit_megabytes: u16,
}

impl Default for Quota {
    fn default() -> Self {
        Self { case_files: 200, case_megabytes: 2_048, unit_files: 2_000, unit_megabytes: 20_480 }
    }
}

impl Quota {
    /// The name of the setting.
    pub const SETTING: &'static str = "file_quota";

    /// What is beyond what can work, or protects nothing; each at the name of its figure.
    pub fn faults(self) -> Vec<Fault> {
        let bounds: [(&str, u16, RangeInclusive<u16>); 4] = [
            ("case_files", self.case_files, 20..=5_000),
            ("case_megabytes", self.case_megabytes, 100..=60_000),
            ("unit_files", self.unit_files, 20..=60_000),
            ("unit_megabytes", self.unit_megabytes, 100..=60_000),
        ];
        let beyond = bounds.into_iter().filter(|(_, given, bounds)| !bounds.contains(given));
        let fault = |(name, given, bounds): (&str, u16, RangeInclusive<u16>)| {
            let (least, most) = (bounds.start(), bounds.end());
            Fault::at(
                name,
                format!("{given} 超出范围，请填 {least} 至 {most}"),
                format!("{given} is out of bounds; enter {least} to {most}"),
            )
        };
        beyond.map(fault).collect()
    }

    fn of_case(self) -> Holding {
        Holding {
            files: u64::from(self.case_files),
            bytes: u64::from(self.case_megabytes) * MEGABYTE,
        }
    }

    /// What keeps a file from being added to those of a case; it names the one that makes most room.
    pub fn full_case(self, own: &[&Attachment], size: u64) -> Option<Fault> {
        let (most, held) = (self.of_case(), Holding::of(own));
        let after = held.and(Holding::one(size));
        if after.files > most.files {
            let (now, most) = (held.files, most.files);
            return Some(Fault::at(
                "file",
                format!(
                    "本件已有 {now} 个文件，上限为 {most} 个；请先移除不再需要的附件，或合并成一个文件"
                ),
                format!(
                    "this case holds {now} files, and {most} are the most; take off files that are no longer needed, or \
                     join some into one"
                ),
            ));
        }
        let largest = own.iter().max_by_key(|file| file.size);
        let (zh, en) = largest.map_or_else(Default::default, |file| {
            let (name, size) = (&file.name, megabytes(file.size));
            (
                format!("；其中最大的是“{name}”（{size} MB）"),
                format!("; the largest is “{name}” ({size} MB)"),
            )
        });
        (after.bytes > most.bytes).then(|| {
            let (now, most) = (megabytes(after.bytes), self.case_megabytes);
            Fault::at(
                "file",
                format!("连同这个文件，本件的文件共 {now} MB，上限为 {most} MB；请压缩，或先移除不再需要的附件{zh}"),
                format!(
                    "with this file the case would hold {now} MB, and {most} MB are the most; compress it, or take off \
                     files that are no longer needed{en}"
                ),
            )
        })
    }

    /// What keeps a file from going through a case, with those that were taken off since.
    pub fn too_many_through(self, ever: Holding, size: u64) -> Option<Fault> {
        let (most, after) = (self.of_case(), ever.and(Holding::one(size)));
        let files = most.files.saturating_mul(THROUGH);
        let over = after.files > files || after.bytes > most.bytes.saturating_mul(THROUGH);
        over.then(|| {
            let now = megabytes(ever.bytes);
            Fault::at(
                "file",
                format!(
                    "本件前后已上传 {} 个文件、共 {now} MB（已移除的仍留有记录，也计算在内），不能再上传；请与受理机关联系",
                    ever.files
                ),
                format!(
                    "{} files, {now} MB together, were attached to this case so far, those taken off included, since they \
                     stay on record; no more are taken, ask the authority",
                    ever.files
                ),
            )
        })
    }

    /// What keeps a file from being added to those that all cases of a unit hold.
    pub fn full_unit(self, held: Holding, size: u64) -> Option<Fault> {
        let after = held.and(Holding::one(size));
        let (files, most) = (u64::from(self.unit_files), self.unit_megabytes);
        let over = after.files > files || after.bytes > u64::from(most) * MEGABYTE;
        over.then(|| {
            let now = megabytes(after.bytes);
            let count = after.files;
            Fault::at(
                "file",
                format!(
                    "连同这个文件，本单位各件申报共有 {count} 个文件、{now} MB，上限为 {files} 个、{most} MB；请在尚未提交的申报中\
                     移除不再需要的附件，仍不够请与受理机关联系"
                ),
                format!(
                    "with this file the applications of this unit would hold {count} files, {now} MB; {files} files and \
                     {most} MB are the most. Take off files that are no longer needed from applications that are not \
                     handed in, and ask the authority where that is not enough"
                ),
            )
        })
    }
}

/// Megabytes, rounded up: what is beyond a limit is never told as if it were on it.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(MEGABYTE)
}

#[cfg(test)]
mod tests {
    use super::{Holding, MEGABYTE, Quota};

    #[test]
    fn figures_that_work_are_taken_and_others_are_named() {
        assert_eq!(Quota::default().faults(), []);
        let wrong = Quota { case_files: 19, unit_megabytes: 60_001, ..Quota::default() };
        let said: Vec<_> =
            wrong.faults().into_iter().map(|fault| (fault.place, fault.what.zh)).collect();
        let expected = [
            ("case_files", "19 超出范围，请填 20 至 5000"),
            ("unit_megabytes", "60001 超出范围，请填 100 至 60000"),
        ];
        assert_eq!(said, expected.map(|(place, what)| (place.to_owned(), what.to_owned())));
    }

    #[test]
    fn an_end_is_reached_with_the_last_byte_and_the_last_file() {
        let quota = Quota { unit_files: 3, unit_megabytes: 2, ..Quota::default() };
        let held = Holding { files: 2, bytes: MEGABYTE };
        assert_eq!(quota.full_unit(held, MEGABYTE), None);
        assert!(quota.full_unit(held, MEGABYTE + 1).is_some());
        assert!(quota.full_unit(held.and(Holding::one(0)), 1).is_some());
        let quota = Quota { case_files: 1, case_megabytes: 1, ..quota };
        let ever = Holding { files: 4, bytes: 4 * MEGABYTE };
        assert_eq!(quota.too_many_through(ever, MEGABYTE), None);
        assert!(quota.too_many_through(ever, MEGABYTE + 1).is_some());
        assert!(quota.too_many_through(ever.and(Holding::one(0)), 1).is_some());
    }
}
