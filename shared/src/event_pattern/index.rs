//! All patterns as one tree of names, so that a document is read once however many there are.

use super::Pattern;
use super::compile::{Alternative, Condition};
use super::number::Number;
use super::test::{Scalar, Test};

/// A set of alternatives: a bit for each.
pub(super) type Set = Box<[u64]>;

/// All patterns, looked at from the fields.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) nodes: Vec<Node>,
    pub(super) fields: Vec<Field>,
    pub(super) alternatives: Vec<Alternative>,
    /// The group of each alternative.
    pub(super) groups: Vec<usize>,
    /// Of each group that has one, its alternatives; earlier ones first.
    pub(super) members: Vec<(usize, Set)>,
    /// How many conditions each alternative has.
    pub(super) conditions: Vec<u32>,
    pub(super) words: usize,
}

/// A name in the tree.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) children: Vec<(Box<[u8]>, usize)>,
    /// A bit for each of the letters that they begin with: most names of a document begin with another.
    letters: u64,
    /// Is there more below one of the children? Then a name with a dot may lead there.
    pub(super) has_grandchildren: bool,
    /// What is asked of the value itself.
    pub(super) field: Option<usize>,
}

/// What all patterns ask of one field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) path: String,
    /// Alternatives that ask anything of it.
    pub(super) asked: Set,
    /// Alternatives that take it when it is not there.
    pub(super) absent: Set,
    /// Ascending by length, then by their bytes.
    texts: Vec<(Box<str>, Set)>,
    /// Ascending by what equal numbers have in common.
    numbers: Vec<(Number, Set)>,
    tests: Vec<(Test, Set)>,
}

impl Index {
    pub(super) fn new<G: IntoIterator<Item = Pattern>>(groups: impl IntoIterator<Item = G>) -> Self {
        let mut alternatives = Vec::new();
        let mut of_groups = Vec::new();
        for (group, patterns) in groups.into_iter().enumerate() {
            for pattern in patterns {
                of_groups.resize(of_groups.len() + pattern.alternatives.len(), group);
                alternatives.extend(pattern.alternatives);
            }
        }
        let words = alternatives.len().div_ceil(64);
        let mut members: Vec<(usize, Set)> = Vec::new();
        for (at, group) in of_groups.iter().enumerate() {
            if members.last().is_none_or(|(last, _)| last != group) {
                members.push((*group, empty(words)));
            }
            if let Some((_, set)) = members.last_mut() {
                insert(at, set);
            }
        }
        let conditions = alternatives.iter().map(|alternative| alternative.conditions.len() as u32).collect();
        let mut index = Self {
            nodes: vec![Node::default()],
            fields: Vec::new(),
            alternatives: Vec::new(),
            groups: of_groups,
            members,
            conditions,
            words,
        };
        for (at, alternative) in alternatives.iter().enumerate() {
            for condition in &alternative.conditions {
                let field = index.field(&condition.path);
                index.fields[field].add(at, condition, words);
            }
        }
        index.alternatives = alternatives;
        for at in 0..index.nodes.len() {
            let children = &index.nodes[at].children;
            let has_grandchildren =
                children.iter().any(|(_, child)| !index.nodes[*child].children.is_empty());
            index.nodes[at].has_grandchildren = has_grandchildren;
        }
        index
    }

