//! Every key that a content file can have: the one list that the reader, the JSON Schema and
//! the documentation share.

use super::limits;

/// A key of the file.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// What it is for: lines of the comment beside its declaration.
    meaning: &'static [&'static str],
    /// What people write in its place.
    pub(super) also: &'static [&'static str],
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A language, such as `sv`.
    Language,
    /// A table for each definition.
    Definitions,
    /// A text for each language, or one in the default language.
    Texts {
        /// How many characters a card shows well.
        longest: usize,
    },
    /// A table of text and version.
    Consent,
    /// The name of a wording.
    Version,
    /// An address that begins with `https://`.
    Address,
    /// One of the layouts.
    Layout,
    /// A whole number.
    Number {
        /// The smallest that is allowed.
        least: u32,
    },
    /// True or false.
    Flag,
    /// An emoji or a few letters.
    Icon,
    /// A table for each checkpoint.
    Checkpoints,
}

/// The keys of one kind of table.
pub(super) trait Keys: Copy + 'static {
    /// All of them, in the order of the documentation.
    const ALL: &'static [(Self, Key)];

    /// The key of this name.
    fn named(name: &str) -> Option<(Self, &'static Key)> {
        let mut all = Self::ALL.iter();
        let (found, key) = all.find(|(_, key)| key.name == name)?;
        Some((*found, key))
    }
}

impl Key {
    /// What it is for, as one paragraph.
    pub(super) fn meaning(&self) -> String {
        let lines = self.meaning.iter().map(|line| line.trim());
        lines.collect::<Vec<_>>().join(" ")
    }
}

/// Declares the keys of a table: an enumeration that the reader matches, and the list of them.
macro_rules! keys {
    (
        $(#[$about:meta])*
        $Name:ident {
            $( $(#[doc = $line:literal])+ $Variant:ident = $key:literal: $kind:expr
                $(, also [$($also:literal),+])?; )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $Name { $( $(#[doc = $line])+ $Variant, )+ }

        impl Keys for $Name {
            const ALL: &'static [(Self, Key)] = &[ $( (Self::$Variant, Key {
                name: $key,
                kind: $kind,
                meaning: &[$($line),+],
                also: &[$($($also),+)?],
            }), )+ ];
        }
    };
}

keys! {
    /// What stands at the top of the file.
    FileKey {
        /// The language of texts that name none, and of shoppers whose language is not there.
        /// It stands before the first definition. Without it, it is English (`en`).
        DefaultLanguage = "default_language": Kind::Language, also ["language", "lang", "default"];
        /// A table for each definition, by the definition's id in Engage.
        Definition = "definition": Kind::Definitions, also ["challenge", "card"];
    }
}

keys! {
    /// What a definition can have.
    DefinitionKey {
        /// What the card is called, in place of the definition's name in Engage.
        Title = "title": Kind::Texts { longest: limits::TITLE }, also ["name", "heading", "headline", "titel"];
        /// What it is about, in place of the description in Engage.
        Description = "description": Kind::Texts { longest: limits::DESCRIPTION },
            also ["text", "desc", "body", "subtitle", "beskrivning", "beschreibung"];
        /// What is won at the goal.
        Reward = "reward": Kind::Texts { longest: limits::REWARD }, also ["prize", "gift", "bonus"];
        /// The conditions, which are folded away until a shopper opens them.
        Terms = "terms": Kind::Texts { longest: limits::TERMS }, also ["conditions", "rules", "small_print"];
        /// What a shopper agrees to by joining. It is needed where Engage asks for consent.
        Consent = "consent": Kind::Consent, also ["agreement", "approval"];
        /// A picture beside the title: a whole address that begins with `https://`.
        Image = "image": Kind::Address, also ["picture", "img", "photo", "image_url", "bild"];
        /// How the stamps are laid out: `stamps` is a grid, `path` a line with milestones, and
        /// `compact` one row.
        Layout = "layout": Kind::Layout, also ["style", "display"];
        /// Where the card stands among the others that are under way: the smallest number first.
        Order = "order": Kind::Number { least: 0 }, also ["sort", "position", "priority"];
        /// With `true`, no shopper sees the definition, whatever its state in Engage.
        Hidden = "hidden": Kind::Flag, also ["hide", "invisible"];
        /// What is special about single stamps: a table `[[definition.ID.checkpoint]]` for each.
        Checkpoint = "checkpoint": Kind::Checkpoints, also ["stamp", "step", "milestone"];
    }
}

keys! {
    /// What a consent has.
    ConsentKey {
        /// The name of the wording: 1 to 200 characters, such as a date. It stands in the record
        /// of every consent, so it has to change with every word of the text, in any language.
        Version = "version": Kind::Version, also ["date", "revision"];
        /// What stands beside the box to tick.
        Text = "text": Kind::Texts { longest: limits::CONSENT }, also ["description", "title", "body"];
    }
}

keys! {
    /// What a checkpoint can have.
    CheckpointKey {
        /// Which stamp it is, counted from 1.
        At = "at": Kind::Number { least: 1 }, also ["number", "position", "index", "order", "no", "id"];
        /// What the stamp is called.
        Label = "label": Kind::Texts { longest: limits::LABEL }, also ["title", "name", "text", "description"];
        /// What stands in the stamp: an emoji or up to four letters. Two or more letters are
        /// small. Emoji look different from phone to phone; a picture (`image`) does not.
        Icon = "icon": Kind::Icon, also ["emoji", "symbol"];
        /// A picture in the stamp, in place of an icon: a whole address that begins with
        /// `https://`.
        Image = "image": Kind::Address, also ["picture", "img", "photo", "image_url"];
        /// What is won with this stamp.
        Reward = "reward": Kind::Texts { longest: limits::REWARD }, also ["prize", "gift", "bonus"];
        /// Where the label leads to: a whole address that begins with `https://`.
        Link = "link": Kind::Address, also ["url", "href", "address"];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<K: Keys>() -> Vec<&'static str> {
        K::ALL.iter().map(|(_, key)| key.name).collect()
    }

    fn others<K: Keys>() -> Vec<&'static str> {
        K::ALL
            .iter()
            .flat_map(|(_, key)| key.also)
            .copied()
            .collect()
    }

    fn no_name_is_there_twice<K: Keys>() {
        let mut all = [names::<K>(), others::<K>()].concat();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count, "{all:?}");
    }

    #[test]
    fn every_name_leads_to_one_key() {
        no_name_is_there_twice::<FileKey>();
        no_name_is_there_twice::<DefinitionKey>();
        no_name_is_there_twice::<ConsentKey>();
        no_name_is_there_twice::<CheckpointKey>();
    }

    #[test]
    fn the_meaning_is_the_comment_in_one_paragraph() {
        let (_, key) = CheckpointKey::named("image").unwrap();
        let meaning = "A picture in the stamp, in place of an icon: a whole address that begins \
                       with `https://`.";
        assert_eq!(key.meaning(), meaning);
    }
}
