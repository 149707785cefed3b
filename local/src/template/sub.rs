//! `!Sub`: a text with `${…}` in it. Firehose's own `!{…}` is no part of it.

use super::{
    node::{Content, Intrinsic, Node},
    resolve::{Resolver, Value},
};
use crate::error::Error;

impl<'t> Resolver<'t> {
    /// `!Sub TEXT`, or `[TEXT, {NAME: VALUE}]`.
    pub(super) fn sub(&self, argument: &'t Node) -> Result<String, Error> {
        let (text, variables) = match &argument.content {
            Content::Sequence(_) => {
                let [text, variables] = self.arguments(&Intrinsic::Sub, argument, "[TEXT, {NAME: VALUE}]")?;
                (self.literal(&Intrinsic::Sub, text)?, variables.entries())
            }
            _ => (self.literal(&Intrinsic::Sub, argument)?, &[][..]),
        };
        let mut result = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, behind)) = rest.split_once("${") {
            result.push_str(before);
            let Some((name, behind)) = behind.split_once('}') else {
                return Err(self.malformed(&Intrinsic::Sub, argument, "a text in which each ${ has its }"));
            };
            let name = name.trim();
            rest = behind;
            if let Some(verbatim) = name.strip_prefix('!') {
                result.push_str("${");
                result.push_str(verbatim);
                result.push('}');
            } else if let Some(variable) = variables.iter().find(|variable| variable.key == name) {
                result.push_str(&self.text(&variable.value)?);
            } else {
                result.push_str(&self.substitute(name, argument)?);
            }
        }
        result.push_str(rest);
        Ok(result)
    }

    fn substitute(&self, name: &str, node: &Node) -> Result<String, Error> {
        // SAM's `Function.Alias` has a dot and is a reference all the same.
        if let Some((resource, attribute)) = name.split_once('.')
            && !name.starts_with("AWS::")
            && self.resource_reference(name, node)?.is_none()
        {
            return self.attribute(resource, attribute, node);
        }
        match self.reference(name, node)? {
            Value::Text(text) => Ok(text),
            Value::Nothing => Ok(String::new()),
            _ => Err(self.not_a(node, "text", &format!("${{{name}}} is a list"))),
        }
    }
}
