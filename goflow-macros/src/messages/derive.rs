//! What a derive is told, and `#[goflow::main]`.

// `#[derive(Key)]`

pub(crate) const KEY_UNION: &str = "a union cannot be a key\nhelp: make it a struct or an enum";
pub(crate) const KEY_BORROWS: &str = "a key outlives the event it comes from, so it has no lifetimes\nhelp: let it own what it holds";
pub(crate) const KEY_ARGUMENT: &str = "unknown argument; expected `crate`";

// `#[derive(Record)]`

pub(crate) const RECORD_UNION: &str = "a union has no columns\nhelp: make it a struct";
pub(crate) const RECORD_TUPLE: &str =
    "columns have names, and these fields have none\nhelp: name them: `struct R { a: …, b: … }`";
pub(crate) const RECORD_EMPTY: &str = "a record has at least one column\nhelp: give it a field";
pub(crate) const RECORD_BORROWS: &str = "a record owns what it holds, so it has no lifetimes\n\
     help: hold a `String` instead of a `&str`";
pub(crate) const RECORD_FLATTEN: &str = "a column cannot be flattened\n\
     help: leave it nested, move its fields here, or say `#[record(skip)]`";
pub(crate) const RECORD_UNIT: &str = "a unit is `\"ms\"`, `\"us\"` or `\"ns\"`";
pub(crate) const RECORD_ALIAS: &str = "an alias is a text, and several are said one by one\n\
     help: write `alias = \"old\", alias = \"older\"`";
pub(crate) const RECORD_DECIMAL: &str = "`decimal` takes the number of digits, and how many of them stand \
     behind the point\nhelp: write `decimal(12, 2)`; at most 38 and 28";
pub(crate) const UNIT_AND_DECIMAL: &str =
    "`unit` is for times and `decimal` for decimals, not both";
pub(crate) const OPTION_OF_OPTION: &str =
    "a column knows one kind of nothing\nhelp: leave out one `Option`";
pub(crate) const DECIMAL_WITHOUT_DIGITS: &str =
    "a `Decimal` needs its digits: `#[record(decimal(12, 2))]`";
pub(crate) const ENUM_EMPTY: &str = "an enum without variants has no values\nhelp: give it one";
pub(crate) const ENUM_GENERIC: &str = "an enum without data has no use for a parameter";
pub(crate) const ENUM_WITH_DATA: &str = "a column holds the name of a variant, and no data with it\n\
     help: make it a struct with an `Option` for each variant";
pub(crate) const ENUM_NAME: &str =
    "a variant's name has no quotes, backslashes or control characters";

pub(crate) fn column_twice(name: &str) -> String {
    format!("the column `{name}` is given twice")
}

pub(crate) fn variant_twice(name: &str) -> String {
    format!("the variant `{name}` is given twice")
}

/// A file's column of that name would be read by two fields.
pub(crate) fn column_alias(alias: &str) -> String {
    format!("the alias `{alias}` is a name of another column\nhelp: leave it to one of them")
}

pub(crate) fn variant_alias(alias: &str) -> String {
    format!("the alias `{alias}` is a name of another variant\nhelp: leave it to one of them")
}

pub(crate) fn decimal_of_other(ty: &str) -> String {
    format!("`decimal` is for `rust_decimal::Decimal`, and this is `{ty}`")
}

pub(crate) fn unit_of_other(ty: &str) -> String {
    format!("`unit` is for times, and this is `{ty}`")
}

pub(crate) fn unknown_case<'a>(known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<String> = known.map(|name| format!("`\"{name}\"`")).collect();
    format!("unknown case; expected {}", known.join(", "))
}

/// A field that holds the record which it is a field of.
pub(crate) const RECORD_RECURSIVE: &str = "a record cannot hold itself: its columns would never end\nhelp: hold a name or a number of the other one";

/// `#[record("year")]`, `#[record = "year"]`
pub(crate) fn argument_expected(known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    format!("expected an argument in parentheses: {}", known.join(", "))
}

/// `#[key(…)]` at a field.
pub(crate) const KEY_FIELD: &str = "`#[key(…)]` stands on the type\n\
     help: all fields are part of a key: leave out those that are not";

// main

pub(crate) const MAIN_RUNTIME: &str =
    "`#[goflow::main]` brings a runtime of its own\nhelp: leave out this attribute";
pub(crate) const MAIN_REFERENCE: &str = "`main` takes the command line by value";

pub(crate) const MAIN_NAME: &str = "`#[goflow::main]` stands on the function `main`";
pub(crate) const MAIN_GENERIC: &str = "`main` cannot be generic: its parameter is the command line";
pub(crate) const MAIN_PARAMETERS: &str =
    "`main` takes the command line and nothing else: one struct with `#[derive(clap::Args)]`";
pub(crate) const MAIN_RESULT: &str = "`main` gives the pipeline\nhelp: write `fn main(…) -> \
                                      Result<Pipeline, goflow::Error>` and end it with \
                                      `Ok(pipeline! { … })`";
pub(crate) fn main_qualifier(word: &str) -> String {
    format!("`main` begins the program, so it may be `async`, but not `{word}`")
}

pub(crate) const MAIN_ARGUMENT: &str =
    "expected `crate = path` or nothing\nhelp: the runtime has a thread for each processor";
