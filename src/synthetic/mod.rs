//! Made-up problems and pools: seeded, and the same on every machine.

pub mod planted;
