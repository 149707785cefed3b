//! Lines of pairs of keys and values that are no logfmt: separated by spaces or commas, values in quotes or
//! brackets or neither.
//!
//! ```text
//! pair {("," | ";" | " ") pair}
//! pair = key "=" (word | "\"" text "\"" | "'" text "'" | "[" text "]")
//!
//! method=GET path=/carts status=200 duration=58.33
//! user="ann", items=[1, 2], note='two words'
//! ```
//!
//! There are at least two of them, and nothing else. The body is the whole line, where no key is a message.

use super::pairs::Pairs;
use super::part::set_message;
use crate::context::Context;
use crate::format::Format;
use crate::pairs::pair;
use crate::split::Split;
use nozzle::log::Log;

/// Pairs of keys and values.
pub const FORMAT: Format = Format {
    name: "key_value",
    description: "Pairs of keys and values, separated by spaces or commas, values in quotes, brackets or neither.",
    example: "method=GET path=/carts status=200 items=[1, 2] note='two words'",
    first_bytes: b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_",
    exclusive: false,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut pairs = Pairs::default();
    let mut rest = text;
    let mut count = 0;
    while !rest.is_empty() {
        let next = pair(rest, true, true)?;
        pairs.set(next.key, next.value, next.quoted, context, log);
        rest = next.rest;
        count += 1;
    }
    pairs.finish(log);
    if count < 2 {
        return None;
    }
    if !pairs.has_message {
        set_message(text, log);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn pairs_and_nothing_else() {
        check(
            "auto",
            "method=GET path=/carts.json?a=1 controller=carts status=200 duration=58.33",
            r#"{"severity_number":0,"body":"method=GET path=/carts.json?a=1 controller=carts status=200 duration=58.33","attributes":{"http.request.method":"GET","url.path":"/carts.json","url.query":"a=1","controller":"carts","http.response.status_code":200,"duration":"58.33"},"source_format":"key_value"}"#,
        );
        check(
            "auto",
            "user=\"ann b\", items=[1, [2]], note='two words';last=x",
            r#"{"severity_number":0,"body":"user=\"ann b\", items=[1, [2]], note='two words';last=x","attributes":{"user.name":"ann b","items":"[1, [2]]","note":"two words","last":"x"},"source_format":"key_value"}"#,
        );
        check(
            "auto",
            "a=1 b=2 a=3",
            r#"{"severity_number":0,"body":"a=1 b=2 a=3","attributes":{"b":2,"a":3},"source_format":"key_value"}"#,
        );
        check("key_value", "a=1", r#"{"severity_number":0,"body":"a=1","source_format":"text"}"#);
        check(
            "key_value",
            "a=1 and b=2",
            r#"{"severity_number":0,"body":"a=1 and b=2","source_format":"text"}"#,
        );
        check(
            "key_value",
            "a=[1 b=2",
            r#"{"severity_number":0,"body":"a=[1 b=2","attributes":{"a":"[1","b":2},"source_format":"key_value"}"#,
        );
    }
}
