//! Which cryptography TLS uses: S3 and endpoints are reached with it.

/// Chooses it for the whole process; HTTP clients are made after that.
pub fn choose_provider() {
    // Fails where one is chosen already, and then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
