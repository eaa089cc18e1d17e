//! Debian packages: the browser, its driver, the database server, fonts, what draws PDF files, a mail server, and npm.

use super::on_path;
use crate::line::{Failure, Line};
use std::path::Path;

/// A package, and how to see that it, or something as good, is there.
struct Need {
    package: &'static str,
    present: fn(&Path) -> bool,
}

const MAIL: &str = "/usr/lib/python3/dist-packages/aiosmtpd";

const NEEDS: &[Need] = &[
    Need { package: "chromium", present: |_| on_path("chromium").is_some() },
    Need { package: "chromium-driver", present: |_| super::chromedriver().is_some() },
    Need { package: "postgresql", present: |_| guohe_testkit::postgres::programs().is_ok() },
    // Without it, every Chinese character in a screenshot is an empty box.
    Need { package: "fonts-noto-cjk", present: |_| has_cjk_font() },
    // Draws printed pages for tests that scan them.
    Need { package: "poppler-utils", present: |_| on_path("pdftoppm").is_some() },
    // Runs programs that try the API.
    Need { package: "python3-venv", present: |_| has_venv() },
    // The server to which tests send mail; it is a module of Debian's own Python.
    Need { package: "python3-aiosmtpd", present: |_| Path::new(MAIL).is_dir() },
    // Runs the provider of unified logins at which tests sign in.
    Need { package: "nodejs", present: |_| on_path("node").is_some() },
    // Fetches that provider and axe-core, and only those.
    Need {
        package: "npm",
        present: |root| {
            on_path("npm").is_some()
                || super::axe::is_there(root) && super::provider::is_there(root)
        },
    },
];

pub(super) fn provide(root: &Path) -> Result<(), Failure> {
    let missing = missing(root);
    if missing.is_empty() {
        return Ok(());
    }
    println!("missing: {}", missing.join(", "));
    let update = apt(&["update"]);
    let install = apt(&["install", "-y", "--no-install-recommends"]).with(missing.iter().copied());
    if !(Path::new("/etc/debian_version").is_file() && is_root()) {
        return Err(Failure::new(
            format!("not installed: {}; only root on Debian may install", missing.join(", ")),
            format!("sudo {update} && sudo {install}"),
        ));
    }
    update.run(root)?;
    install.run(root)?;
    match self::missing(root).as_slice() {
        [] => Ok(()),
        still => Err(Failure::new(
            format!("installed, but not found: {}", still.join(", ")),
            install.to_string(),
        )),
    }
}

fn missing(root: &Path) -> Vec<&'static str> {
    NEEDS.iter().filter(|need| !(need.present)(root)).map(|need| need.package).collect()
}

fn apt(words: &[&str]) -> Line {
    Line::new("env").with(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).with(words.iter().copied())
}

fn has_cjk_font() -> bool {
    let list = std::process::Command::new("fc-list").arg(":lang=zh-cn").output();
    list.is_ok_and(|fonts| !fonts.stdout.is_empty())
}

fn has_venv() -> bool {
    let asked =
        std::process::Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    asked.is_ok_and(|asked| asked.status.success())
}

fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout == b"0\n")
}
