//! What goes to a desk: one HTTP request, without host and credentials, which are the host's own business.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::json::{Document, Kind, Limits, Mark, Value, Write, Writer, words, written};

/// One request to the desk. Its body is one of `json` (with `files` put into it), `form` and `file`, or there is none.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct HttpRequest {
    /// What `learn` knows its answer by.
    pub step: String,
    /// HTTP method.
    pub method: DeskMethod,
    /// Path and query below the desk's address: `/REST/2.0/ticket`.
    pub path: String,
    /// Headers the desk's interface asks for beside the credentials and the body's own type.
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>", optional))]
    pub headers: Headers,
    /// A JSON body.
    #[cfg_attr(feature = "types", ts(type = "unknown", optional))]
    pub json: Option<Json>,
    /// Files to fetch and to put into `json`, as base64 without line breaks.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<FileInJson>>", optional))]
    pub files: Files,
    /// The parts of a `multipart/form-data` body.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<FormPart>>", optional))]
    pub form: Form,
    /// A file to fetch; its bytes are the body.
    pub file: Option<RemoteFile>,
    /// It only asks whether an earlier request, of which no answer is known, was carried out.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub lookup: Mark,
    /// Carried out twice it would show twice, and the desk does not notice by itself.
    #[cfg_attr(feature = "types", ts(skip))]
    pub(super) once: bool,
}

words! {
    /// HTTP methods desks are called with.
    pub enum DeskMethod {
        /// Reads.
        Get = "GET",
        /// Makes.
        Post = "POST",
        /// Replaces.
        Put = "PUT",
        /// Changes.
        Patch = "PATCH",
        /// Removes.
        Delete = "DELETE",
    }
}

/// A file that the host fetches, usually from Meta, whose links end: see `expiresAt` of the attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RemoteFile {
    /// Where it is.
    pub url: String,
    /// What to call it.
    pub name: String,
    /// Its media type as far as its name tells; what the download says is better.
    #[cfg_attr(feature = "types", ts(rename = "type"))]
    pub kind: &'static str,
}

/// A file in a JSON body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FileInJson {
    /// JSON Pointer of the text to replace by the file's base64.
    pub at: String,
    /// The file.
    pub file: RemoteFile,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct FormPart {
    /// Name of the field.
    pub name: &'static str,
    /// Its text.
    pub value: Option<String>,
    /// Or its file.
    pub file: Option<RemoteFile>,
}

/// Headers; absent where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(pub Vec<(&'static str, String)>);

/// Files of a JSON body; absent where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files(pub Vec<FileInJson>);

/// Parts of a form; absent where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form(pub Vec<FormPart>);

/// A JSON value in the making. An object leaves out what is absent.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// Nothing: no key at all.
    Absent,
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Bool(bool),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Map(Vec<(String, Json)>),
    /// JSON text that was read from somewhere.
    Raw(String),
}

impl HttpRequest {
    fn new(step: &str, method: DeskMethod, path: String) -> Self {
        Self {
            step: step.to_owned(),
            method,
            path,
            headers: Headers::default(),
            json: None,
            files: Files::default(),
            form: Form::default(),
            file: None,
            lookup: Mark(false),
            once: false,
        }
    }

    /// A request that reads.
    pub(super) fn get(step: &str, path: String) -> Self {
        Self::new(step, DeskMethod::Get, path)
    }

    /// A request with a JSON body.
    pub(super) fn json(step: &str, method: DeskMethod, path: String, json: Json) -> Self {
        Self { json: Some(json), ..Self::new(step, method, path) }
    }

    /// A request that removes.
    pub(super) fn delete(step: &str, path: String) -> Self {
        Self::new(step, DeskMethod::Delete, path)
    }

    /// A request whose body is a form.
    pub(super) fn form(step: &str, path: String, parts: Vec<FormPart>) -> Self {
        Self { form: Form(parts), ..Self::new(step, DeskMethod::Post, path) }
    }

    /// A request whose body is a file.
    pub(super) fn upload(step: &str, path: String, file: RemoteFile) -> Self {
        Self { file: Some(file), ..Self::new(step, DeskMethod::Post, path) }
    }

