//! Which cell goes to which field: found out once a file, from its header.

use std::collections::{HashMap, HashSet};

use super::error::Kind;
use super::records::Record;
use super::rules::{Rules, Untyped};

/// The columns of the file that is read.
#[derive(Debug)]
pub(super) struct Columns {
    /// The header; `None` in files without one.
    names: Option<Vec<String>>,
    /// Further columns that have the same value in all records, in quotes: from the file's path.
    constants: Vec<(String, Vec<u8>)>,
    /// A name that several columns have: of a map, one of them would be lost. Those without a name
    /// are none.
    pub(super) twice: Option<String>,
    /// How a struct is filled; `None` where the events are none.
    pub(super) plan: Option<Plan>,
    /// How many cells a record has.
    pub(super) width: Option<usize>,
    /// The last record was read as a map, and its cells became what they looked like.
    pub(super) untyped: Option<Untyped>,
}

/// How the fields of a struct are filled.
#[derive(Debug)]
pub(super) struct Plan {
    /// Where the cell of each field is.
    pub(super) places: Vec<usize>,
    /// All fields of the struct, under all of their names.
    fields: &'static [&'static str],
    /// The columns that the struct takes, by name.
    pub(super) named: Vec<(usize, &'static str)>,
    pub(super) form: Form,
    /// A record with fewer cells leaves fields without one, one with more has cells without a field.
    pub(super) least: usize,
    pub(super) most: usize,
    /// In sequence, it did not ask for all fields.
    pub(super) unread: bool,
}

impl Plan {
    /// How many cells of the record the first fields take.
    pub(super) fn cells_of_first(&self, fields: usize) -> usize {
        self.places.iter().take(fields).filter(|place| **place < CONSTANT).count()
    }
}

/// How a struct is given its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// All fields have a cell: `Sequence`, if the first good record proves that it is right.
    Untried,
    /// In the order of the fields, so that no name is looked at.
    Sequence,
    /// With their names: a column is missing, or a field has several names.
    Named,
}

/// So many columns, and so much of each name, a message has room for.
const MANY: usize = 20;
const LONG: usize = 60;

/// Places from here on are constants.
const CONSTANT: usize = usize::MAX / 2;

impl Columns {
    /// Another file begins.
    pub(super) fn new(rules: &Rules, constants: &[(String, Option<String>)]) -> Self {
        let quoted = |text: &Option<String>| {
            text.as_ref().map_or_else(Vec::new, |text| rules.quoted(text.as_bytes()))
        };
        let constants = constants.iter().map(|(name, text)| (name.clone(), quoted(text)));
        Self {
            names: None,
            constants: constants.collect(),
            twice: None,
            plan: None,
            width: None,
            untyped: None,
        }
    }

    /// The columns that a header names.
    pub(super) fn read_header(&mut self, header: Record<'_>, rules: &Rules) {
        let name = |column| {
            let raw = header.cell(column).unwrap_or_default();
            let bytes = if rules.is_quoted(raw) { rules.unquote(raw) } else { raw.into() };
            String::from_utf8_lossy(&bytes).into_owned()
        };
        self.names = Some((0..header.len()).map(name).collect());
        let mut known = HashSet::new();
        let names = self.names().into_iter().flatten().map(|(_, name)| name);
        let twice = names.filter(|name| !name.is_empty()).find(|name| !known.insert(*name));
        self.twice = twice.map(str::to_string);
        self.width = Some(header.len());
    }

