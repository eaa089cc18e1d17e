//! What runs beside the tests: one PostgreSQL server for the whole run, and the addresses of tools.

use crate::line::Failure;
use crate::provision::{axe, provider, python};
use guohe_testkit::postgres::{Cluster, SERVER_VARIABLE};
use guohe_testkit::provider::PROVIDER_VARIABLE;
use std::path::Path;

/// A running database server; it stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Services {
    cluster: Cluster,
    axe: String,
    provider: String,
    python: String,
}

impl Services {
    pub(crate) fn start(root: &Path) -> Result<Self, Failure> {
        let cluster = Cluster::start()
            .map_err(|error| Failure::new(error.to_string(), "cargo xtask provision"))?;
        let axe = axe::script(root).display().to_string();
        let provider = provider::folder(root).display().to_string();
        let python = python::programs(root).display().to_string();
        Ok(Self { cluster, axe, provider, python })
    }

    /// The variables by which tests find the services.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let mut all = vec![
            (SERVER_VARIABLE.to_owned(), self.cluster.url()),
            ("GUOHE_TEST_AXE".to_owned(), self.axe.clone()),
            (PROVIDER_VARIABLE.to_owned(), self.provider.clone()),
            ("GUOHE_TEST_PYTHON".to_owned(), self.python.clone()),
        ];
        if let Some(driver) = crate::provision::chromedriver() {
            all.push(("GUOHE_TEST_CHROMEDRIVER".to_owned(), driver.display().to_string()));
        }
        all
    }
}
