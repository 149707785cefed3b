//! What a record says besides its data: partition keys and the table it goes to.

use super::limits::MAX_PARTITION_KEYS;
use crate::{
    failure::Failure,
    json,
    transform::{TableOperation, TableRoute},
};

/// What happens when lines of one record want different values for one partition key. A record lands in one
/// partition as a whole, so one of them must give way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "lambda", derive(serde::Deserialize, schemars::JsonSchema))]
#[cfg_attr(feature = "lambda", serde(rename_all = "snake_case"))]
pub enum OnPartitionKeyConflict {
    /// The record fails, with the reason `partition_key_conflict`.
    #[default]
    Fail,
    /// The first value stands.
    First,
}

/// `metadata` of one record.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    partition_keys: Vec<(String, String)>,
    table: Option<(String, String, TableOperation)>,
}

impl Metadata {
    pub(super) fn clear(&mut self) {
        self.partition_keys.clear();
        self.table = None;
    }

    pub(super) fn partition_key(
        &mut self,
        name: &str,
        value: &str,
        on_conflict: OnPartitionKeyConflict,
    ) -> Result<(), Failure> {
        if name.is_empty() || value.is_empty() {
            return Err(Failure::new("partition_key_empty", "a partition key or its value is empty"));
        }
        match self.partition_keys.iter().find(|(known, _)| known == name) {
            Some((_, known)) if known == value || on_conflict == OnPartitionKeyConflict::First => Ok(()),
            Some(_) => Err(Failure::new(
                "partition_key_conflict",
                "lines of the record want different values for a partition key",
            )),
            None if self.partition_keys.len() == MAX_PARTITION_KEYS => {
                Err(Failure::new("partition_keys_limit", "the record has more than 50 partition keys"))
            }
            None => {
                self.partition_keys.push((name.to_owned(), value.to_owned()));
                Ok(())
            }
        }
    }

    pub(super) fn route_to_table(&mut self, route: TableRoute<'_>) -> Result<(), Failure> {
        match &self.table {
            Some((database, table, operation)) => {
                if (database.as_str(), table.as_str(), *operation)
                    == (route.database, route.table, route.operation)
                {
                    return Ok(());
                }
                Err(Failure::new("table_conflict", "lines of the record want different tables"))
            }
            None if route.database.is_empty() || route.table.is_empty() => {
                Err(Failure::new("table_empty", "a database or table name is empty"))
            }
            None => {
                self.table = Some((route.database.to_owned(), route.table.to_owned(), route.operation));
                Ok(())
            }
        }
    }

    /// Replaces what `out` holds by the JSON object `metadata`, or by nothing where there is nothing to say.
    #[inline]
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.clear();
        if !self.partition_keys.is_empty() || self.table.is_some() {
            self.write_members(out);
        }
    }

    #[cold]
    fn write_members(&self, out: &mut Vec<u8>) {
        let mut separator: &[u8] = b"{";
        if !self.partition_keys.is_empty() {
            out.extend_from_slice(b"{\"partitionKeys\":");
            for (name, value) in &self.partition_keys {
                out.extend_from_slice(separator);
                json::write_string(name.as_bytes(), out);
                out.push(b':');
                json::write_string(value.as_bytes(), out);
                separator = b",";
            }
            out.push(b'}');
        }
        if let Some((database, table, operation)) = &self.table {
            out.extend_from_slice(separator);
            out.extend_from_slice(b"\"otfMetadata\":{\"destinationDatabaseName\":");
            json::write_string(database.as_bytes(), out);
            out.extend_from_slice(b",\"destinationTableName\":");
            json::write_string(table.as_bytes(), out);
            out.extend_from_slice(b",\"operation\":\"");
            out.extend_from_slice(operation.as_str().as_bytes());
            out.extend_from_slice(b"\"}");
        }
        out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(metadata: &Metadata) -> String {
        let mut out = Vec::new();
        metadata.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    const ROUTE: TableRoute<'_> =
        TableRoute { database: "logs", table: "web", operation: TableOperation::Update };

    #[test]
    fn metadata_is_written_only_where_there_is_some() {
        let mut metadata = Metadata::default();
        assert_eq!(written(&metadata), "");
        metadata.partition_key("service", "a\"b", OnPartitionKeyConflict::Fail).unwrap();
        metadata.partition_key("region", "eu-west-1", OnPartitionKeyConflict::Fail).unwrap();
        assert_eq!(written(&metadata), r#"{"partitionKeys":{"service":"a\"b","region":"eu-west-1"}}"#);
        metadata.route_to_table(ROUTE).unwrap();
        let table = r#""otfMetadata":{"destinationDatabaseName":"logs","destinationTableName":"web","operation":"update"}"#;
        assert_eq!(
            written(&metadata),
            format!(r#"{{"partitionKeys":{{"service":"a\"b","region":"eu-west-1"}},{table}}}"#)
        );
        metadata.clear();
        metadata.route_to_table(ROUTE).unwrap();
        assert_eq!(written(&metadata), format!("{{{table}}}"));
    }

    #[test]
    fn disagreement_follows_the_policy() {
        let mut metadata = Metadata::default();
        metadata.partition_key("k", "1", OnPartitionKeyConflict::Fail).unwrap();
        metadata.partition_key("k", "1", OnPartitionKeyConflict::Fail).unwrap();
        metadata.partition_key("k", "2", OnPartitionKeyConflict::First).unwrap();
        assert_eq!(written(&metadata), r#"{"partitionKeys":{"k":"1"}}"#);
        let failure = metadata.partition_key("k", "2", OnPartitionKeyConflict::Fail).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "partition_key_conflict: lines of the record want different values for a partition key"
        );
        metadata.route_to_table(ROUTE).unwrap();
        metadata.route_to_table(ROUTE).unwrap();
        let failure = metadata.route_to_table(TableRoute { table: "other", ..ROUTE }).unwrap_err();
        assert_eq!(failure.reason(), "table_conflict");
    }

    #[test]
    fn what_firehose_would_refuse_is_refused() {
        let mut metadata = Metadata::default();
        assert_eq!(
            metadata.partition_key("k", "", OnPartitionKeyConflict::Fail).unwrap_err().reason(),
            "partition_key_empty"
        );
        for key in 0..MAX_PARTITION_KEYS {
            metadata.partition_key(&key.to_string(), "v", OnPartitionKeyConflict::Fail).unwrap();
        }
        assert_eq!(
            metadata.partition_key("one more", "v", OnPartitionKeyConflict::Fail).unwrap_err().reason(),
            "partition_keys_limit"
        );
    }
}
