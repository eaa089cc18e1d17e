//! What a page draws, as far as it is text: each glyph with its characters and its place.

use std::{collections::BTreeMap, rc::Rc};

use hayro_syntax::{
    content::{Instruction, UntypedIter},
    object::{Dict, Name, Object, Stream},
    page::Resources,
};

use super::fonts::Font;

/// A page of text takes some ten thousand operators, one with a map a million.
const MOST_OPERATIONS: usize = 5_000_000;
/// A form counts for so many: it is unpacked each time that it is drawn.
const FORM: usize = 1_000;
/// Forms within forms, and states within states.
const DEEPEST_FORM: usize = 12;
const DEEPEST_STATE: usize = 512;

/// A map of the plane, in the order in which PDF writes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// The map that six numbers are.
    fn of(numbers: &[f64]) -> Option<Self> {
        numbers.try_into().ok().map(Self)
    }

    /// First this one, then the other.
    fn then(self, next: Self) -> Self {
        let [right_x, right_y, up_x, up_y, left, low] = self.0;
        let origin = next.at(0.0, 0.0);
        let turned = |x: f64, y: f64| {
            let (to_x, to_y) = next.at(x, y);
            (to_x - origin.0, to_y - origin.1)
        };
        let (right, up, place) = (turned(right_x, right_y), turned(up_x, up_y), next.at(left, low));
        Self([right.0, right.1, up.0, up.1, place.0, place.1])
    }

    fn at(self, x: f64, y: f64) -> (f64, f64) {
        let [right_x, right_y, up_x, up_y, left, low] = self.0;
        (right_x * x + up_x * y + left, right_y * x + up_y * y + low)
    }

    /// The quarter turn in which text runs, clockwise; none where it runs aslant.
    fn turn(self) -> Option<u8> {
        let [a, b, ..] = self.0;
        let straight = |along: f64, across: f64| across.abs() <= along.abs() * 0.05;
        match (straight(a, b), straight(b, a)) {
            (true, false) => Some(if a > 0.0 { 0 } else { 2 }),
            (false, true) => Some(if b > 0.0 { 1 } else { 3 }),
            (true, true) | (false, false) => None,
        }
    }
}

/// A glyph on a page whose origin is at its upper left.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where it begins and ends on its base line.
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
    /// How high its letters are.
    pub(super) size: f64,
    /// The quarter turn in which its line runs; none for a watermark that runs aslant.
    pub(super) turn: Option<u8>,
}

#[derive(Debug, Clone)]
struct State {
    to_page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    between_signs: f64,
    between_words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// A walk through a page.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) glyphs: Vec<Glyph>,
    /// How many of them no font gives characters for.
    pub(super) nameless: usize,
    operations: usize,
    depth: usize,
}

impl Walk {
    /// Reads a stream of operators; false when it holds more than any page does.
    pub(super) fn stream(
        &mut self,
        stream: &[u8],
        resources: &Resources<'_>,
        to_page: Matrix,
    ) -> bool {
        let state = State {
            to_page,
            font: None,
            size: 0.0,
            between_signs: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut hand = Hand {
            walk: self,
            resources,
            state,
            saved: Vec::new(),
            line: Matrix::IDENTITY,
            place: Matrix::IDENTITY,
            fonts: BTreeMap::new(),
            furniture: Vec::new(),
        };
        let mut operators = UntypedIter::new(stream);
        while let Some(one) = operators.next() {
            hand.walk.operations += 1;
            if hand.walk.operations > MOST_OPERATIONS || !hand.carry_out(&one) {
                return false;
            }
        }
        true
    }
}

/// What draws one stream.
#[derive(Debug)]
struct Hand<'w, 'r, 'a> {
    walk: &'w mut Walk,
    resources: &'r Resources<'a>,
    state: State,
    saved: Vec<State>,
    line: Matrix,
    place: Matrix,
    fonts: BTreeMap<Vec<u8>, Rc<Font>>,
    /// For each marked part that stands open, whether it is said to be the head or foot of a page.
    furniture: Vec<bool>,
}

