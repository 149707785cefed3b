//! Where objects are written: a folder, or a place in S3.

use crate::{error::Error, tls};
use bytes::Bytes;
use object_store::{
    Attribute, Attributes, ObjectStore, PutOptions, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path,
};
use std::{env, fmt, fs, sync::Arc, time::Duration};

/// Attempts to write an object before it is an error.
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// A place for objects, with one folder a bucket of the template.
#[derive(Debug, Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Path in front of the bucket's folder.
    root: String,
    /// What a person types to get there.
    shown: String,
    /// Files have no content type.
    takes_attributes: bool,
}

impl Storage {
    /// A folder, made where it is missing, or `s3://bucket/path`. S3 is used with the caller's own
    /// `AWS_ACCESS_KEY_ID` and so on, at `AWS_ENDPOINT_URL` if that is set. What is there already stays.
    pub fn open(out: &str) -> Result<Self, Error> {
        match out.strip_prefix("s3://") {
            Some(place) => Self::s3(out, place),
            None => Self::folder(out),
        }
    }

    fn folder(out: &str) -> Result<Self, Error> {
        let failed = |error: &dyn fmt::Display| {
            Error::new(format!("{out}: cannot be written to: {error}")).fix("name another folder with --out")
        };
        fs::create_dir_all(out).map_err(|error| failed(&error))?;
        let store = LocalFileSystem::new_with_prefix(out).map_err(|error| failed(&error))?;
        Ok(Self {
            store: Arc::new(store),
            root: String::new(),
            shown: out.trim_end_matches('/').to_owned(),
            takes_attributes: false,
        })
    }

