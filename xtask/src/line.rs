//! One command as a line that can be shown, run and run again by hand.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// A program, its arguments and the variables it needs.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    program: String,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
}

/// What went wrong, and what to type to see it again.
#[derive(Debug)]
pub(crate) struct Failure {
    reason: String,
    again: String,
}

impl Failure {
    pub(crate) fn new(reason: impl Into<String>, again: impl Into<String>) -> Self {
        Self { reason: reason.into(), again: again.into() }
    }

    /// The same failure, where a shorter line shows it again.
    pub(crate) fn shown_by(self, again: impl Into<String>) -> Self {
        Self { again: again.into(), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  run again: {}", self.reason, self.again)
    }
}

impl Line {
    pub(crate) fn new(program: &str) -> Self {
        Self { program: program.to_owned(), arguments: Vec::new(), variables: Vec::new() }
    }

    /// A line written as one would type it; words are separated by single spaces.
    pub(crate) fn typed(words: &str) -> Self {
        let mut words = words.split(' ');
        Self::new(words.next().unwrap_or_default()).with(words)
    }

    pub(crate) fn with(mut self, arguments: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn variables(mut self, all: &[(String, String)]) -> Self {
        self.variables.extend_from_slice(all);
        self
    }

    /// Runs with the terminal's output and an empty input.
    pub(crate) fn run(&self, root: &Path) -> Result<(), Failure> {
        let status = self.command(root).status();
        self.judge(status)
    }

    /// Runs as [`Line::run`] does and also returns what was written to standard output.
    pub(crate) fn run_and_listen(&self, root: &Path) -> Result<String, (Failure, String)> {
        let mut heard = String::new();
        let outcome = self.listen(root, &mut heard);
        match self.judge(outcome) {
            Ok(()) => Ok(heard),
            Err(failure) => Err((failure, heard)),
        }
    }

    /// Whether the command can be run and succeeds; nothing is shown.
    pub(crate) fn succeeds(&self, root: &Path) -> bool {
        let mut command = self.command(root);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    fn listen(&self, root: &Path, heard: &mut String) -> std::io::Result<ExitStatus> {
        let mut child = self.command(root).stdout(Stdio::piped()).spawn()?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line?;
                println!("{line}");
                heard.push_str(&line);
                heard.push('\n');
            }
        }
        child.wait()
    }

    fn command(&self, root: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.variables.iter().cloned());
        command.current_dir(root).stdin(Stdio::null());
        command
    }

    fn judge(&self, outcome: std::io::Result<ExitStatus>) -> Result<(), Failure> {
        let reason = match outcome {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => format!("`{}` ended with {status}", self.program),
            Err(error) => format!("could not run `{}`: {error}", self.program),
        };
        Err(Failure::new(reason, self.to_string()))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables {
            write!(f, "{name}={} ", quoted(value))?;
        }
        f.write_str(&self.program)?;
        self.arguments.iter().try_for_each(|argument| write!(f, " {}", quoted(argument)))
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:@,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_as_it_can_be_typed() {
        let line = Line::typed("cargo doc --workspace").variable("RUSTDOCFLAGS", "-D warnings");
        assert_eq!(line.to_string(), "RUSTDOCFLAGS='-D warnings' cargo doc --workspace");
        let line = Line::new("printf").with(["it's"]);
        assert_eq!(line.to_string(), r"printf 'it'\''s'");
    }

    #[test]
    fn a_failing_command_says_how_to_run_it_again() {
        let failure = Line::typed("sh -c false").run(Path::new("/")).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "error: `sh` ended with exit status: 1\n  run again: sh -c false"
        );
    }

    #[test]
    fn what_a_failing_command_said_is_kept() {
        let line = Line::new("sh").with(["-c", "echo 3 passed; exit 4"]);
        let (_, heard) = line.run_and_listen(Path::new("/")).unwrap_err();
        assert_eq!(heard, "3 passed\n");
    }
}
