//! One pass over a document, until the verdict is known.

use super::consistent;
use super::index::{Index, Set, empty, members};
use super::test::Scalar;
use crate::json::{Cursor, JsonError, Marks, unescape};

/// What is known of the document that is being read. Kept from document to document for its memory.
#[derive(Debug)]
pub(super) struct Reading {
    /// Alternatives none of whose conditions has failed.
    alive: Set,
    /// How many conditions of each alternative are not known to hold.
    open: Vec<u32>,
    /// Fields that were there.
    seen: Vec<bool>,
    /// Room for the alternatives that a field satisfies.
    satisfied: Set,
    /// The first group of which an alternative holds.
    found: Option<usize>,
}

/// Why reading stops.
enum Stop {
    /// The verdict is known.
    Known,
    /// Fields below an array must match in the same element: that takes another way of reading.
    Array,
    NotJson(JsonError),
}

impl From<JsonError> for Stop {
    fn from(error: JsonError) -> Self {
        Self::NotJson(error)
    }
}

impl Reading {
    pub(super) fn new(index: &Index) -> Self {
        Self {
            alive: empty(index.words),
            open: vec![0; index.alternatives.len()],
            seen: vec![false; index.fields.len()],
            satisfied: empty(index.words),
            found: None,
        }
    }

    /// The first group that has an alternative which `document` satisfies.
    pub(super) fn document(&mut self, index: &Index, document: &[u8]) -> Result<Option<usize>, JsonError> {
        self.begin(index);
        let mut cursor = Cursor::new(document);
        cursor.open(b'{')?;
        if index.is_empty() {
            return Ok(None);
        }
        match self.object(index, &mut cursor, &mut Marks::new(document), 0) {
            Ok(()) => {
                cursor.end()?;
                Ok(self.end(index))
            }
            Err(Stop::Known) => Ok(self.found),
            Err(Stop::Array) => consistent::first_group(index, document),
            Err(Stop::NotJson(error)) => Err(error),
        }
    }

    pub(super) fn begin(&mut self, index: &Index) {
        self.alive.fill(u64::MAX);
        let beyond = index.alternatives.len() % 64;
        if beyond != 0
            && let Some(last) = self.alive.last_mut()
        {
            *last = (1 << beyond) - 1;
        }
        self.open.copy_from_slice(&index.conditions);
        self.seen.fill(false);
        self.found = None;
    }

    /// The verdict at the end of the document: what was not there is absent.
    pub(super) fn end(&mut self, index: &Index) -> Option<usize> {
        for field in 0..index.fields.len() {
            if !self.seen[field] {
                self.satisfied.copy_from_slice(&index.fields[field].absent);
                if self.settle(index, field) {
                    break;
                }
            }
        }
        self.found
    }