    fn s3(out: &str, place: &str) -> Result<Self, Error> {
        let (bucket, root) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(
                Error::new(format!("{out}: no bucket is named")).fix("write s3://BUCKET or s3://BUCKET/PATH")
            );
        }
        // Without these the client would ask the network who it is.
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            if env::var_os(name).is_none() {
                let fix =
                    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL for a local S3";
                return Err(Error::new(format!("{out}: {name} is not set")).fix(fix));
            }
        }
        let plain_http = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]
            .iter()
            .find_map(|name| env::var(name).ok())
            .is_some_and(|endpoint| endpoint.starts_with("http://"));
        tls::choose_provider();
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_allow_http(plain_http)
            // There are our own attempts around it; a person waits for the error.
            .with_retry(RetryConfig { max_retries: 1, ..RetryConfig::default() })
            .build()
            .map_err(|error| {
                Error::new(format!("{out}: {error}")).fix("check AWS_ENDPOINT_URL and AWS_REGION")
            })?;
        Ok(Self {
            store: Arc::new(store),
            root: root.trim_matches('/').to_owned(),
            shown: format!("s3://{bucket}"),
            takes_attributes: true,
        })
    }

    /// Writes an object, if need be with several attempts. Gives back its key as it stands there: segments that
    /// cannot be written, such as `..`, are escaped.
    pub async fn put(
        &self,
        bucket: &str,
        key: &str,
        body: Bytes,
        content_encoding: Option<&'static str>,
    ) -> Result<String, Error> {
        let path = self.path(&format!("{bucket}/{key}"));
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let options =
                PutOptions { attributes: self.attributes(content_encoding), ..PutOptions::default() };
            match self.store.put_opts(&path, body.clone().into(), options).await {
                Ok(_) => break,
                Err(error) if attempt == ATTEMPTS => {
                    let message = format!(
                        "{}: an object of {} bytes was not written in {ATTEMPTS} attempts: {error}",
                        self.shown_path(&path),
                        body.len()
                    );
                    let fix = "make sure that it can be written to, or name another place with --out, and replay again";
                    return Err(Error::new(message).fix(fix));
                }
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause *= 2;
        }
        let in_bucket = self.path(bucket);
        let key: Vec<_> = path
            .prefix_match(&in_bucket)
            .into_iter()
            .flatten()
            .map(|part| part.as_ref().to_owned())
            .collect();
        Ok(key.join("/"))
    }

    /// The bucket's folder, as a person types it.
    pub fn shown_bucket(&self, bucket: &str) -> String {
        self.shown_path(&self.path(bucket))
    }

    fn shown_path(&self, path: &Path) -> String {
        format!("{}/{path}", self.shown)
    }

    fn path(&self, key: &str) -> Path {
        let full = if self.root.is_empty() { key.to_owned() } else { format!("{}/{key}", self.root) };
        Path::parse(&full).unwrap_or_else(|_| Path::from(full))
    }

    fn attributes(&self, content_encoding: Option<&'static str>) -> Attributes {
        let mut attributes = Attributes::new();
        if self.takes_attributes {
            attributes.insert(Attribute::ContentType, "application/octet-stream".into());
            if let Some(encoding) = content_encoding {
                attributes.insert(Attribute::ContentEncoding, encoding.into());
            }
        }
        attributes
    }

    /// All objects, path and bytes, in the order of their paths: for tests that look at what was written.
    ///
    /// # Panics
    /// They cannot be read.
    pub async fn all(&self) -> Vec<(String, Bytes)> {
        use futures::TryStreamExt as _;
        use object_store::ObjectStoreExt as _;
        let listed: Vec<_> = self.store.list(None).try_collect().await.expect("a listing");
        let mut objects = Vec::new();
        for object in listed {
            let body =
                self.store.get(&object.location).await.expect("an object").bytes().await.expect("its body");
            objects.push((object.location.to_string(), body));
        }
        objects.sort();
        objects
    }

    /// In memory, for tests.
    pub fn in_memory() -> Self {
        let store = Arc::new(object_store::memory::InMemory::new());
        Self { store, root: String::new(), shown: "memory".into(), takes_attributes: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_gets_one_folder_a_bucket() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("deep/out");
        let storage = Storage::open(out.to_str().expect("UTF-8")).expect("made");
        let key = storage.put("Delivered", "a=1/b:c/name", Bytes::from_static(b"body"), Some("gzip")).await;
        assert_eq!(key, Ok("a=1/b:c/name".into()));
        assert_eq!(fs::read(out.join("Delivered/a=1/b:c/name")).expect("a file"), b"body");
        assert_eq!(storage.shown_bucket("Delivered"), format!("{}/Delivered", out.display()));
    }

    #[tokio::test]
    async fn a_key_cannot_leave_its_bucket() {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = Storage::open(folder.path().to_str().expect("UTF-8")).expect("made");
        let key =
            storage.put("Delivered", "../../x//y", Bytes::from_static(b"body"), None).await.expect("written");
        assert_eq!(key, "%2E%2E/%2E%2E/x/y");
        assert_eq!(storage.all().await.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_written_is_an_error_after_some_attempts() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("Delivered"), "a file where the bucket's folder should be")
            .expect("written");
        let storage = Storage::open(folder.path().to_str().expect("UTF-8")).expect("made");
        let error =
            storage.put("Delivered", "key", Bytes::from_static(b"body"), None).await.expect_err("no folder");
        let text = error.to_string();
        let start = format!(
            "{}/Delivered/key: an object of 4 bytes was not written in 4 attempts: ",
            folder.path().display()
        );
        assert!(text.starts_with(&start), "{text}");
        assert!(
            text.ends_with("\nfix: make sure that it can be written to, or name another place with --out, and replay again"),
            "{text}"
        );
    }

    #[test]
    fn a_file_is_no_folder() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let out = file.path().to_str().expect("UTF-8");
        let error = Storage::open(out).expect_err("a file").to_string();
        assert!(error.starts_with(&format!("{out}: cannot be written to: ")), "{error}");
        assert!(error.ends_with("\nfix: name another folder with --out"), "{error}");
    }

    #[test]
    fn s3_needs_a_bucket() {
        assert_eq!(
            Storage::open("s3:///path").expect_err("no bucket").to_string(),
            "s3:///path: no bucket is named\nfix: write s3://BUCKET or s3://BUCKET/PATH"
        );
    }
}