    /// Where the cells of a struct's fields are. `aliased`: fields have several names; `None` if
    /// that is not known. An error is about the whole file.
    pub(super) fn fill(
        &mut self,
        fields: &'static [&'static str],
        aliased: Option<bool>,
    ) -> Result<(), Kind> {
        let named = match &self.names {
            Some(names) => self.by_header(names, fields)?,
            None => self.by_order(fields),
        };
        let bare = self.names.is_none();
        let form = match (named.len() == fields.len(), aliased) {
            // Without a header there is nothing but the order.
            _ if bare => Form::Sequence,
            (true, Some(false)) => Form::Sequence,
            (true, None) => Form::Untried,
            _ => Form::Named,
        };
        let places: Vec<_> = named.iter().map(|(place, _)| *place).collect();
        let cells = places.iter().filter(|place| **place < CONSTANT).count();
        let (least, most) = match (bare, aliased) {
            (false, _) => (self.width.unwrap_or(0), usize::MAX),
            // Which names are of one field is not known.
            (true, Some(true)) => (0, cells),
            (true, _) => (cells, cells),
        };
        self.plan = Some(Plan { places, fields, named, form, least, most, unread: false });
        Ok(())
    }

    fn by_header(
        &self,
        names: &[String],
        fields: &'static [&'static str],
    ) -> Result<Vec<(usize, &'static str)>, Kind> {
        let mut places: HashMap<&str, (usize, bool)> = HashMap::new();
        for (column, name) in names.iter().enumerate() {
            places.entry(name).and_modify(|(_, twice)| *twice = true).or_insert((column, false));
        }
        // What the path says goes before what the file says.
        for (n, (name, _)) in self.constants.iter().enumerate() {
            places.insert(name, (CONSTANT + n, false));
        }
        let mut named = Vec::new();
        for field in fields {
            match places.get(field) {
                Some((_, true)) => return Err(Kind::Twice(field.to_string())),
                Some((place, false)) => named.push((*place, *field)),
                None => {}
            }
        }
        Ok(named)
    }

    fn by_order(&self, fields: &'static [&'static str]) -> Vec<(usize, &'static str)> {
        let mut next = 0..;
        let mut place = |field: &str| {
            let constant = self.constants.iter().position(|(name, _)| name == field);
            constant.map_or_else(|| next.next().unwrap_or_default(), |n| CONSTANT + n)
        };
        fields.iter().map(|field| (place(field), *field)).collect()
    }

    /// What the header says, for people.
    #[cold]
    pub(super) fn told(&self) -> Option<String> {
        let names = self.names.as_ref()?;
        let shown = |name: &String| {
            let begin: String = name.chars().take(LONG).collect();
            let more = if begin.len() < name.len() { "…" } else { "" };
            let plain = |letter: char| match letter.is_control() {
                true => letter.escape_debug().to_string(),
                false => letter.to_string(),
            };
            format!("`{}{more}`", begin.chars().map(plain).collect::<String>())
        };
        let all: Vec<_> = names.iter().take(MANY).map(shown).collect();
        let more = if names.len() > MANY { ", …" } else { "" };
        Some(format!("its columns are {}{more}", all.join(", ")))
    }

    /// Fields that would be nothing in all records, where that tells of another file, delimiter or
    /// encoding than it was taken for. `aliased` as in [`fill`](Self::fill).
    pub(super) fn foreign(&self, aliased: Option<bool>) -> Option<Vec<&'static str>> {
        let (names, plan) = (self.names.as_ref()?, self.plan.as_ref()?);
        let found = |field: &&str| plan.named.iter().any(|(_, name)| name == field);
        let absent: Vec<_> = plan.fields.iter().copied().filter(|field| !found(field)).collect();
        let none = plan.named.is_empty();
        let unread = || names.iter().any(|name| name.contains(char::REPLACEMENT_CHARACTER));
        let foreign = none || (aliased == Some(false) && unread());
        (foreign && !absent.is_empty()).then_some(absent)
    }

    /// What stands between cells, if the header is one cell that has what usually stands there.
    #[cold]
    pub(super) fn other_delimiter(&self, delimiter: u8) -> Option<char> {
        let [name] = self.names.as_deref()? else { return None };
        let usual =
            [',', ';', '\t', '|'].into_iter().filter(|usual| *usual != char::from(delimiter));
        let count = |usual: &char| name.matches(*usual).count();
        usual.max_by_key(count).filter(|usual| count(usual) > 0)
    }

    /// Whether what was read as the header looks like a record: a name is a number.
    pub(super) fn is_data(&self) -> bool {
        let is_number = |name: &String| name.parse::<f64>().is_ok_and(f64::is_finite);
        self.names.as_ref().is_some_and(|names| names.iter().any(is_number))
    }

    pub(super) fn set_form(&mut self, form: Form) {
        if let Some(plan) = &mut self.plan {
            (plan.form, plan.unread) = (form, false);
        }
    }

    /// All columns, with their names.
    pub(super) fn names(&self) -> Option<impl Iterator<Item = (usize, &str)>> {
        let names = self.names.as_ref()?.iter().enumerate();
        let constants =
            self.constants.iter().enumerate().map(|(n, (name, _))| (CONSTANT + n, name));
        let shadowed = |name: &String| self.constants.iter().any(|(constant, _)| constant == name);
        let names = names.filter(move |(_, name)| !shadowed(name));
        Some(names.chain(constants).map(|(place, name)| (place, name.as_str())))
    }

    /// A column's name, as people are told it.
    pub(super) fn name(&self, place: usize) -> String {
        let named = match place.checked_sub(CONSTANT) {
            Some(constant) => self.constants.get(constant).map(|(name, _)| name),
            None => self.names.as_ref().and_then(|names| names.get(place)),
        };
        named.cloned().unwrap_or_else(|| (place + 1).to_string())
    }

    /// The text of a place that is no cell of the record.
    #[cold]
    pub(super) fn constant(&self, place: usize) -> Option<&[u8]> {
        let (_, text) = self.constants.get(place.checked_sub(CONSTANT)?)?;
        Some(text)
    }
}
