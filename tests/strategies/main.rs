//! Ways of matching side by side: each against a search that tries everything, and against published answers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;
mod larger;
mod lottery;
mod profiles;
mod projects;
mod published;
mod roommates;
mod sequence;
mod simple;
mod stable;
mod student_project;
mod table;
mod ties;
mod worst;
