//! Transforms that open what a record wraps, to be put in front of others: each document that they find
//! passes on by itself, with where it comes from.

mod cloudwatch_logs;
mod documents;
mod json_documents;
mod lines;

pub use cloudwatch_logs::CloudWatchLogs;
pub use documents::Documents;
pub use json_documents::JsonDocuments;
pub use lines::Lines;
