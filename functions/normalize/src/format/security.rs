//! Firewalls, audit trails, and the formats that appliances send.
