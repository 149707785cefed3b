//! Logs of AWS services that are text.
