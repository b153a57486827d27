//! stub
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub language: Option<&'a str>,
    pub country: Option<&'a str>,
    pub default_zone: Option<&'a str>,
    pub reference: Option<jiff::Timestamp>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    Year,
    Month,
    Day,
    Minute,
    Second,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    X,
}
impl Rule {
    pub fn as_str(self) -> &'static str {
        "x"
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub time: jiff::Timestamp,
    pub precision: Precision,
    pub zone_assumed: bool,
    pub rule: Rule,
}
pub fn read(text: &str, _c: &Context<'_>) -> Option<Reading> {
    text.parse::<jiff::Timestamp>().ok().map(|time| Reading {
        time,
        precision: Precision::Second,
        zone_assumed: false,
        rule: Rule::X,
    })
}
pub fn from_url_path(_: &str) -> Option<Reading> {
    None
}
