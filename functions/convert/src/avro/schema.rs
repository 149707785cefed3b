//! Schemas that rows can have.

use apache_avro::Schema;
use apache_avro::schema::Name;
use std::collections::HashMap;

/// The schemas that have names, by their names.
pub(super) type Named<'s> = HashMap<&'s Name, &'s Schema>;

/// A row is a record; and no type holds itself: data of such a type could nest without end.
pub(super) fn check(schema: &Schema) -> Result<(), &'static str> {
    if !matches!(schema, Schema::Record(_)) {
        return Err("the schema is no record, and only a record is a row");
    }
    if holds_itself(schema, &mut Vec::new()) {
        return Err("a type of the schema holds itself, and rows have an end");
    }
    Ok(())
}

fn holds_itself<'s>(schema: &'s Schema, around: &mut Vec<&'s Name>) -> bool {
    match schema {
        Schema::Ref { name } => around.contains(&name),
        Schema::Record(record) => {
            around.push(&record.name);
            let found = record.fields.iter().any(|field| holds_itself(&field.schema, around));
            around.pop();
            found
        }
        Schema::Array(array) => holds_itself(&array.items, around),
        Schema::Map(map) => holds_itself(&map.types, around),
        Schema::Union(union) => union.variants().iter().any(|variant| holds_itself(variant, around)),
        _ => false,
    }
}

/// All schemas that have names.
pub(super) fn named(schema: &Schema) -> Named<'_> {
    fn collect<'s>(schema: &'s Schema, named: &mut Named<'s>) {
        match schema {
            Schema::Record(record) => {
                named.insert(&record.name, schema);
                record.fields.iter().for_each(|field| collect(&field.schema, named));
            }
            Schema::Enum(of) => drop(named.insert(&of.name, schema)),
            Schema::Fixed(of) | Schema::Duration(of) => drop(named.insert(&of.name, schema)),
            Schema::Decimal(decimal) => {
                if let apache_avro::schema::InnerDecimalSchema::Fixed(of) = &decimal.inner {
                    named.insert(&of.name, schema);
                }
            }
            Schema::Array(array) => collect(&array.items, named),
            Schema::Map(map) => collect(&map.types, named),
            Schema::Union(union) => union.variants().iter().for_each(|variant| collect(variant, named)),
            _ => {}
        }
    }
    let mut all = Named::new();
    collect(schema, &mut all);
    all
}
