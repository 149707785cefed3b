//! AWS Network Firewall.
//!
//! ```text
//! {"firewall_name":…,"availability_zone":…,"event_timestamp":"SECONDS","event":{…}}
//! ```
//!
//! The event is one of Suricata, which the firewall runs.
//!
//! Source: <https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html>

use super::open_document;
use crate::context::Context;
use crate::format::json::{Document, Kind, Shape};
use nozzle::log::Log;

/// AWS Network Firewall.
pub const SHAPE: Shape = Shape {
    name: "network_firewall",
    description: "Alert or flow log of AWS Network Firewall, with the event of Suricata in it.",
    example: r#"{"firewall_name":"edge","availability_zone":"eu-west-1a","event_timestamp":"1772611218","event":{"timestamp":"2026-03-04T08:00:18.123456+0000","flow_id":1582438383425873,"event_type":"alert","src_ip":"203.0.113.4","src_port":55555,"dest_ip":"10.0.0.9","dest_port":111,"proto":"TCP","alert":{"action":"blocked","signature_id":5,"rev":0,"signature":"test_tcp","category":"","severity":1}}}"#,
    keys: &[&["firewall_name", "event"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let event = document.take("event").filter(|event| event.is_object())?;
    log.time = document.take_if("event_timestamp", |time| time.time(&context.clock));
    document.put(&mut log.resource, &[("availability_zone", "cloud.availability_zone", Kind::Text)]);
    document.put(&mut log.attributes, &[("firewall_name", "aws.networkfirewall.name", Kind::Text)]);
    document.keep_rest("aws.networkfirewall", &mut log.attributes);
    open_document(event, context, log);
    log.source_format = SHAPE.name;
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn an_alert() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:18.123456Z","severity_number":17,"body":"test_tcp","event_name":"alert","resource":{"cloud.availability_zone":"eu-west-1a"},"attributes":{"aws.networkfirewall.name":"edge","source.address":"203.0.113.4","source.port":55555,"destination.address":"10.0.0.9","destination.port":111,"network.transport":"tcp","event.action":"blocked","suricata.alert.signature_id":5,"suricata.alert.severity":1,"suricata.alert.rev":0,"suricata.alert.category":"","suricata.flow_id":1582438383425873},"source_format":"network_firewall"}"#,
        );
    }
}