    /// Reads the members of an object whose brace is passed.
    fn object<'d>(
        &mut self,
        index: &Index,
        cursor: &mut Cursor<'d>,
        marks: &mut Marks<'d>,
        node: usize,
    ) -> Result<(), Stop> {
        let mut first = true;
        loop {
            let child = match marks.next_key(cursor, first) {
                Some(key) => index.step(node, key),
                None => match cursor.next_key(first)? {
                    Some(key) if key.contains(&b'\\') => {
                        index.step(node, unescape(&String::from_utf8_lossy(key)).as_bytes())
                    }
                    Some(key) => index.step(node, key),
                    None => return Ok(()),
                },
            };
            first = false;
            match child {
                Some(child) => self.value(index, cursor, marks, child)?,
                None => marks.skip(cursor)?,
            }
        }
    }

    fn value<'d>(
        &mut self,
        index: &Index,
        cursor: &mut Cursor<'d>,
        marks: &mut Marks<'d>,
        node: usize,
    ) -> Result<(), Stop> {
        match cursor.peek() {
            Some(b'{') if index.nodes[node].children.is_empty() => Ok(cursor.skip()?),
            Some(b'{') => {
                cursor.open(b'{')?;
                self.object(index, cursor, marks, node)
            }
            Some(b'[') => {
                let Some(field) = index.nodes[node].field else {
                    let array = cursor.skipped()?;
                    return if array.contains(&b'{') { Err(Stop::Array) } else { Ok(()) };
                };
                if self.seen[field] {
                    return Ok(cursor.skip()?);
                }
                self.satisfied.fill(0);
                let any = self.elements(index, cursor, Some(node), field)?;
                if any { self.settled(index, field) } else { Ok(()) }
            }
            _ => {
                let Some(field) = index.nodes[node].field.filter(|field| !self.seen[*field]) else {
                    return Ok(cursor.skip()?);
                };
                self.satisfied.fill(0);
                let mut judge = |value: Scalar<'_>| index.fields[field].judge(value, &mut self.satisfied);
                match marks.string(cursor) {
                    Some(inside) => judge(Scalar::Text(&crate::json::decode(inside))),
                    None => scalar(cursor, judge)?,
                }
                self.settled(index, field)
            }
        }
    }

    /// Judges the elements of an array, and tells whether there is one.
    fn elements(
        &mut self,
        index: &Index,
        cursor: &mut Cursor<'_>,
        node: Option<usize>,
        field: usize,
    ) -> Result<bool, Stop> {
        let has_children = node.is_some_and(|node| !index.nodes[node].children.is_empty());
        cursor.open(b'[')?;
        let (mut first, mut any) = (true, false);
        // Arrays in arrays count as one.
        let mut depth = 1;
        while depth > 0 {
            if !cursor.next_element(first)? {
                depth -= 1;
                first = false;
                continue;
            }
            first = false;
            match cursor.peek() {
                Some(b'[') if depth == crate::json::MAX_DEPTH => {
                    return Err(cursor.error("arrays and objects nest too deep").into());
                }
                Some(b'[') => {
                    cursor.open(b'[')?;
                    depth += 1;
                    first = true;
                }
                Some(b'{') if has_children => return Err(Stop::Array),
                Some(b'{') => cursor.skip()?,
                _ => {
                    any = true;
                    scalar(cursor, |value| index.fields[field].judge(value, &mut self.satisfied))?;
                }
            }
        }
        Ok(any)
    }

    fn settled(&mut self, index: &Index, field: usize) -> Result<(), Stop> {
        if self.settle(index, field) { Err(Stop::Known) } else { Ok(()) }
    }

    /// Counts what `satisfied` says of `field`, and tells whether the verdict is known.
    fn settle(&mut self, index: &Index, field: usize) -> bool {
        self.seen[field] = true;
        let asked = &index.fields[field].asked;
        for ((alive, asked), satisfied) in self.alive.iter_mut().zip(asked).zip(&self.satisfied) {
            *alive &= !(asked & !satisfied);
        }
        for alternative in members(&self.satisfied) {
            self.open[alternative] -= 1;
            if self.open[alternative] == 0 && self.alive[alternative / 64] >> (alternative % 64) & 1 == 1 {
                let group = index.groups[alternative];
                self.found = Some(self.found.map_or(group, |found| found.min(group)));
            }
        }
        // Known, if no alternative of an earlier group is left.
        !index
            .members
            .iter()
            .take_while(|(group, _)| self.found.is_none_or(|found| *group < found))
            .any(|(_, set)| set.iter().zip(&self.alive).any(|(member, alive)| member & alive != 0))
    }

    /// Judges a value of a field that does not come from a document.
    pub(super) fn judge(&mut self, index: &Index, field: usize, value: Scalar<'_>) -> bool {
        self.satisfied.fill(0);
        index.fields[field].judge(value, &mut self.satisfied);
        self.settle(index, field)
    }

    /// The same for the elements of an array that is known to be valid.
    pub(super) fn judge_elements(&mut self, index: &Index, cursor: &mut Cursor<'_>, field: usize) -> bool {
        self.satisfied.fill(0);
        // No node: objects in the array are no leaves.
        match self.elements(index, cursor, None, field) {
            Ok(true) => self.settle(index, field),
            _ => false,
        }
    }

    pub(super) fn found(&self) -> Option<usize> {
        self.found
    }
}

/// Reads a value that is neither object nor array.
pub(super) fn scalar(cursor: &mut Cursor<'_>, take: impl FnOnce(Scalar<'_>)) -> Result<(), JsonError> {
    if cursor.peek() == Some(b'"') {
        let inside = cursor.string()?;
        let text = crate::json::decode(inside);
        if inside.contains(&b'\\') {
            take(Scalar::Text(&unescape(&text)));
        } else {
            take(Scalar::Text(&text));
        }
        return Ok(());
    }
    match cursor.value()? {
        b"null" => take(Scalar::Null),
        b"true" => take(Scalar::Boolean(true)),
        b"false" => take(Scalar::Boolean(false)),
        number => take(Scalar::Number(str::from_utf8(number).unwrap_or_default())),
    }
    Ok(())
}
