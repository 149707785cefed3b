//! Firewalls, audit trails, and the formats that appliances send.

pub mod suricata;
