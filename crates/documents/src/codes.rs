//! The square codes on the pages of a scan: a PDF file, whose pages are drawn first, or a picture.
//!
//! What a code says is nobody's business here. A page is looked at as it is, then coarser, because a scanner leaves grains,
//! then finer, because it leaves little of a small code.

use std::{io::Cursor, sync::Arc};

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{ImageFormat, ImageReader, Limits};
use rqrr::PreparedImage;

use crate::{Flaw, PDF, ReadError};

/// A longer scan is no application.
const MOST_PAGES: usize = 200;
/// A picture has so many points at the most: a page of A3 at 600 to the inch has seventy million.
const MOST_POINTS: u64 = 100_000_000;
/// From so many points on a page is looked at in half its size.
const MANY_POINTS: usize = 16_000_000;
/// Pages of PDF files are drawn with so many points in their longer side: 300 to the inch on A4.
const LONGER_SIDE: f32 = 3508.0;
/// A code with more signs is none of ours.
const LONGEST: usize = 400;
/// The first bytes of a PNG picture.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The first bytes of a JPEG picture.
const JPEG: &[u8] = b"\xff\xd8\xff";

/// What the codes on each page say, page by page; nothing for a page on which none can be read.
///
/// # Errors
/// The file is no PDF file and no picture, is damaged, or has more pages or points than are looked at.
pub fn codes(bytes: &[u8]) -> Result<Vec<Vec<String>>, ReadError> {
    let start = bytes.trim_ascii_start();
    if start.starts_with(PDF) {
        return of_pages(start);
    }
    let format = if bytes.starts_with(PNG) {
        ImageFormat::Png
    } else if bytes.starts_with(JPEG) {
        ImageFormat::Jpeg
    } else {
        return Err(ReadError::file(Flaw::Broken));
    };
    Ok(vec![picture(bytes, format)?.codes()])
}

fn of_pages(bytes: &[u8]) -> Result<Vec<Vec<String>>, ReadError> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|_flaw| ReadError::file(Flaw::Broken))?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        return Err(ReadError::file(Flaw::Excessive));
    }
    pages
        .iter()
        .enumerate()
        .map(|(at, page)| drawn(page, at + 1).map(|grey| grey.codes()))
        .collect()
}

/// A page as it is seen.
fn drawn(page: &Page<'_>, number: usize) -> Result<Grey, ReadError> {
    let broken = ReadError::page(number, Flaw::Broken);
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !longer.is_finite() || longer < 1.0 {
        return Err(broken);
    }
    let scale = LONGER_SIDE / longer;
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    let cache = RenderCache::new();
    let made = render(page, &cache, &InterpreterSettings::default(), &settings);
    let points = made.data().iter().map(|point| luminance(point.r, point.g, point.b)).collect();
    Ok(Grey { width: made.width().into(), height: made.height().into(), points })
}

fn luminance(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u16::from(red) * 3 + u16::from(green) * 6 + u16::from(blue);
    u8::try_from(sum / 10).unwrap_or(u8::MAX)
}

fn picture(bytes: &[u8], format: ImageFormat) -> Result<Grey, ReadError> {
    let broken = |_flaw| ReadError::file(Flaw::Broken);
    let size =
        ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(broken)?;
    if u64::from(size.0) * u64::from(size.1) > MOST_POINTS {
        return Err(ReadError::file(Flaw::Excessive));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_POINTS * 4);
    reader.limits(limits);
    let grey = reader.decode().map_err(broken)?.into_luma8();
    let side = |length: u32| usize::try_from(length).unwrap_or_default();
    Ok(Grey { width: side(grey.width()), height: side(grey.height()), points: grey.into_raw() })
}

/// A page in shades of grey, line by line.
struct Grey {
    width: usize,
    height: usize,
    points: Vec<u8>,
}

impl Grey {
    fn at(&self, x: usize, y: usize) -> u8 {
        let inside = y.checked_mul(self.width).and_then(|line| line.checked_add(x));
        inside.and_then(|at| self.points.get(at)).copied().unwrap_or(u8::MAX)
    }

    /// What the codes on it say.
    fn codes(&self) -> Vec<String> {
        let large = self.width.saturating_mul(self.height) > MANY_POINTS;
        let half = || self.halved();
        if large {
            let half = half();
            let found = half.seen();
            return if found.is_empty() { self.seen() } else { found };
        }
        let looks: [&dyn Fn() -> Vec<String>; 3] =
            [&|| self.seen(), &|| half().seen(), &|| self.doubled()];
        looks.into_iter().map(|look| look()).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The codes that are seen in this size.
    fn seen(&self) -> Vec<String> {
        read(self.width, self.height, |x, y| self.at(x, y))
    }

    /// The codes that are seen in twice the size.
    fn doubled(&self) -> Vec<String> {
        let between = |x: usize, y: usize| {
            let (left, up) = (x / 2, y / 2);
            let (right, down) = (left + x % 2, up + y % 2);
            let four = [(left, up), (right, up), (left, down), (right, down)];
            mean(four.map(|(x, y)| self.at(x, y)))
        };
        read(self.width.saturating_mul(2), self.height.saturating_mul(2), between)
    }

    /// Half the size: each point is the mean of four.
    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let four = |x: usize, y: usize| {
            [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| self.at(2 * x + i, 2 * y + j))
        };
        let points = (0..height).flat_map(|y| (0..width).map(move |x| mean(four(x, y)))).collect();
        Self { width, height, points }
    }
}

fn mean(four: [u8; 4]) -> u8 {
    let sum: u16 = four.into_iter().map(u16::from).sum();
    u8::try_from(sum / 4).unwrap_or(u8::MAX)
}

fn read(width: usize, height: usize, grey: impl FnMut(usize, usize) -> u8) -> Vec<String> {
    let mut page = PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = page.detect_grids();
    let said = grids.iter().filter_map(|grid| grid.decode().ok().map(|(_, said)| said));
    said.filter(|said| said.len() <= LONGEST).collect()
}
