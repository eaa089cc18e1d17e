//! Writes every sample page to a folder, for looking at them: `preview DIR`.
use std::{env, fs, path::PathBuf};

use guohe_web::{assets, lang::Lang, samples};

fn main() -> std::io::Result<()> {
    let dir = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/preview".to_owned()));
    for lang in Lang::ALL {
        let folder = dir.join(lang.code());
        fs::create_dir_all(&folder)?;
        for page in samples::all(lang) {
            fs::write(folder.join(format!("{}.html", page.name)), page.html)?;
        }
    }
    fs::create_dir_all(dir.join("assets"))?;
    for asset in [&assets::STYLE, &assets::SCRIPT, &assets::MARK] {
        fs::write(dir.join(asset.path.trim_start_matches('/')), &asset.body)?;
    }
    Ok(())
}
