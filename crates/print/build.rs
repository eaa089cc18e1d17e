//! Takes the faces in `faces.tsv` from a folder or from npm, checks them, and leaves them for the binary to hold.
//!
//! `GUOHE_FACES=DIR` names a folder with the files, for builds without a network. Without it npm is asked. Where
//! neither is there the program is built without faces: it then looks for those of the system, and says which
//! package to install when there are none. A file with another digest stops the build.

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest as _, Sha256};

/// Where the faces lie, for builds without a network.
const FOLDER: &str = "GUOHE_FACES";

/// A line of `faces.tsv`.
struct Face<'a> {
    package: &'a str,
    version: &'a str,
    file: &'a str,
    role: &'a str,
    digest: &'a str,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=faces.tsv");
    println!("cargo:rerun-if-env-changed={FOLDER}");
    let list = fs::read_to_string("faces.tsv")?;
    let faces = list.lines().filter(|line| !line.starts_with('#')).map(face);
    let faces = faces.collect::<Option<Vec<_>>>().ok_or("faces.tsv: five columns are needed")?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?);
    let folder = match env::var_os(FOLDER) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => from_npm(&faces, &out),
    };
    let mut code = String::from("&[");
    if let Some(folder) = folder {
        for face in &faces {
            let path = checked(face, &folder)?;
            let path = path.to_str().ok_or("the folder of the build is not named in UTF-8")?;
            writeln!(code, "({:?}, include_bytes!({path:?})),", face.role)?;
        }
    } else {
        // A file that never exists: the next build asks again.
        println!("cargo:rerun-if-changed={}", out.join("asked-again").display());
        println!("cargo:warning=no faces from npm; the program will look for those of the system");
    }
    code.push(']');
    fs::write(out.join("faces.rs"), code)?;
    Ok(())
}

fn face(line: &str) -> Option<Face<'_>> {
    let mut columns = line.split('\t');
    Some(Face {
        package: columns.next()?,
        version: columns.next()?,
        file: columns.next()?,
        role: columns.next()?,
        digest: columns.next()?,
    })
}

/// The folder with the files that npm gave; none when there is no npm, or no network.
fn from_npm(faces: &[Face<'_>], out: &Path) -> Option<PathBuf> {
    let folder = out.join("faces");
    fs::create_dir_all(&folder).ok()?;
    let lacks = |face: &&Face<'_>| checked(face, &folder).is_err();
    let wanted = faces.iter().filter(lacks).map(|face| (face.package, face.version));
    for (package, version) in wanted.collect::<BTreeSet<_>>() {
        let packed = Command::new("npm")
            .args(["pack", "--silent", "--fetch-retries=1", "--pack-destination"])
            .arg(out)
            .arg(format!("{package}@{version}"))
            .output()
            .ok()
            .filter(|packed| packed.status.success())?;
        let name = String::from_utf8(packed.stdout).ok()?;
        let archive = out.join(name.trim());
        let files = faces.iter().filter(|face| face.package == package);
        let unpacked = Command::new("tar")
            .args(["--strip-components=2", "-xzf"])
            .arg(&archive)
            .arg("-C")
            .arg(&folder)
            .args(files.map(|face| format!("package/files/{}", face.file)))
            .status();
        fs::remove_file(&archive).ok()?;
        unpacked.ok().filter(std::process::ExitStatus::success)?;
    }
    Some(folder)
}

/// The path of a face, once its digest was found to be the one expected.
fn checked(face: &Face<'_>, folder: &Path) -> Result<PathBuf, String> {
    let path = folder.join(face.file);
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut digest = String::new();
    for byte in Sha256::digest(&bytes) {
        write!(digest, "{byte:02x}").map_err(|error| error.to_string())?;
    }
    if digest == face.digest {
        return Ok(path);
    }
    Err(format!("{}: digest {digest}, expected {}", path.display(), face.digest))
}
