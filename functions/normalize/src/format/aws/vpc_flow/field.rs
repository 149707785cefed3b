//! The fields that a flow log may have, and what each becomes.

/// A field of a flow log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    /// As AWS names it in lists of fields.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// What its values begin with.
    pub(super) prefix: &'static str,
    /// The attribute that it becomes.
    pub(super) attribute: &'static str,
}

/// What a field holds, and where that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Version,
    Text,
    Integer,
    /// Text that says what the log is about: an attribute of the resource.
    Resource,
    /// The number of an account, or `unknown`.
    Account,
    Address,
    /// The address of the source, which tells the type.
    Source,
    /// The same in the packet.
    OriginalSource,
    Port,
    Protocol,
    /// When the first packet was seen: the time of the log.
    Start,
    Type,
    Action,
    Status,
    Direction,
    ResourceType,
}

const fn field(name: &'static str, kind: Kind, attribute: &'static str) -> Field {
    Field { name, kind, prefix: "", attribute }
}

const fn id(name: &'static str, kind: Kind, prefix: &'static str, attribute: &'static str) -> Field {
    Field { name, kind, prefix, attribute }
}

use Kind::{
    Account, Action, Address, Direction, Integer, OriginalSource, Port, Protocol, Resource, ResourceType,
    Source, Start, Status, Text, Type, Version,
};

/// All fields: of VPCs in the order of their versions, then those that only transit gateways have.
///
/// Sources: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html>,
/// <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html>
pub(super) const FIELDS: [Field; 72] = [
    // Version 2.
    field("version", Version, "aws.vpc.flow.version"),
    field("account-id", Account, "cloud.account.id"),
    id("interface-id", Text, "eni-", "network.interface.name"),
    field("srcaddr", Source, "source.address"),
    field("dstaddr", Address, "destination.address"),
    field("srcport", Port, "source.port"),
    field("dstport", Port, "destination.port"),
    field("protocol", Protocol, "network.transport"),
    field("packets", Integer, "aws.vpc.flow.packets"),
    field("bytes", Integer, "aws.vpc.flow.bytes"),
    field("start", Start, "aws.vpc.flow.start"),
    field("end", Integer, "aws.vpc.flow.end"),
    field("action", Action, "aws.vpc.flow.action"),
    field("log-status", Status, "aws.vpc.flow.status"),
    // Version 3.
    id("vpc-id", Text, "vpc-", "aws.vpc.id"),
    id("subnet-id", Text, "subnet-", "aws.vpc.subnet.id"),
    id("instance-id", Resource, "i-", "host.id"),
    field("tcp-flags", Integer, "aws.vpc.flow.tcp_flags"),
    field("type", Type, "network.type"),
    field("pkt-srcaddr", OriginalSource, "aws.vpc.flow.pkt_srcaddr"),
    field("pkt-dstaddr", Address, "aws.vpc.flow.pkt_dstaddr"),
    // Version 4.
    field("region", Resource, "cloud.region"),
    field("az-id", Text, "aws.az.id"),
    field("sublocation-type", Text, "aws.vpc.flow.sublocation.type"),
    field("sublocation-id", Text, "aws.vpc.flow.sublocation.id"),
    // Version 5.
    field("pkt-src-aws-service", Text, "aws.vpc.flow.pkt_src_aws_service"),
    field("pkt-dst-aws-service", Text, "aws.vpc.flow.pkt_dst_aws_service"),
    field("flow-direction", Direction, "network.io.direction"),
    field("traffic-path", Integer, "aws.vpc.flow.traffic_path"),
    // Version 7.
    id("ecs-cluster-arn", Resource, "arn:", "aws.ecs.cluster.arn"),
    field("ecs-cluster-name", Resource, "aws.ecs.cluster.name"),
    id("ecs-container-instance-arn", Resource, "arn:", "aws.ecs.container_instance.arn"),
    field("ecs-container-instance-id", Resource, "aws.ecs.container_instance.id"),
    field("ecs-container-id", Resource, "container.id"),
    field("ecs-second-container-id", Resource, "aws.ecs.second_container.id"),
    field("ecs-service-name", Resource, "aws.ecs.service.name"),
    id("ecs-task-definition-arn", Resource, "arn:", "aws.ecs.task_definition.arn"),
    id("ecs-task-arn", Resource, "arn:", "aws.ecs.task.arn"),
    field("ecs-task-id", Resource, "aws.ecs.task.id"),
    // Versions 8, 9 and 10.
    field("reject-reason", Text, "aws.vpc.flow.reject_reason"),
    field("resource-id", Resource, "cloud.resource_id"),
    field("encryption-status", Integer, "aws.vpc.flow.encryption_status"),
    // Version 11.
    field("instance-tag", Text, "aws.vpc.flow.instance_tag"),
    field("instance-tag-2", Text, "aws.vpc.flow.instance_tag_2"),
    field("interface-tag", Text, "aws.vpc.flow.interface_tag"),
    field("interface-tag-2", Text, "aws.vpc.flow.interface_tag_2"),
    field("asg-tag", Text, "aws.vpc.flow.asg_tag"),
    field("asg-tag-2", Text, "aws.vpc.flow.asg_tag_2"),
    field("interface-type", Text, "aws.vpc.flow.interface_type"),
    field("next-hop-interface-id", Text, "aws.vpc.flow.next_hop.interface_id"),
    field("next-hop-subnet-id", Text, "aws.vpc.flow.next_hop.subnet_id"),
    field("next-hop-az-id", Text, "aws.vpc.flow.next_hop.az_id"),
    field("next-hop-vpc-id", Text, "aws.vpc.flow.next_hop.vpc_id"),
    field("next-hop-interface-type", Text, "aws.vpc.flow.next_hop.interface_type"),
    // Transit gateways: version 6.
    field("resource-type", ResourceType, ""),
    id("tgw-id", Text, "tgw-", "aws.tgw.id"),
    id("tgw-attachment-id", Text, "tgw-attach-", "aws.tgw.attachment.id"),
    field("tgw-src-vpc-account-id", Text, "aws.tgw.source.account.id"),
    field("tgw-dst-vpc-account-id", Text, "aws.tgw.destination.account.id"),
    id("tgw-src-vpc-id", Text, "vpc-", "aws.tgw.source.vpc.id"),
    id("tgw-dst-vpc-id", Text, "vpc-", "aws.tgw.destination.vpc.id"),
    id("tgw-src-subnet-id", Text, "subnet-", "aws.tgw.source.subnet.id"),
    id("tgw-dst-subnet-id", Text, "subnet-", "aws.tgw.destination.subnet.id"),
    id("tgw-src-eni", Text, "eni-", "aws.tgw.source.interface.id"),
    id("tgw-dst-eni", Text, "eni-", "aws.tgw.destination.interface.id"),
    field("tgw-src-az-id", Text, "aws.tgw.source.az.id"),
    field("tgw-dst-az-id", Text, "aws.tgw.destination.az.id"),
    id("tgw-pair-attachment-id", Text, "tgw-attach-", "aws.tgw.pair_attachment.id"),
    field("packets-lost-no-route", Integer, "aws.tgw.packets_lost.no_route"),
    field("packets-lost-blackhole", Integer, "aws.tgw.packets_lost.blackhole"),
    field("packets-lost-mtu-exceeded", Integer, "aws.tgw.packets_lost.mtu_exceeded"),
    field("packets-lost-ttl-expired", Integer, "aws.tgw.packets_lost.ttl_expired"),
];
