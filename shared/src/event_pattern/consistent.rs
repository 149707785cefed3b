//! Documents with objects in arrays: two fields below one array must match in the same element.
//!
//! Slower than one pass, and only taken where it must be: each alternative looks at the document by itself. It is
//! also what the tests hold the fast way against.

use super::compile::{Alternative, Condition};
use super::index::Index;
use super::read::scalar;
use crate::json::{Cursor, JsonError, unescape};
use std::collections::HashSet;

pub(super) fn first_group(index: &Index, document: &[u8]) -> Result<Option<usize>, JsonError> {
    // Everything behind this may rely on valid JSON.
    let mut cursor = Cursor::new(document);
    let document = cursor.value()?;
    cursor.end()?;
    let present = present(index, document)?;
    // In the order of their groups.
    for (alternative, group) in index.alternatives.iter().zip(&index.groups) {
        if Tree::new(alternative).matches(0, document, &present)? {
            return Ok(Some(*group));
        }
    }
    Ok(None)
}

/// Paths of all fields of the patterns that are there, in whichever element.
fn present<'i>(index: &'i Index, document: &[u8]) -> Result<HashSet<&'i str>, JsonError> {
    let mut present = HashSet::new();
    note(index, 0, document, &mut present)?;
    Ok(present)
}

fn note<'i>(
    index: &'i Index,
    node: usize,
    value: &[u8],
    present: &mut HashSet<&'i str>,
) -> Result<(), JsonError> {
    match value.first() {
        Some(b'{') => members(value, |key, value| match index.step(node, key) {
            Some(child) => note(index, child, value, present),
            None => Ok(()),
        }),
        Some(b'[') => elements(value, |element| note(index, node, element, present)),
        _ => {
            if let Some(field) = index.nodes[node].field {
                present.insert(&index.fields[field].path);
            }
            Ok(())
        }
    }
}

/// The conditions of one alternative as a tree of names.
pub(super) struct Tree<'a> {
    nodes: Vec<TreeNode<'a>>,
}

#[derive(Default)]
struct TreeNode<'a> {
    children: Vec<(&'a str, usize)>,
    condition: Option<&'a Condition>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(alternative: &'a Alternative) -> Self {
        let mut tree = Self { nodes: vec![TreeNode::default()] };
        for condition in &alternative.conditions {
            let mut node = 0;
            for name in condition.path.split('.') {
                node = match tree.child(node, name) {
                    Some(child) => child,
                    None => {
                        tree.nodes.push(TreeNode::default());
                        let child = tree.nodes.len() - 1;
                        tree.nodes[node].children.push((name, child));
                        child
                    }
                };
            }
            tree.nodes[node].condition = Some(condition);
        }
        tree
    }

    fn child(&self, node: usize, name: &str) -> Option<usize> {
        self.nodes[node].children.iter().find(|(known, _)| *known == name).map(|(_, child)| *child)
    }

    /// Where a name leads: all the children on the way, since a dot in it is a step.
    fn way(&self, node: usize, name: &[u8]) -> Option<(usize, Vec<usize>)> {
        let name = str::from_utf8(name).ok()?;
        let mut way = vec![self.child(node, name.split('.').next()?)?];
        for part in name.split('.').skip(1) {
            way.push(self.child(way[way.len() - 1], part)?);
        }
        Some((way[way.len() - 1], way))
    }

    /// Does `value` satisfy everything from `node` on?
    pub(super) fn matches(
        &self,
        node: usize,
        value: &[u8],
        present: &HashSet<&str>,
    ) -> Result<bool, JsonError> {
        let mut matched = HashSet::new();
        self.read(node, value, present, &mut matched)?;
        Ok(self.is_satisfied(node, present, &matched))
    }

    /// Notes the nodes that `value` satisfies.
    fn read(
        &self,
        node: usize,
        value: &[u8],
        present: &HashSet<&str>,
        matched: &mut HashSet<usize>,
    ) -> Result<(), JsonError> {
        match value.first() {
            Some(b'[') => elements(value, |element| {
                if !matched.contains(&node) && self.matches_here(node, element, present)? {
                    matched.insert(node);
                }
                Ok(())
            }),
            _ => {
                if self.matches_here(node, value, present)? {
                    matched.insert(node);
                }
                Ok(())
            }
        }
    }

    fn matches_here(&self, node: usize, value: &[u8], present: &HashSet<&str>) -> Result<bool, JsonError> {
        match value.first() {
            Some(b'[') => {
                let mut matched = HashSet::new();
                self.read(node, value, present, &mut matched)?;
                Ok(matched.contains(&node))
            }
            Some(b'{') => {
                let mut matched = HashSet::new();
                let mut read = HashSet::new();
                members(value, |key, value| {
                    if let Some((child, _)) = self.way(node, key)
                        && read.insert(child)
                    {
                        self.read(child, value, present, &mut matched)?;
                    }
                    Ok(())
                })?;
                let own = self.nodes[node].condition;
                Ok(own.is_none_or(|condition| absent(condition, present))
                    && self.nodes[node]
                        .children
                        .iter()
                        .all(|(_, child)| self.is_satisfied(*child, present, &matched)))
            }
            _ => {
                let own = match self.nodes[node].condition {
                    None => true,
                    Some(condition) => {
                        let mut holds = absent(condition, present);
                        scalar(&mut Cursor::new(value), |value| {
                            holds |= condition.tests.iter().any(|test| test.holds(value));
                        })?;
                        holds
                    }
                };
                let nothing = HashSet::new();
                Ok(own
                    && self.nodes[node]
                        .children
                        .iter()
                        .all(|(_, child)| self.is_satisfied(*child, present, &nothing)))
            }
        }
    }

    /// Is `node` satisfied by what was read, or by what is absent?
    fn is_satisfied(&self, node: usize, present: &HashSet<&str>, matched: &HashSet<usize>) -> bool {
        if matched.contains(&node) {
            return true;
        }
        let this = &self.nodes[node];
        this.condition.is_none_or(|condition| absent(condition, present))
            && (this.condition.is_some() || !this.children.is_empty())
            && this.children.iter().all(|(_, child)| self.is_satisfied(*child, present, matched))
    }
}

fn absent(condition: &Condition, present: &HashSet<&str>) -> bool {
    condition.takes_absent() && !present.contains(condition.path.as_str())
}

/// Calls `visit` with each name, decoded, and its value.
pub(super) fn members(
    object: &[u8],
    mut visit: impl FnMut(&[u8], &[u8]) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    let mut cursor = Cursor::new(object);
    cursor.open(b'{')?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        let value = cursor.value()?;
        if key.contains(&b'\\') {
            visit(unescape(&String::from_utf8_lossy(key)).as_bytes(), value)?;
        } else {
            visit(key, value)?;
        }
    }
    Ok(())
}

fn elements(array: &[u8], mut visit: impl FnMut(&[u8]) -> Result<(), JsonError>) -> Result<(), JsonError> {
    let mut cursor = Cursor::new(array);
    cursor.open(b'[')?;
    let mut first = true;
    while cursor.next_element(first)? {
        first = false;
        visit(cursor.value()?)?;
    }
    Ok(())
}
