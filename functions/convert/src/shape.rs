//! A row as it was read → rows as they are written: opened, exploded, flattened, renamed, typed.

use crate::configuration::{Configuration, Flatten};
use crate::names::{Names, Target};
use crate::read::{MAX_FIELDS, TOO_MANY_FIELDS, any_json, members, open, unescaped};
use crate::row::{Cell, Field, NamesId, Row, Value};
use crate::schema::Column;
use crate::write::Keys;
use bumpalo::{Bump, collections::Vec as ArenaVec};
use nozzle::Failure;

/// What happens to every row.
#[derive(Debug)]
pub(crate) struct Shape {
    open: Vec<String>,
    explode: Option<String>,
    flatten: Option<Flatten>,
    names: Names,
    columns: Vec<Column>,
    /// Where each field of the row before went: an output, or `NOWHERE`.
    targets: Vec<usize>,
    /// The names that `targets` are of.
    targets_of: Option<NamesId>,
    /// Of each output, the number of the last row that had it, and where in the row it stands.
    seen: Vec<(u64, usize)>,
    row: u64,
}

/// Bytes that a name may grow to when objects are flattened.
const MAX_NAME_BYTES: usize = 1024;

/// Nowhere: the field has no place in the output.
const NOWHERE: usize = usize::MAX;

impl Shape {
    pub(crate) fn new(configuration: &Configuration, keys: Keys) -> Self {
        let column = |column| Column::new(column, configuration.on_mismatch);
        Self {
            open: configuration.open.clone(),
            explode: configuration.explode.clone(),
            flatten: configuration.flatten.clone(),
            names: Names::new(configuration, keys),
            columns: configuration.schema.iter().map(column).collect(),
            targets: Vec::new(),
            targets_of: None,
            seen: Vec::new(),
            row: 0,
        }
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Hands every row that `row`, which was read from `input`, becomes to `write`.
    #[inline]
    pub(crate) fn rows(
        &mut self,
        row: Row<'_>,
        input: &[u8],
        arena: &Bump,
        write: &mut impl FnMut(&[Cell<'_>]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.open.is_empty() && self.explode.is_none() {
            return self.row(row, input, arena, write);
        }
        let row = Row { fields: self.opened(row.fields, arena), ..row };
        let Some((place, elements)) = self.elements(row.fields, arena) else {
            return self.row(row, input, arena, write);
        };
        let mut one = row.fields.to_vec();
        if elements.is_empty() {
            one.remove(place);
            return self.row(Row::from(&*one), input, arena, write);
        }
        for element in elements {
            one[place].value = *element;
            self.row(Row { fields: &one, ..row }, input, &Bump::new(), write)?;
        }
        Ok(())
    }

    /// The row with what stands in strings opened.
    fn opened<'a>(&self, fields: &'a [Field<'a>], arena: &'a Bump) -> &'a [Field<'a>] {
        let open = |field: &Field<'a>| {
            if !self.open.iter().any(|name| name.as_bytes() == field.name) {
                return *field;
            }
            let text = match field.value {
                Value::Text(text) | Value::Plain(text) => text,
                Value::Escaped(text) => unescaped(text, arena),
                _ => return *field,
            };
            Field { name: field.name, value: any_json(text).unwrap_or(field.value) }
        };
        arena.alloc_slice_fill_iter(fields.iter().map(open))
    }

