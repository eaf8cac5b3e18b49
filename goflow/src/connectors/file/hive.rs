//! Values in the folders of a path: `carrier=UA/year=2013/part-0.csv`.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

/// The folder of what has no value.
pub(super) const NOTHING: &str = "__HIVE_DEFAULT_PARTITION__";

/// Names and values of one file's folders, outermost first; `None` is the default partition.
pub(crate) type HiveValues = Arc<[(String, Option<String>)]>;

/// Reads the values off a path; its last part is the file's own name.
///
/// `%XX` are bytes of UTF-8, `+` is a plus.
pub(crate) fn values(path: &str) -> HiveValues {
    let folders = path.rsplit_once(['/', std::path::MAIN_SEPARATOR]).map_or("", |(f, _)| f);
    let mut values: Vec<(String, Option<String>)> = Vec::new();
    for folder in folders.split(['/', std::path::MAIN_SEPARATOR]) {
        let Some((name, value)) = folder.split_once('=').filter(|(name, _)| !name.is_empty())
        else {
            continue;
        };
        let name = decode(name);
        let value = (value != NOTHING).then(|| decode(value));
        match values.iter_mut().find(|(known, _)| *known == name) {
            // The folder nearest to the file knows best.
            Some(known) => known.1 = value,
            None => values.push((name, value)),
        }
    }
    values.into()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(path: &str) -> Vec<(String, Option<String>)> {
        values(path).to_vec()
    }

    #[test]
    fn folders_only_and_decoded() {
        let some = |text: &str| Some(text.to_string());
        assert_eq!(pairs("out/a=b.csv"), []);
        assert_eq!(pairs("out/=x/y/z.csv"), []);
        assert_eq!(
            pairs("/o/carrier=U%2FA+B/day=/x=%C3%A9%3d=/n=__HIVE_DEFAULT_PARTITION__/z"),
            [
                ("carrier".into(), some("U/A+B")),
                ("day".into(), some("")),
                ("x".into(), some("é==")),
                ("n".into(), None)
            ]
        );
        assert_eq!(pairs("a=1/b=2/a=3/f"), [("a".into(), some("3")), ("b".into(), some("2"))]);
        assert_eq!(
            pairs("a=%5F_HIVE_DEFAULT_PARTITION__/f"),
            [("a".into(), some("__HIVE_DEFAULT_PARTITION__"))]
        );
    }
}
