//! How documents are written, wherever they go.

use crate::{log::Shape, transform::Item};

/// How documents are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rendering {
    /// What logs look like.
    pub(crate) shape: Shape,
    /// Whether every document ends with a newline.
    pub(crate) newline: bool,
}

impl Default for Rendering {
    fn default() -> Self {
        Self { shape: Shape::default(), newline: true }
    }
}

impl Rendering {
    /// Appends a document. What is empty or ends with a newline gets none.
    #[inline]
    pub(crate) fn write(self, item: Item<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        match item {
            Item::Bytes(bytes) => out.extend_from_slice(bytes),
            Item::Log(log) => self.shape.write(log, out),
        }
        if self.newline && out[start..].last().is_some_and(|last| *last != b'\n') {
            out.push(b'\n');
        }
    }
}
