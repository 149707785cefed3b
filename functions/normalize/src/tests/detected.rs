//! Detection, held against what real programs wrote: every log of `events/logs`.

use super::*;
use crate::format::FORMATS;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The formats that the logs of each file have, as they should: most are of the first. Behind it stand what the
/// program writes besides, what is sent through syslog, and `text` for lines that go on with a message and do not
/// show it.
const FILES: &[(&str, &[&str])] = &[
    ("airflow.log", &["generic", "text"]),
    ("apache-access-combined.log", &["combined_access"]),
    ("apache-access-common.log", &["common_access"]),
    ("apache-access-custom.log", &["text"]),
    ("apache-access-json.log", &["json", "text"]),
    ("apache-access-vhost-combined.log", &["combined_access"]),
    ("apache-error.log", &["apache_error", "text"]),
    ("application-json.log", &["json"]),
    ("auth-iso.log", &["rfc3164"]),
    ("auth.log", &["rfc3164"]),
    ("bind-iso.log", &["bind"]),
    ("bind-queries.log", &["bind"]),
    ("bind.log", &["bind"]),
    ("caddy-access.log", &["caddy"]),
    ("caddy-console.log", &["caddy_console", "text"]),
    ("celery-worker.log", &["text", "generic"]),
    ("celery.log", &["generic", "text"]),
    ("cron.log", &["rfc3164"]),
    ("django.log", &["generic", "text"]),
    ("dnsmasq.log", &["rfc3164"]),
    ("dovecot.log", &["rfc3164"]),
    ("etcd.log", &["json"]),
    ("fail2ban.log", &["fail2ban"]),
    ("flask.log", &["generic", "text", "common_access"]),
    ("go-glog.log", &["glog", "text"]),
    ("go-klog.log", &["glog", "text"]),
    ("go-log.log", &["generic", "text"]),
    ("go-logrus-json.log", &["json"]),
    ("go-logrus.log", &["logfmt", "generic", "text"]),
    ("go-panic.log", &["text", "generic"]),
    ("go-zap-development.log", &["text", "generic"]),
    ("go-zap.log", &["json"]),
    ("go-zerolog-console.log", &["generic", "text"]),
    ("go-zerolog.log", &["json"]),
    ("gunicorn.log", &["generic", "combined_access", "text"]),
    ("haproxy.log", &["haproxy", "rfc3164", "json"]),
    ("java-uncaught.log", &["generic"]),
    ("java-util-logging-line.log", &["generic", "text"]),
    ("java-util-logging-xml.log", &["text", "generic"]),
    ("java-util-logging.log", &["java_util_logging", "text"]),
    ("journal-export.log", &["text"]),
    ("journal-json.log", &["journald"]),
    ("journal-short-iso.log", &["rfc3164", "json", "key_value", "generic"]),
    ("journal-short-precise.log", &["rfc3164", "json", "key_value", "generic"]),
    ("journal-short.log", &["rfc3164", "json", "key_value", "generic"]),
    ("journal-verbose.log", &["text"]),
    ("lighttpd-access.log", &["combined_access"]),
    ("lighttpd-error.log", &["lighttpd_error"]),
    ("log4j-cassandra.log", &["cassandra", "text"]),
    ("log4j-elasticsearch.log", &["elasticsearch", "text"]),
    ("log4j-hadoop.log", &["generic", "text"]),
    ("log4j-kafka.log", &["kafka", "text", "generic"]),
    ("log4j-solr.log", &["solr", "generic", "text"]),
    ("log4j-spark.log", &["spark", "text"]),
    ("log4j-zookeeper.log", &["zookeeper", "text"]),
    ("log4j2-context.log", &["generic", "text"]),
    ("log4j2-default.log", &["generic", "text"]),
    ("log4j2-gelf.log", &["json"]),
    ("log4j2-iso.log", &["generic", "text"]),
    ("log4j2-json-deep.log", &["json"]),
    ("log4j2-json.log", &["json"]),
    ("log4j2-rfc5424.log", &["rfc5424", "text"]),
    ("logback-comma.log", &["generic", "text"]),
    ("logback-default.log", &["generic", "text"]),
    ("logback-spring-boot.log", &["spring_boot", "text"]),
    ("loguru-json.log", &["loguru"]),
    ("loguru.log", &["text", "generic"]),
    ("mariadb-audit.log", &["mysql_audit", "generic"]),
    ("mariadb-error.log", &["mysql_error", "text"]),
    ("mariadb-general.log", &["mysql_general", "text"]),
    ("mariadb-slow.log", &["mysql_slow", "text"]),
    ("mosquitto.log", &["text"]),
    ("nats-server.log", &["generic"]),
    ("nginx-access-forwarded.log", &["combined_access"]),
    ("nginx-access-ingress.log", &["combined_access"]),
    ("nginx-access-json.log", &["json", "text"]),
    ("nginx-access-main.log", &["combined_access"]),
    ("nginx-access-proxy-manager.log", &["nginx_proxy_manager"]),
    ("nginx-access-timing.log", &["combined_access"]),
    ("nginx-access-vhost.log", &["combined_access"]),
    ("nginx-access.log", &["combined_access"]),
    ("nginx-error.log", &["nginx_error"]),
    ("node-bunyan.log", &["json"]),
    ("node-console.log", &["text", "generic"]),
    ("node-debug.log", &["generic", "rfc3164", "text"]),
    ("node-express.log", &["generic", "text"]),
    ("node-log4js.log", &["generic", "text"]),
    ("node-morgan-combined.log", &["combined_access"]),
    ("node-morgan-dev.log", &["morgan"]),
    ("node-morgan-tiny.log", &["morgan"]),
    ("node-pino-cloud.log", &["json"]),
    ("node-pino-http.log", &["json"]),
    ("node-pino-pretty.log", &["generic", "text"]),
    ("node-pino.log", &["json"]),
    ("node-winston-json.log", &["json"]),
    ("node-winston-logstash.log", &["json"]),
    ("node-winston-text.log", &["generic", "text"]),
    ("openvpn.log", &["generic", "openvpn", "text"]),
    ("php-access.log", &["php_fpm_access"]),
    ("php-error.log", &["php", "text"]),
    ("php-fpm.log", &["php"]),
    ("php-slow.log", &["text", "php"]),
    ("postfix-iso.log", &["rfc3164"]),
    ("postfix.log", &["rfc3164"]),
    ("postgresql-csv.log", &["postgresql_csv"]),
    ("postgresql-json.log", &["postgresql_json"]),
    ("postgresql-rds.log", &["postgresql"]),
    ("postgresql-stderr.log", &["postgresql"]),
    ("prometheus-json.log", &["json"]),
    ("prometheus.log", &["logfmt"]),
    ("python-asctime.log", &["generic", "text"]),
    ("python-basic.log", &["generic", "text"]),
    ("python-bracketed.log", &["generic", "text"]),
    ("python-json-logger.log", &["json"]),
    ("python-thread.log", &["generic", "text"]),
    ("rabbitmq.log", &["rabbitmq"]),
    ("redis-replica.log", &["redis", "text"]),
    ("redis-sentinel.log", &["redis"]),
    ("redis.log", &["redis"]),
    ("rust-env_logger.log", &["generic"]),
    ("rust-panic.log", &["generic"]),
    ("rust-slog-json.log", &["json"]),
    ("rust-slog-term.log", &["generic", "text"]),
    ("rust-tracing-compact.log", &["generic", "text"]),
    ("rust-tracing-json-flat.log", &["json"]),
    ("rust-tracing-json.log", &["json"]),
    ("rust-tracing-pretty.log", &["generic", "text"]),
    ("rust-tracing.log", &["generic", "text"]),
    ("squid-access-combined.log", &["combined_access"]),
    ("squid-access-common.log", &["common_access"]),
    ("squid-access-native.log", &["squid"]),
    ("squid-cache.log", &["squid_cache", "text"]),
    ("structlog-console.log", &["generic", "text"]),
    ("structlog-logfmt.log", &["logfmt"]),
    ("supervisord.log", &["generic"]),
    ("syslog-file.log", &["rfc3164", "nginx_error", "combined_access", "key_value", "generic", "json"]),
    ("syslog-rfc3164.log", &["rfc3164", "nginx_error", "combined_access", "key_value", "json"]),
    ("syslog-rfc5424.log", &["rfc5424", "nginx_error", "combined_access", "key_value", "json"]),
    ("tomcat-access.log", &["common_access"]),
    ("tomcat-catalina.log", &["tomcat", "text", "generic"]),
    ("tomcat-out.log", &["tomcat"]),
    ("uvicorn.log", &["generic", "uvicorn_access", "text"]),
    ("varnish-access-combined.log", &["combined_access"]),
    ("varnish-access-custom.log", &["generic"]),
    ("vsftpd.log", &["generic"]),
    ("xferlog.log", &["generic"]),
    ("zookeeper.log", &["zookeeper", "text", "generic"]),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../events/logs")
}

