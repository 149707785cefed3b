//! The fields between the time and the level.

use super::field::{Field, field_at};
use super::fields::Fields;
use super::words::{Level, Separators, is_code, is_thread, level_at, name_length, skip_separators};
use nozzle::log::Log;

impl<'a> Fields<'a> {
    /// Looks for a level behind the time, with nothing but fields before it: puts those into the log, and gives
    /// the level, what follows it and whether a bracket is still open.
    pub(super) fn find_level(
        &mut self,
        text: &'a [u8],
        open: bool,
        log: &mut Log<'a>,
    ) -> Option<(Level<'a>, &'a [u8], bool)> {
        let (mut rest, mut open) = (text, open);
        let mut names = 0;
        let found = loop {
            let before = skip_separators(rest, &mut open);
            rest = before.0;
            if let Some((level, behind)) = Level::in_group(rest) {
                break Some((level, behind));
            }
            if let Some((level, behind)) = level_at(rest)
                && stands_as_level(&level, behind, before.1, self.count == 0, open)
            {
                break Some((level, behind));
            }
            let Some((field, behind)) = field_at(rest) else { break None };
            if let Field::Name(name) = field {
                // Two words are a sentence, and so is one that nothing sets apart.
                names += 1;
                let (_, behind) = skip_separators(behind, &mut false);
                let apart = behind.are_strong() || before.1.are_strong() || is_code(name) || name == b"root";
                if names > 2 || !apart {
                    break None;
                }
            }
            if self.push(field).is_none() {
                break None;
            }
            rest = behind;
        };
        match found {
            Some((level, behind)) => {
                // winston's label: `[shop] info: …`
                if let ([Some(Field::Group(label)), ..], 1, false) =
                    (&self.pending, self.count, level.is_upper)
                    && name_length(label) == Some(label.len())
                    && !is_thread(label)
                {
                    let label = *label;
                    self.count = 0;
                    self.logger(label, log);
                }
                self.commit(self.count, log);
                Some((level, behind, open))
            }
            None => {
                self.commit(0, log);
                None
            }
        }
    }
}

/// Does a level stand here, or a word that only looks like one?
fn stands_as_level(level: &Level<'_>, behind: &[u8], before: Separators, first: bool, open: bool) -> bool {
    let set_apart = before.dash || before.bar || before.tab || before.colon && first;
    let ends_strongly = match behind {
        [b':' | b'|' | b'\t' | b'/', ..] => true,
        [b']', ..] => open,
        [b' ', b' ' | b'[' | b'(' | b'|' | b'<', ..] | [b' ', b'-', ..] => true,
        [b'[', ..] => true,
        _ => false,
    };
    if !level.is_word {
        return level.is_upper
            && match behind {
                [b' ', b'[' | b'|', ..] | [b'|', ..] => true,
                [b' ', ..] => open,
                [b']', ..] => open,
                _ => before.bar,
            };
    }
    if level.is_upper {
        level.is_strong || ends_strongly || set_apart
    } else {
        ends_strongly || set_apart || first && level.is_strong && level.is_mild()
    }
}
