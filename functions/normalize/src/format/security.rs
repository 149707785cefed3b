//! Firewalls, audit trails, and the formats that appliances send.

pub mod auditd;
pub mod bind;
pub mod cef;
mod dictionary;
pub mod fail2ban;
pub mod falco;
pub mod leef;
pub mod openvpn;
pub mod osquery;
pub mod palo_alto;
pub mod palo_alto_fields;
pub mod snort;
pub mod suricata;
pub mod windows_event;
pub mod windows_event_json;
mod xml;
pub mod zeek;
