//! Firewalls, audit trails, and the formats that appliances send.

pub mod falco;
pub mod osquery;
pub mod windows_event_json;
pub mod zeek;
pub mod suricata;
pub mod auditd;
pub mod bind;
pub mod cef;
mod dictionary;
pub mod fail2ban;
pub mod leef;
pub mod openvpn;
pub mod palo_alto;
pub mod snort;
pub mod windows_event;
mod xml;
