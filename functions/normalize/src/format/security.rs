//! Firewalls, audit trails, and the formats that appliances send.

pub mod falco;
pub mod osquery;
pub mod windows_event_json;
pub mod zeek;
pub mod suricata;
