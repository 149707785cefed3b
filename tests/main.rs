//! Tests.

mod template;
