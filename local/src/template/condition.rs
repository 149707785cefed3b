//! Conditions of the template.

use super::{
    nearest,
    node::{Content, Intrinsic, Node},
    resolve::Resolver,
};
use crate::error::Error;

impl<'t> Resolver<'t> {
    /// Whether the condition of this name holds; `node` is where it is asked for.
    pub(super) fn condition_holds(&self, name: &str, node: &Node) -> Result<bool, Error> {
        match self.template.entry("Conditions", name) {
            Some(condition) => {
                self.opened(&format!("condition {name}"), node, || self.holds(&condition.value))
            }
            None => {
                let known = self.template.section("Conditions").iter().map(|entry| entry.key.as_str());
                let fix = match nearest(name, known) {
                    Some(near) => format!("write {near}, if that is what is meant"),
                    None => format!("define {name} under Conditions"),
                };
                Err(self.error(node, format!("there is no condition {name}"), fix))
            }
        }
    }

    fn holds(&self, node: &'t Node) -> Result<bool, Error> {
        let Content::Call(function, argument) = &node.content else {
            return Err(self.error(
                node,
                "this is no condition".to_owned(),
                "write one of !Equals, !Not, !And, !Or and !Condition".to_owned(),
            ));
        };
        match function {
            Intrinsic::Equals => {
                let [left, right] = self.arguments(function, argument, "[VALUE, VALUE]")?;
                Ok(self.text(left)? == self.text(right)?)
            }
            Intrinsic::Not => {
                let [negated] = self.arguments(function, argument, "[CONDITION]")?;
                Ok(!self.holds(negated)?)
            }
            Intrinsic::And => self.all(function, argument, true),
            Intrinsic::Or => Ok(!self.all(function, argument, false)?),
            Intrinsic::Condition => self.condition_holds(&self.literal(function, argument)?, argument),
            other => Err(self.error(
                node,
                format!("{other} is no condition"),
                "write one of !Equals, !Not, !And, !Or and !Condition".to_owned(),
            )),
        }
    }

    /// Whether each of two to ten conditions comes to `wanted`.
    fn all(&self, function: &Intrinsic, node: &'t Node, wanted: bool) -> Result<bool, Error> {
        match &node.content {
            Content::Sequence(conditions) if (2..=10).contains(&conditions.len()) => {
                for condition in conditions {
                    if self.holds(condition)? != wanted {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Err(self.malformed(function, node, "a list of 2 to 10 conditions")),
        }
    }
}
