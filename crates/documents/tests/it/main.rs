//! Files as others write them, made here out of invented words, and the lines that are read in them.
#![cfg(test)]

mod codes;
mod inspected;
mod pdf;
mod word;

use guohe_documents::text;

/// What a file promises to be stands in so many bytes.
const PROMISE: usize = 8;

/// Every file that comes of cutting one off or changing a byte of it, at so many places, is read or refused.
fn no_damage_makes_it_fail(file: &[u8], places: usize) {
    assert!(text(file).is_ok());
    for at in (0..places).map(|nth| PROMISE + nth * (file.len() - PROMISE) / places) {
        let mut other = file.to_vec();
        other[at] ^= 0x15;
        // Whatever comes of it, it comes: nothing is thrown and nothing hangs.
        drop(text(&other));
        assert!(text(&file[..at]).is_err(), "cut at {at}");
    }
}
