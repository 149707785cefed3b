//! Intrinsic functions: what a node of the template comes to.

use super::{
    Template, nearest,
    node::{Content, Entry, Intrinsic, Node},
};
use crate::error::Error;
use std::cell::RefCell;

/// What a node comes to. Inner nodes of a sequence or mapping are left as they are until somebody asks for them.
#[derive(Debug)]
pub(super) enum Value<'t> {
    /// `AWS::NoValue`: as if the property were not there.
    Nothing,
    Text(String),
    /// A list that a function or a parameter makes.
    Texts(Vec<String>),
    Sequence(&'t [Node]),
    Mapping(&'t [Entry]),
}

/// Resolves values of one template.
#[derive(Debug)]
pub(super) struct Resolver<'t> {
    pub(super) template: &'t Template,
    /// Conditions and resources that are being resolved, to notice one that leads back to itself.
    open: RefCell<Vec<String>>,
}

impl<'t> Resolver<'t> {
    pub(super) fn new(template: &'t Template) -> Self {
        Self { template, open: RefCell::default() }
    }

    /// The value of a node, through whatever functions it is made of.
    pub(super) fn value(&self, node: &'t Node) -> Result<Value<'t>, Error> {
        match &node.content {
            Content::Text(text) => Ok(Value::Text(text.clone())),
            Content::Sequence(items) => Ok(Value::Sequence(items)),
            Content::Mapping(entries) => Ok(Value::Mapping(entries)),
            Content::Null => Err(self.error(
                node,
                "there is a key without a value".to_owned(),
                "write a value, or leave the key out".to_owned(),
            )),
            Content::Call(function, argument) => self.call(function, argument),
        }
    }

    fn call(&self, function: &Intrinsic, argument: &'t Node) -> Result<Value<'t>, Error> {
        match function {
            Intrinsic::Ref => self.reference(&self.literal(function, argument)?, argument),
            Intrinsic::GetAtt => self.get_att(argument).map(Value::Text),
            Intrinsic::Sub => self.sub(argument).map(Value::Text),
            Intrinsic::Join => {
                let [separator, items] = self.arguments(function, argument, "[SEPARATOR, [TEXT, …]]")?;
                Ok(Value::Text(self.texts(items)?.join(&self.text(separator)?)))
            }
            Intrinsic::Select => self.select(argument),
            Intrinsic::Split => {
                let [separator, whole] = self.arguments(function, argument, "[SEPARATOR, TEXT]")?;
                let (separator, whole) = (self.text(separator)?, self.text(whole)?);
                Ok(Value::Texts(whole.split(&separator).map(str::to_owned).collect()))
            }
            Intrinsic::FindInMap => self.find_in_map(argument),
            Intrinsic::If => {
                let [condition, yes, no] =
                    self.arguments(function, argument, "[CONDITION, VALUE, VALUE OTHERWISE]")?;
                let name = self.literal(function, condition)?;
                self.value(if self.condition_holds(&name, condition)? { yes } else { no })
            }
            Intrinsic::ImportValue => {
                let name = self.text(argument)?;
                let parameter: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                Err(self.error(
                    argument,
                    format!("!ImportValue {name} cannot be resolved without an account"),
                    format!(
                        "pass the value as a parameter: !Ref {parameter} in the template and --parameter {parameter}=VALUE"
                    ),
                )
                .known_in_account())
            }
            Intrinsic::Equals
            | Intrinsic::Not
            | Intrinsic::And
            | Intrinsic::Or
            | Intrinsic::Condition => Err(self.error(
                argument,
                format!("{function} is for conditions only"),
                "name the condition under Conditions and use !If here".to_owned(),
            )),
            Intrinsic::Other(_) => Err(self.error(
                argument,
                format!("{function} cannot be resolved without an account"),
                "write the value, or pass it as a parameter: !Ref NAME in the template and --parameter NAME=VALUE"
                    .to_owned(),
            )
            .known_in_account()),
        }
    }

    /// `!Ref` of a parameter or a resource.
    pub(super) fn reference(&self, name: &str, node: &Node) -> Result<Value<'t>, Error> {
        if let Some(value) = self.template.parameter(name)? {
            return Ok(value);
        }
        if let Some(text) = self.resource_reference(name, node)? {
            return Ok(Value::Text(text));
        }
        let known =
            ["Parameters", "Resources"].into_iter().flat_map(|section| self.template.section(section));
        let fix = match nearest(name, known.map(|entry| entry.key.as_str())) {
            Some(near) => format!("write {near}, if that is what is meant"),
            None => format!("define {name} under Parameters or Resources"),
        };
        Err(self.error(node, format!("{name} is neither a parameter nor a resource of the template"), fix))
    }

    /// `!GetAtt A.Arn`, or `[A, Arn]`.
    fn get_att(&self, argument: &'t Node) -> Result<String, Error> {
        match &argument.content {
            Content::Sequence(_) => {
                let [name, attribute] =
                    self.arguments(&Intrinsic::GetAtt, argument, "[RESOURCE, ATTRIBUTE]")?;
                self.attribute(&self.literal(&Intrinsic::GetAtt, name)?, &self.text(attribute)?, argument)
            }
            _ => {
                let path = self.literal(&Intrinsic::GetAtt, argument)?;
                match path.split_once('.') {
                    Some((name, attribute)) => self.attribute(name, attribute, argument),
                    None => Err(self.malformed(&Intrinsic::GetAtt, argument, "RESOURCE.ATTRIBUTE")),
                }
            }
        }
    }

    fn select(&self, argument: &'t Node) -> Result<Value<'t>, Error> {
        let [index, items] = self.arguments(&Intrinsic::Select, argument, "[INDEX, [VALUE, …]]")?;
        let (index, items) = (self.text(index)?, self.texts(items)?);
        match index.parse::<usize>().ok().and_then(|index| items.get(index)) {
            Some(item) => Ok(Value::Text(item.clone())),
            None => Err(self.error(
                argument,
                format!("!Select wants item {index} of a list of {}", items.len()),
                "count from 0".to_owned(),
            )),
        }
    }

    fn find_in_map(&self, argument: &'t Node) -> Result<Value<'t>, Error> {
        let [map, first, second] =
            self.arguments(&Intrinsic::FindInMap, argument, "[MAP, KEY, SECOND KEY]")?;
        let (map, first, second) = (self.text(map)?, self.text(first)?, self.text(second)?);
        let found = self.template.entry("Mappings", &map);
        match found.and_then(|entry| entry.value.get(&first)).and_then(|node| node.get(&second)) {
            Some(node) => self.value(node),
            None => Err(self.error(
                argument,
                format!("Mappings hold no {map}.{first}.{second}"),
                format!(
                    "define it under Mappings, or pass a parameter that leads to another key than {first}"
                ),
            )),
        }
    }

    /// A node that must come to a text.
    pub(super) fn text(&self, node: &'t Node) -> Result<String, Error> {
        match self.value(node)? {
            Value::Text(text) => Ok(text),
            Value::Nothing => Err(self.not_a(node, "text", "AWS::NoValue stands here")),
            Value::Texts(_) | Value::Sequence(_) => Err(self.not_a(node, "text", "a list stands here")),
            Value::Mapping(_) => Err(self.not_a(node, "text", "a mapping stands here")),
        }
    }

    /// A node that must come to a list of texts; items that are `AWS::NoValue` are left out.
    pub(super) fn texts(&self, node: &'t Node) -> Result<Vec<String>, Error> {
        match self.value(node)? {
            Value::Texts(texts) => Ok(texts),
            Value::Sequence(items) => {
                let mut texts = Vec::with_capacity(items.len());
                for item in items {
                    match self.value(item)? {
                        Value::Nothing => {}
                        Value::Text(text) => texts.push(text),
                        Value::Texts(more) => texts.extend(more),
                        _ => return Err(self.not_a(item, "text", "an item of the list is none")),
                    }
                }
                Ok(texts)
            }
            Value::Text(_) => Err(self.not_a(node, "list", "a text stands here")),
            Value::Nothing => Err(self.not_a(node, "list", "AWS::NoValue stands here")),
            Value::Mapping(_) => Err(self.not_a(node, "list", "a mapping stands here")),
        }
    }

    /// The argument of a function that takes a name as it is written, not a value.
    pub(super) fn literal(&self, function: &Intrinsic, node: &Node) -> Result<String, Error> {
        match &node.content {
            Content::Text(text) => Ok(text.clone()),
            _ => Err(self.malformed(function, node, "a name or text, not another function")),
        }
    }

    pub(super) fn arguments<const COUNT: usize>(
        &self,
        function: &Intrinsic,
        node: &'t Node,
        form: &str,
    ) -> Result<&'t [Node; COUNT], Error> {
        match &node.content {
            Content::Sequence(items) => items.as_slice().try_into().ok(),
            _ => None,
        }
        .ok_or_else(|| self.malformed(function, node, form))
    }

    /// Runs `resolve` with `what` marked as being resolved.
    pub(super) fn opened<T>(
        &self,
        what: &str,
        node: &Node,
        resolve: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let cycle = {
            let open = self.open.borrow();
            open.iter()
                .position(|name| name == what)
                .map(|start| [&open[start..], &[what.to_owned()]].concat())
        };
        if let Some(cycle) = cycle {
            return Err(self.error(
                node,
                format!("{what} depends on itself: {}", cycle.join(" → ")),
                "take one of these steps out".to_owned(),
            ));
        }
        self.open.borrow_mut().push(what.to_owned());
        let result = resolve();
        self.open.borrow_mut().pop();
        result
    }

    pub(super) fn error(&self, node: &Node, message: String, fix: String) -> Error {
        self.template.error(node.line, message, fix)
    }

    pub(super) fn malformed(&self, function: &Intrinsic, node: &Node, form: &str) -> Error {
        self.error(
            node,
            format!("{function} is not written as it must be"),
            format!("{function} takes {form}"),
        )
    }

    pub(super) fn not_a(&self, node: &Node, wanted: &str, found: &str) -> Error {
        self.error(node, found.to_owned(), format!("write a {wanted}"))
    }
}
