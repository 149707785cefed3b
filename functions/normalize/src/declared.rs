//! What the configuration says of formats that everybody writes in their own way.

use crate::format::aws::vpc_flow::FieldList;

/// What the configuration says of formats that everybody writes in their own way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declared {
    /// The fields of VPC flow logs.
    pub(crate) vpc_flow_fields: FieldList,
}

impl Declared {
    /// Nothing: all formats are as they are by default.
    pub(crate) const NOTHING: Self = Self { vpc_flow_fields: FieldList::DEFAULT };
}
