//! Values as names of folders, escaped as Hive does it.

use crate::connectors::file::hive::NOTHING;

/// Whether a byte is escaped. Hive's list, and NUL, which no file system takes.
const fn special(byte: u8) -> bool {
    matches!(
        byte,
        0..=0x1f
            | 0x7f
            | b'"'
            | b'#'
            | b'%'
            | b'\''
            | b'*'
            | b'/'
            | b':'
            | b'='
            | b'?'
            | b'\\'
            | b'{'
            | b'['
            | b']'
            | b'^'
    )
}

/// Appends `text`, special characters as `%XX`.
pub(super) fn escape(text: &str, path: &mut String) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    if !text.bytes().any(special) {
        path.push_str(text);
        return;
    }
    for letter in text.chars() {
        match u8::try_from(letter) {
            Ok(byte) if special(byte) => {
                path.push('%');
                path.extend(HEX.get(usize::from(byte >> 4)));
                path.extend(HEX.get(usize::from(byte & 15)));
            }
            _ => path.push(letter),
        }
    }
}

/// A value's text stands in `path` from `begin` on: escapes it there. Nothing at all is the default
/// partition, and what only looks like that is escaped as well.
pub(super) fn finish_value(path: &mut String, begin: usize) {
    let text = path.get(begin..).unwrap_or_default();
    if text.is_empty() {
        path.push_str(NOTHING);
    } else if text == NOTHING {
        path.replace_range(begin..=begin, "%5F");
    } else if text.bytes().any(special) {
        let text = text.to_string();
        path.truncate(begin);
        escape(&text, path);
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    fn folder(value: &str) -> String {
        let mut path = format!("x={value}");
        finish_value(&mut path, 2);
        path.split_off(2)
    }

    #[test]
    fn as_hive_does_it() {
        for (value, expected) in [
            ("UA", "UA"),
            ("a b+c", "a b+c"),
            ("22:31:08", "22%3A31%3A08"),
            ("50% a/b=c", "50%25 a%2Fb%3Dc"),
            ("\"#%'*/:=?\\{[]^", "%22%23%25%27%2A%2F%3A%3D%3F%5C%7B%5B%5D%5E"),
            ("}|<>&~", "}|<>&~"),
            ("\u{1}\t\n\u{1f}\u{7f}", "%01%09%0A%1F%7F"),
            ("é/日", "é%2F日"),
            ("", "__HIVE_DEFAULT_PARTITION__"),
            ("__HIVE_DEFAULT_PARTITION__", "%5F_HIVE_DEFAULT_PARTITION__"),
            ("%5F_HIVE_DEFAULT_PARTITION__", "%255F_HIVE_DEFAULT_PARTITION__"),
            ("__HIVE_DEFAULT_PARTITION__x", "__HIVE_DEFAULT_PARTITION__x"),
        ] {
            assert_eq!(folder(value), expected, "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(value in any::<String>()) {
            let name = folder(&value);
            prop_assert!(!name.bytes().any(|byte| byte != b'%' && special(byte)));
            if name == NOTHING {
                prop_assert_eq!(value, "");
            } else {
                prop_assert_eq!(percent_decode_str(&name).decode_utf8().unwrap(), value);
            }
        }
    }
}
