//! What may stand on the command line.

use std::ffi::OsString;
use std::marker::PhantomData;
use std::path::PathBuf;

use clap::builder::{FalseyValueParser, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Error, ValueEnum};
use clap_complete::Shell;
use tracing_subscriber::filter::Targets;

use super::{Program, log};

/// What a program is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Request {
    Run(Options),
    Graph(Picture),
    Check,
    Completions(Shell),
}

/// How to run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Options {
    pub(super) listen: Option<String>,
    pub(super) log: Option<Targets>,
    pub(super) json: bool,
    pub(super) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Picture {
    /// As text, for people
    Tree,
    /// For Graphviz: `| dot -Tpng`
    Dot,
    /// For Markdown viewers
    Mermaid,
    /// A picture for browsers
    Svg,
    /// All that is known of nodes and edges
    Json,
}

const RUN: &str = "run";
const GRAPH: &str = "graph";
const CHECK: &str = "check";
const COMPLETIONS: &str = "completions";

// Such names no program gives its own arguments.
const LISTEN: &str = "goflow listen";
const LOG: &str = "goflow log";
const LOG_FORMAT: &str = "goflow log format";
const QUIET: &str = "goflow quiet";
const FORMAT: &str = "goflow format";
const SHELL: &str = "goflow shell";

const ENDING: &str = "\
Ctrl-C (or SIGTERM) stops in order: sources end, what is under way is finished, outputs are closed.
A second one ends at once. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 ended by a second Ctrl-C.";

/// The command line of a program whose own arguments are `A`.
pub(super) struct Command<A> {
    command: clap::Command,
    args: PhantomData<fn() -> A>,
}

impl<A: Args> Command<A> {
    pub(super) fn new(program: Program) -> Self {
        let name = program.name.map_or_else(called, str::to_string);
        let command = clap::Command::new(name).about(program.about.unwrap_or_default());
        // The doc comment of `A`, if it has one, says what the program is about.
        let command = A::augment_args(command);
        let examples = command.get_after_help().map(|help| format!("{help}\n\n"));
        let ending = format!("{}{ENDING}", examples.unwrap_or_default());
        let mut command = options(command)
            .after_help(ending)
            .args_conflicts_with_subcommands(true)
            .subcommand_negates_reqs(true)
            .subcommand(options(own::<A>(
                RUN,
                "Run to the end of all sources: what is done without a command",
            )))
            .subcommand(own::<A>(GRAPH, "Draw the graph, and run nothing").arg(format()))
            .subcommand(own::<A>(CHECK, "Open all sources and outputs, and write nothing"))
            .subcommand(completions());
        if let Some(version) = program.version {
            command = command.version(version);
        }
        Self { command, args: PhantomData }
    }

    /// What is asked, and the program's own arguments, which `completions` has none of.
    pub(super) fn read(
        &self,
        words: impl IntoIterator<Item = OsString>,
    ) -> Result<(Request, Option<A>), Error> {
        let mut command = self.command.clone();
        let matches = command.try_get_matches_from_mut(words)?;
        let (request, matches) = match matches.subcommand() {
            Some((GRAPH, matches)) => {
                let picture = matches.get_one(FORMAT).copied();
                (Request::Graph(picture.unwrap_or(Picture::Tree)), matches)
            }
            Some((CHECK, matches)) => (Request::Check, matches),
            Some((COMPLETIONS, matches)) => {
                // It is required: without one clap has said so.
                let shell = matches.get_one(SHELL).copied().unwrap_or(Shell::Bash);
                return Ok((Request::Completions(shell), None));
            }
            Some((_, matches)) => (Request::Run(asked(matches)), matches),
            None => (Request::Run(asked(&matches)), &matches),
        };
        let args = A::from_arg_matches(matches).map_err(|error| error.format(&mut command))?;
        Ok((request, Some(args)))
    }

    /// What the program is called.
    pub(super) fn name(&self) -> String {
        self.command.get_name().to_string()
    }

