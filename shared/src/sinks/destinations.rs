//! Where a function that reads a data stream delivers, and where it sets poison aside: as its configuration says, or else
//! its environment.

use super::{account::Account, firehose::FirehoseSink, objects::ObjectSetAside};
use crate::{function::ConfigurationError, kinesis::OnPoison, lambda::variable};
use schemars::JsonSchema;
use serde::Deserialize;

/// The sink into the delivery stream of that name, or else of the name in the variable `NOZZLE_DELIVERY_STREAM`.
///
/// # Errors
/// Nothing names a delivery stream, or the environment tells of no account.
pub fn delivery_stream(name: Option<&str>) -> Result<FirehoseSink, ConfigurationError> {
    let name = named(name, variable("NOZZLE_DELIVERY_STREAM")?)?;
    FirehoseSink::new(&Account::from_environment()?, &name)
}

fn named(name: Option<&str>, variable: Option<String>) -> Result<String, ConfigurationError> {
    name.map(str::to_owned).or(variable).ok_or_else(|| {
        ConfigurationError::new(
            "no delivery stream is named",
            "write its name under `delivery_stream`, or set NOZZLE_DELIVERY_STREAM",
        )
    })
}

/// What happens to a record that can never be delivered, as configurations say it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PoisonPolicy {
    /// It is kept at `set_aside_url` with the reason, and those behind it go on.
    #[default]
    SetAside,
    /// Lambda is told, and tries it and all behind it again, as often and as long as the event source mapping says.
    Report,
}

impl PoisonPolicy {
    /// What a processor does with poison, kept at that URL, or else at the one in the variable `NOZZLE_SET_ASIDE_URL`.
    ///
    /// # Errors
    /// Poison is set aside, and nothing says where; or nothing can be kept there.
    pub fn open(self, set_aside_url: Option<&str>) -> Result<OnPoison, ConfigurationError> {
        Ok(match self.url(set_aside_url, variable("NOZZLE_SET_ASIDE_URL")?)? {
            Some(url) => OnPoison::set_aside(ObjectSetAside::open(&url)?),
            None => OnPoison::Report,
        })
    }

    fn url(self, url: Option<&str>, variable: Option<String>) -> Result<Option<String>, ConfigurationError> {
        match (self, url.map(str::to_owned).or(variable)) {
            (Self::Report, _) => Ok(None),
            (Self::SetAside, Some(url)) => Ok(Some(url)),
            (Self::SetAside, None) => Err(ConfigurationError::new(
                "records would be set aside, and no place is named",
                "write s3://BUCKET/PREFIX under `set_aside_url`, set NOZZLE_SET_ASIDE_URL, or write `on_poison: report`",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_what_the_configuration_does_not() {
        let variable = || Some("of the environment".to_owned());
        assert_eq!(named(Some("logs"), variable()), Ok("logs".into()));
        assert_eq!(named(None, variable()), Ok("of the environment".into()));
        assert_eq!(PoisonPolicy::SetAside.url(Some("s3://own/"), variable()), Ok(Some("s3://own/".into())));
        assert_eq!(PoisonPolicy::SetAside.url(None, variable()), Ok(variable()));
        assert_eq!(PoisonPolicy::Report.url(Some("s3://own/"), variable()), Ok(None));
    }

    #[test]
    fn what_nobody_says_is_an_error_that_says_where_to() {
        assert_eq!(
            named(None, None).unwrap_err().to_string(),
            "configuration: no delivery stream is named\n\
             fix: write its name under `delivery_stream`, or set NOZZLE_DELIVERY_STREAM"
        );
        assert_eq!(
            PoisonPolicy::SetAside.url(None, None).unwrap_err().to_string(),
            "configuration: records would be set aside, and no place is named\n\
             fix: write s3://BUCKET/PREFIX under `set_aside_url`, set NOZZLE_SET_ASIDE_URL, or write `on_poison: report`"
        );
    }
}
