//! How a CSV file is written: what its few special bytes are.

use crate::connectors::file::{Charset, MAX_RECORD};

/// What the builders of sources and sinks set.
#[derive(Debug, Clone)]
pub(super) struct Format {
    /// The first record names the columns.
    pub(super) header: bool,
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// Inside of quotes, what follows it is text. A quote is also escaped by a quote.
    pub(super) escape: Option<u8>,
    /// A line that begins with it is no record.
    pub(super) comment: Option<u8>,
    /// Records need not have as many cells as the header.
    pub(super) flexible: bool,
    /// A text that stands for nothing, beside the empty one.
    pub(super) null: Option<String>,
    /// How the text is encoded, or was before it was made UTF-8; `None`: it always was.
    pub(super) charset: Option<Charset>,
    /// The longest record, in bytes.
    pub(super) max_record: usize,
}

impl Default for Format {
    fn default() -> Self {
        Self {
            header: true,
            delimiter: b',',
            quote: b'"',
            escape: None,
            comment: None,
            flexible: false,
            null: None,
            charset: None,
            max_record: MAX_RECORD,
        }
    }
}

/// Positions inside of a record are noted in 32 bits; this leaves room for what was read with it.
const LONGEST: usize = 1 << 30;

impl Format {
    /// Refuses what cannot be told apart.
    pub(super) fn check(&self) -> Result<(), String> {
        let escape = self.escape.filter(|escape| *escape != self.quote);
        let given = [
            Some(("delimiter", self.delimiter)),
            Some(("quote", self.quote)),
            escape.map(|byte| ("escape", byte)),
            self.comment.map(|byte| ("comment", byte)),
        ];
        let given: Vec<_> = given.into_iter().flatten().collect();
        for (n, (name, byte)) in given.iter().enumerate() {
            let shown = byte.escape_ascii();
            if matches!(byte, b'\n' | b'\r') {
                return Err(format!("`.{name}(b'{shown}')` ends a line; choose another byte"));
            }
            if self.charset.is_some() && !byte.is_ascii() {
                let problem = "is no letter of ASCII, as it has to be with `.encoding`";
                return Err(format!("`.{name}(b'{shown}')` {problem}; choose another byte"));
            }
            let mut before = given.iter().take(n);
            if let Some((other, _)) = before.find(|(_, other)| other == byte) {
                return Err(format!(
                    "`{shown}` cannot be both `.{other}` and `.{name}`; choose another `.{name}`"
                ));
            }
        }
        if self.max_record > LONGEST {
            let most = "is more than 1.gib(), the most that csv takes";
            return Err(format!("`.max_record({})` {most}", self.max_record));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_cannot_be_told_apart() {
        let refused = |format: Format| format.check().unwrap_err();
        let usual = Format::default;
        assert_eq!(usual().check(), Ok(()));
        assert_eq!(Format { escape: Some(b'"'), ..usual() }.check(), Ok(()));
        assert_eq!(
            refused(Format { delimiter: b'"', ..usual() }),
            "`\\\"` cannot be both `.delimiter` and `.quote`; choose another `.quote`"
        );
        assert_eq!(
            refused(Format { comment: Some(b'#'), escape: Some(b'#'), ..usual() }),
            "`#` cannot be both `.escape` and `.comment`; choose another `.comment`"
        );
        assert_eq!(
            refused(Format { delimiter: b'\n', ..usual() }),
            "`.delimiter(b'\\n')` ends a line; choose another byte"
        );
        let charset = Charset::of("windows-1252").unwrap();
        assert_eq!(Format { charset, ..usual() }.check(), Ok(()));
        assert_eq!(Format { delimiter: 0xa7, ..usual() }.check(), Ok(()));
        let error = refused(Format { charset, delimiter: 0xa7, ..usual() });
        assert!(error.starts_with("`.delimiter(b'\\xa7')` is no letter of ASCII"), "{error}");
        assert!(refused(Format { max_record: 2 << 30, ..usual() }).contains("1.gib()"));
    }
}