    /// What the shell needs. As a text first: to write what `head` no longer reads would be a panic.
    pub(super) fn completions(&self, shell: Shell) -> String {
        let mut command = self.command.clone();
        let name = command.get_name().to_string();
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut command, name, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// A command that needs what the program needs: to draw a graph is to build it.
fn own<A: Args>(name: &'static str, about: &'static str) -> clap::Command {
    // The doc comment of `A` says what the program is about, not what this command does.
    A::augment_args(clap::Command::new(name)).about(about).long_about(None).after_help("")
}

fn options(command: clap::Command) -> clap::Command {
    let listen = Arg::new(LISTEN)
        .long("listen")
        .value_name("ADDR")
        .env("GOFLOW_LISTEN")
        .help("Serve metrics and a live page at HOST:PORT, as `127.0.0.1:9464`; port 0 is any");
    let log = Arg::new(LOG)
        .long("log")
        .value_name("LEVEL")
        .env("GOFLOW_LOG")
        .value_parser(log::level)
        .help("Log from this level on: error, warn, info (the default), debug, trace")
        .long_help(
            "Log from this level on: error, warn, info (the default), debug, trace; or by target, as \
             `warn,goflow=debug`",
        );
    let format = Arg::new(LOG_FORMAT)
        .long("log-format")
        .value_name("FORMAT")
        .env("GOFLOW_LOG_FORMAT")
        .value_parser(PossibleValuesParser::new(["text", "json"]))
        .default_value("text")
        .help("How log lines look");
    let quiet = Arg::new(QUIET)
        .long("quiet")
        .env("GOFLOW_QUIET")
        .action(ArgAction::SetTrue)
        .value_parser(FalseyValueParser::new())
        .help("Show no progress and no report, and log warnings only");
    let all = [listen, log, format, quiet];
    command.args(all.map(|arg| arg.help_heading("Running")))
}

fn format() -> Arg {
    Arg::new(FORMAT)
        .long("format")
        .value_name("FORMAT")
        .value_parser(clap::value_parser!(Picture))
        .default_value("tree")
        .help("How to draw it")
}

fn completions() -> clap::Command {
    let shell = Arg::new(SHELL)
        .value_name("SHELL")
        .value_parser(clap::value_parser!(Shell))
        .required(true)
        .help("The shell it is for");
    clap::Command::new(COMPLETIONS)
        .about("Print what a shell needs to complete arguments")
        .after_help("bash: put `source <(PROGRAM completions bash)` into ~/.bashrc")
        .arg(shell)
}

fn asked(matches: &ArgMatches) -> Options {
    let text = |id| matches.get_one::<String>(id).cloned();
    Options {
        listen: text(LISTEN),
        log: matches.get_one::<Targets>(LOG).cloned(),
        json: text(LOG_FORMAT).as_deref() == Some("json"),
        quiet: matches.get_flag(QUIET),
    }
}

/// What the program was called by.
fn called() -> String {
    let path = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "pipeline".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds numbers.
    #[derive(Debug, Args, PartialEq)]
    #[command(after_help = "Examples: sum 1 2")]
    struct Own {
        /// What to add.
        #[arg(required = true)]
        numbers: Vec<u8>,
        /// What to begin with.
        #[arg(long, default_value_t = 0)]
        start: u8,
    }

    fn read(words: &str) -> Result<(Request, Option<Own>), Error> {
        let program = Program { name: Some("sum"), version: Some("1.2.3"), about: None };
        let words = ["sum"].into_iter().chain(words.split_whitespace()).map(OsString::from);
        Command::new(program).read(words)
    }

    fn own(numbers: &[u8], start: u8) -> Option<Own> {
        Some(Own { numbers: numbers.to_vec(), start })
    }

    fn plain() -> Options {
        Options { listen: None, log: None, json: false, quiet: false }
    }

    #[test]
    fn the_command_itself_is_sound() {
        Command::<Own>::new(Program::default()).command.debug_assert();
    }

    #[test]
    fn run_may_be_left_out() {
        assert_eq!(read("1 2 --start 3").unwrap(), (Request::Run(plain()), own(&[1, 2], 3)));
        assert_eq!(read("run 1").unwrap(), (Request::Run(plain()), own(&[1], 0)));
        let options = Options {
            listen: Some("127.0.0.1:0".into()),
            log: Some("warn,goflow=debug".parse().unwrap()),
            json: true,
            quiet: true,
        };
        let words = "--listen 127.0.0.1:0 --log warn,goflow=debug --log-format json --quiet 1";
        assert_eq!(read(words).unwrap(), (Request::Run(options.clone()), own(&[1], 0)));
        assert_eq!(read(&format!("run {words}")).unwrap().0, Request::Run(options));
    }

    #[test]
    fn the_other_commands_take_what_the_program_takes() {
        assert_eq!(read("graph 1").unwrap(), (Request::Graph(Picture::Tree), own(&[1], 0)));
        assert_eq!(read("graph 1 --format svg").unwrap().0, Request::Graph(Picture::Svg));
        assert_eq!(read("check --start 1 2").unwrap(), (Request::Check, own(&[2], 1)));
        assert_eq!(read("completions bash").unwrap(), (Request::Completions(Shell::Bash), None));
    }

    #[test]
    fn wrong_usage_is_2_and_help_is_0() {
        for wrong in ["", "run", "graph", "x", "1 --strat 2", "1 --log loud", "completions sh"] {
            let error = read(wrong).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
        let typo = read("1 --strat 2").unwrap_err().to_string();
        assert!(typo.contains("--start"), "it says what was meant: {typo}");
        let level = read("1 --log loud").unwrap_err().to_string();
        assert!(level.contains("error, warn, info, debug, trace"), "{level}");
        for help in ["--help", "-h", "help", "run --help", "graph --help", "--version"] {
            assert_eq!(read(help).unwrap_err().exit_code(), 0, "{help}");
        }
    }

    #[test]
    fn help_is_made_of_the_doc_comments_and_teaches() {
        let help = read("--help").unwrap_err().to_string();
        for part in [
            "Adds numbers",
            "What to add",
            "What to begin with",
            "Draw the graph",
            "GOFLOW_LISTEN",
            "Examples: sum 1 2",
            "Ctrl-C",
            "130",
        ] {
            assert!(help.contains(part), "no {part} in\n{help}");
        }
        let graph = read("graph --help").unwrap_err().to_string();
        assert!(graph.starts_with("Draw the graph"), "{graph}");
        assert!(graph.contains("for Graphviz") || graph.contains("For Graphviz"), "{graph}");
    }
}
