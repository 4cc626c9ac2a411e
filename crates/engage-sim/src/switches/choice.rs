//! The switches that choose between named ways.

use serde::{Deserialize, Serialize};

/// Declares an enumeration whose first variant is the default and whose names in
/// JSON are kebab-case unless said otherwise.
macro_rules! choice {
    (
        $(#[$about:meta])*
        $name:ident { $(#[$first_about:meta])* $first:ident, $($(#[$other_about:meta])* $other:ident,)+ }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $(#[$first_about])*
            #[default]
            $first,
            $($(#[$other_about])* $other,)+
        }
    };
}

choice! {
    /// On or off.
    Toggle {
        /// Not done.
        Off,
        /// Done.
        On,
    }
}

choice! {
    /// What `assign` answers when it succeeds.
    AssignAnswer {
        /// `true`
        Boolean,
        /// `"true"`
        String,
        /// Nothing.
        Empty,
    }
}

choice! {
    /// What a wholly accepted batch of checkpoints is answered with.
    CheckpointsAnswer {
        /// All members with empty lists.
        Arrays,
        /// All members with null.
        Nulls,
        /// `{}`
        Object,
        /// Nothing.
        Empty,
    }
}

choice! {
    /// Whether a POST must say how long its body is.
    ContentLength {
        /// It need not.
        Optional,
        /// A POST with neither Content-Length nor Transfer-Encoding gets 411.
        Required,
    }
}

choice! {
    /// Whether Content-Type is mandatory.
    ContentType {
        /// Missing on any request, GET too: 500 "An error has occurred".
        Strict,
        /// Never asked for.
        Lenient,
    }
}

choice! {
    /// How enumerations are written.
    Enums {
        /// As numbers, like the documentation's examples.
        Integer,
        /// By name, like the published model.
        String,
    }
}

choice! {
    /// How lists are wrapped.
    Envelope {
        /// An object with `items`.
        #[serde(rename = "items")]
        Items,
        /// An object with `Items`.
        #[serde(rename = "Items")]
        CapitalItems,
        /// A bare array.
        Array,
    }
}

choice! {
    /// How the message of an error is spelled.
    ErrorMember {
        /// `message`, as documented.
        #[serde(rename = "message")]
        Message,
        /// `Message`, as the web framework behind Engage writes it by itself.
        #[serde(rename = "Message")]
        CapitalMessage,
    }
}

choice! {
    /// What the filter `NotCompleted` lets through.
    NotCompletedFilter {
        /// Challenges whose status is `NotCompleted`: neither completed nor running.
        Status,
        /// Everything that is not completed, running challenges included.
        Everything,
    }
}

choice! {
    /// What becomes of members without a value.
    Nulls {
        /// They are left out.
        Omitted,
        /// They are null.
        Explicit,
    }
}

choice! {
    /// What happens to checkpoints beyond the required number.
    Overflow {
        /// They are dropped; a full challenge accepts no more.
        Cap,
        /// They count.
        Overflow,
    }
}

choice! {
    /// How a completed recurring challenge begins again with the next checkpoint.
    Recurring {
        /// As a new assignment; the completed one stays.
        NewAssignment,
        /// As the same assignment, set back to zero.
        Reset,
    }
}

choice! {
    /// What the list of challenges answers for a contact that does not exist.
    UnknownContact {
        /// 404 `ContactNotFound`.
        NotFound,
        /// 200 with no items.
        EmptyList,
    }
}

choice! {
    /// What happens to a request without User-Agent.
    UserAgent {
        /// It is answered, and counted in the log.
        Warn,
        /// It is answered 400.
        Refuse,
    }
}
