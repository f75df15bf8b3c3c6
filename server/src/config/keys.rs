use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde::Deserialize;

/// Where master keys are kept: in a file, in Vault, in AWS KMS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeySettings {
    /// Which key wraps the keys of workspaces: file, vault:NAME or aws-kms:ID [default: file]
    #[arg(long = "key", id = "key_name", global = true, value_name = "KEY", env = "CONSPECTUS_KEY")]
    #[serde(rename = "key")]
    pub name: Option<String>,

    /// How soon a server learns of new, revoked and destroyed keys; the same for all servers of a database [default: 20]
    #[arg(long = "key-lease", id = "key_lease", global = true, value_name = "SECONDS", env = "CONSPECTUS_KEY_LEASE")]
    pub lease: Option<u64>,

    /// The address of HashiCorp Vault or OpenBao, for its transit engine
    #[arg(long, global = true, value_name = "URL", env = "CONSPECTUS_VAULT_ADDRESS")]
    pub vault_address: Option<String>,

    /// A file with a token for it, read at each use
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_VAULT_TOKEN_FILE")]
    pub vault_token_file: Option<PathBuf>,

    /// Where the transit engine is mounted [default: transit]
    #[arg(long, global = true, value_name = "PATH", env = "CONSPECTUS_VAULT_MOUNT")]
    pub vault_mount: Option<String>,

    /// Vault's namespace
    #[arg(long, global = true, value_name = "NAME", env = "CONSPECTUS_VAULT_NAMESPACE")]
    pub vault_namespace: Option<String>,

    /// The region of AWS KMS
    #[arg(long, global = true, value_name = "REGION", env = "CONSPECTUS_AWS_REGION")]
    pub aws_region: Option<String>,

    /// An AWS credentials file, read at each use
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_AWS_CREDENTIALS_FILE")]
    pub aws_credentials_file: Option<PathBuf>,

    /// The address of AWS KMS, where it is not the region's own
    #[arg(long, global = true, value_name = "URL", env = "CONSPECTUS_AWS_ENDPOINT")]
    pub aws_endpoint: Option<String>,
}

impl KeySettings {
    pub(super) fn or(self, file: Self) -> Self {
        Self {
            name: self.name.or(file.name),
            lease: self.lease.or(file.lease),
            vault_address: self.vault_address.or(file.vault_address),
            vault_token_file: self.vault_token_file.or(file.vault_token_file),
            vault_mount: self.vault_mount.or(file.vault_mount),
            vault_namespace: self.vault_namespace.or(file.vault_namespace),
            aws_region: self.aws_region.or(file.aws_region),
            aws_credentials_file: self.aws_credentials_file.or(file.aws_credentials_file),
            aws_endpoint: self.aws_endpoint.or(file.aws_endpoint),
        }
    }

    /// The lease asked for, at least a second.
    pub fn lease(&self) -> Option<Duration> {
        self.lease.map(|seconds| Duration::from_secs(seconds.max(1)))
    }
}
