//! Codes on pages as people lay them: turned by right angles, askew, or turned by what the picture notes of itself.

use std::io::Cursor;

use guohe_documents::codes;
use image::{
    DynamicImage, ExtendedColorType, GrayImage, ImageDecoder as _, ImageEncoder as _, Luma,
    codecs::{jpeg::JpegDecoder, jpeg::JpegEncoder, png::PngEncoder},
    metadata::Orientation,
};

/// What the code of a page says.
const SAYS: &str = "F365-1A09/4/648333b01accf177/2";
/// That code, field by field.
const CODE: [&str; 25] = [
    "#######.###..##...#######",
    "#.....#.#..####.#.#.....#",
    "#.###.#.#.##.####.#.###.#",
    "#.###.#....###....#.###.#",
    "#.###.#.#...#.#...#.###.#",
    "#.....#...#.##..#.#.....#",
    "#######.#.#.#.#.#.#######",
    ".........##..#...........",
    "#..######..#..##.#..#.###",
    "#.###...#.....###.#####..",
    "###.#.####...###.#..#.###",
    "..####.....##.######.#.#.",
    "#.#..###.#.##..###.#.####",
    "#.#.#..##...######...##..",
    "##...#####..#.#####.#.###",
    "#.####.#.#.##.#..##......",
    "#.#.#.#....#.##.######.#.",
    "........###.#.#.#...##.#.",
    "#######.#.##.####.#.##.##",
    "#.....#.####.#..#...#..##",
    "#.###.#.##.##..######.#..",
    "#.###.#.#.###...#..##.#.#",
    "#.###.#..#.#.#...##.#..##",
    "#.....#.......#..#...#.#.",
    "#######.##.#..##.########",
];
/// A page of A4 with 200 points to the inch.
const PAGE: (i64, i64) = (1654, 2339);
/// Where the code begins and how wide a field of it is, in thousandths of a point: 13 mm in all.
const CORNER: (i64, i64) = (1_400_000, 2_150_000);
const FIELD: i64 = 4_095;
/// Cosine and sine of angles, in millionths.
const STRAIGHT: (i64, i64) = (1_000_000, 0);
const THREE: (i64, i64) = (998_630, 52_336);
const SEVEN: (i64, i64) = (992_546, 121_869);

fn is_dark((x, y): (i64, i64)) -> bool {
    let field = |place: i64, corner: i64| usize::try_from((place - corner).div_euclid(FIELD)).ok();
    let row = field(y, CORNER.1).and_then(|row| CODE.get(row));
    let column = field(x, CORNER.0);
    row.zip(column).and_then(|(row, column)| row.as_bytes().get(column)) == Some(&b'#')
}

/// The page, turned about its middle.
fn page((cos, sin): (i64, i64)) -> DynamicImage {
    let (across, down) = (PAGE.0 * 500, PAGE.1 * 500);
    let is_dark_from = |x: i64, y: i64| {
        let (x, y) = (x - across, y - down);
        let from = ((cos * x + sin * y) / 1_000_000, (cos * y - sin * x) / 1_000_000);
        is_dark((from.0 + across, from.1 + down))
    };
    let grey = |x: u32, y: u32| {
        let (x, y) = (i64::from(x) * 1000, i64::from(y) * 1000);
        let four = [(250, 250), (750, 250), (250, 750), (750, 750)];
        let dark = four.iter().filter(|(right, below)| is_dark_from(x + right, y + below)).count();
        Luma([u8::try_from(255 - 60 * dark).unwrap()])
    };
    GrayImage::from_fn(1654, 2339, grey).into()
}

/// What a picture notes about how it is to be turned.
fn noted(orientation: u8) -> Vec<u8> {
    let mut note = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    note.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    note
}

fn jpeg(page: &DynamicImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 60);
    encoder.set_exif_metadata(noted(orientation)).unwrap();
    let (width, height) = (page.width(), page.height());
    encoder.write_image(page.as_bytes(), width, height, ExtendedColorType::L8).unwrap();
    let mut read = JpegDecoder::new(Cursor::new(&file)).unwrap();
    assert_eq!(Some(read.orientation().unwrap()), Orientation::from_exif(orientation));
    file
}

fn png(page: &DynamicImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_exif_metadata(noted(orientation)).unwrap();
    let (width, height) = (page.width(), page.height());
    encoder.write_image(page.as_bytes(), width, height, ExtendedColorType::L8).unwrap();
    file
}

/// What is read on the one page of a picture.
fn read(file: &[u8]) -> Vec<Vec<String>> {
    codes(file).unwrap()
}

#[test]
fn a_page_that_was_turned_by_right_angles_is_read_like_one_that_stands() {
    let page = page(STRAIGHT);
    let turned = [page.clone(), page.rotate90(), page.rotate180(), page.rotate270()];
    for (quarters, page) in turned.iter().enumerate() {
        assert_eq!(read(&jpeg(page, 1)), [[SAYS]], "{quarters}");
        assert_eq!(read(&png(page, 1)), [[SAYS]], "{quarters}");
    }
}

#[test]
fn a_page_that_lies_askew_by_a_few_degrees_is_read() {
    for (cos, sin) in [THREE, SEVEN] {
        for sin in [sin, -sin] {
            let page = page((cos, sin));
            assert_eq!(read(&jpeg(&page, 1)), [[SAYS]], "{sin}");
            assert_eq!(read(&jpeg(&page.rotate90(), 1)), [[SAYS]], "{sin}, and on its side");
        }
    }
}

#[test]
fn a_photograph_is_read_whatever_it_notes_of_how_it_was_held() {
    let page = page(STRAIGHT);
    // To each orientation the one that undoes it.
    for (orientation, undone) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 7), (8, 6)] {
        let mut kept = page.clone();
        kept.apply_orientation(Orientation::from_exif(undone).unwrap());
        assert_eq!(read(&jpeg(&kept, orientation)), [[SAYS]], "{orientation}");
        assert_eq!(read(&png(&kept, orientation)), [[SAYS]], "{orientation}");
    }
}
