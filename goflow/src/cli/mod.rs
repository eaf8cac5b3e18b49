//! The command line of a pipeline's program.
//!
//! ```text
//! flights data/                  runs
//! flights run data/              the same
//! flights graph data/            draws the graph, and runs nothing
//! flights check data/            opens sources and outputs, and runs nothing
//! flights completions bash       what a shell needs to complete its arguments
//! ```

mod ask;
mod command;
mod failure;
mod log;
mod progress;
mod run;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;

use crate::error::{BoxError, Error};
use crate::pipeline::Pipeline;

pub use ask::{CommandLine, EndsMain, Main};
use command::{Command, Picture, Request};
use failure::Failure;

/// What a program is called, as the one who compiled it knows.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Program {
    /// The binary's name; `None`: what it was called by.
    pub name: Option<&'static str>,
    /// The package's version.
    pub version: Option<&'static str>,
    /// The doc comment of `main`.
    pub about: Option<&'static str>,
}

// The arguments of a program that has none. A doc comment would be its help.
#[allow(missing_docs)]
#[doc(hidden)]
#[derive(Debug, Args)]
pub struct NoArgs {}

/// Runs a program that is one pipeline: reads the command line, builds the pipeline from it, and does
/// what was asked. What it gives is what `main` returns.
///
/// `#[goflow::main]` is the shorter way to the same.
///
/// ```no_run
/// use goflow::prelude::*;
///
/// /// Counts as far as it is told.
/// #[derive(clap::Args)]
/// struct Args {
///     /// Where to stop.
///     upto: u64,
/// }
///
/// #[source]
/// fn numbers(upto: &u64) -> impl Iterator<Item = u64> + use<> { 0..*upto }
///
/// fn main() -> std::process::ExitCode {
///     goflow::cli(|args: Args| -> Result<Pipeline, goflow::Error> {
///         Ok(pipeline! { numbers(args.upto) -> discard; }.name("count"))
///     })
/// }
/// ```
///
/// Beside the arguments of its own such a program has the commands `run` (which may be left out),
/// `graph`, `check` and `completions`, and `run` has the options `--listen`, `--log`, `--log-format`
/// and `--quiet`, each of which may be given in the environment as well, as `GOFLOW_LISTEN` and so on.
///
/// The exit code is 0 when the pipeline has ended or was stopped in order, 1 when it failed, 2 when the
/// command line was wrong, and 130 when a second Ctrl-C ended it.
pub fn cli<A, E>(build: impl FnOnce(A) -> Result<Pipeline, E>) -> ExitCode
where
    A: Args,
    E: Into<BoxError>,
{
    program(Program::default(), build)
}

/// What `#[goflow::main]` calls.
#[doc(hidden)]
pub fn program<A, E>(program: Program, build: impl FnOnce(A) -> Result<Pipeline, E>) -> ExitCode
where
    A: Args,
    E: Into<BoxError>,
{
    let command = Command::<A>::new(program);
    let (request, args) = match command.read(std::env::args_os()) {
        Ok(read) => read,
        Err(error) => {
            // Help and version come this way, too, and are no errors.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match (request, args) {
        (Request::Completions(shell), _) => print(command.completions(shell).trim_end()),
        // All other commands have them.
        (_, None) => Ok(()),
        (request, Some(args)) => obey(request, command.name(), || build(args).map_err(Into::into)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody reads it, perhaps; the code tells all the same.
            let _ = std::io::stderr().write_all(failure.to_string().as_bytes());
            failure.code()
        }
    }
}

fn obey(
    request: Request,
    name: String,
    build: impl FnOnce() -> Result<Pipeline, BoxError>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::from(BoxError::from(error)))?;
    let pipeline = || {
        // Arguments of a pipeline may need the runtime, to connect or to spawn.
        let _inside = runtime.enter();
        build()
    };
    let done = match request {
        Request::Run(options) => {
            let (screen, _kept) = log::start(&options, &name)?;
            let pipeline = pipeline()?;
            runtime.block_on(run::run(pipeline, options, screen)).map_err(Failure::from)
        }
        Request::Graph(picture) => print(&draw(&pipeline()?, picture)),
        Request::Check => {
            let pipeline = pipeline()?;
            let nodes = pipeline.graph().nodes().len();
            match runtime.block_on(pipeline.check()) {
                Ok(()) => {
                    print(&format!("ok: {nodes} nodes, and all that they read and write opens"))
                }
                Err(error) => Err(Failure::from(error)),
            }
        }
        Request::Completions(_) => Ok(()),
    };
    // A function that hangs is not waited for.
    runtime.shutdown_background();
    done
}

fn draw(pipeline: &Pipeline, picture: Picture) -> String {
    let graph = pipeline.graph();
    match picture {
        Picture::Tree => graph.to_string(),
        Picture::Dot => graph.to_dot(),
        Picture::Mermaid => graph.to_mermaid(),
        Picture::Svg => graph.to_svg(),
        Picture::Json => graph.to_json(),
    }
}

/// To stdout, and a newline.
fn print(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{text}") {
        // `graph | head` has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::from(BoxError::from(error))),
        Ok(()) => Ok(()),
    }
}

/// Waits for an `async fn main` that builds a pipeline.
#[doc(hidden)]
pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Handle::current().block_on(future)
}

impl From<BoxError> for Failure {
    fn from(error: BoxError) -> Self {
        match error.downcast::<Error>() {
            Ok(error) => Self::from(*error),
            Err(error) => Self::from(Error::Other(error)),
        }
    }
}
