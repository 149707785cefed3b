//! A buffer is sealed by size or by age, whichever comes first.

use std::{mem, time::Duration};
use tokio::time::Instant;

/// Gathers content `T` until it holds `size_bytes` or its first item is `interval` old.
#[derive(Debug)]
pub struct Buffer<T> {
    size_bytes: u64,
    interval: Duration,
    content: T,
    held_bytes: u64,
    opened: Option<Instant>,
}

impl<T: Default> Buffer<T> {
    /// An empty buffer.
    pub fn new(size_bytes: u64, interval: Duration) -> Self {
        Self { size_bytes, interval, content: T::default(), held_bytes: 0, opened: None }
    }

    /// Adds an item of so many bytes. Where there is no room left for it, what was there before is sealed and
    /// handed back, so a buffer never exceeds its size; an item larger than the buffer stands alone.
    pub fn add(&mut self, item_bytes: u64, add_to: impl FnOnce(&mut T)) -> Option<T> {
        let sealed = if self.held_bytes + item_bytes > self.size_bytes { self.seal() } else { None };
        self.opened.get_or_insert_with(Instant::now);
        self.held_bytes += item_bytes;
        add_to(&mut self.content);
        sealed
    }

    /// When the content must be sealed at the latest; none while there is none.
    pub fn due(&self) -> Option<Instant> {
        self.opened.map(|opened| opened + self.interval)
    }

    /// The content, if its time has come.
    pub fn seal_if_due(&mut self, now: Instant) -> Option<T> {
        if self.due()? <= now { self.seal() } else { None }
    }

    /// The content, if any.
    pub fn seal(&mut self) -> Option<T> {
        self.opened.take()?;
        self.held_bytes = 0;
        Some(mem::take(&mut self.content))
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.opened.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn add(buffer: &mut Buffer<Vec<u64>>, bytes: u64) -> Option<Vec<u64>> {
        buffer.add(bytes, |items| items.push(bytes))
    }

    #[tokio::test(start_paused = true)]
    async fn size_is_reached_but_never_exceeded() {
        let mut buffer = Buffer::new(10, MINUTE);
        assert_eq!(add(&mut buffer, 4), None);
        assert_eq!(add(&mut buffer, 6), None);
        assert_eq!(add(&mut buffer, 1), Some(vec![4, 6]));
        assert_eq!(buffer.seal(), Some(vec![1]));
        assert_eq!(buffer.seal(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_item_larger_than_the_buffer_stands_alone() {
        let mut buffer = Buffer::new(10, MINUTE);
        assert_eq!(add(&mut buffer, 1), None);
        assert_eq!(add(&mut buffer, 11), Some(vec![1]));
        assert_eq!(add(&mut buffer, 1), Some(vec![11]));
    }

    #[tokio::test(start_paused = true)]
    async fn the_interval_counts_from_the_first_item() {
        let mut buffer = Buffer::new(10, MINUTE);
        assert_eq!(buffer.due(), None);
        add(&mut buffer, 1);
        let due = buffer.due().expect("an item waits");
        tokio::time::advance(Duration::from_secs(59)).await;
        add(&mut buffer, 2);
        assert_eq!(buffer.due(), Some(due));
        assert_eq!(buffer.seal_if_due(Instant::now()), None);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(buffer.seal_if_due(Instant::now()), Some(vec![1, 2]));
        assert!(buffer.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn an_empty_item_counts_as_content() {
        let mut buffer = Buffer::new(10, MINUTE);
        add(&mut buffer, 0);
        assert_eq!(buffer.seal(), Some(vec![0]));
    }
}
