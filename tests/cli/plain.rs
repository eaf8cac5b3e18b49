//! Without a terminal: logs, exit codes, and what is said when something is wrong.

use std::time::{Duration, Instant};

use super::program::{Program, run};

#[test]
fn it_runs_with_and_without_the_word_and_reports_on_stderr() {
    for args in ["3", "run 3"] {
        let ended = run(args);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert_eq!(ended.stdout, "0\n1\n2\n");
        assert!(ended.stderr.contains("counting: elapsed "), "{}", ended.stderr);
        assert!(ended.stderr.contains("started nodes=2 workers=2"), "{}", ended.stderr);
        assert!(!ended.stderr.contains('\u{1b}'), "no colours in a file: {}", ended.stderr);
    }
}

#[test]
fn help_is_the_doc_comments_and_all_there_is_to_know() {
    let ended = run("--help");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    for part in [
        "Counts, and takes its time",
        "How many events there are",
        "run ",
        "graph ",
        "check ",
        "completions ",
        "--listen <ADDR>",
        "GOFLOW_LISTEN",
        "--log-format",
        "--quiet",
        "Exit codes",
    ] {
        assert!(ended.stdout.contains(part), "no {part} in\n{}", ended.stdout);
    }
    assert!(run("--version").stdout.starts_with("cli-child 0."));
}

#[test]
fn wrong_usage_is_2() {
    for (args, said) in [
        ("", "<EVENTS>"),
        ("many", "invalid value 'many'"),
        ("3 --puase 5", "'--pause'"),
        ("3 --log loud", "error, warn, info, debug, trace"),
        ("graph 3 --format gif", "mermaid"),
        ("completions dos", "fish"),
    ] {
        let ended = run(args);
        assert_eq!(ended.code, Some(2), "{args}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{args}: {}", ended.stderr);
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn a_failure_is_1_and_its_chain_a_line_each() {
    let ended = run("10 --fail-at 2 --quiet");
    assert_eq!(ended.code, Some(1));
    let lines: Vec<&str> = ended.stderr.lines().filter(|it| !it.contains(" ERROR ")).collect();
    assert_eq!(
        lines,
        ["error: node `store`, worker 0: cannot store it", "  caused by: the disk is full"]
    );
    let unbuilt = run("13 --quiet");
    assert_eq!((unbuilt.code, unbuilt.stderr.as_str()), (Some(1), "error: 13 brings bad luck\n"));
}

#[test]
fn a_line_of_the_json_log_has_the_pipelines_name_and_no_key_twice() {
    let ended = run("3 --log-format json");
    let started = ended.stderr.lines().find(|line| line.contains("\"started\"")).unwrap();
    let span = r#""span":{"pipeline":"counting","name":"pipeline"}"#;
    assert!(started.contains(span), "{started}");
}

#[test]
fn a_port_in_use_is_1_and_says_the_mend() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let ended = run(&format!("3 --quiet --listen {address}"));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    let start = format!("error: cannot listen on `{address}`: another program, or another run");
    assert!(ended.stderr.starts_with(&start), "{}", ended.stderr);
    assert!(ended.stderr.contains("name a free port, or port 0"), "{}", ended.stderr);
}

#[test]
fn listen_tells_the_port_and_wins_over_the_program() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let args = format!("100000 --pause 1 --metrics {}", taken.local_addr().unwrap());
    let mut program = Program::start_with(&args, &[("GOFLOW_LISTEN", "127.0.0.1:0")]);
    program.until(|it| it.stderr.contains("url=http://127.0.0.1:") && it.stderr.contains("/\n"));
    let url = program.stderr.split("url=http://").nth(1).unwrap();
    let address = url.split('/').next().unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    use std::io::{Read as _, Write as _};
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\r\n\r\n"), "{answer}");
    program.signal("TERM");
    assert_eq!(program.end().code, Some(0));
}

#[test]
fn graph_draws_and_check_opens_and_neither_runs() {
    let tree = run("graph 3");
    assert_eq!((tree.code, tree.stderr.as_str()), (Some(0), ""));
    assert_eq!(tree.stdout, "numbers (c 1)\n +--> store (c 1)\n");
    for (format, has) in
        [("dot", "digraph"), ("mermaid", "flowchart"), ("json", "\"nodes\""), ("svg", "<svg")]
    {
        let drawn = run(&format!("graph 3 --format {format}"));
        assert_eq!(drawn.code, Some(0), "{}", drawn.stderr);
        assert!(drawn.stdout.contains(has), "{}", drawn.stdout);
    }
    let check = run("check 3");
    assert_eq!(check.code, Some(0), "{}", check.stderr);
    assert_eq!(check.stdout, "ok: 2 nodes, and all that they read and write opens\n");
    let bash = run("completions bash");
    assert_eq!(bash.code, Some(0));
    assert!(bash.stdout.contains("--log-format"), "{}", bash.stdout);
}

#[test]
fn nobody_need_read_to_the_end() {
    for args in
        ["completions bash", "completions fish", "graph 3 --format svg", "check 3", "--help"]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cli-child"));
        let ended = command.args(args.split(' ')).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!((ended.status.code(), &*said), (Some(0), ""), "{args}");
    }
}

#[test]
fn a_line_every_ten_seconds() {
    let begun = Instant::now();
    let mut program = Program::start("1000000 --pause 1 --bytes");
    program.until(|it| it.stderr.contains("progress"));
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(9) && took < Duration::from_secs(20), "{took:?}");
    let line = program.stderr.lines().find(|line| line.contains("progress")).unwrap();
    for part in ["source=\"numbers\"", "events=", "bytes_expected=1000000000"] {
        assert!(line.contains(part), "no {part} in {line}");
    }
    program.signal("INT");
    assert_eq!(program.end().code, Some(0));
}

#[test]
fn json_is_a_document_a_line() {
    let program = Program::start_with("3 --log debug", &[("GOFLOW_LOG_FORMAT", "json")]);
    let ended = program.end();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "0\n1\n2\n"));
    let mut stored = None;
    for line in ended.stderr.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
        if line["message"] == "report" && line["node"] == "store" {
            stored = line["received"].as_u64();
        }
    }
    assert_eq!(stored, Some(3), "{}", ended.stderr);
}

#[test]
fn quiet_says_nothing() {
    let ended = Program::start_with("3", &[("GOFLOW_QUIET", "1")]).end();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "0\n1\n2\n"));
    assert_eq!(ended.stderr, "");
}

#[test]
fn the_first_signal_is_0_and_the_second_130() {
    let mut program = Program::start("1000000 --pause 1");
    program.until(|it| it.stdout.lines().count() > 20);
    program.signal("INT");
    let ended = program.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("counting: elapsed "), "{}", ended.stderr);
    // What was under way arrived: numbers without a hole.
    let numbers: Vec<u64> = ended.stdout.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());

    // An output that never comes back, and cannot be woken.
    let mut program = Program::start("10 --hang");
    program.until(|it| it.stderr.contains("started"));
    program.signal("INT");
    program.until(|it| it.stderr.contains("once more to end at once"));
    let begun = Instant::now();
    program.signal("INT");
    let ended = program.end();
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(ended.stderr.ends_with("error: interrupted by a second signal\n"), "{}", ended.stderr);
}
