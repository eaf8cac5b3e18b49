//! What runs: the version of the engine.

use std::fmt;

use super::families::Families;

pub(super) fn write(families: &mut Families<'_>) -> fmt::Result {
    let mut facts = families.labels(&[
        ("version", env!("CARGO_PKG_VERSION")),
        ("os", std::env::consts::OS),
        ("arch", std::env::consts::ARCH),
    ]);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    facts.push(("profile", profile.to_string()));
    families.info("goflow_build", "The version of goflow that the program was built with", &facts)
}
