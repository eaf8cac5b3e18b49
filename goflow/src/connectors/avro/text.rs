//! A record's columns as an Avro schema.

use std::collections::HashSet;

use arrow_schema::{DataType, Field, Fields, TimeUnit};
use serde_json::{Value, json};

use crate::record::SYMBOLS;

/// The schema of a record of these fields, and of that name. An error names the field and the mend.
pub(super) fn schema(name: &str, fields: &Fields) -> Result<String, String> {
    let mut names = Names(HashSet::new());
    record(name, fields, "", &mut names).map(|schema| schema.to_string())
}

/// The names that the schema's types have.
struct Names(HashSet<String>);

impl Names {
    /// A legal name that no other type has: `b_c` may be `c` in `b`, or a field of that name.
    fn take(&mut self, name: &str) -> String {
        let mut name = legal(name);
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

fn record(name: &str, fields: &Fields, path: &str, names: &mut Names) -> Result<Value, String> {
    let name = names.take(name);
    let fields = fields.iter().map(|field| {
        let path =
            if path.is_empty() { field.name().clone() } else { format!("{path}.{}", field.name()) };
        if !is_name(field.name()) {
            return Err(format!(
                "`{path}` is no name in Avro, where names are letters, digits and `_`; say another \
                 by `#[record(rename = \"…\")]`"
            ));
        }
        let ty = nullable(field, &format!("{name}_{}", field.name()), &path, names)?;
        let field = field.is_nullable();
        let mut json = json!({ "name": path.rsplit('.').next(), "type": ty });
        if field && let Some(json) = json.as_object_mut() {
            json.insert("default".into(), Value::Null);
        }
        Ok(json)
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "type": "record", "name": name, "fields": fields }))
}

fn nullable(field: &Field, name: &str, path: &str, names: &mut Names) -> Result<Value, String> {
    let ty = plain(field, name, path, names)?;
    Ok(if field.is_nullable() { json!(["null", ty]) } else { ty })
}

fn plain(field: &Field, name: &str, path: &str, names: &mut Names) -> Result<Value, String> {
    let logical = |ty: &str, logical: &str| json!({ "type": ty, "logicalType": logical });
    Ok(match field.data_type() {
        DataType::Boolean => json!("boolean"),
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16 => {
            json!("int")
        }
        DataType::Int64 | DataType::UInt32 => json!("long"),
        DataType::Float32 => json!("float"),
        DataType::Float64 => json!("double"),
        DataType::Utf8 => json!("string"),
        DataType::Binary => json!("bytes"),
        DataType::FixedSizeBinary(16) => logical("string", "uuid"),
        DataType::Date32 => logical("int", "date"),
        DataType::Time32(_) => logical("int", "time-millis"),
        DataType::Time64(TimeUnit::Microsecond) => logical("long", "time-micros"),
        DataType::Time64(_) => {
            return Err(format!(
                "`{path}` is a time in nanoseconds, which Avro does not hold; say \
                 `#[record(unit = \"us\")]`"
            ));
        }
        DataType::Timestamp(unit, zone) => {
            let unit = match unit {
                TimeUnit::Nanosecond => "nanos",
                TimeUnit::Microsecond => "micros",
                _ => "millis",
            };
            let local = if zone.is_some() { "" } else { "local-" };
            logical("long", &format!("{local}timestamp-{unit}"))
        }
        DataType::Decimal128(digits, behind) => json!({
            "type": "bytes", "logicalType": "decimal", "precision": digits, "scale": behind,
        }),
        DataType::Dictionary(..) => {
            let symbols = field.metadata().get(SYMBOLS).map_or("[]", String::as_str);
            let symbols: Vec<String> =
                serde_json::from_str(symbols).map_err(|error| error.to_string())?;
            if let Some(wrong) = symbols.iter().find(|symbol| !is_name(symbol)) {
                return Err(format!(
                    "`{wrong}`, a variant of `{path}`, is no name in Avro, where names are letters, \
                     digits and `_`; say another by `#[record(rename = \"…\")]`"
                ));
            }
            json!({ "type": "enum", "name": names.take(name), "symbols": symbols })
        }
        DataType::List(item) => {
            json!({ "type": "array", "items": nullable(item, name, path, names)? })
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => {
                json!({ "type": "map", "values": nullable(&pair[1], name, path, names)? })
            }
            other => return Err(unheld(path, other)),
        },
        DataType::Struct(fields) => record(name, fields, path, names)?,
        DataType::UInt64 => {
            return Err(format!(
                "`{path}` is `u64`, which Avro does not hold; make it `i64`, or a `Decimal`"
            ));
        }
        other => return Err(unheld(path, other)),
    })
}

fn unheld(path: &str, data: &DataType) -> String {
    format!("`{path}` is {data}, which Avro does not hold")
}

fn is_name(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(legal)
}

/// A name that Avro takes.
fn legal(name: &str) -> String {
    let legal = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    let name: String = legal.collect();
    if is_name(&name) { name } else { format!("_{name}") }
}
