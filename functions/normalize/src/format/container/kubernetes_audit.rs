//! Audit log of Kubernetes, as EKS writes it too.
//!
//! ```text
//! {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":…,"stage":…,"requestURI":…,"verb":…,
//!  "user":{"username":…,"uid":…,"groups":[…]},"sourceIPs":[…],"userAgent":…,"objectRef":{…},
//!  "responseStatus":{"code":…,"reason":…,"message":…},"requestReceivedTimestamp":TIME,"stageTimestamp":TIME,"annotations":{…}}
//! ```
//!
//! Its level says how much is logged, not how grave it is: what was refused (403) or failed (5xx) is a warning.
//!
//! Source: <https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity};

/// Audit log of Kubernetes.
pub const SHAPE: Shape = Shape {
    name: "kubernetes_audit",
    description: "Audit log of Kubernetes and of Amazon EKS.",
    example: r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"b1","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/shop/pods/api?limit=1","verb":"get","user":{"username":"kubernetes-admin","groups":["system:masters"]},"sourceIPs":["203.0.113.9"],"userAgent":"kubectl/v1.31","objectRef":{"resource":"pods","namespace":"shop","name":"api","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"2026-03-04T08:00:18.123456Z","stageTimestamp":"2026-03-04T08:00:18.125000Z"}"#,
    keys: &[&["auditID", "verb", "stage"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let time = |value: Json<'_>| value.time(&context.clock);
    log.time = document
        .take_if("requestReceivedTimestamp", time)
        .or_else(|| document.take_if("stageTimestamp", time));
    log.time?;
    let addresses = document.get("sourceIPs").map(|addresses| (addresses, addresses.elements().count()));
    if let Some((addresses, count)) = addresses
        && let Some(first) = addresses.elements().next().and_then(Json::text)
    {
        log.attributes.push("client.address", first);
        if count == 1 {
            document.take("sourceIPs");
        }
    }
    document.put_target("requestURI", &mut log.attributes);
    document.put(
        &mut log.attributes,
        &[
            ("verb", "k8s.audit.verb", Kind::Text),
            ("auditID", "k8s.audit.id", Kind::Text),
            ("stage", "k8s.audit.stage", Kind::Text),
            ("level", "k8s.audit.level", Kind::Text),
            ("userAgent", "user_agent.original", Kind::Text),
        ],
    );
    if let Some(mut user) = document.take_document("user") {
        user.put(
            &mut log.attributes,
            &[
                ("username", "user.name", Kind::Text),
                ("uid", "user.id", Kind::Text),
                ("groups", "user.roles", Kind::Any),
            ],
        );
        user.keep_rest("k8s.audit.user", &mut log.attributes);
    }
    if let Some(mut object) = document.take_document("objectRef") {
        object.put(
            &mut log.attributes,
            &[
                ("resource", "k8s.audit.object.resource", Kind::Text),
                ("name", "k8s.audit.object.name", Kind::Text),
            ],
        );
        object.put(&mut log.resource, &[("namespace", "k8s.namespace.name", Kind::Text)]);
        object.keep_rest("k8s.audit.object", &mut log.attributes);
    }
    let mut code = None;
    if let Some(mut status) = document.take_document("responseStatus") {
        code = status.get("code").and_then(Json::integer);
        log.body = status.get("message").and_then(Json::value);
        status.put(
            &mut log.attributes,
            &[("code", "http.response.status_code", Kind::Integer), ("message", "error.message", Kind::Text)],
        );
        status.keep_rest("k8s.audit.response", &mut log.attributes);
    }
    log.severity = match code {
        Some(403 | 500..) => Severity::WARN,
        _ => Severity::INFO,
    };
    document.keep_rest("k8s.audit", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:18.123456Z","severity_number":9,"resource":{"k8s.namespace.name":"shop"},"attributes":{"client.address":"203.0.113.9","url.path":"/api/v1/namespaces/shop/pods/api","url.query":"limit=1","k8s.audit.verb":"get","k8s.audit.id":"b1","k8s.audit.stage":"ResponseComplete","k8s.audit.level":"Metadata","user_agent.original":"kubectl/v1.31","user.name":"kubernetes-admin","user.roles":["system:masters"],"k8s.audit.object.resource":"pods","k8s.audit.object.name":"api","k8s.audit.object.apiVersion":"v1","http.response.status_code":200,"k8s.audit.response.metadata":{},"k8s.audit.kind":"Event","k8s.audit.apiVersion":"audit.k8s.io/v1","k8s.audit.stageTimestamp":"2026-03-04T08:00:18.125000Z"},"source_format":"kubernetes_audit"}"#,
        );
        let refused = super::SHAPE.example.replace("\"code\":200", "\"code\":403,\"message\":\"no\"");
        let log = otel("auto", refused.as_bytes()).concat();
        assert!(log.contains(r#""severity_number":13,"body":"no""#), "{log}");
    }
}
