//! What a shape has no key for, kept as text.

use super::{Value, attributes::Name};
use crate::json;

/// The name of the member that holds it.
pub(super) const UNMAPPED: &str = "nozzle.unmapped";

/// Members of a JSON object that becomes a string. The only buffer of its own that a shape may need, and hardly
/// ever does.
#[derive(Default)]
pub(super) struct Unmapped {
    members: Vec<u8>,
}

impl Unmapped {
    #[cold]
    pub(super) fn add(&mut self, name: &Name<'_>, value: &Value<'_>) {
        self.members.push(if self.members.is_empty() { b'{' } else { b',' });
        name.write_json(&mut self.members);
        self.members.push(b':');
        value.write_json(&mut self.members);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Appends the object as a member, as a string, behind `separator`; nothing where it is empty.
    pub(super) fn write(mut self, separator: &[u8], out: &mut Vec<u8>) {
        if !self.members.is_empty() {
            self.members.push(b'}');
            out.extend_from_slice(separator);
            json::write_string(UNMAPPED.as_bytes(), out);
            out.push(b':');
            json::write_string(&self.members, out);
        }
    }
}