    pub(super) fn is_empty(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// The field at `path`, which is added if it is not there.
    fn field(&mut self, path: &str) -> usize {
        let mut node = 0;
        for name in path.split('.') {
            node = match self.nodes[node].child(name.as_bytes()) {
                Some(child) => child,
                None => {
                    let child = self.nodes.len();
                    self.nodes.push(Node::default());
                    self.nodes[node].children.push((name.as_bytes().into(), child));
                    self.nodes[node].letters |= letter(name.as_bytes());
                    child
                }
            };
        }
        if let Some(field) = self.nodes[node].field {
            return field;
        }
        let field = self.fields.len();
        self.fields.push(Field::new(path, self.words));
        self.nodes[node].field = Some(field);
        field
    }

    /// Where a name of the document leads from `node`. A dot in it is a step.
    #[inline(always)]
    pub(super) fn step(&self, node: usize, name: &[u8]) -> Option<usize> {
        let from = &self.nodes[node];
        let child = from.child(name);
        if child.is_none() && from.has_grandchildren { self.steps(node, name) } else { child }
    }

    fn steps(&self, node: usize, name: &[u8]) -> Option<usize> {
        if !name.contains(&b'.') {
            return None;
        }
        name.split(|byte| *byte == b'.').try_fold(node, |node, part| self.nodes[node].child(part))
    }
}

impl Node {
    #[inline]
    fn child(&self, name: &[u8]) -> Option<usize> {
        if self.letters & letter(name) == 0 {
            return None;
        }
        self.children.iter().find(|(known, _)| **known == *name).map(|(_, child)| *child)
    }
}

/// The bit of the letter that a name begins with. Some letters share one.
fn letter(name: &[u8]) -> u64 {
    1 << (name.first().unwrap_or(&0) % 64)
}

impl Field {
    fn new(path: &str, words: usize) -> Self {
        Self {
            path: path.to_owned(),
            asked: empty(words),
            absent: empty(words),
            texts: Vec::new(),
            numbers: Vec::new(),
            tests: Vec::new(),
        }
    }

    fn add(&mut self, alternative: usize, condition: &Condition, words: usize) {
        insert(alternative, &mut self.asked);
        for test in &condition.tests {
            let set = match test {
                Test::Absent => &mut self.absent,
                Test::Text(text) => {
                    let at = self.text(text).unwrap_or_else(|at| {
                        self.texts.insert(at, (text.as_str().into(), empty(words)));
                        at
                    });
                    &mut self.texts[at].1
                }
                Test::Number(number) => {
                    let same = self.equal_keys(*number);
                    let at = match same.clone().find(|at| self.numbers[*at].0 == *number) {
                        Some(at) => at,
                        None => {
                            self.numbers.insert(same.start, (*number, empty(words)));
                            same.start
                        }
                    };
                    &mut self.numbers[at].1
                }
                test => {
                    let at = match self.tests.iter().position(|(known, _)| known == test) {
                        Some(at) => at,
                        None => {
                            self.tests.push((test.clone(), empty(words)));
                            self.tests.len() - 1
                        }
                    };
                    &mut self.tests[at].1
                }
            };
            insert(alternative, set);
        }
    }

    /// Where a text stands, or where it would.
    fn text(&self, text: &str) -> Result<usize, usize> {
        let key = (text.len(), text.as_bytes());
        self.texts.binary_search_by(|(known, _)| (known.len(), known.as_bytes()).cmp(&key))
    }

    /// Where the numbers stand that may be equal to this one.
    fn equal_keys(&self, number: Number) -> std::ops::Range<usize> {
        let start = self.numbers.partition_point(|(known, _)| known.key() < number.key());
        let rest = &self.numbers[start..];
        start..start + rest.iter().take_while(|(known, _)| known.key() == number.key()).count()
    }

    /// Adds to `satisfied` the alternatives whose condition `value` satisfies.
    pub(super) fn judge(&self, value: Scalar<'_>, satisfied: &mut [u64]) {
        if self.numbers.is_empty() && self.texts.is_empty() && self.tests.is_empty() {
            return;
        }
        let number = value.number();
        match value {
            Scalar::Text(text) if !self.texts.is_empty() => {
                if let Ok(at) = self.text(text) {
                    unite(satisfied, &self.texts[at].1);
                }
            }
            Scalar::Number(_) if !self.numbers.is_empty() => {
                if let Some(number) = number {
                    let same = &self.numbers[self.equal_keys(number)];
                    same.iter()
                        .filter(|(wanted, _)| wanted.equals(number))
                        .for_each(|(_, set)| unite(satisfied, set));
                }
            }
            _ => {}
        }
        for (test, set) in &self.tests {
            if test.holds_for(value, number) {
                unite(satisfied, set);
            }
        }
    }
}

pub(super) fn empty(words: usize) -> Set {
    vec![0; words].into()
}

pub(super) fn insert(at: usize, set: &mut [u64]) {
    set[at / 64] |= 1 << (at % 64);
}

fn unite(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(word, other)| *word |= other);
}

/// The members of a set, in their order.
pub(super) fn members(set: &[u64]) -> impl Iterator<Item = usize> {
    set.iter().enumerate().flat_map(|(at, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            (bit < 64).then(|| {
                left &= left - 1;
                at * 64 + bit
            })
        })
    })
}
