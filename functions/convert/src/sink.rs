//! What stands behind a row: it is written, handed on, and routed to its table.

use crate::configuration::{Configuration, Files, To, ToFormat};
use crate::row::Cell;
use crate::schema::text_of;
use crate::write::{self, Writer};
use bumpalo::Bump;
use nozzle::{Failure, Item, Origin, Output, TableOperation, TableRoute, function::ConfigurationError};

/// Writes rows and hands them on.
pub(crate) struct Sink {
    writer: Box<dyn Writer>,
    route: Option<Route>,
    written: Vec<u8>,
    rows: usize,
}

/// The Iceberg table that rows go to.
struct Route {
    database: String,
    table: Table,
    operation: TableOperation,
}

enum Table {
    Named(String),
    /// Named by this column.
    In(String),
}

impl Sink {
    pub(crate) fn new(configuration: &Configuration, files: &Files) -> Result<Self, ConfigurationError> {
        Ok(Self {
            writer: write::of(configuration, files)?,
            route: Route::new(&configuration.to),
            written: Vec::new(),
            rows: 0,
        })
    }

    /// Call before a record.
    pub(crate) fn begin(&mut self) {
        self.rows = 0;
    }

    /// Writes a row and hands it on.
    #[inline]
    pub(crate) fn row(
        &mut self,
        cells: &[Cell<'_>],
        from: &Origin<'_>,
        out: &mut dyn Output,
    ) -> Result<(), Failure> {
        self.rows += 1;
        self.written.clear();
        match &self.route {
            None => self.writer.row(cells, from, &mut self.written)?,
            // An Iceberg destination refuses objects that follow one another.
            Some(_) if self.rows > 1 => {
                return Err(Failure::new(
                    "several_rows",
                    "a record for an Iceberg table holds more than one row",
                ));
            }
            Some(route) => match &route.table {
                Table::Named(table) => {
                    out.route_to_table(route.to(table))?;
                    self.writer.row(cells, from, &mut self.written)?;
                }
                Table::In(column) => {
                    let arena = Bump::new();
                    let place = cells.iter().position(|cell| cell.name.text == *column);
                    let named = place.map(|place| text_of(cells[place].value, &arena));
                    let table =
                        named.and_then(|name| str::from_utf8(name).ok()).filter(|name| !name.is_empty());
                    let (Some(place), Some(table)) = (place, table) else {
                        return Err(Failure::new("no_table", "the column that names the table has no value"));
                    };
                    out.route_to_table(route.to(table))?;
                    let mut others = cells.to_vec();
                    others.remove(place);
                    self.writer.row(&others, from, &mut self.written)?;
                }
            },
        }
        out.emit(Item::Bytes(&self.written), from)
    }
}

impl Route {
    fn new(to: &To) -> Option<Self> {
        if to.format != ToFormat::Iceberg {
            return None;
        }
        let table = match (&to.table, &to.table_column) {
            (Some(table), _) => Table::Named(table.clone()),
            (None, column) => Table::In(column.clone().unwrap_or_default()),
        };
        let database = to.database.clone().unwrap_or_default();
        Some(Self { database, table, operation: to.operation.unwrap_or_default().into() })
    }

    fn to<'a>(&'a self, table: &'a str) -> TableRoute<'a> {
        TableRoute { database: &self.database, table, operation: self.operation }
    }
}