    /// The field that is exploded, and its elements, where there are any.
    fn elements<'a>(&self, fields: &'a [Field<'a>], arena: &'a Bump) -> Option<(usize, &'a [Value<'a>])> {
        let name = self.explode.as_ref()?.as_bytes();
        let place = fields.iter().position(|field| field.name == name)?;
        Some((place, open(fields[place].value, arena)?))
    }

    fn row(
        &mut self,
        row: Row<'_>,
        input: &[u8],
        arena: &Bump,
        write: &mut impl FnMut(&[Cell<'_>]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let flat;
        let row = match &self.flatten {
            None => row,
            Some(flatten) => {
                let mut fields = ArenaVec::with_capacity_in(row.fields.len() * 2, arena);
                flattened(row.fields, b"", flatten.max_depth, flatten, &mut fields, arena)?;
                flat = fields;
                Row::from(&*flat)
            }
        };
        if row.names.is_none() || row.names != self.targets_of || row.fields.len() != self.targets.len() {
            self.find_targets(row)?;
        }
        write(&self.cells(row.fields, input, arena)?)
    }

    /// Finds where each field goes. Of fields that go to the same, the last counts.
    fn find_targets(&mut self, row: Row<'_>) -> Result<(), Failure> {
        self.row += 1;
        self.names.begin_row();
        self.targets.clear();
        self.targets_of = None;
        let mut previous = None;
        for (place, field) in row.fields.iter().enumerate() {
            let (target, source) = self.names.target(field.name, previous);
            previous = Some(source);
            let output = match target {
                Target::Output(output) => output,
                Target::Dropped => NOWHERE,
                Target::Refused => {
                    return Err(Failure::new("unknown_field", "a field is no column of the schema"));
                }
            };
            if output != NOWHERE {
                if output >= self.seen.len() {
                    self.seen.resize(self.names.outputs().len(), (0, 0));
                }
                let (number, before) = std::mem::replace(&mut self.seen[output], (self.row, place));
                if number == self.row {
                    self.targets[before] = NOWHERE;
                }
            }
            self.targets.push(output);
        }
        self.targets_of = row.names;
        Ok(())
    }

    fn cells<'a>(
        &'a self,
        fields: &[Field<'a>],
        input: &[u8],
        arena: &'a Bump,
    ) -> Result<ArenaVec<'a, Cell<'a>>, Failure> {
        let outputs = self.names.outputs();
        let mut cells = ArenaVec::with_capacity_in(self.columns.len() + fields.len(), arena);
        cells.extend(outputs[..self.columns.len()].iter().map(|name| Cell {
            name,
            is_column: true,
            value: Value::Null,
        }));
        for (field, target) in fields.iter().zip(&self.targets) {
            if *target < self.columns.len() {
                cells[*target].value = field.value;
            } else if *target != NOWHERE {
                cells.push(Cell { name: &outputs[*target], is_column: false, value: field.value });
            }
        }
        for (column, cell) in self.columns.iter().zip(&mut cells) {
            if column.has(cell.value) {
                continue;
            }
            cell.value = column.fit(cell.value, arena).map_err(|mismatch| {
                let byte = place(mismatch.value, input);
                byte.map_or(mismatch.failure, |byte| mismatch.failure.at_byte(byte))
            })?;
            if let Value::Null = cell.value {
                cell.value = column.default(arena);
            }
        }
        Ok(cells)
    }
}

/// Where a value stands in the record, where it was borrowed from it.
fn place(value: Value<'_>, input: &[u8]) -> Option<usize> {
    let (Value::Number(text)
    | Value::Text(text)
    | Value::Plain(text)
    | Value::Escaped(text)
    | Value::Json(text)) = value
    else {
        return None;
    };
    let range = input.as_ptr_range();
    range.contains(&text.as_ptr()).then(|| text.as_ptr().addr() - input.as_ptr().addr())
}

/// Appends the fields of objects, deeper ones under the names of those above.
fn flattened<'a>(
    fields: &'a [Field<'a>],
    prefix: &[u8],
    depth: usize,
    flatten: &Flatten,
    flat: &mut ArenaVec<'a, Field<'a>>,
    arena: &'a Bump,
) -> Result<(), Failure> {
    for field in fields {
        let name = if prefix.is_empty() {
            field.name
        } else {
            let name = [prefix, flatten.separator.as_bytes(), field.name].concat();
            if name.len() > MAX_NAME_BYTES {
                return Err(Failure::new(
                    "name_too_long",
                    "a name of a flattened field has more than 1024 bytes",
                ));
            }
            arena.alloc_slice_copy(&name)
        };
        match members(field.value, arena).filter(|members| depth > 0 && !members.is_empty()) {
            Some(members) => flattened(members, name, depth - 1, flatten, flat, arena)?,
            None if flat.len() == MAX_FIELDS => return Err(TOO_MANY_FIELDS),
            None => flat.push(Field { name, value: field.value }),
        }
    }
    Ok(())
}
