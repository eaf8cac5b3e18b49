//! On a terminal: lines that move, the report at the end, and Ctrl-C as a key.

use super::program::Program;

/// What Ctrl-C sends.
const CTRL_C: &str = "\u{3}";

#[test]
fn a_line_for_the_source_and_the_report_at_the_end() {
    let Some(program) = Program::start_on_terminal("1500 --pause 1") else { return };
    let ended = program.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    let text = &ended.stdout;
    assert!(text.contains("numbers (c 1)\r\n +--> store (c 1)"), "the graph first: {text}");
    assert!(text.contains(" events, ") && text.contains("/s"), "the source's line: {text}");
    assert!(text.contains("\u{1b}["), "it moves: {text:?}");
    let report = text.rsplit("\r\nnode ").next().unwrap();
    assert!(report.contains("1,500") && report.contains("counting: elapsed "), "{report}");
    assert!(!report.contains("/s "), "nothing moves behind the report: {report:?}");
}

#[test]
fn of_bytes_it_says_how_many_of_how_many() {
    let Some(mut program) = Program::start_on_terminal("3000 --pause 1 --bytes") else { return };
    program.until(|it| it.stdout.contains(" of 2.86 MiB"));
    program.until(|it| it.stdout.contains(" left"));
    assert_eq!(program.end().code, Some(0));
}

#[test]
fn ctrl_c_stops_in_order_and_twice_at_once() {
    let Some(mut program) = Program::start_on_terminal("1000000 --pause 1") else { return };
    program.until(|it| it.stdout.contains(" events, "));
    program.type_in(CTRL_C);
    let ended = program.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    assert!(ended.stdout.contains("stopping: what was read is written"), "{}", ended.stdout);
    assert!(ended.stdout.contains("counting: elapsed "), "{}", ended.stdout);

    let Some(mut program) = Program::start_on_terminal("10 --hang") else { return };
    program.until(|it| it.stdout.contains("hanging"));
    program.type_in(CTRL_C);
    program.until(|it| it.stdout.contains("once more to end at once"));
    program.type_in(CTRL_C);
    let ended = program.end();
    assert_eq!(ended.code, Some(130), "{}", ended.stdout);
    assert!(ended.stdout.contains("error: interrupted by a second signal"), "{}", ended.stdout);
}

#[test]
fn a_failure_is_said_below_the_lines_that_moved() {
    let Some(program) = Program::start_on_terminal("1000 --pause 1 --fail-at 300") else { return };
    let ended = program.end();
    assert_eq!(ended.code, Some(1));
    let said = ended.stdout.rsplit("error: node").next().unwrap();
    let expected = " `store`, worker 0: cannot store it\r\n  caused by: the disk is full\r\n";
    assert_eq!(said, expected, "{}", ended.stdout);
}
