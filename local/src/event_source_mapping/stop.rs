//! Tells all lanes to stop where they stand.

use tokio::sync::watch;

/// Set once.
#[derive(Debug)]
pub(super) struct Stop(watch::Sender<bool>);

impl Stop {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(super) fn set(&self) {
        self.0.send_replace(true);
    }

    pub(super) fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is set.
    pub(super) async fn wait(&self) {
        // `self` holds the sender, so there is always one.
        _ = self.0.subscribe().wait_for(|stop| *stop).await;
    }
}
