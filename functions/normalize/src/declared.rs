//! What the configuration says of formats that everybody writes in their own way.

use crate::format::aws::vpc_flow::FieldList;
use crate::format::web::declared::LogFormat;

/// What the configuration says of formats that everybody writes in their own way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared {
    /// The fields of VPC flow logs.
    pub(crate) vpc_flow_fields: FieldList,
    /// Access logs as servers were told to write them.
    pub(crate) log_formats: Vec<LogFormat>,
}

/// Nothing: all formats are as they are by default.
pub(crate) static NOTHING: Declared =
    Declared { vpc_flow_fields: FieldList::DEFAULT, log_formats: Vec::new() };
