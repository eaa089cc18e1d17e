//! The text that a finding points into, as a terminal can show it: columns counted in characters, and of a
//! very long line only the part around the finding.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Longer lines are not shown in full.
const LONGEST: usize = 400;
/// So many bytes of a long line are shown on either side of the finding.
const AROUND: usize = 60;

/// A named text.
#[derive(Debug, Clone)]
pub(super) struct Source {
    name: String,
    text: String,
}

impl Source {
    pub(super) fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
    }

    /// The part of a long line around a span.
    fn part(&self, span: &SourceSpan) -> SourceSpan {
        let line_start = self.text.get(..span.offset()).and_then(|before| before.rfind('\n'));
        let line_start = line_start.map_or(0, |at| at + 1);
        let rest = self.text.get(span.offset()..).unwrap_or_default();
        let line_end = rest.find('\n').map_or(self.text.len(), |at| span.offset() + at);
        let from = span.offset().saturating_sub(AROUND).max(line_start);
        let to = span.offset().saturating_add(AROUND).min(line_end);
        let from = (from..=span.offset()).find(|at| self.text.is_char_boundary(*at));
        let to = (span.offset()..=to).rev().find(|at| self.text.is_char_boundary(*at));
        let from = from.unwrap_or(span.offset());
        (from, to.unwrap_or(from).saturating_sub(from)).into()
    }

    /// The number of characters before a place in its line.
    fn characters(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = self.text.as_str().read_span(span, before, after)?;
        let data = std::str::from_utf8(whole.data()).unwrap_or_default();
        if data.lines().any(|line| line.len() > LONGEST) {
            let part = self.part(span);
            let bare = self.text.as_str().read_span(&part, 0, 0)?;
            return Ok(self.named(&*bare, self.text.as_bytes()));
        }
        Ok(self.named(&*whole, self.text.as_bytes()))
    }
}

impl Source {
    fn named<'a>(
        &'a self,
        contents: &(dyn SpanContents<'_> + '_),
        text: &'a [u8],
    ) -> Box<dyn SpanContents<'a> + 'a> {
        let span = *contents.span();
        let data = text.get(span.offset()..span.offset() + span.len()).unwrap_or_default();
        Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data,
            span,
            contents.line(),
            self.characters(span.offset()),
            contents.line_count(),
        ))
    }
}
