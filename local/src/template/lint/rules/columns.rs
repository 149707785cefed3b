//! The table has the columns that the function writes.

use crate::{
    error::Error,
    template::lint::{Check, Column, Findings, Rule, Subject, stream::Stream, table::Table},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "columns",
    explanation: "A Glue table over delivered records has the columns that the function writes, with their types. One that is \
                  missing cannot be queried, and is dropped by a conversion to Parquet; one that nobody writes is empty.",
    check: Check::Stream(check),
};

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(processor) = stream.lambda(subject.resolver)? else { return Ok(()) };
    let Some(function) = processor.function else { return Ok(()) };
    let written = subject.description(function).map(|description| &description.columns[..]);
    // Columns that depend on the records are not described.
    let Some(written) = written.filter(|columns| !columns.is_empty()) else { return Ok(()) };
    let function = function.logical_id;
    for table in Table::of(subject.resolver, stream)? {
        let line = table.storage.line_of("Columns");
        let columns = columns(&table)?;
        let name = table.logical_id;
        for Column { name: column, glue_type } in written {
            match columns.iter().find(|(it, _)| it.name == *column) {
                Some((found, line)) if !is_same(&found.glue_type, glue_type) => findings.add(
                    *line,
                    format!(
                        "column {column} of {name} is {}, and {function} writes {glue_type}",
                        found.glue_type
                    ),
                    format!(
                        "write Type: \"{glue_type}\", or another type in the configuration of {function}"
                    ),
                ),
                Some(_) => {}
                None => findings.add(
                    line,
                    format!("{name} has no column {column}, which {function} writes"),
                    format!("add {{Name: {column}, Type: \"{glue_type}\"}}"),
                ),
            }
        }
        for (column, line) in &columns {
            if !written.iter().any(|it| it.name == column.name) {
                findings.add(
                    *line,
                    format!("{name} has a column {}, which {function} does not write", column.name),
                    format!("take it out, or add it to the configuration of {function}"),
                );
            }
        }
    }
    Ok(())
}

/// The table's columns and their lines.
fn columns(table: &Table<'_, '_>) -> Result<Vec<(Column, usize)>, Error> {
    let columns = table.storage.sections("Columns")?;
    let column = |column: &crate::template::properties::Properties<'_, '_>| {
        let (name, glue_type) = (column.required_text("Name")?, column.required_text("Type")?);
        Ok((Column { name, glue_type }, column.line))
    };
    columns.iter().map(column).collect()
}

/// White space and case mean nothing in types.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    plain(one) == plain(other)
}
