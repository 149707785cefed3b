//! AWS on loopback: moto, which `tests/tools.sh` installs.

use crate::{
    project,
    server::{Server, free_port},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    process::Command,
};

/// Services of AWS, empty at first.
pub(crate) struct Moto(Server);

impl Moto {
    pub(crate) fn start() -> Self {
        let port = free_port();
        let mut moto = Command::new(Self::tool("moto_server"));
        moto.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        Self(Server::start(&mut moto, port))
    }

    fn tool(name: &str) -> PathBuf {
        let tool = project::path("target/tools/python/bin").join(name);
        assert!(tool.exists(), "target/tools/python/bin/{name} is missing\nfix: run tests/tools.sh");
        tool
    }

    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// What a caller's environment says of the account.
    pub(crate) fn account(&self, command: &mut Command) {
        let endpoint = self.url();
        command.envs([
            ("AWS_ENDPOINT_URL", endpoint.as_str()),
            ("AWS_ACCESS_KEY_ID", "key-of-the-caller"),
            ("AWS_SECRET_ACCESS_KEY", "secret-of-the-caller"),
            ("AWS_SESSION_TOKEN", "token-of-the-caller"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
        ]);
    }

    /// Runs Python with AWS's own client; gives what it prints.
    pub(crate) fn python(&self, code: &str) -> String {
        let mut python = Command::new(Self::tool("python"));
        self.account(python.args(["-c", &format!("import base64, boto3, json\n{code}")]));
        let output = python.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn create_bucket(&self, bucket: &str) {
        self.python(&format!("boto3.client('s3').create_bucket(Bucket='{bucket}')"));
    }

    /// The objects of a bucket, by their keys.
    pub(crate) fn objects(&self, bucket: &str) -> BTreeMap<String, Vec<u8>> {
        let objects = self.python(&format!(
            "s3 = boto3.client('s3')\n\
             listed = s3.list_objects_v2(Bucket='{bucket}').get('Contents', [])\n\
             read = lambda key: base64.b64encode(s3.get_object(Bucket='{bucket}', Key=key)['Body'].read()).decode()\n\
             print(json.dumps({{it['Key']: read(it['Key']) for it in listed}}))"
        ));
        let objects: HashMap<String, String> = serde_json::from_str(&objects).unwrap();
        objects.into_iter().map(|(key, body)| (key, STANDARD.decode(body).unwrap())).collect()
    }
}
