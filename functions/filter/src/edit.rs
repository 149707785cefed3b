//! Fields that are renamed, set, removed or redacted.
//!
//! All paths are those of the document as it came in. A dot is a step, or a dot in a name; what is said of a field
//! below an array is said of it in each element.

mod log;

use crate::configuration::{Configuration, Mode};
use crate::redact::Redaction;
use nozzle::event_pattern::Source;
use nozzle::json::{self, Cursor, JsonError};

/// What is done to fields.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    root: Node,
    /// The same, by path.
    paths: Vec<String>,
}

/// A name in the tree of paths.
#[derive(Debug, Default)]
struct Node {
    children: Vec<(String, Node)>,
    action: Option<Action>,
    /// Is anything set here or below?
    sets: bool,
}

#[derive(Debug)]
enum Action {
    Remove,
    Rename(String),
    /// The value, and the same as JSON.
    Set(Source, String),
    Redact(Mode),
}

impl Edits {
    pub(crate) fn new(configuration: &Configuration) -> Self {
        let mut edits = Self::default();
        let Configuration { rename, set, remove, redact, .. } = configuration;
        remove.iter().for_each(|path| edits.add(path, Action::Remove));
        rename.iter().for_each(|(path, name)| edits.add(path, Action::Rename(name.clone())));
        set.iter().for_each(|(path, value)| edits.add(path, Action::Set(value.clone(), value.to_json())));
        redact.fields.iter().for_each(|(path, mode)| edits.add(path, Action::Redact(*mode)));
        edits
    }

    fn add(&mut self, path: &str, action: Action) {
        self.paths.push(path.to_owned());
        let mut node = &mut self.root;
        let sets = matches!(action, Action::Set(..));
        for name in path.split('.') {
            node.sets |= sets;
            let at = match node.children.iter().position(|(known, _)| known == name) {
                Some(at) => at,
                None => {
                    node.children.push((name.to_owned(), Node::default()));
                    node.children.len() - 1
                }
            };
            node = &mut node.children[at].1;
        }
        node.sets |= sets;
        node.action = Some(action);
    }

