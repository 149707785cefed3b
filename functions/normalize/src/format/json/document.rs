//! The members of an object.

use super::Unit;
use super::application;
use super::known::{self, Known};
use super::meaning::{self, push_new};
use super::value::{Json, Kind, text_of};
use crate::context::{Context, List};
use bumpalo::Bump;
use nozzle::json::{Cursor, unescape};
use nozzle::log::{Attributes, Log, Text};

/// The members of an object, to be taken one by one. Of equal keys the first is taken.
#[derive(Debug)]
pub struct Document<'a> {
    pub(super) members: List<'a, Member<'a>>,
    /// Where the next member to be taken is looked for first: readers know the order of their documents.
    next: usize,
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    /// The key as the document spells it.
    pub(super) key: &'a str,
    pub(super) value: Json<'a>,
    pub(super) known: Option<&'static Known>,
    /// Not in the document any more.
    pub(super) taken: bool,
}

impl<'a> Document<'a> {
    /// Reads the one object that `text` is, and tells which shapes it may have.
    pub(super) fn read(text: &'a str, context: &Context<'a>) -> Option<(Self, known::Set)> {
        let mut document = Self { members: List::with_capacity_in(32, context.arena()), next: 0 };
        let mut shapes = 0;
        let length = members(text, |key, value| {
            let known = known::look_up(key);
            shapes |= known.map_or(0, |known| known.shapes);
            document.members.push(Member { key, value, known, taken: false });
        })?;
        text.as_bytes()[length..].trim_ascii().is_empty().then_some((document, shapes))
    }

    /// Reads an object in a document.
    pub(super) fn nested(json: &'a str, arena: &'a Bump) -> Option<Self> {
        let mut document = Self { members: List::with_capacity_in(16, arena), next: 0 };
        members(json, |key, value| {
            document.members.push(Member { key, value, known: None, taken: false });
        })?;
        Some(document)
    }

