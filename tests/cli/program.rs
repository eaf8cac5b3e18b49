//! Starts the program, talks to it, and sees it end.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(60);

/// A program that runs.
pub struct Program {
    child: Child,
    output: Receiver<(Stream, Vec<u8>)>,
    pub stdout: String,
    pub stderr: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

/// How it ended.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// Without a terminal.
    pub fn start(args: &str) -> Self {
        Self::start_with(args, &[])
    }

    /// The same with variables in its environment.
    pub fn start_with(args: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cli-child"));
        command.args(args.split_whitespace());
        Self::spawn(command, variables)
    }

    /// On a terminal of its own: stdout and stderr both come out of it, as stdout. `None` where there
    /// is no program that makes terminals.
    pub fn start_on_terminal(args: &str) -> Option<Self> {
        let mut command = Command::new("script");
        // The shell must not be there to be interrupted, too: some stay, and end as the signal tells.
        let inner = format!("exec {} {args}", env!("CARGO_BIN_EXE_cli-child"));
        command.args(["--quiet", "--flush", "--return", "--command", &inner, "/dev/null"]);
        if Command::new("script").arg("--version").output().is_err() {
            eprintln!(
                "skipped: there is no `script`; Debian has it in bsdutils, others in util-linux"
            );
            return None;
        }
        Some(Self::spawn(command, &[("TERM", "xterm")]))
    }

    fn spawn(mut command: Command, variables: &[(&str, &str)]) -> Self {
        for name in ["LISTEN", "LOG", "LOG_FORMAT", "QUIET"] {
            command.env_remove(format!("GOFLOW_{name}"));
        }
        command.envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (send, output) = channel();
        let mut streams: Vec<(Stream, Box<dyn std::io::Read + Send>)> = vec![
            (Stream::Out, Box::new(child.stdout.take().unwrap())),
            (Stream::Err, Box::new(child.stderr.take().unwrap())),
        ];
        for (stream, mut from) in streams.drain(..) {
            let send = send.clone();
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(count @ 1..) = from.read(&mut buffer) {
                    if send.send((stream, buffer[..count].to_vec())).is_err() {
                        break;
                    }
                }
            });
        }
        Self { child, output, stdout: String::new(), stderr: String::new() }
    }

    /// Reads until what it said is enough.
    pub fn until(&mut self, enough: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !enough(self) {
            let left = LIMIT.checked_sub(begun.elapsed()).unwrap_or_default();
            let Ok((stream, bytes)) = self.output.recv_timeout(left) else {
                panic!("it said nothing more than\n{}\n{}", self.stdout, self.stderr);
            };
            let text = String::from_utf8_lossy(&bytes);
            if stream == Stream::Out { &mut self.stdout } else { &mut self.stderr }.push_str(&text);
        }
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Types into its terminal.
    pub fn type_in(&mut self, keys: &str) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(keys.as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let begun = Instant::now();
        loop {
            match self.output.recv_timeout(Duration::from_millis(20)) {
                Ok((Stream::Out, bytes)) => self.stdout += &String::from_utf8_lossy(&bytes),
                Ok((Stream::Err, bytes)) => self.stderr += &String::from_utf8_lossy(&bytes),
                Err(_) => {
                    if let Some(status) = self.child.try_wait().unwrap()
                        && self.output.recv_timeout(Duration::from_millis(50)).is_err()
                    {
                        let (stdout, stderr) = (self.stdout.clone(), self.stderr.clone());
                        return Ended { code: status.code(), stdout, stderr };
                    }
                }
            }
            assert!(begun.elapsed() < LIMIT, "it does not end:\n{}\n{}", self.stdout, self.stderr);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs it to its end.
pub fn run(args: &str) -> Ended {
    Program::start(args).end()
}
