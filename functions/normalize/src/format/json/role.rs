//! What the loggers of applications mean by the keys of their documents.

use super::value::Json;

/// What a member means. Those that need no rewriting have a [`Place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Role {
    Time,
    ObservedTime,
    Level,
    PythonLevel,
    SeverityNumber,
    Message,
    TraceId,
    SpanId,
    EventName,
    Logger,
    Process,
    ThreadId,
    ThreadName,
    /// An exception as text: its message, or its type and message with the stack.
    Exception,
    Stacktrace,
    Caller,
    RequestLine,
    HttpMethod,
    UrlQuery,
    UrlPath,
    Url,
    HttpVersion,
    Duration,
    DurationMilliseconds,
    DurationSeconds,
    DurationMicroseconds,
    DurationNanoseconds,
    ExceptionType,
    ExceptionMessage,
    HostName,
    ServiceName,
    ServiceVersion,
    ServiceNamespace,
    Environment,
    FunctionName,
    FunctionVersion,
    FunctionArn,
    Invocation,
    ColdStart,
    CodeFile,
    CodeLine,
    CodeFunction,
    ClientAddress,
    ClientPort,
    ServerAddress,
    HttpStatus,
    HttpRoute,
    ResponseSize,
    RequestSize,
    Referer,
    UserAgent,
    User,
    SourceFormat,
    Resource,
    Attributes,
    Scope,
}

