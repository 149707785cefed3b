//! A destination of the template, checked and ready to name objects.

use super::{
    object,
    prefix::{LIMIT_CHARACTERS, Occasion, Prefix, Prefixes},
    writer::Sealed,
};
use crate::{
    delivery_stream::{Compression, S3Destination},
    error::Error,
};
use jiff::{Zoned, tz::TimeZone};
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;

/// The longest kind of error there is.
const LONGEST_ERROR_OUTPUT_TYPE: &str = "AmazonOpenSearchService-failed";

/// A destination that Firehose would not accept, or that is not supported locally; `field` is the property of the
/// template.
pub(super) fn refused(field: &str, what: impl fmt::Display, fix: impl Into<String>) -> Error {
    Error::new(format!("{field}: {what}")).fix(fix)
}

/// Where objects go, and under which names.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The bucket's logical id.
    pub bucket: String,
    /// How bodies are stored.
    pub compression: Compression,
    stream_name: String,
    extension: String,
    prefixes: Prefixes,
    time_zone: TimeZone,
}

impl Destination {
    /// Checks a destination of the stream with this name.
    pub fn new(
        destination: &S3Destination,
        stream_name: &str,
        dynamic_partitioning: bool,
    ) -> Result<Self, Error> {
        let prefixes = Prefixes::of(destination, dynamic_partitioning)?;
        let ready = Self {
            bucket: destination.bucket.clone(),
            compression: destination.compression,
            stream_name: stream_name.to_owned(),
            extension: object::extension(destination).to_owned(),
            prefixes,
            time_zone: time_zone(&destination.time_zone)?,
        };
        for (field, prefix) in
            [("Prefix", &ready.prefixes.delivered), ("ErrorOutputPrefix", &ready.prefixes.failed)]
        {
            let evaluated =
                ready.evaluate(prefix, &Zoned::default(), &BTreeMap::new(), LONGEST_ERROR_OUTPUT_TYPE);
            let characters = evaluated.chars().count();
            if characters > LIMIT_CHARACTERS {
                let what = format!("it comes to {characters} characters; Firehose takes {LIMIT_CHARACTERS}");
                return Err(refused(field, what, "shorten it"));
            }
        }
        Ok(ready)
    }

    /// The partition keys that the prefix needs.
    pub fn partition_keys(&self) -> Vec<String> {
        self.prefixes.delivered.partition_keys()
    }

    /// Whether the prefix stays within its limit with these partition keys.
    pub fn takes(&self, partition_keys: &BTreeMap<String, String>) -> bool {
        let prefix = self.evaluate(&self.prefixes.delivered, &Zoned::default(), partition_keys, "");
        prefix.chars().count() <= LIMIT_CHARACTERS
    }

    /// Key of an object with delivered records or originals.
    pub fn delivered_key(&self, body: &object::Body, partition_keys: &BTreeMap<String, String>) -> String {
        self.key(&self.prefixes.delivered, body, partition_keys, &self.extension, "")
    }

    /// Key of an object with records that were set aside: plain text, so without an extension.
    pub fn failed_key(&self, body: &object::Body, error_output_type: &str) -> String {
        self.key(&self.prefixes.failed, body, &BTreeMap::new(), "", error_output_type)
    }

    /// A request that is written down gets its name behind the place that it is for.
    pub fn named(&self, sealed: Sealed) -> Sealed {
        let name = object::name(&self.stream_name, &sealed.body.oldest(&TimeZone::UTC), Uuid::now_v7(), "");
        let key = if sealed.key.is_empty() { name } else { format!("{}/{name}", sealed.key) };
        Sealed { key, ..sealed }
    }

    fn key(
        &self,
        prefix: &Prefix,
        body: &object::Body,
        partition_keys: &BTreeMap<String, String>,
        extension: &str,
        error_output_type: &str,
    ) -> String {
        let oldest = body.oldest(&self.time_zone);
        // Ordered by time, so that keys of the same second sort as they were sealed and, concatenated, the objects
        // of the backup are the input again.
        let name = object::name(&self.stream_name, &oldest, Uuid::now_v7(), extension);
        self.evaluate(prefix, &oldest, partition_keys, error_output_type) + &name
    }

    fn evaluate(
        &self,
        prefix: &Prefix,
        oldest: &Zoned,
        partition_keys: &BTreeMap<String, String>,
        error_output_type: &str,
    ) -> String {
        prefix.evaluate(&Occasion { oldest, error_output_type, partition_keys })
    }
}

/// Names of the IANA list without digits or signs, as Firehose takes them.
fn time_zone(name: &str) -> Result<TimeZone, Error> {
    let refused = |what| refused("CustomTimeZone", what, "write a name such as Europe/Berlin");
    if name.is_empty() || name == "UTC" {
        return Ok(TimeZone::UTC);
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphabetic() || b"/_".contains(&byte)) {
        return Err(refused(format!("{name:?}: Firehose takes letters, / and _ only")));
    }
    TimeZone::get(name).map_err(|_| refused(format!("{name:?} is not a time zone that this system knows")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn template() -> S3Destination {
        S3Destination {
            bucket: "Bucket".into(),
            prefix: Some("logs/!{timestamp:yyyy-MM-dd-HH}/".into()),
            error_output_prefix: Some("!{firehose:error-output-type}/".into()),
            buffer_size_bytes: 5 << 20,
            buffer_interval: Duration::from_secs(300),
            compression: Compression::Gzip,
            file_extension: None,
            time_zone: "UTC".into(),
        }
    }

    fn body() -> object::Body {
        // 2026-03-05T23:30:00Z
        object::Body { bytes: Vec::new(), records: 1, oldest_ms: 1_772_753_400_000 }
    }

    #[test]
    fn the_time_zone_counts_for_prefix_and_name() {
        let mut template = template();
        template.time_zone = "Europe/Berlin".into();
        let destination = Destination::new(&template, "logs", false).expect("accepted");
        let key = destination.delivered_key(&body(), &BTreeMap::new());
        assert!(key.starts_with("logs/2026-03-06-00/logs-1-2026-03-06-00-30-00-"), "{key}");
        assert!(key.ends_with(".gz"), "{key}");
        let failed = destination.failed_key(&body(), "processing-failed");
        assert!(failed.starts_with("processing-failed/logs-1-2026-03-06-00-30-00-"), "{failed}");
        assert_eq!(failed.len(), "processing-failed/logs-1-2026-03-06-00-30-00-".len() + 36);
    }

    #[test]
    fn keys_sort_as_they_were_sealed() {
        let destination = Destination::new(&template(), "logs", false).expect("accepted");
        let keys: Vec<_> = (0..1000).map(|_| destination.delivered_key(&body(), &BTreeMap::new())).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn what_firehose_refuses_is_refused() {
        let refused = |change: fn(&mut S3Destination)| {
            let mut template = template();
            change(&mut template);
            Destination::new(&template, "logs", false).expect_err("refused").to_string()
        };
        assert_eq!(
            refused(|template| template.time_zone = "Etc/GMT+5".into()),
            "CustomTimeZone: \"Etc/GMT+5\": Firehose takes letters, / and _ only\n\
             fix: write a name such as Europe/Berlin"
        );
        assert_eq!(
            refused(|template| template.time_zone = "Europe/Atlantis".into()),
            "CustomTimeZone: \"Europe/Atlantis\" is not a time zone that this system knows\n\
             fix: write a name such as Europe/Berlin"
        );
        assert_eq!(
            refused(|template| template.prefix = Some("x".repeat(503))),
            "Prefix: it comes to 517 characters; Firehose takes 512\nfix: shorten it"
        );
    }
}
