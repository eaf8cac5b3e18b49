//! What stands in a `.stderr` file.

/// Errors, each once: its lines begin at the margin.
pub(crate) fn errors(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("error")).count()
}

pub(crate) fn warnings(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("warning")).count()
}

/// Places that are neither in the case nor anywhere the case's author would look.
pub(crate) fn foreign_places(text: &str) -> Vec<&str> {
    let place = |line: &&str| {
        let line = line.trim_start();
        let place = line.strip_prefix("--> ").or_else(|| line.strip_prefix("::: "));
        place.is_some_and(|place| !place.starts_with("ui/"))
    };
    text.lines().filter(place).collect()
}

/// Carets on more than one line, or under a whole `pipeline!`.
pub(crate) fn wide_carets(text: &str) -> Vec<&str> {
    let mut wide = Vec::new();
    let mut above = "";
    for line in text.lines() {
        let Some((number, code)) = line.split_once('|') else { continue };
        if number.trim().is_empty() {
            if is_drawn_over_lines(code) || carets(code, above).any(|on| on.contains("pipeline!")) {
                wide.push(line);
            }
        } else {
            above = code;
            // The middle of what is drawn over several lines.
            if code.trim_start().starts_with("| ") || code.trim_start().starts_with("/ ") {
                wide.push(line);
            }
        }
    }
    wide
}

/// `  _____^` and `|_____^`
fn is_drawn_over_lines(code: &str) -> bool {
    let code = code.trim_start().trim_start_matches('|');
    code.starts_with("__")
}

/// What of the line above has carets under it.
fn carets<'a>(code: &'a str, above: &'a str) -> impl Iterator<Item = String> + 'a {
    let mut runs = vec![String::new()];
    for (mark, on) in code.chars().zip(above.chars()) {
        match (mark, runs.last_mut()) {
            ('^', Some(run)) => run.push(on),
            _ => runs.push(String::new()),
        }
    }
    runs.into_iter().filter(|run| !run.is_empty())
}

#[test]
fn carets_over_a_macro_are_seen() {
    let one_line = "\
5 |     pipeline! { a -> b }
  |     ^^^^^^^^^^^^^^^^^^^^";
    let many_lines = "\
14 |       let _flow = pipeline! {
   |  _________________^
15 | |         numbers -> print;
16 | |     };
   | |_____^ no";
    let fine = "\
15 |         numbers -> print;
   |                    ^^^^^ does not take `usize`";
    assert_eq!(wide_carets(one_line).len(), 1);
    assert_eq!(wide_carets(many_lines).len(), 4);
    assert!(wide_carets(fine).is_empty());
}
