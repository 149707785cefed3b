//! Documents with objects in arrays: two fields below one array must match in the same element.
//!
//! Slower than one pass, and only taken where it must be: each alternative looks at the document by itself. It is
//! also what the tests hold the fast way against.

use super::compile::Condition;
use super::index::Index;
use super::read::scalar;
use crate::json::{Cursor, JsonError, unescape};
use std::collections::HashSet;

pub(super) fn first_group(index: &Index, document: &[u8]) -> Result<Option<usize>, JsonError> {
    // Everything behind this may rely on valid JSON.
    let mut cursor = Cursor::new(document);
    let document = cursor.value()?;
    cursor.end()?;
    // In the order of their groups.
    for (alternative, group) in index.alternatives.iter().zip(&index.groups) {
        if Tree::new(&alternative.conditions).matches(document)? {
            return Ok(Some(*group));
        }
    }
    Ok(None)
}

/// The conditions of one alternative as a tree of names.
pub(super) struct Tree<'a> {
    /// In the order of their paths.
    conditions: Vec<&'a Condition>,
    nodes: Vec<TreeNode<'a>>,
}

#[derive(Default)]
struct TreeNode<'a> {
    children: Vec<(&'a str, usize)>,
    /// What is asked of the value itself.
    condition: Option<usize>,
    /// That, and all that is asked of what lies below; ascending.
    conditions: Vec<usize>,
}

