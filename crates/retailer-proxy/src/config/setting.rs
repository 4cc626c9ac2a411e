//! What a setting is, and how it is declared.
//!
//! Every setting is declared once, in the file of its section, with [`section!`]. The
//! declaration yields the key, the environment variable, the check of the value, the
//! entry in `proxy.example.toml` and the row in the documentation.

use super::form::Form;
use super::value::Kind;

/// Declares a section: a struct with a field for each setting, and a static of it by
/// which they are read. A setting is declared like this:
///
/// ```text
/// /// How long the head of a request may take.
/// header_seconds: Number<Duration> = seconds(15, 1..=300);
/// ```
///
/// The comment becomes the description in the example file and in the documentation,
/// where its first sentence stands alone. The name becomes the key and the environment
/// variable, and names the unit. The type and the value are the form: what the value may
/// be, and its default. After it may stand, in this order:
///
/// - `example "…"`: what the example file sets it to, in place of the default;
/// - `suggestion "…"`: what the example file has in a comment;
/// - `file "…"`: for a secret, the file that the example file names. It stands in a comment
///   where the secret has an example or a suggestion;
/// - `replaces ["…"]`: other names in the section that say the same in another way. An
///   environment variable for this setting wins over them in the file.
macro_rules! section {
    (
        $(#[doc = $about:literal])*
        $name:literal as $SETTINGS:ident: $Section:ident {
            $(
                $(#[doc = $line:literal])+
                $field:ident: $form:ty = $value:expr
                    $(, example $example:literal)?
                    $(, suggestion $suggestion:literal)?
                    $(, file $file:literal)?
                    $(, replaces [$($other:literal),+])?;
            )+
        }
    ) => {
        $(#[doc = $about])*
        pub(super) struct $Section {
            $( $(#[doc = $line])+ $field: $crate::config::setting::Setting<$form>, )+
        }

        pub(super) static $SETTINGS: $Section = $Section {
            $( $field: $crate::config::setting::Setting {
                key: concat!($name, ".", stringify!($field)),
                file_key: concat!($name, ".", stringify!($field), "_file"),
                form: $value,
            }, )+
        };

        impl $Section {
            /// The section for the file, the environment and the documentation.
            pub(super) fn section() -> $crate::config::setting::Section {
                use $crate::config::form::Form as _;
                use $crate::config::setting::{Entry, Section};
                let mut entries = Vec::new();
                $(
                    let form: $form = $value;
                    let entry = Entry {
                        key: concat!($name, ".", stringify!($field)),
                        description: &[$($line),+],
                        example: None $(.or(Some($example)))?,
                        suggestion: None $(.or(Some($suggestion)))?,
                        replaces: vec![$($($other),+)?],
                        ..Entry::of_form(&form)
                    };
                    let file = Entry {
                        key: concat!($name, ".", stringify!($field), "_file"),
                        description: &[concat!(
                            " The file that holds `", $name, ".", stringify!($field), "`."
                        )],
                        suggestion: None $(.or(Some($file)))?,
                        ..Entry::default()
                    };
                    if form.has_file() {
                        entries.extend(entry.with_file(file));
                    } else {
                        entries.push(entry);
                    }
                )+
                Section { name: $name, description: &[$($about),*], entries }
            }
        }
    };
}
pub(super) use section;

/// A setting that the code can read.
pub(super) struct Setting<F> {
    /// Section and name, such as `engage.api_key`.
    pub(super) key: &'static str,
    /// The key that names a file with the value, for forms that allow one.
    pub(super) file_key: &'static str,
    pub(super) form: F,
}

/// A section of the file.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the test of the documentation reads the rest")
)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) description: &'static [&'static str],
    pub(super) entries: Vec<Entry>,
}

/// What the file, the environment and the documentation have to know of a key.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the test of the documentation reads the rest")
)]
#[derive(Default)]
pub(super) struct Entry {
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    /// Names in the same section that say the same in another way.
    pub(super) replaces: Vec<&'static str>,
    /// Lines of text.
    pub(super) description: &'static [&'static str],
    /// The values that are allowed, where a few words say it.
    pub(super) allowed: Option<String>,
    /// What is said where a value of another type stands in place of one of a few words.
    pub(super) words: Option<String>,
    /// As it is written in the file, without quotes.
    pub(super) default: Option<String>,
    /// What the example file sets it to.
    pub(super) example: Option<&'static str>,
    /// What the example file has in a comment.
    pub(super) suggestion: Option<&'static str>,
}

impl Entry {
    /// The part of the key after the section.
    pub(super) fn name(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(_, name)| name)
    }

    /// What the form of a value says.
    pub(super) fn of_form<F: Form>(form: &F) -> Self {
        Self {
            kind: F::KIND,
            allowed: form.allowed(),
            words: form.words(),
            default: form.default(),
            ..Self::default()
        }
    }

    /// This one, and the one of the file that its value can lie in. The example file shows
    /// one of them outside of a comment.
    pub(super) fn with_file(mut self, mut file: Self) -> [Self; 2] {
        file.replaces.clone_from(&self.replaces);
        file.replaces.push(self.name());
        self.replaces.push(file.name());
        if self.example.is_none() && self.suggestion.is_none() {
            self.suggestion = Some("…");
            file.example = file.suggestion.take();
        }
        [self, file]
    }
}