/// Where a member goes whose value needs no rewriting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An attribute of text.
    Text(&'static str),
    /// What is known of what produced the log.
    Resource(&'static str),
    /// A whole number, or one in a string.
    Integer(&'static str),
    /// True or false.
    Boolean(&'static str),
}

impl Role {
    pub(super) const COUNT: usize = Self::Scope as usize + 1;

    /// Those between a caller and a duration, one bit each.
    pub(super) const HTTP: u64 = Self::DurationNanoseconds.bit() * 2 - Self::Caller.bit();

    /// Its place in a set of roles.
    pub(super) const fn bit(self) -> u64 {
        const { assert!(Self::COUNT <= u64::BITS as usize, "one bit a role") };
        1 << self as u64
    }

    /// Those that have a [`Place`].
    #[rustfmt::skip]
    pub(super) const PLACED: &[Self] = &[
        Self::ExceptionType, Self::ExceptionMessage, Self::HostName, Self::ServiceName, Self::ServiceVersion, Self::ServiceNamespace, Self::Environment, Self::FunctionName, Self::FunctionVersion, Self::FunctionArn, Self::Invocation, Self::ColdStart, Self::CodeFile, Self::CodeLine, Self::CodeFunction, Self::ClientAddress, Self::ClientPort, Self::ServerAddress, Self::HttpStatus, Self::HttpRoute, Self::ResponseSize, Self::RequestSize, Self::Referer, Self::UserAgent, Self::User,
    ];

    pub(super) const fn place(self) -> Option<Place> {
        Some(match self {
            Self::ExceptionType => Place::Text("exception.type"),
            Self::ExceptionMessage => Place::Text("exception.message"),
            Self::HostName => Place::Resource("host.name"),
            Self::ServiceName => Place::Resource("service.name"),
            Self::ServiceVersion => Place::Resource("service.version"),
            Self::ServiceNamespace => Place::Resource("service.namespace"),
            Self::Environment => Place::Resource("deployment.environment.name"),
            Self::FunctionName => Place::Resource("faas.name"),
            Self::FunctionVersion => Place::Resource("faas.version"),
            Self::FunctionArn => Place::Resource("cloud.resource_id"),
            Self::Invocation => Place::Text("faas.invocation_id"),
            Self::ColdStart => Place::Boolean("faas.coldstart"),
            Self::CodeFile => Place::Text("code.file.path"),
            Self::CodeLine => Place::Integer("code.line.number"),
            Self::CodeFunction => Place::Text("code.function.name"),
            Self::ClientAddress => Place::Text("client.address"),
            Self::ClientPort => Place::Integer("client.port"),
            Self::ServerAddress => Place::Text("server.address"),
            Self::HttpStatus => Place::Integer("http.response.status_code"),
            Self::HttpRoute => Place::Text("http.route"),
            Self::ResponseSize => Place::Integer("http.response.body.size"),
            Self::RequestSize => Place::Integer("http.request.size"),
            Self::Referer => Place::Text("http.request.header.referer"),
            Self::UserAgent => Place::Text("user_agent.original"),
            Self::User => Place::Text("user.name"),
            _ => return None,
        })
    }

    /// Can a value of this kind mean this, by a name of this rank?
    pub(super) fn takes(self, rank: u8, value: Json<'_>) -> bool {
        let Some(first) = value.as_str().bytes().next() else { return false };
        let is_text = first == b'"';
        let is_number = first == b'-' || first.is_ascii_digit();
        match self {
            Self::Message => is_text || rank < WEAK,
            Self::Time => is_text || is_number || first == b'{',
            Self::SeverityNumber => is_number,
            Self::Stacktrace => is_text || first == b'[',
            Self::Exception => is_text || first == b'[',
            Self::Resource | Self::Attributes | Self::Scope => first == b'{',
            Self::Level
            | Self::PythonLevel
            | Self::Process
            | Self::ThreadId
            | Self::ThreadName
            | Self::Duration
            | Self::DurationMilliseconds
            | Self::DurationSeconds
            | Self::DurationMicroseconds
            | Self::DurationNanoseconds => is_text || is_number,
            _ => match self.place() {
                Some(Place::Integer(_)) => is_text || is_number,
                Some(Place::Boolean(_)) => matches!(first, b't' | b'f'),
                _ => is_text,
            },
        }
    }
}

/// From this rank on a name means a message only where its value is text.
pub(super) const WEAK: u8 = 4;
/// From this rank on a name means something only in what looks like a log: with a level or a message.
pub(super) const LOGGED: u8 = 16;
/// From this rank on a name means something only beside a method of HTTP and a status or a target.
pub(super) const HTTP: u8 = 32;

/// Every key that means something to many loggers, what it means, and how well known it is for that: 0 the best.
/// Of several members with one meaning the best known wins. Dotted names may be nested too.
#[rustfmt::skip]
pub(super) const ALIASES: &[(&str, Role, u8)] = &[
    ("timestamp", Role::Time, 0), ("@timestamp", Role::Time, 0), ("time", Role::Time, 1), ("ts", Role::Time, 1),
    ("datetime", Role::Time, 1), ("@t", Role::Time, 1), ("Timestamp", Role::Time, 1), ("instant", Role::Time, 1),
    ("eventTime", Role::Time, 2), ("asctime", Role::Time, 2), ("timeMillis", Role::Time, 2),
    ("time_iso8601", Role::Time, 2), ("Time", Role::Time, 2), ("timeStamp", Role::Time, 2),
    ("date", Role::Time, 3), ("t", Role::Time, 3), ("created", Role::Time, 6), ("DateTime", Role::Time, 2),
    ("date_time", Role::Time, 2), ("time_local", Role::Time, 3), ("timestampSeconds", Role::Time, 4),
    ("event_time", Role::Time, 2), ("event_timestamp", Role::Time, 2), ("log_time", Role::Time, 2),
    ("logtime", Role::Time, 2), ("epoch", Role::Time, 4), ("msec", Role::Time, 5), ("start_time", Role::Time, HTTP),
    ("requestTime", Role::Time, 5), ("timeUnixNano", Role::Time, 2), ("receiveTimestamp", Role::Time, 5),
    ("TimeGenerated", Role::Time, 2), ("eventTimestamp", Role::Time, 2), ("logTime", Role::Time, 2),
    ("observed_time", Role::ObservedTime, 0),

    // A name beside a number, as Monolog has both, whose numbers are its own.
    ("level", Role::Level, 1), ("severity", Role::Level, 1), ("log.level", Role::Level, 1), ("@l", Role::Level, 1),
    ("severity_text", Role::Level, 2), ("levelname", Role::Level, 2), ("lvl", Role::Level, 2),
    ("loglevel", Role::Level, 2), ("log_level", Role::Level, 2), ("logLevel", Role::Level, 2),
    ("LogLevel", Role::Level, 2), ("Level", Role::Level, 2), ("severityText", Role::Level, 2),
    ("SeverityText", Role::Level, 2), ("Severity", Role::Level, 2), ("level_name", Role::Level, 0),
    ("levelName", Role::Level, 0), ("priority", Role::Level, LOGGED), ("@level", Role::Level, 2),
    ("syslog.severity", Role::Level, 4), ("log.syslog.severity.name", Role::Level, 4),
    ("levelno", Role::PythonLevel, 0),
    ("severity_number", Role::SeverityNumber, 0), ("severityNumber", Role::SeverityNumber, 0),
    ("SeverityNumber", Role::SeverityNumber, 0),

    ("message", Role::Message, 0), ("msg", Role::Message, 0), ("@message", Role::Message, 0), ("@m", Role::Message, 0),
    ("Message", Role::Message, 0), ("short_message", Role::Message, 1), ("body", Role::Message, 1),
    ("RenderedMessage", Role::Message, 1), ("textPayload", Role::Message, 1), ("Body", Role::Message, 1),
    ("MessageTemplate", Role::Message, 3), ("@mt", Role::Message, 3), ("formatted", Role::Message, 3),
    ("log", Role::Message, WEAK), ("event", Role::Message, WEAK + 1), ("text", Role::Message, LOGGED),

    ("trace_id", Role::TraceId, 0), ("traceId", Role::TraceId, 0), ("trace.id", Role::TraceId, 0),
    ("otelTraceID", Role::TraceId, 0), ("traceID", Role::TraceId, 0), ("TraceId", Role::TraceId, 0),
    ("@tr", Role::TraceId, 0), ("traceid", Role::TraceId, 0), ("dd.trace_id", Role::TraceId, 1),
    ("xray_trace_id", Role::TraceId, 1), ("otel.trace_id", Role::TraceId, 1), ("trace", Role::TraceId, 2),
    ("logging.googleapis.com/trace", Role::TraceId, 1), ("AWS-XRAY-TRACE-ID", Role::TraceId, 1),
    ("mdc.trace_id", Role::TraceId, 2), ("mdc.traceId", Role::TraceId, 2), ("contextMap.trace_id", Role::TraceId, 2),
    ("contextMap.traceId", Role::TraceId, 2), ("xrayTraceId", Role::TraceId, 1),
    ("span_id", Role::SpanId, 0), ("spanId", Role::SpanId, 0), ("span.id", Role::SpanId, 0),
    ("otelSpanID", Role::SpanId, 0), ("spanID", Role::SpanId, 0), ("SpanId", Role::SpanId, 0), ("@sp", Role::SpanId, 0),
    ("spanid", Role::SpanId, 0), ("logging.googleapis.com/spanId", Role::SpanId, 1), ("dd.span_id", Role::SpanId, 1),
    ("mdc.span_id", Role::SpanId, 2), ("mdc.spanId", Role::SpanId, 2), ("contextMap.span_id", Role::SpanId, 2),
    ("contextMap.spanId", Role::SpanId, 2),

    ("event_name", Role::EventName, 0), ("event.name", Role::EventName, 0), ("eventName", Role::EventName, 0),
    ("EventName", Role::EventName, 0),
    ("logger", Role::Logger, 0), ("logger_name", Role::Logger, 0), ("loggerName", Role::Logger, 0),
    ("log.logger", Role::Logger, 0), ("SourceContext", Role::Logger, 1), ("Logger", Role::Logger, 0),
    ("Category", Role::Logger, 1), ("Properties.SourceContext", Role::Logger, 1), ("@module", Role::Logger, 1),
    ("log.name", Role::Logger, 1), ("categoryName", Role::Logger, 1),
    ("name", Role::Logger, LOGGED), ("component", Role::Logger, LOGGED), ("target", Role::Logger, LOGGED), ("channel", Role::Logger, LOGGED + 1),

    ("host.name", Role::HostName, 0), ("hostname", Role::HostName, 0), ("host_name", Role::HostName, 0),
    ("Hostname", Role::HostName, 0), ("host", Role::HostName, 1), ("host.hostname", Role::HostName, 1),
    ("HOSTNAME", Role::HostName, 1), ("MachineName", Role::HostName, 1), ("Properties.MachineName", Role::HostName, 1),
    ("hostName", Role::HostName, 0), ("source_host", Role::HostName, 1), ("@source_host", Role::HostName, 1),
    ("Host", Role::HostName, 2),
    ("service.name", Role::ServiceName, 0), ("service_name", Role::ServiceName, 0), ("serviceName", Role::ServiceName, 0),
    ("service", Role::ServiceName, 1), ("application", Role::ServiceName, 2), ("app", Role::ServiceName, 2),
    ("appName", Role::ServiceName, 2), ("app_name", Role::ServiceName, 2), ("applicationName", Role::ServiceName, 2),
    ("Application", Role::ServiceName, 2), ("otelServiceName", Role::ServiceName, 1), ("dd.service", Role::ServiceName, 1),
    ("serviceContext.service", Role::ServiceName, 1), ("application_name", Role::ServiceName, 2),
    ("service.version", Role::ServiceVersion, 0), ("dd.version", Role::ServiceVersion, 1),
    ("serviceContext.version", Role::ServiceVersion, 1), ("service.environment", Role::Environment, 0),
    ("dd.env", Role::Environment, 1), ("deployment.environment", Role::Environment, 0),
    ("deployment.environment.name", Role::Environment, 0), ("service.namespace", Role::ServiceNamespace, 0),
    ("function_name", Role::FunctionName, 0), ("functionName", Role::FunctionName, LOGGED),
    ("function_version", Role::FunctionVersion, 0), ("functionVersion", Role::FunctionVersion, LOGGED),
    ("function_arn", Role::FunctionArn, 0), ("functionArn", Role::FunctionArn, 0),
    ("function_request_id", Role::Invocation, 0), ("functionRequestId", Role::Invocation, 0),
    ("AWSRequestId", Role::Invocation, 0), ("awsRequestId", Role::Invocation, 0), ("aws_request_id", Role::Invocation, 0),
    ("faas.invocation_id", Role::Invocation, 0), ("FunctionRequestId", Role::Invocation, 0),
    ("cold_start", Role::ColdStart, 0), ("coldStart", Role::ColdStart, 0), ("ColdStart", Role::ColdStart, 0),
    ("faas.coldstart", Role::ColdStart, 0),

    ("pid", Role::Process, 0), ("process.pid", Role::Process, 0), ("process_id", Role::Process, 0),
    ("processId", Role::Process, 0), ("Pid", Role::Process, 0), ("ProcessId", Role::Process, 0),
    ("Properties.ProcessId", Role::Process, 1), ("process.id", Role::Process, 0), ("processID", Role::Process, 0),
    ("process", Role::Process, 1), ("PID", Role::Process, 1),
    ("tid", Role::ThreadId, 0), ("thread_id", Role::ThreadId, 0), ("threadId", Role::ThreadId, 0),
    ("thread.id", Role::ThreadId, 0), ("process.thread.id", Role::ThreadId, 0), ("ThreadId", Role::ThreadId, 0),
    ("Properties.ThreadId", Role::ThreadId, 1), ("threadID", Role::ThreadId, 0),
    ("thread_name", Role::ThreadName, 0), ("threadName", Role::ThreadName, 0), ("thread.name", Role::ThreadName, 0),
    ("process.thread.name", Role::ThreadName, 0), ("thread", Role::ThreadName, 1), ("ThreadName", Role::ThreadName, 0),
    ("Thread", Role::ThreadName, 1),

    ("exception.type", Role::ExceptionType, 0), ("error.type", Role::ExceptionType, 0),
    ("err.type", Role::ExceptionType, 0), ("errorType", Role::ExceptionType, 0), ("error_type", Role::ExceptionType, 1),
    ("exception.class", Role::ExceptionType, 0), ("error.class", Role::ExceptionType, 0),
    ("err.class", Role::ExceptionType, 0), ("exception.errorType", Role::ExceptionType, 0),
    ("exception.name", Role::ExceptionType, 2), ("error.name", Role::ExceptionType, 2), ("err.name", Role::ExceptionType, 2),
    ("error.kind", Role::ExceptionType, 1), ("exception_class", Role::ExceptionType, 1),
    ("exception.exception_class", Role::ExceptionType, 0), ("exception_name", Role::ExceptionType, 1),
    ("exception_type", Role::ExceptionType, 1), ("thrown.name", Role::ExceptionType, 1),
    ("exception.exceptionType", Role::ExceptionType, 0), ("Exception.Type", Role::ExceptionType, 0),
    ("exception.class_name", Role::ExceptionType, 0), ("Exception.ClassName", Role::ExceptionType, 1),
    ("error.errorType", Role::ExceptionType, 0), ("ExceptionType", Role::ExceptionType, 1), ("exceptionType", Role::ExceptionType, 1),
    ("exception.message", Role::ExceptionMessage, 0), ("error.message", Role::ExceptionMessage, 0),
    ("err.message", Role::ExceptionMessage, 0), ("errorMessage", Role::ExceptionMessage, 0),
    ("error_message", Role::ExceptionMessage, 0), ("exception.msg", Role::ExceptionMessage, 1),
    ("error.msg", Role::ExceptionMessage, 1), ("err.msg", Role::ExceptionMessage, 1),
    ("exception.exception_message", Role::ExceptionMessage, 0), ("exception_message", Role::ExceptionMessage, 1),
    ("thrown.message", Role::ExceptionMessage, 1), ("exception.errorMessage", Role::ExceptionMessage, 0),
    ("Exception.Message", Role::ExceptionMessage, 0), ("error.errorMessage", Role::ExceptionMessage, 0),
    ("thrown.localizedMessage", Role::ExceptionMessage, 2), ("exceptionMessage", Role::ExceptionMessage, 1),
    ("error", Role::Exception, 1), ("err", Role::Exception, 1), ("exception", Role::Exception, 0),
    ("Exception", Role::Exception, 0), ("@x", Role::Exception, 0), ("exc_info", Role::Exception, 0),
    ("exc_text", Role::Exception, 1), ("thrown", Role::Exception, 1), ("errorVerbose", Role::Exception, 2),
    ("exception.stacktrace", Role::Stacktrace, 0), ("error.stack_trace", Role::Stacktrace, 0),
    ("stack_trace", Role::Stacktrace, 0), ("stacktrace", Role::Stacktrace, 0), ("stackTrace", Role::Stacktrace, 0),
    ("stack", Role::Stacktrace, 0), ("error.stack", Role::Stacktrace, 0), ("err.stack", Role::Stacktrace, 0),
    ("error.stackTrace", Role::Stacktrace, 0), ("err.stackTrace", Role::Stacktrace, 0),
    ("error.stacktrace", Role::Stacktrace, 0), ("err.stacktrace", Role::Stacktrace, 0), ("err.stack_trace", Role::Stacktrace, 0),
    ("exception.stack", Role::Stacktrace, 0), ("exception.stack_trace", Role::Stacktrace, 0),
    ("exception.stackTrace", Role::Stacktrace, 0), ("exception.trace", Role::Stacktrace, 1),
    ("error.trace", Role::Stacktrace, 1), ("Exception.StackTrace", Role::Stacktrace, 0), ("StackTrace", Role::Stacktrace, 1),
    ("thrown.extendedStackTrace", Role::Stacktrace, 1), ("thrown.stackTrace", Role::Stacktrace, 2),
    ("exception.backtrace", Role::Stacktrace, 1), ("error.backtrace", Role::Stacktrace, 1), ("exception_backtrace", Role::Stacktrace, 1),
    ("Stacktrace", Role::Stacktrace, 1),
    ("@exception", Role::Exception, 1), ("stack_info", Role::Stacktrace, 3), ("exception_stacktrace", Role::Stacktrace, 1),

    ("pathname", Role::CodeFile, LOGGED), ("filename", Role::CodeFile, LOGGED + 1), ("lineno", Role::CodeLine, LOGGED),
    ("funcName", Role::CodeFunction, LOGGED), ("code.file.path", Role::CodeFile, 0), ("code.filepath", Role::CodeFile, 1),
    ("code.lineno", Role::CodeLine, 1), ("code.function", Role::CodeFunction, 1), ("code.line.number", Role::CodeLine, 0),
    ("code.function.name", Role::CodeFunction, 0), ("source.file", Role::CodeFile, 1), ("source.line", Role::CodeLine, 1),
    ("source.function", Role::CodeFunction, 1), ("source.method", Role::CodeFunction, 2),
    ("log.origin.file.name", Role::CodeFile, 1), ("log.origin.file.line", Role::CodeLine, 1),
    ("log.origin.function", Role::CodeFunction, 1),
    ("logging.googleapis.com/sourceLocation.file", Role::CodeFile, 1),
    ("logging.googleapis.com/sourceLocation.line", Role::CodeLine, 1),
    ("logging.googleapis.com/sourceLocation.function", Role::CodeFunction, 1),
    ("sourceLocation.file", Role::CodeFile, 1), ("sourceLocation.line", Role::CodeLine, 1),
    ("sourceLocation.function", Role::CodeFunction, 1),

    ("http.request.method", Role::HttpMethod, 0), ("http.method", Role::HttpMethod, 1), ("http_method", Role::HttpMethod, 1),
    ("httpMethod", Role::HttpMethod, 1), ("request_method", Role::HttpMethod, 1), ("requestMethod", Role::HttpMethod, 1),
    ("httpRequest.requestMethod", Role::HttpMethod, 1), ("method", Role::HttpMethod, HTTP), ("verb", Role::HttpMethod, HTTP),
    ("req.method", Role::HttpMethod, 2), ("request.method", Role::HttpMethod, 2), ("request_info.method", Role::HttpMethod, 2), ("RequestMethod", Role::HttpMethod, 1),
    ("url.path", Role::UrlPath, 0), ("http.path", Role::UrlPath, 1), ("path", Role::UrlPath, HTTP),
    ("request_path", Role::UrlPath, 1), ("requestPath", Role::UrlPath, 1), ("RequestPath", Role::UrlPath, 1),
    ("request_uri", Role::UrlPath, 1), ("requestURI", Role::UrlPath, 1), ("uri", Role::UrlPath, HTTP),
    ("http.target", Role::UrlPath, 2), ("http_path", Role::UrlPath, 1), ("RequestURI", Role::UrlPath, 1),
    ("request.uri", Role::UrlPath, 2), ("request.path", Role::UrlPath, 2), ("request_info.path", Role::UrlPath, 2), ("url.original", Role::Url, 1),
    ("url.full", Role::Url, 0), ("http.url", Role::Url, 1), ("url", Role::Url, HTTP), ("req.url", Role::Url, 2),
    ("request.url", Role::Url, 2), ("requested_uri", Role::UrlPath, 1), ("requestUri", Role::UrlPath, 1),
    ("httpRequest.requestUrl", Role::Url, 1), ("request_url", Role::Url, 1), ("http.request.uri", Role::Url, 2),
    ("requestUrl", Role::Url, 1),
    ("request", Role::RequestLine, 0), ("requestLine", Role::RequestLine, 0), ("request_line", Role::RequestLine, 0),
    ("caller", Role::Caller, 0), ("location", Role::Caller, 1), ("@caller", Role::Caller, 0),
    ("url.query", Role::UrlQuery, 0), ("query_string", Role::UrlQuery, HTTP), ("query", Role::UrlQuery, HTTP), ("queryString", Role::UrlQuery, HTTP),
    ("http.response.status_code", Role::HttpStatus, 0), ("http.status_code", Role::HttpStatus, 1),
    ("status_code", Role::HttpStatus, 2), ("statusCode", Role::HttpStatus, 2), ("http_status", Role::HttpStatus, 1),
    ("StatusCode", Role::HttpStatus, 2), ("http_status_code", Role::HttpStatus, 1), ("response_code", Role::HttpStatus, HTTP),
    ("responseCode", Role::HttpStatus, HTTP), ("status", Role::HttpStatus, HTTP + 1), ("response_status", Role::HttpStatus, HTTP),
    ("httpRequest.status", Role::HttpStatus, 1), ("res.statusCode", Role::HttpStatus, 2), ("httpStatus", Role::HttpStatus, 1),
    ("res.status", Role::HttpStatus, 3), ("response.status", Role::HttpStatus, HTTP), ("code", Role::HttpStatus, HTTP + 2),
    ("response.status_code", Role::HttpStatus, 2), ("response.statusCode", Role::HttpStatus, 2), ("responseStatus", Role::HttpStatus, HTTP),
    ("http.route", Role::HttpRoute, 0), ("route", Role::HttpRoute, HTTP), ("http_route", Role::HttpRoute, 0),
    ("network.protocol.version", Role::HttpVersion, 0), ("http.version", Role::HttpVersion, 1),
    ("server_protocol", Role::HttpVersion, 1), ("protocol", Role::HttpVersion, HTTP), ("proto", Role::HttpVersion, HTTP),
    ("httpRequest.protocol", Role::HttpVersion, 1), ("http_version", Role::HttpVersion, 1), ("httpVersion", Role::HttpVersion, 1),
    ("http.response.body.size", Role::ResponseSize, 0), ("http.response.body.bytes", Role::ResponseSize, 1),
    ("body_bytes_sent", Role::ResponseSize, 1), ("response_size", Role::ResponseSize, 1), ("bytes_sent", Role::ResponseSize, HTTP + 1),
    ("bytes", Role::ResponseSize, HTTP + 2), ("size", Role::ResponseSize, HTTP + 3), ("responseSize", Role::ResponseSize, 1),
    ("httpRequest.responseSize", Role::ResponseSize, 1), ("response_length", Role::ResponseSize, HTTP),
    ("bytes_out", Role::ResponseSize, HTTP + 1), ("response_bytes", Role::ResponseSize, HTTP), ("responseLength", Role::ResponseSize, HTTP),
    ("http.response.size", Role::ResponseSize, 3), ("contentLength", Role::ResponseSize, HTTP + 4),
    ("content_length", Role::ResponseSize, HTTP + 4), ("response_body_size", Role::ResponseSize, HTTP),
    ("bodyBytesSent", Role::ResponseSize, HTTP), ("body_size", Role::ResponseSize, HTTP + 3),
    ("http.request.size", Role::RequestSize, 0), ("request_size", Role::RequestSize, HTTP), ("request_length", Role::RequestSize, HTTP),
    ("bytes_received", Role::RequestSize, HTTP), ("httpRequest.requestSize", Role::RequestSize, 1), ("bytes_in", Role::RequestSize, HTTP),
    ("http_referer", Role::Referer, 0), ("referer", Role::Referer, 1), ("referrer", Role::Referer, 1), ("http_referrer", Role::Referer, 1),
    ("http.request.referrer", Role::Referer, 1), ("http.referer", Role::Referer, 1), ("httpRequest.referer", Role::Referer, 1),
    ("user_agent.original", Role::UserAgent, 0), ("user_agent", Role::UserAgent, 1), ("userAgent", Role::UserAgent, 1),
    ("http_user_agent", Role::UserAgent, 1), ("useragent", Role::UserAgent, 1), ("UserAgent", Role::UserAgent, 1),
    ("http.user_agent", Role::UserAgent, 1), ("http.useragent", Role::UserAgent, 1), ("ua", Role::UserAgent, HTTP),
    ("agent", Role::UserAgent, HTTP + 2), ("httpRequest.userAgent", Role::UserAgent, 1), ("user-agent", Role::UserAgent, 1),
    ("req.headers.user-agent", Role::UserAgent, 2),
    ("client.address", Role::ClientAddress, 0), ("client.ip", Role::ClientAddress, 1), ("remote_ip", Role::ClientAddress, 1),
    ("remote_addr", Role::ClientAddress, 1), ("client_ip", Role::ClientAddress, 0), ("request_info.client_ip", Role::ClientAddress, 0), ("clientIp", Role::ClientAddress, 0),
    ("remoteAddr", Role::ClientAddress, 1), ("remoteIp", Role::ClientAddress, 1), ("remoteIP", Role::ClientAddress, 1), ("clientip", Role::ClientAddress, 0),
    ("remoteAddress", Role::ClientAddress, 1), ("remote_address", Role::ClientAddress, 1), ("ip", Role::ClientAddress, HTTP),
    ("network.client.ip", Role::ClientAddress, 1), ("httpRequest.remoteIp", Role::ClientAddress, 1), ("clientIP", Role::ClientAddress, 0),
    ("remote_host", Role::ClientAddress, HTTP + 1), ("req.remoteAddress", Role::ClientAddress, 2), ("ClientIP", Role::ClientAddress, 0),
    ("ip_address", Role::ClientAddress, HTTP), ("ipAddress", Role::ClientAddress, HTTP), ("source_ip", Role::ClientAddress, HTTP),
    ("sourceIp", Role::ClientAddress, HTTP), ("client", Role::ClientAddress, HTTP + 3), ("remote", Role::ClientAddress, HTTP + 3),
    ("peer", Role::ClientAddress, HTTP + 4), ("client_address", Role::ClientAddress, 1), ("http.client_ip", Role::ClientAddress, 1),
    ("client.port", Role::ClientPort, 0), ("client_port", Role::ClientPort, 0), ("remote_port", Role::ClientPort, 0),
    ("req.remotePort", Role::ClientPort, 2), ("clientPort", Role::ClientPort, 0), ("network.client.port", Role::ClientPort, 1),
    ("server.address", Role::ServerAddress, 0), ("server_name", Role::ServerAddress, HTTP + 1), ("http_host", Role::ServerAddress, 1),
    ("vhost", Role::ServerAddress, HTTP), ("serverName", Role::ServerAddress, HTTP + 1), ("url.domain", Role::ServerAddress, 2),
    ("http.host", Role::ServerAddress, 1),
    ("user.name", Role::User, 0), ("username", Role::User, 1), ("remote_user", Role::User, 1), ("auth.user_info.id", Role::User, 3), ("user_name", Role::User, 1),
    ("userName", Role::User, 1), ("enduser.id", Role::User, 3), ("usr.name", Role::User, 2),

    ("duration_ms", Role::DurationMilliseconds, 0), ("durationMs", Role::DurationMilliseconds, 0),
    ("latency_ms", Role::DurationMilliseconds, 1), ("latencyMs", Role::DurationMilliseconds, 1), ("latency-ms", Role::DurationMilliseconds, 1),
    ("elapsed_ms", Role::DurationMilliseconds, 1), ("elapsedMs", Role::DurationMilliseconds, 1),
    ("elapsedMillis", Role::DurationMilliseconds, 1), ("responseTimeMs", Role::DurationMilliseconds, 1),
    ("response_time_ms", Role::DurationMilliseconds, 1), ("took_ms", Role::DurationMilliseconds, 1), ("durationMillis", Role::DurationMilliseconds, 1),
    ("responseTime", Role::DurationMilliseconds, HTTP), ("ElapsedMilliseconds", Role::DurationMilliseconds, 1),
    ("elapsed_time_ms", Role::DurationMilliseconds, 1), ("request_time_ms", Role::DurationMilliseconds, 1), ("execution_time_ms", Role::DurationMilliseconds, 1),
    ("duration_s", Role::DurationSeconds, 1), ("duration_seconds", Role::DurationSeconds, 1), ("request_time", Role::DurationSeconds, HTTP),
    ("durationSeconds", Role::DurationSeconds, 1), ("duration_sec", Role::DurationSeconds, 1), ("elapsed_seconds", Role::DurationSeconds, 1),
    ("latency_seconds", Role::DurationSeconds, 1), ("duration_us", Role::DurationMicroseconds, 1), ("duration_micros", Role::DurationMicroseconds, 1),
    ("latency_us", Role::DurationMicroseconds, 1), ("duration_ns", Role::DurationNanoseconds, 1), ("event.duration", Role::DurationNanoseconds, 1),
    ("latency_ns", Role::DurationNanoseconds, 1), ("duration", Role::Duration, 3), ("latency", Role::Duration, 4), ("elapsed", Role::Duration, 4),
    ("took", Role::Duration, 5), ("latency_human", Role::Duration, 3), ("httpRequest.latency", Role::Duration, 1), ("response_time", Role::Duration, HTTP),

    ("source_format", Role::SourceFormat, 0), ("resource", Role::Resource, 0), ("attributes", Role::Attributes, 0),
    ("scope", Role::Scope, 0),
];

/// Keys of objects whose members are read as if their names were dotted.
#[rustfmt::skip]
pub(super) const CONTAINERS: &[&str] = &[
    "error", "err", "exception", "Exception", "host", "log", "process", "process.thread", "service", "span", "thread",
    "trace", "thrown", "log.origin", "log.origin.file", "http", "http.request", "http.response", "http.request.body",
    "http.response.body", "url", "user_agent", "client", "network", "network.client", "httpRequest",
    "logging.googleapis.com/sourceLocation", "sourceLocation", "dd", "source", "serviceContext", "mdc", "contextMap", "Properties",
    "fields", "@fields", "req", "res", "request", "response", "request_info", "auth", "auth.user_info", "user", "usr", "event", "server", "log.syslog", "log.syslog.severity",
];