/// What may satisfy each condition.
///
/// An element of an array is chosen by the first condition, in the order of their paths, that a value in it satisfies.
/// A field that must be absent is looked for in that element by the conditions behind it, and in all elements by
/// those before it. Not what one would think of first, but it is how Amazon EventBridge judges.
struct Allowed {
    by_value: Vec<bool>,
    by_absence: Vec<bool>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(conditions: impl IntoIterator<Item = &'a Condition>) -> Self {
        let mut conditions: Vec<_> = conditions.into_iter().collect();
        conditions.sort_by_key(|condition| &condition.path);
        let mut tree = Self { conditions, nodes: vec![TreeNode::default()] };
        for (at, condition) in tree.conditions.clone().into_iter().enumerate() {
            let mut node = 0;
            tree.nodes[node].conditions.push(at);
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
                tree.nodes[node].conditions.push(at);
            }
            tree.nodes[node].condition = Some(at);
        }
        tree
    }

    fn child(&self, node: usize, name: &str) -> Option<usize> {
        self.nodes[node].children.iter().find(|(known, _)| *known == name).map(|(_, child)| *child)
    }

    /// Where a name leads; a dot in it is a step.
    fn step(&self, node: usize, name: &[u8]) -> Option<usize> {
        str::from_utf8(name).ok()?.split('.').try_fold(node, |node, part| self.child(node, part))
    }

    /// Does `document`, which is valid, satisfy all conditions?
    pub(super) fn matches(&self, document: &[u8]) -> Result<bool, JsonError> {
        let by_absence = self.absent(0, document)?;
        self.below_holds(0, document, &Allowed { by_value: vec![true; self.conditions.len()], by_absence })
    }

    /// The conditions that take their field to be absent, and whose field is not in `value`.
    fn absent(&self, node: usize, value: &[u8]) -> Result<Vec<bool>, JsonError> {
        let mut absent: Vec<bool> =
            self.conditions.iter().map(|condition| condition.takes_absent()).collect();
        if self.nodes[node].conditions.iter().any(|at| absent[*at]) {
            self.note(node, value, &mut absent)?;
        }
        Ok(absent)
    }

    /// Notes what is there.
    fn note(&self, node: usize, value: &[u8], absent: &mut [bool]) -> Result<(), JsonError> {
        match value.first() {
            Some(b'{') => members(value, |key, value| match self.step(node, key) {
                Some(child) => self.note(child, value, absent),
                None => Ok(()),
            }),
            Some(b'[') => elements(value, |element| self.note(node, element, absent)),
            _ => {
                if let Some(condition) = self.nodes[node].condition {
                    absent[condition] = false;
                }
                Ok(())
            }
        }
    }

    /// Does `value`, or what is in the arrays of it, satisfy what is asked of `node` itself?
    fn itself_holds(&self, node: usize, value: &[u8], allowed: &Allowed) -> Result<bool, JsonError> {
        let Some(own) = self.nodes[node].condition.filter(|own| allowed.by_value[*own]) else {
            return Ok(false);
        };
        let mut holds = false;
        match value.first() {
            Some(b'{') => {}
            Some(b'[') => elements(value, |element| {
                holds = holds || self.itself_holds(node, element, allowed)?;
                Ok(())
            })?,
            _ => scalar(&mut Cursor::new(value), |value| {
                holds = self.conditions[own].tests.iter().any(|test| test.holds(value));
            })?,
        }
        Ok(holds)
    }

    /// Does `value`, or an element of it, satisfy what is asked below `node`?
    fn below_holds(&self, node: usize, value: &[u8], allowed: &Allowed) -> Result<bool, JsonError> {
        if self.nodes[node].children.is_empty() {
            return Ok(false);
        }
        match value.first() {
            Some(b'[') => {
                let mut holds = false;
                elements(value, |element| {
                    holds = holds || self.element_holds(node, element, allowed)?;
                    Ok(())
                })?;
                Ok(holds)
            }
            Some(b'{') => {
                let mut holding = Holding::default();
                members(value, |key, value| {
                    if let Some(child) = self.step(node, key)
                        && holding.read.insert(child)
                    {
                        if self.itself_holds(child, value, allowed)? {
                            holding.itself.insert(child);
                        }
                        if self.below_holds(child, value, allowed)? {
                            holding.below.insert(child);
                        }
                    }
                    Ok(())
                })?;
                Ok(self.children_hold(node, allowed, &holding))
            }
            _ => Ok(false),
        }
    }

    fn element_holds(&self, node: usize, element: &[u8], allowed: &Allowed) -> Result<bool, JsonError> {
        if !matches!(element.first(), Some(b'{' | b'[')) {
            return Ok(false);
        }
        let own = self.nodes[node].condition;
        let below = self.nodes[node].conditions.iter().filter(|at| Some(**at) != own);
        if !below.clone().any(|at| self.conditions[*at].takes_absent()) {
            return self.below_holds(node, element, allowed);
        }
        let absent_here = self.absent(node, element)?;
        for chooser in below.clone() {
            if allowed.by_value[*chooser] {
                let mut inside =
                    Allowed { by_value: allowed.by_value.clone(), by_absence: absent_here.clone() };
                for before in below.clone().take_while(|before| *before < chooser) {
                    inside.by_value[*before] = false;
                    inside.by_absence[*before] = allowed.by_absence[*before];
                }
                inside.by_absence[*chooser] = false;
                if self.below_holds(node, element, &inside)? {
                    return Ok(true);
                }
            }
            if !allowed.by_absence[*chooser] {
                return Ok(false);
            }
        }
        // Nothing but absence.
        Ok(true)
    }

    /// Does all hold that is asked of the children of `node`, by what is there or by what is absent?
    fn children_hold(&self, node: usize, allowed: &Allowed, holding: &Holding) -> bool {
        self.nodes[node].children.iter().all(|(_, child)| {
            let itself = holding.itself.contains(child)
                || self.nodes[*child].condition.is_none_or(|own| allowed.by_absence[own]);
            itself && (holding.below.contains(child) || self.children_hold(*child, allowed, holding))
        })
    }
}

/// Nodes that members of one object led to.
#[derive(Default)]
struct Holding {
    read: HashSet<usize>,
    /// What is asked of the node itself holds.
    itself: HashSet<usize>,
    /// What is asked below it holds.
    below: HashSet<usize>,
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
