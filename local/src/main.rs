//! The command line `nozzle`.

fn main() {}
