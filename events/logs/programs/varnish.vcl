vcl 4.1;

backend shop {
    .host = "127.0.0.1";
    .port = "9001";
    .first_byte_timeout = 1s;
}

sub vcl_recv {
    if (req.url ~ "^/secret") {
        return (synth(403, "Forbidden"));
    }
}
