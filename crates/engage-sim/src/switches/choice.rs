//! The switches whose values are names.

use serde::{Deserialize, Serialize};

/// Declares an enumeration. Its first variant is the default, and its names in JSON are
/// kebab-case unless an attribute says otherwise.
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
        /// The simulator does not do it.
        Off,
        /// The simulator does it.
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
        /// An empty body.
        Empty,
    }
}

choice! {
    /// What a wholly accepted batch of checkpoints is answered with.
    CheckpointsAnswer {
        /// All members, with empty lists.
        Arrays,
        /// All members, with null.
        Nulls,
        /// `{}`
        Object,
        /// An empty body.
        Empty,
    }
}

choice! {
    /// Whether a POST must state the length of its body.
    ContentLength {
        /// The length may be left out.
        Optional,
        /// A POST with neither Content-Length nor Transfer-Encoding is answered 411.
        Required,
    }
}

choice! {
    /// Whether Content-Type is mandatory.
    ContentType {
        /// A request without it, GET too, is answered 500 "An error has occurred".
        Strict,
        /// It may be left out.
        Lenient,
    }
}

choice! {
    /// How enumerations are written.
    Enums {
        /// As numbers, like the examples of the documentation.
        Integer,
        /// As names, like the published model.
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
        /// `Message`, as the web framework behind Engage writes it.
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
    /// How members without a value are written.
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
        /// They do not count, and a full challenge accepts no more.
        Cap,
        /// They count.
        Overflow,
    }
}

choice! {
    /// How a completed recurring challenge begins again with the next checkpoint.
    Recurring {
        /// As a new assignment. The completed one stays.
        NewAssignment,
        /// As the same assignment, without checkpoints.
        Reset,
    }
}

choice! {
    /// What the list of challenges answers for a contact that does not exist.
    UnknownContact {
        /// 404 `ContactNotFound`.
        NotFound,
        /// 200 without items.
        EmptyList,
    }
}

choice! {
    /// What happens to a request without User-Agent.
    UserAgent {
        /// It is carried out, and counted in the log.
        Warn,
        /// It is answered 400.
        Refuse,
    }
}
