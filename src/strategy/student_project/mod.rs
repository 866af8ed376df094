//! Student–project allocation: stable matchings where columns share supervisors.

mod by_projects;
mod proposals;
mod super_stable;
mod supervised;

pub(super) use by_projects::Projects;
pub(super) use by_projects::matched as most;
pub(super) use proposals::matched;
pub(super) use super_stable::matched as super_stable;
pub(super) use supervised::Supervised;
