//! For people who think in structs.

use crate::{
    failure::Failure,
    log::Shape,
    origin::Origin,
    transform::{Item, Output, Transform},
};
use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;

/// A transform over JSON documents as values of your own types: one in, zero or more out.
///
/// A log that an earlier transform parsed is handed over in the shape [`Shape::Otel`].
///
/// What the function returns is written in order, each a document of its own: an `Option` keeps or drops, a `Vec`
/// multiplies. A document that does not fit `In` fails its record with the reason `not_typed`.
///
/// ```
/// use nozzle::{Failure, Origin, testing, typed};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize)]
/// struct Order { id: u64, cents: u64 }
///
/// #[derive(Serialize)]
/// struct Sale { order: u64, euros: f64 }
///
/// let sales = typed(|order: Order, _: &Origin<'_>| -> Result<_, Failure> {
///     Ok((order.cents > 0).then(|| Sale { order: order.id, euros: order.cents as f64 / 100.0 }))
/// });
/// testing::run(sales, [r#"{"id":7,"cents":1250}"#]).assert_ok(["{\"order\":7,\"euros\":12.5}\n"]);
/// ```
pub fn typed<In, Out, F>(function: F) -> Typed<In, F>
where
    In: DeserializeOwned,
    Out: IntoIterator<Item: Serialize>,
    F: FnMut(In, &Origin<'_>) -> Result<Out, Failure> + Send,
{
    Typed {
        function,
        json: Vec::new(),
        buffers: simd_json::Buffers::default(),
        written: Vec::new(),
        input: PhantomData,
    }
}

/// See [`typed`].
pub struct Typed<In, F> {
    function: F,
    json: Vec<u8>,
    buffers: simd_json::Buffers,
    written: Vec<u8>,
    input: PhantomData<fn(In)>,
}

impl<In, Out, F> Transform for Typed<In, F>
where
    In: DeserializeOwned,
    Out: IntoIterator<Item: Serialize>,
    F: FnMut(In, &Origin<'_>) -> Result<Out, Failure> + Send,
{
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        self.json.clear();
        match item {
            Item::Bytes(bytes) => self.json.extend_from_slice(bytes),
            Item::Log(log) => Shape::Otel.write(log, &mut self.json),
        }
        // The error's own text may quote the document: only its position is passed on.
        let value = simd_json::serde::from_slice_with_buffers(&mut self.json, &mut self.buffers).map_err(
            |error| {
                Failure::new("not_typed", "the document is not JSON of the expected type")
                    .at_byte(error.index())
            },
        )?;
        for value in (self.function)(value, from)? {
            self.written.clear();
            serde_json::to_writer(&mut self.written, &value)
                .map_err(|_| Failure::new("not_serializable", "a value could not be written as JSON"))?;
            out.emit(Item::Bytes(&self.written), from)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn values_multiply_and_vanish() {
        let repeat = typed(|count: usize, _: &Origin<'_>| Ok(vec![count; count]));
        testing::run(repeat, ["2", "0"]).assert_text("0  Ok  2\\n2\\n\n1  Dropped\n");
    }

    #[test]
    fn what_has_another_type_fails_without_being_quoted() {
        let number = typed(|number: u64, _: &Origin<'_>| Ok(Some(number)));
        let outcomes = testing::run(number, ["\"secret\"", "{", "7"]).to_string();
        assert!(
            outcomes
                .contains("0  ProcessingFailed  not_typed: the document is not JSON of the expected type"),
            "{outcomes}"
        );
        assert!(
            outcomes.contains("1  ProcessingFailed") && outcomes.ends_with("2  Ok  7\\n\n"),
            "{outcomes}"
        );
        assert!(!outcomes.contains("secret"), "{outcomes}");
    }
}