    /// Is there a member with this key, which is not `null`?
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a member, which stays; `null` is none.
    pub fn get(&self, key: &str) -> Option<Json<'a>> {
        let member = self.find(key).map(|at| &self.members[at])?;
        Some(member.value).filter(|value| !value.is_null())
    }

    /// Takes the value of a member; `null` is none.
    pub fn take(&mut self, key: &str) -> Option<Json<'a>> {
        self.take_if(key, Some)
    }

    /// Takes a string; any other value stays.
    pub fn take_text(&mut self, key: &str) -> Option<Text<'a>> {
        self.take_if(key, Json::text)
    }

    /// Takes a whole number, or a string of one; any other value stays.
    pub fn take_integer(&mut self, key: &str) -> Option<i64> {
        self.take_if(key, Json::integer)
    }

    /// Takes an object as a document of its own; any other value stays. Keep what is left of it by
    /// [`keep_rest`](Self::keep_rest).
    pub fn take_document(&mut self, key: &str) -> Option<Document<'a>> {
        let arena = self.members.bump();
        self.take_if(key, |value| value.is_object().then(|| Self::nested(value.0, arena))?)
    }

    /// Takes what `read` makes of the value of a member; where that is nothing, the member stays. A `null` is
    /// taken and gives nothing.
    pub fn take_if<T>(&mut self, key: &str, read: impl FnOnce(Json<'a>) -> Option<T>) -> Option<T> {
        let at = self.find(key)?;
        self.next = at + 1;
        let member = &mut self.members[at];
        if member.value.is_null() {
            member.taken = true;
            return None;
        }
        let value = read(member.value)?;
        member.taken = true;
        Some(value)
    }

    /// Moves members to `attributes`: each by its key, under a name, as a [`Kind`]. What is of another kind
    /// stays, except `null`, empty text and `-` where there should be something: they are absent.
    pub fn put(&mut self, attributes: &mut Attributes<'a>, places: &[(&str, &'static str, Kind)]) {
        for (key, name, kind) in places {
            let Some(at) = self.find(key) else { continue };
            self.next = at + 1;
            let member = &mut self.members[at];
            let value = member.value.as_kind(*kind);
            member.taken = value.is_some() || member.value.is_nothing() && *kind != Kind::Any;
            if let Some(value) = value {
                attributes.push(name, value);
            }
        }
    }

    /// Moves a request target to `url.path` and `url.query`, or a URL with its host to `url.full`.
    pub fn put_target(&mut self, key: &str, attributes: &mut Attributes<'a>) {
        self.take_if(key, |value| meaning::target(value.string()?, attributes));
    }

    /// Moves `HTTP/1.1` or `1.1` to `network.protocol.version`.
    pub fn put_http_version(&mut self, key: &str, attributes: &mut Attributes<'a>) {
        self.take_if(key, |value| {
            push_new("network.protocol.version", meaning::http_version(value.string()?)?, attributes)
        });
    }

    /// Moves a number of `unit`, or text that tells its unit, to `duration_ms`.
    pub fn put_duration(
        &mut self,
        key: &str,
        unit: Unit,
        context: &Context<'a>,
        attributes: &mut Attributes<'a>,
    ) {
        self.take_if(key, |value| {
            push_new("duration_ms", meaning::duration(value, Some(unit), context)?, attributes)
        });
    }

    /// Reads all that was not taken as the log of an application: what loggers share has its place, the rest
    /// keeps its own name. For programs that add to what their logger writes. Call it last.
    pub fn keep_as_application(&mut self, context: &Context<'a>, log: &mut Log<'a>) {
        application::read(self, context, log);
    }

    /// Keeps all that was not taken as attributes named `prefix.key`, or just `key` where `prefix` is empty.
    /// Objects and arrays are kept whole, `null` is absent. Call it last.
    pub fn keep_rest(&mut self, prefix: &str, attributes: &mut Attributes<'a>) {
        for index in 0..self.members.len() {
            let member = self.members[index];
            if member.taken {
                continue;
            }
            self.members[index].taken = true;
            let Some(value) = member.value.value() else { continue };
            let name = if prefix.is_empty() { member.key } else { self.join(prefix, member.key) };
            attributes.append(unescape(name), value);
        }
    }

    /// Has all members again.
    pub(super) fn put_back(&mut self) {
        self.next = 0;
        self.members.iter_mut().for_each(|member| member.taken = false);
    }

    /// Adds the members of the object `json` with names that begin with `outer`, unless there are more than
    /// `limit`: then nothing is added.
    pub(super) fn flatten(&mut self, outer: &str, json: Json<'a>, limit: usize) -> Option<()> {
        let before = self.members.len();
        let arena = self.members.bump();
        let is_transparent = TRANSPARENT.contains(&outer);
        members(json.0, |key, value| {
            if self.members.len() - before <= limit {
                let name = joined(outer, key, arena);
                let known = known::look_up(if is_transparent { key } else { name });
                self.members.push(Member { key: name, value, known, taken: false });
            }
        })?;
        if self.members.len() - before > limit {
            self.members.truncate(before);
            return None;
        }
        Some(())
    }

    fn join(&self, prefix: &str, key: &str) -> &'a str {
        joined(prefix, key, self.members.bump())
    }

    fn find(&self, key: &str) -> Option<usize> {
        let is_it = |member: &Member<'a>| !member.taken && member.key == key;
        let (before, behind) = self.members.split_at(self.next.min(self.members.len()));
        match behind.iter().position(is_it) {
            Some(at) => Some(before.len() + at),
            None => before.iter().position(is_it),
        }
    }
}

/// Objects that only hold what belongs to the log itself: `tracing` of Rust, Logstash before version 1.
const TRANSPARENT: [&str; 2] = ["fields", "@fields"];

fn joined<'a>(prefix: &str, key: &str, arena: &'a Bump) -> &'a str {
    let mut name = bumpalo::collections::String::with_capacity_in(prefix.len() + 1 + key.len(), arena);
    name.push_str(prefix);
    name.push('.');
    name.push_str(key);
    name.into_bump_str()
}

/// Calls `visit` with every key and value of the object at the start of `json`, and gives the length of the
/// object; nothing where it is none.
pub(super) fn members<'a>(json: &'a str, mut visit: impl FnMut(&'a str, Json<'a>)) -> Option<usize> {
    let mut cursor = Cursor::new(json.as_bytes());
    cursor.open(b'{').ok()?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first).ok()? {
        let value = cursor.value().ok()?;
        visit(text_of(json, key)?, Json(text_of(json, value)?));
        first = false;
    }
    Some(cursor.position())
}
