//! Pictures: their size in points and their end, block by block; nothing is unpacked.

use super::{Much, Objection};

/// The first bytes of a PNG picture.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The first bytes of a JPEG picture.
pub(super) const JPEG: &[u8] = b"\xff\xd8\xff";

/// A page of A3 scanned at 600 points to the inch has some seventy million.
const MOST_POINTS: u64 = 100_000_000;

fn points(width: u64, height: u64) -> Result<(), Objection> {
    match width.checked_mul(height) {
        Some(0) => Err(Objection::Broken(String::new())),
        Some(points) if points <= MOST_POINTS => Ok(()),
        Some(_) | None => Err(Objection::Excessive(Much::Points)),
    }
}

/// A PNG picture: a head, blocks that follow each other, an end, and nothing behind it.
pub(super) fn png(bytes: &[u8]) -> Result<(), Objection> {
    let mut rest = bytes.get(PNG.len()..).ok_or(Objection::Cut)?;
    let mut first = true;
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(Objection::Cut)?;
        let (kind, after) = after.split_first_chunk::<4>().ok_or(Objection::Cut)?;
        let length =
            usize::try_from(u32::from_be_bytes(*length)).map_err(|_large| Objection::Cut)?;
        let data = after.get(..length).ok_or(Objection::Cut)?;
        let sum = after.get(length..length.saturating_add(4)).ok_or(Objection::Cut)?;
        if first != (kind == b"IHDR") {
            return Err(Objection::Broken(String::new()));
        }
        if first {
            let (width, more) = data.split_first_chunk::<4>().ok_or(Objection::Cut)?;
            let (height, _) = more.split_first_chunk::<4>().ok_or(Objection::Cut)?;
            points(u32::from_be_bytes(*width).into(), u32::from_be_bytes(*height).into())?;
        }
        // An animation is no paper, and its frames are not bounded by the size in the head.
        if kind == b"acTL" {
            return Err(Objection::Excessive(Much::Parts));
        }
        rest = after.get(length + sum.len()..).ok_or(Objection::Cut)?;
        if kind == b"IEND" {
            return if rest.is_empty() { Ok(()) } else { Err(Objection::Cut) };
        }
        first = false;
    }
}

/// A JPEG picture: segments up to the points, and an end mark behind them.
pub(super) fn jpeg(bytes: &[u8]) -> Result<(), Objection> {
    const END: [u8; 2] = [0xff, 0xd9];
    let mut rest = bytes.get(2..).ok_or(Objection::Cut)?;
    let mut sized = false;
    loop {
        let (mark, after) = rest.split_first_chunk::<2>().ok_or(Objection::Cut)?;
        match *mark {
            [0xff, 0xff] => rest = rest.get(1..).unwrap_or_default(),
            [0xff, 0xda] if sized => {
                let ended = after.windows(END.len()).any(|two| two == END);
                return if ended { Ok(()) } else { Err(Objection::Cut) };
            }
            [0xff, kind] => {
                let (length, body) = after.split_first_chunk::<2>().ok_or(Objection::Cut)?;
                let length = usize::from(u16::from_be_bytes(*length));
                let inside = length.checked_sub(2).and_then(|length| body.get(..length));
                let inside = inside.ok_or(Objection::Cut)?;
                if is_frame(kind) {
                    let size = inside.get(1..5).and_then(|size| size.split_first_chunk::<2>());
                    let (height, width) = size.ok_or(Objection::Cut)?;
                    let width = width.first_chunk::<2>().ok_or(Objection::Cut)?;
                    points(u16::from_be_bytes(*width).into(), u16::from_be_bytes(*height).into())?;
                    sized = true;
                }
                rest = body.get(inside.len()..).ok_or(Objection::Cut)?;
            }
            [_, _] => return Err(Objection::Broken(String::new())),
        }
    }
}

/// Whether a segment tells the size: all of `C0` to `CF` but the tables.
fn is_frame(kind: u8) -> bool {
    matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc)
}
