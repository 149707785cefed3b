//! The Lambda function.

use crate::{Configuration, Convert, configuration::ToFormat};
use nozzle::{
    firehose::Processor,
    function::{Column, ConfigurationError, Description, Expansion},
};

/// What `main` serves.
pub struct Function;

impl nozzle::function::Function for Function {
    const NAME: &'static str = "convert";
    const EXAMPLE: &'static str = include_str!("../../../config/nozzle/convert.yaml");
    type Configuration = Configuration;
    type Served = Processor<Convert>;

    fn describe(configuration: &Configuration) -> Description {
        let column = |column: &crate::configuration::Column| Column {
            name: column.name.clone(),
            glue_type: column.kind.to_string(),
        };
        Description {
            summary: "Converts records from one format to another.",
            columns: configuration.schema.iter().map(column).collect(),
            partition_keys: Vec::new(),
            expansion: expansion(configuration),
        }
    }

    async fn build(configuration: Option<Configuration>) -> Result<Self::Served, ConfigurationError> {
        processor(&configuration.unwrap_or_default())
    }
}

/// What the function is once it is configured.
///
/// # Errors
/// The configuration says something that cannot be done.
pub fn processor(configuration: &Configuration) -> Result<Processor<Convert>, ConfigurationError> {
    let convert = Convert::build(configuration)?;
    // A newline behind a value of Avro would be part of the next.
    Ok(Processor::new(convert).newline(configuration.to.format != ToFormat::Avro))
}

/// A byte may be spelt with six. Names that stand in a header once stand in every row: of such rows, and of those that
/// `explode` makes, nothing better than the response's limit is known.
fn expansion(configuration: &Configuration) -> Expansion {
    let name = |column: &crate::configuration::Column| {
        let default = column.default.as_ref().map_or(0, |default| default.to_string().len());
        column.name.len() * 6 + default + 8
    };
    let columns = configuration.schema.iter().map(name).sum::<usize>();
    let to = &configuration.to;
    let texts = [&to.host, &to.source, &to.sourcetype, &to.index];
    let envelope = texts.into_iter().flatten().map(|text| text.len() * 6 + 20).sum::<usize>();
    let hec = if to.format == ToFormat::Hec { 50 } else { 0 };
    Expansion { bytes_per_byte: 6.0, bytes_per_document: (columns + envelope + hec + 3) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::{function::Function as _, testing};

    const EXAMPLE: &str = Function::EXAMPLE;

    fn example() -> Configuration {
        serde_saphyr::from_str(EXAMPLE).unwrap()
    }

    #[test]
    fn the_example_is_the_default_with_columns() {
        let configuration = Configuration { schema: Vec::new(), ..example() };
        assert_eq!(configuration, Configuration::default());
        let mut processor = processor(&example()).unwrap();
        testing::run_processor(
            &mut processor,
            [r#"{"id":"7","total":12.5,"items":[{"sku":"a","count":2}]}"#],
        )
        .assert_ok([concat!(
            r#"{"id":7,"total":12.5,"currency":"EUR","express":false,"items":[{"sku":"a","count":2}]}"#,
            "\n"
        )]);
    }

    #[test]
    fn the_example_shows_every_property() {
        testing::assert_example_is_complete::<Function>();
        let schema = schemars::schema_for!(Configuration).to_value();
        for part in ["From", "To", "Column"] {
            for name in schema["$defs"][part]["properties"].as_object().expect("properties").keys() {
                assert!(EXAMPLE.contains(name), "{part}: {name}");
            }
        }
    }

    #[test]
    fn columns_are_those_of_the_schema() {
        let described = Function::describe(&example());
        let columns: Vec<_> = described.columns.iter().map(|column| column.glue_type.as_str()).collect();
        assert_eq!(columns[..4], ["bigint", "timestamp", "string", "decimal(12,2)"]);
        assert_eq!(described.columns.len(), 8);
    }
}