fn logs(record: &[u8]) -> Vec<(String, String)> {
    run(&Configuration::default(), Shape::Otel, record, &Origin::default())
        .into_iter()
        .map(|log| (log.rsplit('"').nth(1).unwrap().to_owned(), log))
        .collect()
}

#[test]
fn logs_of_real_programs_are_recognised() {
    let mut mistakes = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".log") {
            continue;
        }
        let expected = FILES.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, formats)| *formats);
        let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for (format, log) in logs(&std::fs::read(&path).unwrap()) {
            if !expected.contains(&format.as_str()) {
                found.entry(format).or_insert((0, log)).0 += 1;
            }
        }
        for (format, (count, first)) in found {
            mistakes.push(format!("{name}: {count} of {format}, the first: {first}"));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// What makes it safe to try the format of the log before first: of the formats that are exclusive, one at most
/// takes a log.
#[test]
fn exclusive_formats_leave_each_others_logs_alone() {
    let (arena, configuration, detection) = (Bump::new(), Configuration::default(), Detection::default());
    let mut samples: Vec<(String, Vec<u8>)> =
        FORMATS.iter().map(|format| (format.name.to_owned(), format.example.as_bytes().to_vec())).collect();
    for (file, _) in FILES {
        let record = std::fs::read(folder().join(file)).unwrap();
        samples.extend(Split::ALL.logs(&record).map(|log| ((*file).to_owned(), log.to_vec())));
    }
    let mut taken: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (name, sample) in &samples {
        let context = Context::new(&configuration, None, &detection, &arena);
        let takers: Vec<_> = FORMATS
            .iter()
            .filter(|format| {
                format.exclusive && sample.first().is_some_and(|byte| format.first_bytes.contains(byte))
            })
            .filter(|format| detect::read_as(format, sample, &context, &mut Log::default()).is_some())
            .map(|format| format.name)
            .collect();
        if takers.len() > 1 {
            let text = String::from_utf8_lossy(sample).into_owned();
            taken.entry(format!("{name}: {}", takers.join(", "))).or_insert((0, text)).0 += 1;
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}
