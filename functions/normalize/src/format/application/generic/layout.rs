//! Layouts behind the level that are known by name: they end where others would go on.

use super::field::{Field, field_at};
use super::fields::{Fields, MOST};
use super::words::{is_class, is_place, name_length, skip_separators};
use crate::format::application::part::{group, set_thread, split_line};
use memchr::memmem;
use nozzle::log::{Log, Value};

impl<'a> Fields<'a> {
    /// Rust's tracing: `order{id=7}:pay: shop::cart: message`
    pub(super) fn spans(&mut self, text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
        let mut rest = text;
        for _ in 0..8 {
            let name = rest
                .iter()
                .take(80)
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            let mut behind = &rest[name..];
            if name == 0 {
                return None;
            }
            let has_fields = behind.first() == Some(&b'{');
            if has_fields {
                behind = group(behind)?.1;
            } else if rest.len() == text.len() {
                return None;
            }
            behind = behind.strip_prefix(b":")?;
            if let Some(target) = behind.strip_prefix(b" ") {
                let length = name_length(target)?;
                let message = target[length..].strip_prefix(b": ")?;
                log.attributes.push("tracing.spans", &text[..text.len() - behind.len() - 1]);
                log.logger = Some((&target[..length]).into());
                return Some(message);
            }
            rest = behind;
        }
        None
    }

    /// Django's example: `lamp 31 139852598110016 message`
    pub(super) fn django(&mut self, text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
        let (Field::Name(module), rest) = field_at(text.trim_ascii_start())? else { return None };
        let (Field::Number(process), rest) = field_at(rest.strip_prefix(b" ")?)? else { return None };
        let (Field::Number(thread), rest) = field_at(rest.strip_prefix(b" ")?)? else { return None };
        if thread.len() < 5 {
            return None;
        }
        self.number(process, log);
        self.number(thread, log);
        self.name(module, log);
        rest.strip_prefix(b" ")
    }

    /// NLog and others: `Shop.Cart|message`. Fields are names and groups.
    pub(super) fn between_bars(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        let mut rest = text;
        if let Some(message) = self.loguru(text, log) {
            return message;
        }
        // ActiveMQ: `message | org.example.Broker | main`
        let line = text.trim_ascii_end();
        if !line.contains(&b'\n')
            && let Some(thread) = memmem::rfind(line, b" | ")
            && let Some(logger) = memmem::rfind(&line[..thread], b" | ")
            && is_class(line[logger + 3..thread].trim_ascii())
            && log.logger.is_none()
            && !self.has_thread
        {
            self.logger(line[logger + 3..thread].trim_ascii(), log);
            self.has_thread = true;
            set_thread(line[thread + 3..].trim_ascii(), log);
            return line[..logger].trim_ascii_end();
        }
        while log.logger.is_none() && self.count < 4 {
            let Some((field, behind)) = field_at(rest) else { break };
            let (next, separators) = skip_separators(behind, &mut false);
            if !(separators.bar || separators.dash && matches!(field, Field::Name(_))) {
                break;
            }
            let _ = self.push(field);
            self.commit(MOST, log);
            rest = next;
        }
        rest
    }

    /// loguru: `shop.cart:add:42 - message`
    fn loguru(&mut self, text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
        let end = text.iter().take(200).position(u8::is_ascii_whitespace)?;
        let message = text[end..].strip_prefix(b" - ")?;
        let (place, line) = split_line(&text[..end])?;
        let colon = place.iter().rposition(|byte| *byte == b':')?;
        log.logger = Some((&place[..colon]).into());
        log.attributes.push("code.function.name", &place[colon + 1..]);
        log.attributes.push("code.line.number", Value::Integer(line));
        Some(message)
    }

    /// zap: `cart<TAB>shop/cart.go:12<TAB>message`
    pub(super) fn between_tabs(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        let mut rest = text;
        for _ in 0..3 {
            let Some((field @ Field::Name(name), behind)) = field_at(rest) else { break };
            let Some(behind) = behind.strip_prefix(b"\t") else { break };
            if is_place(name) && self.has_place || !is_place(name) && log.logger.is_some() {
                break;
            }
            let is_last = is_place(name);
            let _ = self.push(field);
            self.commit(MOST, log);
            rest = behind;
            if is_last {
                break;
            }
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fields;

    #[test]
    fn each_layout_is_read_as_its_library_writes_it() {
        for (line, expected) in [
            (
                "2026-03-04T08:00:15.255733Z TRACE order{id=4711 name=\"Z\"}:pay: shop: saved",
                "T.255733Z|TRACE|||shop|saved",
            ),
            (
                "DEBUG 2026-03-04 08:00:15,107 cart 31 139852598110016 saved",
                "T.107Z|DEBUG|31|139852598110016|cart|saved",
            ),
            ("2026-03-04 08:00:15.469 | SUCCESS  | shop:add:15 - sent", "T.469Z|SUCCESS|||shop|sent"),
            (
                "2026-03-04 08:00:15.123 | INFO     | shop.cart:add:42 - saved",
                "T.123Z|INFO|||shop.cart|saved",
            ),
            (
                "2026-03-04 08:00:15,123 | INFO  | saved | now | org.example.Cart | main",
                "T.123Z|INFO||main|org.example.Cart|saved | now",
            ),
            (
                "2026-03-04 08:00:15.1234|INFO|Shop.Cart|saved | twice",
                "T.1234Z|INFO|||Shop.Cart|saved | twice",
            ),
            ("2026-03-04T08:00:15.123Z\tINFO\tshop\t./cart.go:12\tsaved\t{}", "T.123Z|INFO|||shop|saved\t{}"),
        ] {
            fields(line, expected);
        }
    }
}
