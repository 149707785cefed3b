//! A function in twenty lines: every record in capitals.

use nozzle::{Failure, Item, Origin, Output, firehose::Processor, lambda};

fn main() -> std::process::ExitCode {
    lambda::serve(Processor::new(uppercase))
}

fn uppercase(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    let Item::Bytes(bytes) = item else { return out.emit(item, from) };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Failure::new("not_utf8", "the record is not UTF-8 text").at_byte(error.valid_up_to())
    })?;
    out.emit(Item::Bytes(text.to_uppercase().as_bytes()), from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nozzle::testing;

    #[test]
    fn one_bad_record_harms_no_other() {
        testing::run(uppercase, [&b"gr\xc3\xbc\xc3\x9f"[..], b"\xff"]).assert_text(
            "0  Ok  GRÜSS\\n\n1  ProcessingFailed  not_utf8: the record is not UTF-8 text (byte 0)\n",
        );
    }

    /// The event is what Firehose sends, the outcomes are what must become of it.
    #[test]
    fn the_sample_gives_its_outcomes() {
        let event = include_bytes!("../events/direct-put.event.json");
        let outcomes = testing::run_event(&mut Processor::new(uppercase), event);
        outcomes.expect("an event").assert_text(include_str!("../events/direct-put.outcomes.txt"));
    }
}
