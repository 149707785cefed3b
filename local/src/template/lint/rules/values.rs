//! What the other rules look at, they must be able to read.

use crate::template::lint::{Check, Rule};

pub(in super::super) const RULE: Rule = Rule {
    name: "values",
    explanation: "Every value that a rule looks at can be resolved: references lead somewhere, numbers are in range. What only \
                  an account knows, such as !ImportValue, is a note, and so is what could not be checked because of it.",
    // Whichever rule stumbles over a value tells of it.
    check: Check::Template(|_, _| Ok(())),
};
