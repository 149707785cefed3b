//! Programs' own logs, and lines of no format in particular.