    /// A path that is named twice.
    pub(crate) fn twice(&self) -> Option<&str> {
        let is_twice = |(at, path): &(usize, &String)| self.paths[..*at].contains(path);
        self.paths.iter().enumerate().find(is_twice).map(|(_, path)| path.as_str())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Appends `document` as it is then.
    ///
    /// # Errors
    /// It is no JSON object.
    pub(crate) fn document(
        &self,
        document: &[u8],
        redaction: &Redaction,
        out: &mut Vec<u8>,
    ) -> Result<(), JsonError> {
        let mut cursor = Cursor::new(document);
        if cursor.peek() != Some(b'{') {
            return Err(cursor.error("an object should stand here"));
        }
        // Known to be valid, and not to nest too deep, before it is gone through.
        let object = cursor.value()?;
        cursor.end()?;
        self.root.value(object, redaction, out)
    }
}

impl Node {
    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|(known, _)| known == name).map(|(_, child)| child)
    }

    fn step(&self, name: &str) -> Option<&Self> {
        name.split('.').try_fold(self, Self::child)
    }

    /// Appends a value, its fields edited.
    fn value(&self, value: &[u8], redaction: &Redaction, out: &mut Vec<u8>) -> Result<(), JsonError> {
        let mut cursor = Cursor::new(value);
        match cursor.peek() {
            Some(b'{') if !self.children.is_empty() => self.object(value, redaction, out),
            Some(b'[') if !self.children.is_empty() => {
                cursor.open(b'[')?;
                out.push(b'[');
                let mut first = true;
                while cursor.next_element(first)? {
                    if !first {
                        out.push(b',');
                    }
                    first = false;
                    self.value(cursor.value()?, redaction, out)?;
                }
                out.push(b']');
                Ok(())
            }
            _ => {
                out.extend_from_slice(value);
                Ok(())
            }
        }
    }

    fn object(&self, object: &[u8], redaction: &Redaction, out: &mut Vec<u8>) -> Result<(), JsonError> {
        let taken = self.taken_names(object)?;
        let mut members = Members { out, any: false };
        let mut seen: Vec<&Self> = Vec::new();
        let mut cursor = Cursor::new(object);
        members.out.push(b'{');
        cursor.open(b'{')?;
        let mut first = true;
        while let Some(spelt) = cursor.next_key(first)? {
            first = false;
            let value = cursor.value()?;
            let key = String::from_utf8_lossy(spelt);
            let name = json::unescape(&key);
            let Some(child) = self.step(&name) else {
                if !taken.contains(&&*name) {
                    members.key(spelt).extend_from_slice(value);
                }
                continue;
            };
            seen.push(child);
            match &child.action {
                Some(Action::Remove) => {}
                Some(Action::Rename(new)) => members.name(new).extend_from_slice(value),
                Some(Action::Set(_, new)) => members.key(spelt).extend_from_slice(new.as_bytes()),
                Some(Action::Redact(Mode::Remove)) => {}
                Some(Action::Redact(mode)) => redaction.field(value, *mode, members.key(spelt)),
                None if taken.contains(&&*name) => {}
                None => child.value(value, redaction, members.key(spelt))?,
            }
        }
        self.set_what_is_not_there(&seen, &mut members);
        members.out.push(b'}');
        Ok(())
    }

    /// Names that other members of this object get.
    fn taken_names(&self, object: &[u8]) -> Result<Vec<&str>, JsonError> {
        let is_rename = |(_, child): &(String, Self)| matches!(child.action, Some(Action::Rename(_)));
        let mut taken = Vec::new();
        if !self.children.iter().any(is_rename) {
            return Ok(taken);
        }
        let mut cursor = Cursor::new(object);
        cursor.open(b'{')?;
        let mut first = true;
        while let Some(spelt) = cursor.next_key(first)? {
            first = false;
            cursor.skip()?;
            let name = json::decode(spelt);
            if let Some(Action::Rename(new)) =
                self.child(&json::unescape(&name)).and_then(|child| child.action.as_ref())
            {
                taken.push(new.as_str());
            }
        }
        Ok(taken)
    }

    fn set_what_is_not_there(&self, seen: &[&Self], members: &mut Members<'_>) {
        for (name, child) in &self.children {
            if !child.is_to_be_set(seen) {
                continue;
            }
            let out = members.name(name);
            if let Some(Action::Set(_, value)) = &child.action {
                out.extend_from_slice(value.as_bytes());
                continue;
            }
            out.push(b'{');
            let mut inner = Members { out, any: false };
            child.set_what_is_not_there(seen, &mut inner);
            inner.out.push(b'}');
        }
    }

    /// Is anything set here or below that is not there?
    fn is_to_be_set(&self, seen: &[&Self]) -> bool {
        self.sets
            && !seen.iter().any(|seen| std::ptr::eq(*seen, self))
            && (matches!(self.action, Some(Action::Set(..)))
                || self.children.iter().any(|(_, child)| child.is_to_be_set(seen)))
    }
}

/// The members of an object that is being written.
struct Members<'o> {
    out: &'o mut Vec<u8>,
    any: bool,
}

impl Members<'_> {
    /// Appends a key as it is spelt, and gives what its value is appended to.
    fn key(&mut self, spelt: &[u8]) -> &mut Vec<u8> {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(spelt);
        self.out.extend_from_slice(b"\":");
        self.out
    }

    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        self.comma();
        json::write_string(name.as_bytes(), self.out);
        self.out.push(b':');
        self.out
    }

    fn comma(&mut self) {
        if self.any {
            self.out.push(b',');
        }
        self.any = true;
    }
}

#[cfg(test)]
mod tests;
