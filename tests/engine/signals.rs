//! The first Ctrl-C or SIGTERM drains, the second ends at once, the third ends the process.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::support::run;

struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(mode: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_engine-child"));
        let mut child = command.arg(mode).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut program = Self { child, lines };
        assert_eq!(program.line(), "running");
        program
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("it ended").unwrap()
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
    }

    fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// With the guard against hanging.
fn on_a_thread(test: impl FnOnce() + Send + 'static) {
    run(async { tokio::task::spawn_blocking(test).await.unwrap() });
}

#[test]
fn the_first_signal_drains_and_loses_nothing() {
    for signal in ["INT", "TERM"] {
        on_a_thread(move || {
            let mut program = Program::start("drains");
            program.signal(signal);
            let line = program.line();
            let (made, got) =
                line.strip_prefix("made ").and_then(|l| l.split_once(", got ")).unwrap();
            assert_eq!(made, got, "after {signal}");
            assert!(program.child.wait().unwrap().success());
        });
    }
}

#[test]
fn the_second_signal_ends_at_once() {
    for (first, second) in [("INT", "INT"), ("TERM", "INT"), ("INT", "TERM")] {
        on_a_thread(move || {
            let mut program = Program::start("stubborn");
            program.signal(first);
            assert!(program.is_running());
            // A signal that comes while the first of its kind is not seen yet is one with it.
            std::thread::sleep(std::time::Duration::from_millis(300));
            assert!(program.is_running(), "the first signal must not end it");
            program.signal(second);
            assert_eq!(program.line(), "interrupted by a second signal");
            program.child.wait().unwrap();
        });
    }
}

#[test]
fn the_third_signal_ends_a_program_that_waits_for_code_which_blocks() {
    on_a_thread(|| {
        let mut program = Program::start("blocked");
        // One that comes while the one before is not seen yet is one with it.
        let mut signals = 0;
        while program.is_running() {
            program.signal("INT");
            signals += 1;
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        assert!(signals >= 3, "{signals} ended it");
        assert_eq!(program.child.wait().unwrap().code(), Some(130));
    });
}
