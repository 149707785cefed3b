//! Log lines of any kind become one log model.
