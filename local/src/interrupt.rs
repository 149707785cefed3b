//! Ctrl-C.

use std::future::pending;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Interrupts from the terminal. From the first of these on they no longer end the process by themselves.
#[derive(Debug)]
pub struct Interrupts(Option<Signal>);

impl Interrupts {
    /// Listens from now on; where that is not possible, an interrupt ends the process as ever.
    pub fn listen() -> Self {
        Self(signal(SignalKind::interrupt()).ok())
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        let Some(signal) = &mut self.0 else { return pending().await };
        if signal.recv().await.is_none() {
            pending().await
        }
    }
}
