//! A transform that can be made to misbehave, for tests that need one.

use nozzle::{Failure, Item, Origin, Output, Transform, unpack::CloudWatchLogs};
use std::{fs::File, thread};

/// Opens CloudWatch Logs envelopes, passes records on, and does what some of them ask for: `panic` panics,
/// `error` fails, `drop` emits nothing, `half` emits something and then fails, `key=VALUE` sets a partition key,
/// `grow=BYTES` emits that many bytes, `abort` ends the process, `hold=FILE` makes that file and then waits to be
/// killed; where the file is there already, the record passes; `shrug` takes no notice of what it is refused;
/// `multiply=TIMES` emits itself that often; `throw` panics with something that panics when it is dropped, and so
/// does putting the transform in order again.
pub fn poisonable() -> impl Transform {
    CloudWatchLogs::new().or_pass_on().then(Poisonable)
}

struct Poisonable;

impl Transform for Poisonable {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        obey(item, from, out)
    }

    fn recover(&mut self) {
        panic!("this transform cannot be put in order");
    }
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

fn obey(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    let Item::Bytes(bytes) = item else { return out.emit(item, from) };
    let words = std::str::from_utf8(bytes).unwrap_or_default().trim_end();
    match words.split_once('=').unwrap_or((words, "")) {
        ("panic", _) => panic!("the payload is {words}"),
        ("error", _) => Err(Failure::new("asked_for", "the record asked for a failure")),
        ("drop", _) => Ok(()),
        ("half", _) => {
            out.partition_key("half", "way")?;
            out.emit(item, from)?;
            Err(Failure::new("asked_for", "the record asked for a failure"))
        }
        ("key", value) => {
            out.partition_key("key", value)?;
            out.emit(item, from)
        }
        ("grow", bytes) => out.emit(Item::Bytes(&vec![b'x'; bytes.parse().unwrap_or(0)]), from),
        ("hold", file) if File::create_new(file).is_ok() => loop {
            thread::park();
        },
        ("shrug", _) => {
            out.emit(item, from)?;
            let _ = out.partition_key("key", "");
            Ok(())
        }
        ("multiply", times) => {
            for _ in 0..times.parse().unwrap_or(0_u32) {
                let _ = out.emit(item, from);
            }
            Ok(())
        }
        ("throw", _) => std::panic::panic_any(PanicsWhenDropped),
        ("abort", _) => std::process::exit(70),
        _ => out.emit(item, from),
    }
}
