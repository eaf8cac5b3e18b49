//! Text in an SVG: what it may hold, and how wide it is.

use std::fmt::{self, Write as _};

/// Characters of a name that are shown; the title has all of them.
const LONGEST: usize = 34;

/// Text between tags or in an attribute's quotes.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // XML knows no other control characters, and would turn these into spaces.
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                    f.write_char(char::REPLACEMENT_CHARACTER)?;
                }
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A long name without its middle: the end says more than the rest.
pub(super) fn shortened(name: &str) -> String {
    let count = name.chars().count();
    if count <= LONGEST {
        return name.to_owned();
    }
    let head = LONGEST / 3;
    let tail = LONGEST - head - 1;
    let start: String = name.chars().take(head).collect();
    let end: String = name.chars().skip(count - tail).collect();
    format!("{start}…{end}")
}

/// How many places of a font of even width the text takes.
pub(super) fn cells(text: &str) -> f64 {
    text.chars().map(|c| if is_wide(c) { 2.0 } else { 1.0 }).sum()
}

/// Whether a character is of East Asia, or a picture: those are twice as wide, about.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_are_escaped() {
        assert_eq!(Escaped("a<b>&\"'\u{1}\n").to_string(), "a&lt;b&gt;&amp;&quot;&#39;��");
        assert_eq!(Escaped("zählen 🦀").to_string(), "zählen 🦀");
    }

    #[test]
    fn long_names_lose_their_middle() {
        let long = format!("enrich/{}/lookup", "x".repeat(100));
        let short = shortened(&long);
        assert_eq!(short.chars().count(), LONGEST);
        assert!(short.starts_with("enrich/") && short.ends_with("x/lookup"), "{short}");
        assert_eq!(shortened("lookup"), "lookup");
    }

    #[test]
    fn wide_characters_take_two_places() {
        assert_eq!(cells("ab流🦀"), 6.0);
    }
}