    /// The same, of which the desk would not notice that it comes twice.
    pub(super) fn once(self) -> Self {
        Self { once: true, ..self }
    }

    /// The same with files in its JSON.
    pub(super) fn with_files(self, files: Vec<FileInJson>) -> Self {
        Self { files: Files(files), ..self }
    }

    /// The same with a header.
    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.0.push((name, value));
        self
    }
}

impl Json {
    /// A text, or nothing.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object.
    pub(super) fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// What is a number at the desk and a text with us; a text where it is no number after all.
    pub(super) fn id(id: &str) -> Self {
        id.parse().map_or_else(|_| Self::text(id), Self::Number)
    }

    /// An object with one key, of any name.
    pub(super) fn entry(key: &str, value: Self) -> Self {
        Self::Map(vec![(key.to_owned(), value)])
    }

    /// Puts another key into an object.
    pub(super) fn set(&mut self, key: &str, value: Self) {
        if let Self::Map(entries) = self {
            entries.push((key.to_owned(), value));
        }
    }
}

impl From<Option<String>> for Json {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Absent, Self::Text)
    }
}

impl Write for Json {
    fn write(&self, out: &mut Writer) {
        match self {
            Self::Absent => out.raw("null"),
            Self::Text(text) => out.text(text),
            Self::Number(number) => out.number(*number),
            Self::Bool(value) => value.write(out),
            Self::List(items) => items.write(out),
            Self::Raw(json) => out.raw(json),
            Self::Map(entries) => {
                let present = entries.iter().filter(|(_, value)| !value.is_absent());
                out.map(&mut present.map(|(key, value)| -> (&str, &dyn Write) { (key, value) }));
            }
        }
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl Write for Headers {
    fn write(&self, out: &mut Writer) {
        out.map(&mut self.0.iter().map(|(name, value)| -> (&str, &dyn Write) { (name, value) }));
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Write for Files {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Write for Form {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

written!(HttpRequest {
    step: "step",
    method: "method",
    path: "path",
    headers: "headers",
    json: "json",
    files: "files",
    form: "form",
    file: "file",
    lookup: "lookup",
});
written!(RemoteFile { url: "url", name: "name", kind: "type" });
written!(FileInJson { at: "at", file: "file" });
written!(FormPart { name: "name", value: "value", file: "file" });

/// A value for the query of a path.
pub(super) fn query(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// A text as the value of a header, which has to be visible ASCII: the id of a reaction holds its emoji, that of a tap the words of its button.
pub(super) fn header(value: &str) -> String {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) { value.to_owned() } else { query(value) }
}

/// What a desk answered.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The HTTP status; 0 where none came, 424 where a file of the request could not be fetched.
    pub status: u32,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body, where it is JSON.
    pub json: Option<Document<'a>>,
    /// The body's text.
    pub text: &'a str,
}

impl<'a> Answer<'a> {
    /// Takes what came.
    #[must_use]
    pub fn new(status: u32, headers: Vec<(String, String)>, body: &'a str) -> Self {
        let limits = Limits { bytes: usize::MAX, ..Limits::default() };
        Self { status, headers, json: Document::parse_text(body, &limits).ok(), text: body }
    }

    /// A header, whatever its case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The value at a path of keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Value<'a>> {
        dig(self.json.as_ref()?.root(), keys)
    }

    /// The id at a path of keys, which is a number or a text.
    pub(super) fn id(&self, keys: &[&str]) -> Option<String> {
        self.at(keys).and_then(id_of)
    }
}

/// The value at a path of keys below a value.
pub(super) fn dig<'v, 'd>(value: &'v Value<'d>, keys: &[&str]) -> Option<&'v Value<'d>> {
    keys.iter().try_fold(value, |value, key| value.get(key))
}

/// An id, be it a number or a text.
pub(super) fn id_of(value: &Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Text(text) if !text.is_empty() => Some(text.to_string()),
        Kind::Number(digits) => Some((*digits).to_owned()),
        _ => None,
    }
}