impl Hand<'_, '_, '_> {
    /// Carries out an operator; false when a bound is reached.
    fn carry_out(&mut self, one: &Instruction<'_, '_>) -> bool {
        let operands: Vec<&Object<'_>> = one.operands().collect();
        let numbers: Vec<f64> = operands.iter().filter_map(|operand| number(operand)).collect();
        let name: &[u8] = one.operator;
        match (name, operands.as_slice()) {
            (b"q", _) if self.saved.len() < DEEPEST_STATE => self.saved.push(self.state.clone()),
            (b"q", _) => return false,
            (b"Q", _) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            (b"Do", [Object::Name(name)]) => return self.form(name),
            (b"BDC", [Object::Name(tag), properties]) => {
                let is = **tag == *b"Artifact" && self.is_pagination(properties);
                self.furniture.push(is);
            }
            (b"BMC" | b"BDC", _) => self.furniture.push(false),
            (b"EMC", _) => drop(self.furniture.pop()),
            (b"Tf", [Object::Name(name), _]) => self.take_font(name, numbers.first()),
            (b"Tj", [Object::String(text)]) => self.show(text.as_bytes()),
            (b"'", [Object::String(text)]) => {
                self.next_line();
                self.show(text.as_bytes());
            }
            (b"\"", [_, _, Object::String(text)]) => {
                if let [words, signs] = numbers.as_slice() {
                    (self.state.between_words, self.state.between_signs) = (*words, *signs);
                }
                self.next_line();
                self.show(text.as_bytes());
            }
            (b"TJ", [Object::Array(pieces)]) => {
                for piece in pieces.iter::<Object<'_>>() {
                    self.piece(&piece);
                }
            }
            _ => self.set(name, &numbers),
        }
        true
    }

    /// Operators that take numbers alone.
    fn set(&mut self, name: &[u8], numbers: &[f64]) {
        let state = &mut self.state;
        match (name, numbers) {
            (b"cm", _) => {
                if let Some(map) = Matrix::of(numbers) {
                    state.to_page = map.then(state.to_page);
                }
            }
            (b"BT", _) => (self.line, self.place) = (Matrix::IDENTITY, Matrix::IDENTITY),
            (b"Tm", _) => {
                if let Some(map) = Matrix::of(numbers) {
                    (self.line, self.place) = (map, map);
                }
            }
            (b"Td", [x, y]) => self.go(*x, *y),
            (b"TD", [x, y]) => {
                state.leading = -*y;
                self.go(*x, *y);
            }
            (b"T*", _) => self.next_line(),
            (b"Tc", [signs]) => state.between_signs = *signs,
            (b"Tw", [words]) => state.between_words = *words,
            (b"Tz", [percent]) => state.stretch = *percent / 100.0,
            (b"TL", [leading]) => state.leading = *leading,
            (b"Ts", [rise]) => state.rise = *rise,
            _ => {}
        }
    }

    fn go(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.place = self.line;
    }

    fn next_line(&mut self) {
        self.go(0.0, -self.state.leading);
    }

    fn take_font(&mut self, name: &Name<'_>, size: Option<&f64>) {
        self.state.size = size.copied().unwrap_or(0.0);
        let bytes: &[u8] = name.as_ref();
        let known = self.fonts.get(bytes).cloned();
        let font =
            known.or_else(|| self.resources.get_font(name).map(|dict| Rc::new(Font::read(&dict))));
        self.fonts.extend(font.iter().map(|font| (bytes.to_vec(), Rc::clone(font))));
        self.state.font = font;
    }

    fn piece(&mut self, piece: &Object<'_>) {
        match piece {
            Object::String(text) => self.show(text.as_bytes()),
            Object::Number(back) => {
                let x = -back.as_f64() / 1_000.0 * self.state.size * self.state.stretch;
                self.place = Matrix::shift(x, 0.0).then(self.place);
            }
            Object::Null(_)
            | Object::Boolean(_)
            | Object::Name(_)
            | Object::Dict(_)
            | Object::Array(_)
            | Object::Stream(_) => {}
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        let State { size, stretch, rise, between_signs, between_words, to_page, .. } = self.state;
        let seen = !self.furniture.contains(&true);
        for code in font.codes(bytes) {
            let em = Matrix([size * stretch, 0.0, 0.0, size, 0.0, rise]);
            let em = em.then(self.place).then(to_page);
            let [_, _, c, d, ..] = em.0;
            if seen {
                self.walk.nameless += usize::from(code.text.is_none());
                self.walk.glyphs.push(Glyph {
                    text: code.text.unwrap_or_else(|| char::REPLACEMENT_CHARACTER.to_string()),
                    from: em.at(0.0, 0.0),
                    to: em.at(code.width, 0.0),
                    size: c.hypot(d),
                    turn: em.turn(),
                });
            }
            let words = if code.is_blank { between_words } else { 0.0 };
            let x = (code.width * size + between_signs + words) * stretch;
            self.place = Matrix::shift(x, 0.0).then(self.place);
        }
    }

    /// Draws a form, which is a stream of its own; pictures have no text.
    fn form(&mut self, name: &Name<'_>) -> bool {
        let Some(form) = self.resources.get_x_object(name) else { return true };
        if form.dict().get::<Name<'_>>("Subtype").is_none_or(|kind| *kind != *b"Form") {
            return true;
        }
        self.walk.operations += FORM;
        self.walk.depth += 1;
        let fits = self.walk.depth <= DEEPEST_FORM && self.inside(&form);
        self.walk.depth -= 1;
        fits
    }

    fn inside(&mut self, form: &Stream<'_>) -> bool {
        // Only pictures are in formats that are not unpacked here.
        let Ok(stream) = form.decoded_data() else { return true };
        let matrix = form.dict().get::<[f32; 6]>("Matrix").map(|six| Matrix(six.map(f64::from)));
        let to_page = matrix.unwrap_or(Matrix::IDENTITY).then(self.state.to_page);
        if self.furniture.contains(&true) {
            return true;
        }
        match form.dict().get::<Dict<'_>>("Resources") {
            Some(own) => self.walk.stream(&stream, &Resources::new(own), to_page),
            None => self.walk.stream(&stream, self.resources, to_page),
        }
    }

    /// Whether a marked part is the head or foot of a page, as programs for word processing say it.
    fn is_pagination(&self, properties: &Object<'_>) -> bool {
        let dict = match properties {
            Object::Dict(dict) => Some(dict.clone()),
            Object::Name(name) => self.resources.properties.get::<Dict<'_>>(name),
            Object::Null(_)
            | Object::Boolean(_)
            | Object::Number(_)
            | Object::String(_)
            | Object::Array(_)
            | Object::Stream(_) => None,
        };
        let kind = dict.and_then(|dict| dict.get::<Name<'_>>("Type"));
        kind.is_some_and(|kind| *kind == *b"Pagination")
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    object.clone().into_number().map(|number| number.as_f64()).filter(|number| number.is_finite())
}
