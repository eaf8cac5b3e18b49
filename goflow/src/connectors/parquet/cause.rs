//! Why a row group cannot be read, without the wrappings that an error of the file itself gets on its way
//! through the crates that decode.

use std::fmt::Display;

/// How the crates name what is not theirs.
const FOREIGN: &str = "External: ";
/// How Arrow names what is Parquet's.
const WRAPPED: &str = "Parquet argument error: ";

/// What an error says; what a file or a store said comes in its own words.
pub(super) fn cause(error: impl Display) -> String {
    let told = error.to_string();
    let mut own = told.strip_prefix(WRAPPED).unwrap_or(&told);
    if !own.starts_with(FOREIGN) {
        return told;
    }
    while let Some(inner) = own.strip_prefix(FOREIGN) {
        own = inner;
    }
    own.to_string()
}

#[cfg(test)]
mod tests {
    use std::io;

    use arrow_schema::ArrowError;
    use parquet::errors::ParquetError;

    use super::cause;

    #[test]
    fn of_the_file_in_its_words_and_of_the_crates_in_theirs() {
        let gone = || ParquetError::External(Box::new(io::Error::other("it is gone")));
        let again = || ParquetError::External(Box::new(io::Error::from(gone())));
        assert_eq!(cause(gone()), "it is gone");
        assert_eq!(cause(ArrowError::from(again())), "it is gone");
        let theirs = ParquetError::EOF("no page".into());
        assert_eq!(cause(&theirs), theirs.to_string());
        let wrapped = ArrowError::from(theirs).to_string();
        assert!(wrapped.starts_with(super::WRAPPED), "{wrapped}");
        assert_eq!(cause(&wrapped), wrapped);
    }
}
